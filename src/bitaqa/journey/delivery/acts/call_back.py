"""Cards nobody collected are called back: by policy after some days, or when somebody says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.documents import CardState
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.cards import door as cards

from ..models import ReturnOrder
from ..policy import days_before_return

WAITING = (CardState.AT_DELIVERY_POINT, CardState.WITHHELD)


def order_returns(visits: Sequence[UUID], *, by: str, at: datetime, because: str = "ordered") -> int:
    """Calls back every card still waiting at these visits; returns how many are newly called."""
    with transaction.atomic():
        return _call(_at_stations(visits), by=by, at=at, because=because)


def cards_to_call_back(visit: UUID) -> int:
    """How many cards still wait at this visit and were not called back yet. Two round trips."""
    waiting = _at_stations([visit])
    return len(waiting) - ReturnOrder.objects.filter(card__in=waiting).count()


def _at_stations(visits: Sequence[UUID]) -> list[UUID]:
    return [card.id for card in cards.cards_in(WAITING, visits=visits) if card.keeper.startswith("station:")]


def call_back_overdue(*, by: str, at: datetime) -> int:
    """Calls back cards whose visit lies further back than the country pack's days; returns how many newly."""
    with transaction.atomic():
        waiting = [card for card in cards.cards_in(WAITING) if card.visit and card.keeper.startswith("station:")]
        days = {id_: visit.day for id_, visit in campaigns.visits_by_id({c.visit for c in waiting if c.visit}).items()}
        last = local_day(at) - days_before_return()
        late = [card.id for card in waiting if card.visit in days and days[card.visit] < last]
        return _call(late, by=by, at=at, because="policy")


def _call(ids: Sequence[UUID], *, by: str, at: datetime, because: str) -> int:
    known = set(ReturnOrder.objects.filter(card__in=ids).values_list("card", flat=True))
    new = [id_ for id_ in ids if id_ not in known]
    ReturnOrder.objects.bulk_create(
        [ReturnOrder(card=id_, because=because, by=by, at=at) for id_ in new], ignore_conflicts=True
    )
    return len(new)
