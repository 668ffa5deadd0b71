"""What the field pack says: places, visits, programmes, keys, cards due, incomplete files; as frozen values."""

from __future__ import annotations

import base64
import binascii
import threading
import time
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language

from bitaqa.foundation.names.normal import arabic_key, latin_key
from bitaqa.foundation.packet.errors import KeyInvalidError
from bitaqa.foundation.packet.keys import SealingKey, Verifier
from bitaqa.foundation.rules.field_pack import (
    CardDue,
    FieldPack,
    IncompleteFile,
    PackPlace,
    PackProgramme,
    PackVisit,
)
from bitaqa.station import keys

from .errors import (
    CardNotDueError,
    IncompleteFileUnknownError,
    NoFieldPackError,
    NoSealingKeyError,
    PlaceUnknownError,
    ProgrammeUnknownError,
    VisitUnknownError,
)
from .models import DueCard, DueFile, Pack


@dataclass(frozen=True, slots=True)
class PackHead:
    """The pack in use, without its people."""

    pack: UUID
    serial: int
    epoch: int
    station_code: str
    issued_at: datetime
    valid_from: datetime
    valid_until: datetime
    country_pack: str
    rules_version: str


_lock = threading.Lock()
_cache: dict[str, Any] = {"key": None, "pack": None, "read_at": float("-inf")}
READ_AGAIN_AFTER = 1.0
"""Seconds for which the pack read last is trusted: a command beside the server may install another."""


def forget_cache() -> None:
    with _lock:
        _cache.update(key=None, pack=None, read_at=float("-inf"))


def key_bytes(text: str) -> bytes:
    """A public key as the pack writes it: hexadecimal, or base64."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        pass
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (ValueError, binascii.Error):
        raise KeyInvalidError(size=len(text), kind="written") from None


def get_pack() -> FieldPack:
    """The whole head of the pack in use (no cards, no incomplete files). Raises NoFieldPackError."""
    name = settings.DATABASES["default"]["NAME"]
    with _lock:
        if _cache["key"] and _cache["key"][0] == name and time.monotonic() - _cache["read_at"] < READ_AGAIN_AFTER:
            recent: FieldPack = _cache["pack"]
            return recent
    row = Pack.objects.filter(current=True).values_list("pack", flat=True).first()
    if row is None:
        raise NoFieldPackError()
    key = (name, row)
    with _lock:
        if _cache["key"] == key:
            found: FieldPack = _cache["pack"]
            _cache["read_at"] = time.monotonic()
            return found
    pack = FieldPack.model_validate(Pack.objects.get(current=True).head)
    with _lock:
        _cache.update(key=key, pack=pack, read_at=time.monotonic())
    return pack


def find_pack() -> PackHead | None:
    try:
        pack = get_pack()
    except NoFieldPackError:
        return None
    return PackHead(
        pack.pack, pack.serial, pack.epoch, pack.station_code, pack.issued_at, pack.valid_from, pack.valid_until,
        pack.country_pack, pack.rules_version,
    )  # fmt: skip


def places() -> tuple[PackPlace, ...]:
    return get_pack().places


def get_place(code: str) -> PackPlace:
    """Raises PlaceUnknownError."""
    for place in get_pack().places:
        if place.code == code:
            return place
    raise PlaceUnknownError(place=code)


def place_name(code: str) -> str:
    """A place of the pack in the reader's language (French where it has no English name). Raises PlaceUnknownError."""
    place = get_place(code)
    return place.name_ar if get_language() == "ar" else place.name_fr


def find_place_name(code: str) -> str | None:
    """As `place_name`; None for a place that the pack does not hold (any more)."""
    try:
        return place_name(code)
    except PlaceUnknownError:
        return None


def programmes() -> tuple[PackProgramme, ...]:
    return get_pack().programmes


def get_programme(code: str) -> PackProgramme:
    """Raises ProgrammeUnknownError."""
    for programme in get_pack().programmes:
        if programme.code == code:
            return programme
    raise ProgrammeUnknownError(programme=code)


def visits(*, day: date | None = None, after: date | None = None, kind: str = "") -> tuple[PackVisit, ...]:
    """Visits of the pack by day; of one day, after a day, or of a kind."""
    found = [
        visit
        for visit in get_pack().visits
        if (day is None or visit.day == day)
        and (after is None or visit.day > after)
        and (not kind or visit.kind == kind)
    ]
    return tuple(sorted(found, key=lambda visit: (visit.day, visit.place)))


def get_visit(visit: UUID) -> PackVisit:
    """Raises VisitUnknownError."""
    known = find_visit(visit)
    if known is None:
        raise VisitUnknownError()
    return known


def find_visit(visit: UUID) -> PackVisit | None:
    return next((known for known in get_pack().visits if known.visit == visit), None)


def centre_sealing_key(at: datetime) -> SealingKey:
    """The newest opening key of the centre that is in use `at`: the last one named, unless their dates say another.

    Raises NoFieldPackError, NoSealingKeyError.
    """
    pack = get_pack()
    usable = [key for key in pack.opening_keys if key.since is None or key.since <= at]
    if not usable:
        raise NoSealingKeyError()
    newest = sorted(usable, key=lambda key: key.since or pack.issued_at)[-1]
    return SealingKey(key_bytes(newest.public))


def receipt_verifiers() -> dict[bytes, Verifier]:
    """The keys of this station and of the others in the pack, by key id: any receipt is checked offline."""
    own = keys.unlocked().signer.verifier
    others = [Verifier(key_bytes(key.public)) for key in get_pack().station_keys]
    return {verifier.key_id: verifier for verifier in (*others, own)}


def station_name(station: UUID) -> str:
    """The unit whose station that is, in the reader's language; empty when the pack does not name it."""
    named = next((key for key in get_pack().station_keys if key.station == station), None)
    if named is None:
        return ""
    return (named.name_ar if get_language() == "ar" else named.name_fr) or ""


def cards_due(*, q: str = "", visit: UUID | None = None, limit: int = 5000) -> tuple[CardDue, ...]:
    """Cards of the list by visit and place in the box; `q` is a part of a name, or a number."""
    rows = DueCard.objects.all()
    if visit is not None:
        rows = rows.filter(visit=visit)
    if q.strip():
        number = q.strip().upper()
        rows = rows.filter(
            _name_like(q)
            | Q(document_number__icontains=number)
            | Q(receipt_number__icontains=number)
            | Q(national_number__icontains=number)
        )
    return tuple(
        CardDue.model_validate(data)
        for data in rows.order_by("visit", "position").values_list("data", flat=True)[:limit]
    )


def cards_due_count() -> int:
    return DueCard.objects.count()


def get_card(
    *, card: UUID | None = None, document_number: str = "", receipt_number: str = "", application: UUID | None = None
) -> CardDue:
    """The card with that id, number, receipt or application. Raises CardNotDueError."""
    asked: dict[str, Any] = {}
    if card is not None:
        asked["card"] = card
    elif document_number:
        asked["document_number"] = document_number.strip().upper()
    elif receipt_number:
        asked["receipt_number"] = receipt_number
    elif application is not None:
        asked["application"] = application
    data = DueCard.objects.filter(**asked).values_list("data", flat=True).first() if asked else None
    if data is None:
        raise CardNotDueError(asked=document_number or receipt_number or str(card or application or ""))
    return CardDue.model_validate(data)


def find_card(*, document_number: str = "", national_number: str = "") -> CardDue | None:
    """The card of the list with that number, in hand or replaced, or of that holder."""
    wanted = Q(pk__in=[])
    if document_number:
        wanted |= Q(document_number=document_number) | Q(data__old_document_number=document_number)
    if national_number:
        wanted |= Q(national_number=national_number)
    data = DueCard.objects.filter(wanted).values_list("data", flat=True).first()
    return CardDue.model_validate(data) if data is not None else None


def incomplete_files(*, q: str = "", visit: UUID | None = None) -> tuple[IncompleteFile, ...]:
    """Files that wait for papers; `q` is a part of a name or a receipt number."""
    rows = DueFile.objects.all()
    if visit is not None:
        rows = rows.filter(visit=visit)
    if q.strip():
        rows = rows.filter(_name_like(q) | Q(receipt_number__icontains=q.strip().upper()))
    return tuple(IncompleteFile.model_validate(data) for data in rows.order_by("search").values_list("data", flat=True))


def get_incomplete(application: UUID) -> IncompleteFile:
    """Raises IncompleteFileUnknownError."""
    data = DueFile.objects.filter(application=application).values_list("data", flat=True).first()
    if data is None:
        raise IncompleteFileUnknownError()
    return IncompleteFile.model_validate(data)


def _name_like(q: str) -> Q:
    wanted = Q(pk__in=[])
    for key in (arabic_key(q), latin_key(q)):
        if key:
            wanted |= Q(search__contains=key)
    return wanted
