"""Installing a field pack: it is the centre's, for this station, newer than the one in use, and still valid.

Names and numbers go into the encrypted database; portraits and finger templates into encrypted files, one per card,
since SQLCipher reads large values slowly. The pack before is forgotten once the new one stands.
Refuses in words: garbage, another station's pack, a forged one, an older one, an expired one. The pack in use stays.
"""

from __future__ import annotations

import os
import re
import secrets
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from pydantic import ValidationError

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.names.normal import arabic_key, latin_key
from bitaqa.foundation.packet.codec import encode
from bitaqa.foundation.packet.fieldpack import open_field_pack, read_field_pack_header
from bitaqa.foundation.packet.message_errors import FieldPackSignatureInvalidError
from bitaqa.foundation.packet.payload import Attachment
from bitaqa.foundation.rules.field_pack import FieldPack, FieldPackExpiredError
from bitaqa.foundation.rules.persons import PersonNames
from bitaqa.station import keys
from bitaqa.station.desk.door import (
    centre_verifier,
    check_clock_is_plausible,
    identity,
    record,
    replace_crew,
    trust_centre_keys,
)
from bitaqa.station.durable import remove_files, seal_unsynced

from .errors import FieldPackOlderError, FieldPackShapeError
from .models import DueCard, DueFile, Pack
from .queries import PackHead, find_pack, forget_cache, key_bytes

_CARD = re.compile(r"card[./](?P<card>[0-9a-f-]{36})[./](?P<what>portrait|finger[./](?P<position>\d{1,2}))")


def pack_folder(serial: int) -> Path:
    return Path(settings.BITAQA_HOME) / "field-pack" / str(serial)


def install_field_pack(*, data: bytes, by: str, at: datetime) -> PackHead:
    """The pack in use from now on. The same pack again changes nothing.

    Raises FieldPackError and its kin (foundation), FieldPackOlderError, FieldPackShapeError, FieldPackExpiredError,
    NotProvisionedError, ClockFarOffError, DiskFullError.
    """
    forget_cache()
    try:
        return _install(data, by, at)
    except BitaqaError as refused:
        if by != "sync":  # the loop asks again every few seconds; its trouble is shown in the outbox instead
            record("field_pack.refused", at=at, by=by, facts={"code": refused.code})
        raise


@transaction.atomic
def _install(data: bytes, by: str, at: datetime) -> PackHead:
    pack, attachments = _opened(data)
    before = find_pack()
    if before is not None and pack.serial == before.serial and pack.epoch == before.epoch:
        return before
    if before is not None and (pack.epoch, pack.serial) < (before.epoch, before.serial):
        raise FieldPackOlderError(serial=pack.serial, current=before.serial)
    check_clock_is_plausible(not_before=pack.issued_at)
    if at >= pack.valid_until:
        raise FieldPackExpiredError(until=pack.valid_until.date().isoformat())
    file_key = secrets.token_bytes(32)
    _write_files(pack.serial, file_key, attachments)
    Pack.objects.all().delete()
    Pack.objects.create(
        serial=pack.serial,
        pack=pack.pack,
        issued_at=pack.issued_at,
        valid_from=pack.valid_from,
        valid_until=pack.valid_until,
        head=pack.model_copy(update={"cards_due": (), "incomplete": ()}).to_map(),
        file_key=file_key,
        installed_at=at,
    )
    _replace_people(pack)
    replace_crew(pack.accounts)
    trust_centre_keys(tuple(key_bytes(key.public) for key in pack.centre_keys))
    record(
        "field_pack.installed",
        at=at,
        by=by,
        subject=pack.pack,
        facts={"serial": pack.serial, "cards": len(pack.cards_due), "incomplete": len(pack.incomplete)},
    )
    forget_cache()
    if before is not None and before.serial != pack.serial:
        transaction.on_commit(lambda: remove_files(pack_folder(before.serial)))
    transaction.on_commit(forget_cache)
    found = find_pack()
    assert found is not None  # noqa: S101 - just written
    return found


def _opened(data: bytes) -> tuple[FieldPack, tuple[Attachment, ...]]:
    header = read_field_pack_header(data)
    place = identity()
    verifier = centre_verifier(header.signer)
    if verifier is None and header.station == place.station:
        raise FieldPackSignatureInvalidError(station=header.station, serial=header.serial)
    opened = open_field_pack(
        data,
        verifier=verifier or keys.unlocked().signer.verifier,  # another station's: refused before any signature
        station=place.station,
        opening_key=keys.unlocked().opening,
    )
    try:
        pack = FieldPack.model_validate(opened.body)
    except ValidationError as refused:
        first = refused.errors(include_input=False, include_url=False)[0]
        raise FieldPackShapeError(field=".".join(str(part) for part in first["loc"]) or "pack") from None
    for name, same in (
        ("station", pack.station == place.station),
        ("serial", pack.serial == header.serial),
        ("epoch", pack.epoch == place.epoch),
    ):
        if not same:
            raise FieldPackShapeError(field=name)
    return pack, opened.attachments


def _write_files(serial: int, file_key: bytes, attachments: tuple[Attachment, ...]) -> None:
    folder = pack_folder(serial)
    remove_files(folder)
    by_card: dict[UUID, dict[str, bytes]] = {}
    for attachment in attachments:
        found = _CARD.fullmatch(attachment.name)
        if found is None:
            continue
        what = f"finger.{int(found['position'])}" if found["position"] else "portrait"
        by_card.setdefault(UUID(found["card"]), {})[what] = attachment.content
    for card, parts in by_card.items():
        seal_unsynced(folder / str(card), encode(parts), key=file_key)
    os.sync()  # once for thousands of small files; the pack can be fetched again if even that is lost


def _replace_people(pack: FieldPack) -> None:
    DueCard.objects.all().delete()
    DueFile.objects.all().delete()
    DueCard.objects.bulk_create(
        [
            DueCard(
                card=due.card,
                document_number=due.document_number,
                receipt_number=due.receipt_number,
                national_number=due.national_number,
                application=due.application,
                visit=due.visit,
                position=due.position,
                search=search_text(due.names),
                data=due.to_map(),
            )
            for due in pack.cards_due
        ],
        batch_size=500,
    )
    DueFile.objects.bulk_create(
        [
            DueFile(
                application=due.application,
                receipt_number=due.receipt_number,
                visit=due.visit,
                search=search_text(due.names),
                data=due.to_map(),
            )
            for due in pack.incomplete
        ],
        batch_size=500,
    )


def search_text(names: PersonNames) -> str:
    """What a name is looked up by: its keys in both scripts."""
    return f"{arabic_key(names.arabic.whole())} {latin_key(names.latin.whole())}"[:600]
