"""A box received by scan: each of its cards is received or missing, and the count is sealed once.

A short box is called short whatever the desk said; a card that nobody announced is named and put apart.
Receiving the same box twice answers the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.foundation.rules.packet_bodies import CustodyAct
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.day.door import find_open_day
from bitaqa.station.desk.door import Operator, check_may, record
from bitaqa.station.fieldpack.door import cards_due, get_visit

from .custody import Box, entry, seal_count, where
from .domain import HereState
from .errors import BoxEmptyError, ConsignmentUnknownError
from .models import BoxReceipt, BoxScan
from .moving import Moved, check_move, move_cards, row_of, rows_of


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
    announced = next(iter(expected.values()))
    visit, place = where(announced.visit)
    rows = dict(zip(expected, rows_of(list(expected.values()), at=at, by=by.code, place=place), strict=True))
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
    entries = [entry(row, CustodyAct.RECEIVED, at=at, keeper=by.code) for row in here]
    entries += [entry(row, CustodyAct.MISSING, at=at, keeper="", because="not_in_box") for row in lost]
    if not entries:  # every card was scanned one by one before its box: the box says so again
        entries = [entry(row, CustodyAct.RECEIVED, at=at, keeper=row.keeper) for row in rows.values()]
    sealed = seal_count(entries, consignment=consignment, box=condition, visit=visit, place=place, by=by, at=at)
    day = find_open_day()
    move_cards(here, "receive", Moved(sealed.packet, at, by.code, by.code, place), day=day)
    move_cards(lost, "miss", Moved(sealed.packet, at, by.code, "", place, "not_in_box"), day=day)
    kept = BoxReceipt.objects.create(
        consignment=consignment,
        number=announced.box,
        place=get_visit(announced.visit).place,
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


def _expected(consignment: UUID) -> dict[str, CardDue]:
    found = {due.document_number: due for due in cards_due() if due.consignment == consignment}
    if not found:
        raise ConsignmentUnknownError()
    return found


def _told(row: BoxReceipt, *, again: bool = False) -> BoxReceived:
    return BoxReceived(
        row.consignment, row.box, row.received, tuple(row.missing), tuple(row.strangers), row.sequence, again
    )
