"""Reads of delivery: any card with its trail, consignments, what came back, the share handed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from bitaqa.backbone.journal.door import RecordedEntry, count_latest, count_subjects, entries
from bitaqa.foundation.kernel.clock import PLACE_ZONE, as_utc
from bitaqa.foundation.rules.documents import CardState, ConsignmentState
from bitaqa.journey.production import door as production
from bitaqa.journey.production.door import BoxValue
from bitaqa.records.cards import door as cards
from bitaqa.records.cards.door import CardValue

from .acts.replace_cards import replaceable
from .errors import ConsignmentUnknownError, DestructionUnknownError
from .models import Consignment, CustodyStep, DestroyedCard, Destruction, HandOver, Replacement, ReturnOrder

CARD_EVENTS = (
    "card.packed",
    "card.dispatched",
    "card.at_delivery_point",
    "card.missing",
    "card.withheld",
    "card.handed_over",
    "card.taken_back",
    "card.returned",
    "card.destroyed",
)
"""What may be the last word about a card that was packed: each card of a campaign stands under exactly one."""


@dataclass(frozen=True, slots=True)
class CardTrail:
    """A card, what was done to it oldest first, the hands its box went through, and the attempts to hand it over."""

    card: CardValue
    entries: tuple[RecordedEntry, ...]
    consignment: Consignment | None
    custody: tuple[CustodyStep, ...]
    attempts: tuple[HandOver, ...]
    called_back: ReturnOrder | None
    replacement: Replacement | None
    """Set when the card was ordered again."""
    may_be_replaced: bool


def find_trail(number: str) -> CardTrail | None:
    """By the number on the card or its blank's serial, as a scanner types it."""
    card = cards.find_card(number.strip().upper())
    if card is None:
        return None
    box = Consignment.objects.filter(pk=card.consignment).first() if card.consignment else None
    return CardTrail(
        card,
        tuple(entries(subject=card.id)),
        box,
        tuple(box.custody.order_by("at", "id")) if box else (),
        tuple(HandOver.objects.filter(card=card.id).order_by("at", "id")),
        ReturnOrder.objects.filter(pk=card.id).first(),
        Replacement.objects.filter(pk=card.id).first(),
        bool(replaceable([card])),
    )


def boxes_to_pack() -> list[BoxValue]:
    """Production's boxes that no consignment holds yet, the nearest visit first."""
    return [box for box in production.boxes_waiting() if box.cards]


def get_consignment(consignment: UUID) -> Consignment:
    """Raises ConsignmentUnknownError."""
    row = Consignment.objects.filter(pk=consignment).first()
    if row is None:
        raise ConsignmentUnknownError()
    return row


def custody_of(consignment: Consignment) -> list[CustodyStep]:
    return list(consignment.custody.order_by("at", "id"))


def consignments_in(*states: ConsignmentState) -> list[Consignment]:
    return list(Consignment.objects.filter(state__in=states).order_by("day", "code"))


def get_destruction(destruction: UUID) -> Destruction:
    """Raises DestructionUnknownError."""
    row = Destruction.objects.filter(pk=destruction).first()
    if row is None:
        raise DestructionUnknownError()
    return row


def destructions_waiting() -> list[Destruction]:
    return list(Destruction.objects.filter(second=None).order_by("first_at"))


def cards_here_to_destroy() -> list[CardValue]:
    """At a centre, returned, taken back or withheld, and in no destruction yet."""
    found = cards.cards_in([CardState.RETURNED, CardState.TAKEN_BACK, CardState.WITHHELD])
    taken = set(DestroyedCard.objects.values_list("card", flat=True))
    return [card for card in found if card.keeper.startswith("centre:") and card.id not in taken]


def cards_called_back() -> list[tuple[CardValue, ReturnOrder]]:
    """Cards that a station should send back, the longest called first."""
    orders = {row.card: row for row in ReturnOrder.objects.order_by("at", "card")[:10_000]}
    known = cards.cards_by_id(orders)
    return [(known[id_], row) for id_, row in orders.items() if id_ in known]


@dataclass(frozen=True, slots=True)
class HandedOverShare:
    """Cards of a campaign by what became of them up to the end of a day; the parts sum to `total` (F3.5)."""

    campaign: UUID
    on: date
    total: int
    handed_over: int
    parts: Mapping[str, int]
    by_day: Mapping[date, int]
    """Hand-overs of each day, by the station's calendar."""

    @property
    def percent(self) -> float | None:
        """None when no card was packed: there is no share of nothing."""
        return 100 * self.handed_over / self.total if self.total else None


def handed_over_share(campaign: UUID, on: date) -> HandedOverShare:
    """From the journal alone: cards packed, cards handed over, and where the others were. Two counts."""
    until = as_utc(datetime.combine(on + timedelta(days=1), time(0, 0), PLACE_ZONE)) - timedelta(microseconds=1)
    last = {str(event): n for (event,), n in count_latest(events=CARD_EVENTS, campaign=campaign, until=until).items()}
    days = count_subjects(event="hand_over.recorded", campaign=campaign, until=until, by=("day",))
    return HandedOverShare(
        campaign,
        on,
        sum(last.values()),
        last.get("card.handed_over", 0) + last.get("card.taken_back", 0),
        {event: last.get(event, 0) for event in CARD_EVENTS},
        {day: n for (day,), n in days.items() if isinstance(day, date)},
    )
