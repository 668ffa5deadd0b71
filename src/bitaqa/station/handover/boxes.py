"""Boxes of the field pack as screens show them: expected cards, what was scanned, how they were received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.station.fieldpack.door import cards_due

from .errors import ConsignmentUnknownError
from .models import BoxReceipt, BoxScan


@dataclass(frozen=True, slots=True)
class BoxFace:
    """A box: `state` empty while it is awaited, else whole, short or damaged."""

    consignment: UUID
    expected: int
    scanned: int
    state: str
    received_at: datetime | None
    missing: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    left: tuple[CardDue, ...] = ()

    @property
    def number(self) -> str:
        """The end of its id, as printed beside the code on the box."""
        return self.consignment.hex[-8:].upper()


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
    if row is not None:
        missing, strangers = tuple(row.missing), tuple(row.strangers)
        return BoxFace(consignment, row.received + len(missing), row.received, row.box, row.at, missing, strangers)
    scanned = set(BoxScan.objects.filter(consignment=consignment).values_list("document_number", flat=True))
    left = tuple(card for card in cards if card.document_number not in scanned)
    strangers = tuple(sorted(scanned - {card.document_number for card in cards}))
    return BoxFace(consignment, len(cards), len(scanned), "", None, strangers=strangers, left=left)
