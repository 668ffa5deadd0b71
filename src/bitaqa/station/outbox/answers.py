"""The centre's two signed words, applied: *stored* lets a packet rest, *accepted* lets it go after the grace period.

Refuses answers that no trusted key of the centre signed, answers for another station, answers that name another hash
in a packet's place: on such a word nothing is ever deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bitaqa.foundation.packet.answers import Answer, Outcome, Stored, read_answers
from bitaqa.foundation.packet.errors import AnswerSignatureError
from bitaqa.foundation.packet.keys import Verifier
from bitaqa.foundation.packet.statement import statement_signer
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import (
    Operator,
    check_may,
    hear_centre_time,
    identity,
    now,
    real_now,
    record,
)
from bitaqa.station.durable import sync_folder

from .domain import PACKET, PacketState
from .models import Packet
from .sealing import packet_folder, packet_name

MOST_ROWS = 100
"""Rows of one statement: SQLite bounds its variables."""


def verified_answers(data: bytes, *, trusted: Mapping[bytes, Verifier]) -> tuple[Answer, ...]:
    """`trusted` are the centre's keys by id.

    Raises StatementMalformedError, AnswerSignatureError, AnswerInvalidError.
    """
    verifier = trusted.get(statement_signer(data))
    if verifier is None:
        raise AnswerSignatureError()
    return read_answers(data, verifier=verifier)


@transaction.atomic
def apply_answers(answers: Sequence[Answer]) -> dict[PacketState, int]:
    """How many packets moved to each state. An answer heard twice, or that fits no packet here, moves nothing.

    The number of statements does not grow with that of the answers (but for the pieces of `MOST_ROWS`).
    """
    moved = dict.fromkeys(PacketState, 0)
    station = identity().station
    ours = [answer for answer in answers if answer.station == station]
    rows = Packet.objects.filter(
        epoch__in={answer.epoch for answer in ours}, sequence__in={answer.sequence for answer in ours}
    )
    packets = {(row.epoch, row.sequence): row for row in rows}
    changed: dict[tuple[int, int], Packet] = {}
    for answer in ours:
        place = (answer.epoch, answer.sequence)
        packet = packets.get(place)
        if packet is None or bytes(packet.hash) != answer.packet_hash:
            continue
        name = _move_of(answer)
        if not PACKET.can_move(PacketState(packet.state), name):
            continue
        target = PACKET.get_move(name).target
        packet.state = target.value
        packet.trouble = ""
        if isinstance(answer, Stored):
            packet.stored_at = answer.at
        else:
            packet.decided_at, packet.heard_at, packet.reason = answer.at, real_now(), answer.reason or ""
        changed[place] = packet
        moved[target] += 1
    if changed:
        _write(list(changed.values()), ["state", "trouble", "stored_at", "decided_at", "heard_at", "reason"])
    times = [answer.centre_time for answer in ours if isinstance(answer, Outcome)]
    if times:
        hear_centre_time(max(times))
    return moved


def _write(packets: list[Packet], fields: list[str]) -> None:
    """As `bulk_update`, whose expressions (a CASE for each field and row) cost ten times the statement itself."""
    Packet.objects.bulk_create(
        packets, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=MOST_ROWS
    )


def _move_of(answer: Answer) -> str:
    if isinstance(answer, Stored):
        return "store"
    if answer.accepted:
        return "accept"
    return "dismiss" if answer.dismissed else "quarantine"


@transaction.atomic
def delete_accepted() -> int:
    """Removes the bytes of packets accepted longer ago than the grace period. The row stays."""
    before = real_now() - timedelta(days=settings.BITAQA_PACKET_GRACE_DAYS)
    due = list(Packet.objects.filter(state=PacketState.ACCEPTED.value, heard_at__lte=before)[:500])
    if not due:
        return 0
    at = now()
    for packet in due:
        packet.state, packet.deleted_at = PACKET.check_can_move(PacketState(packet.state), "delete").target.value, at
    _write(due, ["state", "deleted_at"])
    record("packet.deleted", at=at, by="station", facts={"count": len(due), "last": max(p.sequence for p in due)})
    places = [(packet.epoch, packet.sequence) for packet in due]
    transaction.on_commit(lambda: _unlink(places))
    return len(due)


@transaction.atomic
def erase_dismissed(*, packet: UUID, by: Operator, at: datetime) -> bool:
    """The head of station lets go of a packet that the centre dismissed; False when it is gone already. The row stays.

    Raises PermissionMissingError for anyone else, the state table's refusal for a packet that was not dismissed.
    """
    check_may(by, Permission.RUN_DAY)
    row = Packet.objects.get(id=packet)
    if row.state == PacketState.DELETED.value:
        return False
    row.state, row.deleted_at = PACKET.check_can_move(PacketState(row.state), "erase").target.value, at
    row.save(update_fields=["state", "deleted_at"])
    facts = {"count": 1, "last": row.sequence, "dismissed": True}
    record("packet.deleted", at=at, by=by.code, subject=row.id, facts=facts)
    transaction.on_commit(lambda: _unlink([(row.epoch, row.sequence)]))
    return True


def _unlink(places: list[tuple[int, int]]) -> None:
    """After the commit: a crash in between leaves files that the next start removes."""
    folder = packet_folder()
    for epoch, sequence in places:
        (folder / packet_name(epoch, sequence)).unlink(missing_ok=True)
    if folder.is_dir():
        sync_folder(folder)
