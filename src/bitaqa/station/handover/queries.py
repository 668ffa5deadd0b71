"""What hand-over counts, for the day's report and the home page; from acts and rows, never from a form."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .domain import HereState
from .models import Attempt, BoxReceipt, BoxScan, CardAct, CardHere, HandOver, WrongCard


@dataclass(frozen=True, slots=True)
class CardFigures:
    """Cards of one day: what came in, what went out by act, what is left; and what the rows say, counted apart.

    `out` holds acts that took a card away from the station's hands: hand_over, find_wrong, withhold, return, miss.
    """

    received: int
    out: dict[str, int]
    left: int
    handed_over: int
    """Hand-overs sealed, whereas `out["hand_over"]` counts cards that left."""
    wrong: int
    not_verified: int
    stopped: int
    old_taken_back: int
    destroyed: int
    sequences: tuple[int, ...]
    """Sequence numbers of this room's packets of the day, as its rows know them."""
    boxes_open: int
    attempts_open: int
    money_centimes: int
    stamps: int
    waivers: int
    free: int
    disagreeing: int
    """Cards whose row does not say what their last act says."""


def cards_at_station() -> int:
    return CardHere.objects.filter(state=HereState.AT_STATION.value).count()


def cards_in() -> dict[HereState, int]:
    """Cards by state, those of the list that were not seen yet left out."""
    return {HereState(state): n for state, n in Counter(CardHere.objects.values_list("state", flat=True)).items()}


def card_figures(day: UUID) -> CardFigures:
    acts = list(CardAct.objects.filter(day=day).values_list("act", "was", "became"))
    out = Counter(act for act, was, _became in acts if was == HereState.AT_STATION.value)
    ended = list(HandOver.objects.filter(day=day).values_list("outcome", "old_fate", "sequence"))
    outcomes = Counter(outcome for outcome, _fate, _sequence in ended)
    wrong = list(WrongCard.objects.filter(day=day))
    boxes = list(BoxReceipt.objects.filter(day=day).values_list("sequence", flat=True))
    return CardFigures(
        received=sum(became == HereState.AT_STATION.value for _act, _was, became in acts),
        out=dict(out),
        left=cards_at_station(),
        handed_over=outcomes["handed_over"],
        wrong=len(wrong),
        not_verified=outcomes["not_verified"],
        stopped=outcomes["stopped"],
        old_taken_back=sum(fate == "taken_back" for _outcome, fate, _sequence in ended),
        destroyed=sum(act == "destroy" for act, _was, _became in acts),
        sequences=tuple(sorted([*(s for _o, _f, s in ended), *boxes, *(row.sequence for row in wrong)])),
        boxes_open=BoxScan.objects.values("consignment").distinct().count(),
        attempts_open=Attempt.objects.count(),
        money_centimes=sum(row.centimes for row in wrong if row.stamp_number),
        stamps=sum(bool(row.stamp_number) for row in wrong),
        waivers=sum(bool(row.waived_by) for row in wrong),
        free=sum(not row.centimes for row in wrong),
        disagreeing=_disagreeing(),
    )


def _disagreeing() -> int:
    last: dict[UUID, str] = dict(CardAct.objects.order_by("id").values_list("card", "became"))
    rows: dict[UUID, str] = dict(CardHere.objects.values_list("card", "state"))
    return sum(rows.get(card) != became for card, became in last.items()) + len(rows.keys() - last.keys())


def cards_left() -> tuple[tuple[str, UUID], ...]:
    """(document number, card) of what is at the station."""
    rows = CardHere.objects.filter(state=HereState.AT_STATION.value).order_by("document_number")
    return tuple((row.document_number, row.card) for row in rows)


def boxes_received() -> frozenset[UUID]:
    return frozenset(BoxReceipt.objects.values_list("consignment", flat=True))


@dataclass(frozen=True, slots=True)
class CardActFace:
    act: str
    at: datetime
    by: str
    because: str
    witness: str


def acts_of(card: UUID) -> tuple[CardActFace, ...]:
    rows = CardAct.objects.filter(card=card).order_by("id")
    return tuple(CardActFace(row.act, row.at, row.by, row.because, row.witness) for row in rows)
