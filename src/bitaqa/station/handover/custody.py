"""Keeping cards: a box received by scan, one card found, withheld, returned or destroyed by two; each count is sealed.

Receiving the same box twice answers the same; scanning a card that is already there changes nothing. A short box is
called short whatever the desk said. Refuses: destroying alone, a reason that is not in the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.foundation.rules.packet_bodies import CustodyAct, CustodyBody, CustodyEntry, PacketKind
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.day.door import find_open_day
from bitaqa.station.desk.door import Operator, SecondPersonMissingError, check_may, prove_second_person, record
from bitaqa.station.fieldpack.door import cards_due, get_visit
from bitaqa.station.outbox.door import Sealed, seal_body

from .domain import (
    CARD_HERE,
    DESTROY_REASONS,
    MISSING_REASONS,
    RETURN_REASONS,
    WITHHOLD_REASONS,
    HereState,
)
from .errors import BoxEmptyError, ConsignmentUnknownError, ReasonUnknownError
from .models import BoxReceipt, BoxScan, CardHere
from .moving import check_move, move_card, row_of, row_of_number

Box = Literal["whole", "short", "damaged"]
MOVE_OF = {
    CustodyAct.RECEIVED: "receive",
    CustodyAct.MISSING: "miss",
    CustodyAct.WITHHELD: "withhold",
    CustodyAct.RETURNED: "return",
    CustodyAct.DESTROYED: "destroy",
}
REASONS: dict[CustodyAct, tuple[str, ...]] = {
    CustodyAct.RECEIVED: (),
    CustodyAct.MISSING: MISSING_REASONS,
    CustodyAct.WITHHELD: WITHHOLD_REASONS,
    CustodyAct.RETURNED: RETURN_REASONS,
    CustodyAct.DESTROYED: DESTROY_REASONS,
}
_USUAL = {CustodyAct.MISSING: "not_in_box", CustodyAct.RETURNED: "uncollected"}


@dataclass(frozen=True, slots=True)
class BoxReceived:
    """What came of a box. `missing` and `strangers` are document numbers; `again` when it was received before."""

    consignment: UUID
    box: str
    received: int
    missing: tuple[str, ...]
    strangers: tuple[str, ...]
    sequence: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class CardScanned:
    """A card after a scan; `changed` False when it was in that state already (nothing is sealed then)."""

    card: UUID
    document_number: str
    state: str
    sequence: int | None
    changed: bool


@transaction.atomic
def scan_into_box(*, consignment: UUID, document_number: str, by: Operator, at: datetime) -> int:
    """One card out of a box being received. Answers how many were scanned. Scanning twice counts once."""
    check_may(by, Permission.HAND_OVER)
    _expected(consignment)
    BoxScan.objects.get_or_create(
        consignment=consignment, document_number=document_number.strip().upper(), defaults={"at": at, "by": by.code}
    )
    return BoxScan.objects.filter(consignment=consignment).count()


@transaction.atomic
def receive_box(
    *, consignment: UUID, document_numbers: Sequence[str], box: Box, by: Operator, at: datetime
) -> BoxReceived:
    """Seals the count of a box: each card of it is received, or missing from it.

    Raises ConsignmentUnknownError, BoxEmptyError, PermissionMissingError.
    """
    check_may(by, Permission.HAND_OVER)
    before = BoxReceipt.objects.filter(consignment=consignment).first()
    if before is not None:
        return _told(before, again=True)
    expected = _expected(consignment)
    scanned = {number.strip().upper() for number in document_numbers}
    scanned |= set(BoxScan.objects.filter(consignment=consignment).values_list("document_number", flat=True))
    if not scanned and box != "damaged":
        raise BoxEmptyError()
    visit, place = _where(next(iter(expected.values())).visit)
    rows = {number: row_of(due, at=at, by=by.code, place=place) for number, due in expected.items()}
    strangers = []
    for number in sorted(scanned - rows.keys()):
        # A card of another box of the list is received all the same; one that nobody announced goes back.
        found = cards_due(q=number, limit=2)
        match = [due for due in found if due.document_number == number]
        if match:
            rows[number] = row_of(match[0], at=at, by=by.code, place=place)
        else:
            strangers.append(number)
    here = [row for number, row in rows.items() if number in scanned and row.state != HereState.AT_STATION.value]
    for row in here:
        check_move(row, "receive")
    lost = [row for number, row in rows.items() if number not in scanned and row.state == HereState.DUE.value]
    already = sum(row.state == HereState.AT_STATION.value for row in rows.values())
    condition: Box = "damaged" if box == "damaged" else "short" if lost else "whole"
    entries = [_entry(row, CustodyAct.RECEIVED, at=at, keeper=by.code) for row in here]
    entries += [_entry(row, CustodyAct.MISSING, at=at, keeper="", because="not_in_box") for row in lost]
    if not entries:  # every card was scanned one by one before its box: the box says so again
        entries = [_entry(row, CustodyAct.RECEIVED, at=at, keeper=row.keeper) for row in rows.values()]
    sealed = _seal(entries, consignment=consignment, box=condition, visit=visit, place=place, by=by, at=at)
    _move_all(here, "receive", sealed, by=by, at=at, keeper=by.code, place=place)
    _move_all(lost, "miss", sealed, by=by, at=at, keeper="", place=place, because="not_in_box")
    day = find_open_day()
    kept = BoxReceipt.objects.create(
        consignment=consignment,
        custody=sealed.packet,
        box=condition,
        received=len(here) + already,
        missing=sorted(lost_row.document_number for lost_row in lost),
        strangers=strangers,
        day=day.id if day else None,
        at=at,
        by=by.code,
        packet=sealed.packet,
        sequence=sealed.sequence,
    )
    BoxScan.objects.filter(consignment=consignment).delete()
    event = {"whole": "consignment.received", "short": "consignment.short", "damaged": "consignment.damaged"}[condition]
    record(
        event,
        at=at,
        by=by.code,
        subject=consignment,
        facts={"received": kept.received, "missing": len(lost), "strangers": len(strangers)},
    )
    return _told(kept)


def scan_card(
    *,
    document_number: str,
    act: CustodyAct,
    by: Operator,
    at: datetime,
    because: str = "",
    witness: str = "",
    witness_pin: str = "",
    keeper: str = "",
) -> CardScanned:
    """One card scanned: received, missing, withheld, returned, or destroyed by two. Seals one custody packet.

    Raises CardNotDueError, CardGoneError, CardNotHereError, ReasonUnknownError, SecondPersonMissingError,
    SignInRefusedError.
    """
    return scan_cards(
        document_numbers=[document_number],
        act=act,
        by=by,
        at=at,
        because=because,
        witness=witness,
        witness_pin=witness_pin,
        keeper=keeper,
    )[0]


def scan_cards(
    *,
    document_numbers: Iterable[str],
    act: CustodyAct,
    by: Operator,
    at: datetime,
    because: str = "",
    witness: str = "",
    witness_pin: str = "",
    keeper: str = "",
) -> list[CardScanned]:
    """Several cards under one act and one packet. Raises what `scan_card` raises; then none is changed."""
    check_may(by, Permission.HAND_OVER)
    because = because or _USUAL.get(act, "")
    if REASONS[act] and because not in REASONS[act]:
        raise ReasonUnknownError(because=because)
    second = ""
    if act is CustodyAct.DESTROYED:
        if not witness:
            raise SecondPersonMissingError()
        second = prove_second_person(code=witness, pin=witness_pin, first=by).code
    return _scan(list(document_numbers), act, by=by, at=at, because=because, second=second, keeper=keeper)


@transaction.atomic
def _scan(
    numbers: list[str], act: CustodyAct, *, by: Operator, at: datetime, because: str, second: str, keeper: str
) -> list[CardScanned]:
    name = MOVE_OF[act]
    target = CARD_HERE.get_move(name).target.value
    rows = [row_of_number(number, at=at, by=by.code, place="") for number in numbers]
    todo = list({row.document_number: row for row in rows if row.state != target}.values())
    for row in todo:
        check_move(row, name)
    sealed: Sealed | None = None
    if todo:
        visit, place = _where(todo[0].visit)
        holder = {CustodyAct.MISSING: "", CustodyAct.DESTROYED: ""}.get(act, keeper or by.code)
        entries = [
            _entry(row, act, at=at, keeper=holder, because=because if REASONS[act] else "", witness=second)
            for row in todo
        ]
        single = todo[0].consignment if len({row.consignment for row in todo}) == 1 else None
        sealed = _seal(entries, consignment=single, box=None, visit=visit, place=place, by=by, at=at)
        _move_all(
            todo, name, sealed, by=by, at=at, keeper=holder, place=place,
            because=because if REASONS[act] else "", witness=second,
        )  # fmt: skip
    changed = {row.card for row in todo}
    return [
        CardScanned(row.card, row.document_number, target, sealed.sequence if sealed else None, row.card in changed)
        for row in rows
    ]


def _expected(consignment: UUID) -> dict[str, CardDue]:
    found = {due.document_number: due for due in cards_due() if due.consignment == consignment}
    if not found:
        raise ConsignmentUnknownError()
    return found


def _where(visit: UUID) -> tuple[UUID, str]:
    """The visit of the open day, else the one for which the card was sent."""
    day = find_open_day()
    if day is not None:
        return day.visit, day.place
    return visit, get_visit(visit).place


def _entry(
    row: CardHere, act: CustodyAct, *, at: datetime, keeper: str, because: str = "", witness: str = ""
) -> CustodyEntry:
    return CustodyEntry(
        act=act,
        card=row.card,
        document_number=row.document_number,
        at=at,
        keeper=keeper,
        because=because or None,
        witness=witness,
    )


def _seal(
    entries: list[CustodyEntry],
    *,
    consignment: UUID | None,
    box: Box | None,
    visit: UUID,
    place: str,
    by: Operator,
    at: datetime,
) -> Sealed:
    body = CustodyBody(
        custody=new_id(),
        consignment=consignment,
        visit=visit,
        place=place,
        day=local_day(at),
        operator=by.code,
        box=box,
        entries=tuple(entries),
    )
    return seal_body(kind=PacketKind.CUSTODY, body=body, by=by.code, subject=consignment)


def _move_all(
    rows: Iterable[CardHere],
    name: str,
    sealed: Sealed,
    *,
    by: Operator,
    at: datetime,
    keeper: str,
    place: str,
    because: str = "",
    witness: str = "",
) -> None:
    for row in rows:
        move_card(
            row, name, packet=sealed.packet, at=at, by=by.code, keeper=keeper, place=place,
            because=because, witness=witness,
        )  # fmt: skip


def _told(row: BoxReceipt, *, again: bool = False) -> BoxReceived:
    return BoxReceived(
        row.consignment, row.box, row.received, tuple(row.missing), tuple(row.strangers), row.sequence, again
    )


__all__ = ["BoxReceived", "CardScanned", "receive_box", "scan_card", "scan_cards", "scan_into_box"]
