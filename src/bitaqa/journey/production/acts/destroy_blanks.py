"""Spoiled blanks are destroyed by two people: one proposes with the serials in hand, another confirms what they saw.

The cards they were (spoiled at the bench, or withheld because the holder died) are destroyed with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import CardState
from bitaqa.records.cards import door as cards

from ..domain import BlankState
from ..errors import DestructionUnknownError, NothingSpoiledError, SecondPersonNeededError
from ..models import Blank, Destruction, Order, Rejection
from .account_for_blanks import listed

BECAUSE = "spoiled-blank"


def propose_destruction(*, centre: str, serials: Sequence[str], by: str, at: datetime) -> Destruction:
    """The first person scans the spoiled blanks. Raises NothingSpoiledError naming those that are not."""
    with transaction.atomic():
        wanted = sorted({serial.strip().upper() for serial in serials if serial.strip()})
        spoiled = Blank.objects.select_for_update().filter(
            serial__in=wanted, issuing_centre=centre, state=BlankState.SPOILED, destruction=None
        )
        found = set(spoiled.values_list("serial", flat=True))
        if not wanted or found != set(wanted):
            raise NothingSpoiledError(serials=listed(sorted(set(wanted) - found)))
        proposed = Destruction.objects.create(issuing_centre=centre, serials=wanted, proposed_by=by, proposed_at=at)
        Blank.objects.filter(serial__in=wanted).update(destruction=proposed)
        _tell("blank.destruction_proposed", proposed, by=by, at=at)
        return proposed


def confirm_destruction(destruction: UUID, *, by: str, at: datetime) -> Destruction:
    """The second person confirms: blanks and cards are destroyed.

    Raises DestructionUnknownError, SecondPersonNeededError.
    """
    with transaction.atomic():
        row = Destruction.objects.select_for_update().filter(pk=destruction).first()
        if row is None or row.confirmed_at is not None:
            raise DestructionUnknownError()
        if row.proposed_by == by:
            raise SecondPersonNeededError()
        row.confirmed_by, row.confirmed_at = by, at
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        blanks = list(Blank.objects.select_for_update().filter(destruction=row).order_by("id"))
        Blank.objects.filter(destruction=row).update(state=BlankState.DESTROYED)
        act = new_id()
        bodies = _cards_of(blanks)
        facts = {card: {"witness": row.proposed_by} for card in bodies}
        cards.move(bodies, "destroy", by=by, at=at, act=act, because=BECAUSE, facts=facts, strict=False)
        record(
            [
                Entry(
                    event="blank.destroyed",
                    subject_kind="blank",
                    subject=blank.id,
                    acted_at=at,
                    actor=by,
                    act=act,
                    because=BECAUSE,
                    facts={"serial": blank.serial, "witness": row.proposed_by, "issuing_centre": row.issuing_centre},
                )
                for blank in blanks
            ]
        )
        return row


def withdraw_destruction(destruction: UUID, *, by: str, at: datetime) -> None:
    """A proposal not yet confirmed is taken back: the blanks are still there. Raises DestructionUnknownError."""
    with transaction.atomic():
        row = Destruction.objects.select_for_update().filter(pk=destruction, confirmed_at=None).first()
        if row is None:
            raise DestructionUnknownError()
        Blank.objects.filter(destruction=row).update(destruction=None)
        _tell("blank.destruction_withdrawn", row, by=by, at=at)
        row.delete()


def _tell(event: str, row: Destruction, *, by: str, at: datetime) -> None:
    facts = {"serials": row.serials, "issuing_centre": row.issuing_centre}
    entry = Entry(
        event=event,
        subject_kind="blank",
        subject=row.id,
        acted_at=at,
        actor=by,
        act=row.id,
        because=BECAUSE,
        facts=facts,
    )
    record([entry])


def _cards_of(blanks: Sequence[Blank]) -> list[UUID]:
    """The cards made on these blanks that still are where they were spoiled."""
    rejected = Rejection.objects.filter(blank__in=[blank.serial for blank in blanks]).values_list("card", flat=True)
    attempts = {blank.order_id: blank.attempt for blank in blanks if blank.order_id}
    stopped = Order.objects.filter(pk__in=attempts).exclude(card=None).values_list("id", "attempt", "card")
    found = [*rejected, *(card for id_, attempt, card in stopped if card and attempts[id_] == attempt)]
    known = cards.cards_by_id(found)
    return sorted(
        id_ for id_ in set(found) if id_ in known and known[id_].state in (CardState.SPOILED, CardState.WITHHELD)
    )
