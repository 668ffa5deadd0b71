"""A card is laid on its own carrier: the sheet with its place in the list, scanned one after the other.

A carrier bears the box's code and the card's place, `RAB-B000012-007`; a card bears its document number. A card
scanned onto another carrier is refused with the carrier it belongs on. A full box goes into a tamper-evident bag whose
number is entered once and never used again. Refuses: cards of other boxes, carriers of other boxes, a bag before every
card is on its carrier where the policy asks for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id

from ..box_errors import (
    BagNumberRefusedError,
    CardNotInBoxError,
    CardsNotOnCarriersError,
    CarrierRefusedError,
    WrongCarrierError,
)
from ..errors import BoxUnknownError
from ..models import Box, BoxCard

_BAG = re.compile(r"^[A-Z0-9]{4,20}$")


@dataclass(frozen=True, slots=True)
class Matched:
    """One card on its carrier, and how many of the box are."""

    number: str
    position: int
    done: int
    total: int


def carrier_code(box: Box, position: int) -> str:
    """What the carrier of the card at this place says."""
    return f"{box.code}-{position:03d}"


def match_carrier(box: UUID, *, card: str, carrier: str, by: str, at: datetime) -> Matched:
    """The card with document number `card` lies on `carrier`; scanned twice it changes nothing.

    Raises BoxUnknownError, CardNotInBoxError, CarrierRefusedError, WrongCarrierError.
    """
    number, scanned = card.strip().upper(), carrier.strip().upper()
    with transaction.atomic():
        row = Box.objects.select_for_update().filter(pk=box).first()
        if row is None:
            raise BoxUnknownError()
        held = BoxCard.objects.filter(box=row)
        found = held.filter(order__number=number).first()
        if found is None:
            other = BoxCard.objects.select_related("box").filter(order__number=number).first()
            raise CardNotInBoxError(number=number, box=row.code, other=other.box.code if other else "—")
        wanted = carrier_code(row, found.position)
        if not scanned.startswith(f"{row.code}-"):
            raise CarrierRefusedError(carrier=scanned, box=row.code)
        if scanned != wanted:
            raise WrongCarrierError(number=number, carrier=scanned, wanted=wanted)
        if found.matched_at is None:
            found.matched_at = at
            found.save(update_fields=["matched_at"])
        total, done = held.count(), held.exclude(matched_at=None).count()
        if done == total:
            _tell("box.matched", row, by=by, at=at, cards=total)
    return Matched(number, found.position, done, total)


def bag_box(box: UUID, *, bag: str, must_match: bool, by: str, at: datetime) -> None:
    """The box lies in the bag of this number; the same number again changes nothing.

    Raises BoxUnknownError, BagNumberRefusedError, CardsNotOnCarriersError.
    """
    number = bag.strip().upper()
    if not _BAG.match(number):
        raise BagNumberRefusedError(bag=number)
    with transaction.atomic():
        row = Box.objects.select_for_update().filter(pk=box).first()
        if row is None:
            raise BoxUnknownError()
        if row.bag == number:
            return
        loose = list(
            BoxCard.objects.filter(box=row, matched_at=None)
            .order_by("position")
            .values_list("order__number", flat=True)
        )
        if must_match and loose:
            raise CardsNotOnCarriersError(numbers=", ".join(loose[:10]), count=len(loose))
        if row.bag or row.sealed_at is not None:
            raise BagNumberRefusedError(bag=number)
        row.bag = number
        try:
            with transaction.atomic():
                row.save(update_fields=["bag"])
        except IntegrityError:
            raise BagNumberRefusedError(bag=number) from None
        _tell("box.bagged", row, by=by, at=at, bag=number)


def _tell(event: str, row: Box, *, by: str, at: datetime, **facts: object) -> None:
    told = {"box": row.code, "issuing_centre": row.issuing_centre, **facts}
    record([Entry(event=event, subject_kind="box", subject=row.id, acted_at=at, actor=by, act=new_id(), facts=told)])
