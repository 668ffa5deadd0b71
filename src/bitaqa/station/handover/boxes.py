"""Boxes of the field pack as screens show them: expected cards, what was scanned, how they were received.

A box is called by the number printed in it and by the place it is for; never by its id, which nobody can read aloud.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.station.fieldpack.door import cards_due, find_place_name, find_visit

from .errors import ConsignmentUnknownError
from .models import BoxReceipt, BoxScan


@dataclass(frozen=True, slots=True)
class BoxFace:
    """A box: `state` empty while it is awaited, else whole, short or damaged."""

    consignment: UUID
    number: str
    """As printed in the box; empty where the pack does not say it."""
    place: str
    """For which place its cards were made, in the reader's language; empty where no pack says it any more."""
    day: date | None
    """Of the visit, while the pack holds it."""
    expected: int
    scanned: int
    state: str
    received_at: datetime | None
    missing: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    left: tuple[CardDue, ...] = ()


def boxes_due() -> tuple[BoxFace, ...]:
    by_box: dict[UUID, list[CardDue]] = {}
    for due in cards_due():
        if due.consignment is not None:
            by_box.setdefault(due.consignment, []).append(due)
    received = {row.consignment: row for row in BoxReceipt.objects.all()}
    for consignment in received.keys() - by_box.keys():
        by_box[consignment] = []
    return tuple(_face(consignment, cards, received.get(consignment)) for consignment, cards in by_box.items())


def box_view(consignment: UUID) -> BoxFace:
    """Raises ConsignmentUnknownError."""
    for box in boxes_due():
        if box.consignment == consignment:
            return box
    raise ConsignmentUnknownError()


def _face(consignment: UUID, cards: list[CardDue], row: BoxReceipt | None) -> BoxFace:
    number, visit = next(((card.box, find_visit(card.visit)) for card in cards), ("", None))
    number, place = (row.number, row.place) if row is not None else (number, visit.place if visit else "")
    called = (number, find_place_name(place) or "", visit.day if visit else None)
    if row is not None:
        missing, strangers = tuple(row.missing), tuple(row.strangers)
        expected = row.received + len(missing)
        return BoxFace(consignment, *called, expected, row.received, row.box, row.at, missing, strangers)
    scanned = set(BoxScan.objects.filter(consignment=consignment).values_list("document_number", flat=True))
    left = tuple(card for card in cards if card.document_number not in scanned)
    strangers = tuple(sorted(scanned - {card.document_number for card in cards}))
    return BoxFace(consignment, *called, len(cards), len(scanned), "", None, strangers=strangers, left=left)
