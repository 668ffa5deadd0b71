"""What hand-over adds to the home page: cards to hand over, boxes awaited, what is missing or must go back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, now
from bitaqa.station.fieldpack.door import find_pack
from bitaqa.ui.shapes import Figure, Home, WorkItem

from .boxes import boxes_due
from .domain import HereState
from .finding import cards_here
from .models import Attempt
from .queries import cards_in

SOON = 14


def items(operator: Operator) -> Home:
    if not operator.may(Permission.HAND_OVER) or find_pack() is None:
        return Home()
    listed, returns, boxes = (reverse(f"handover:{name}") for name in ("list", "returns", "boxes"))
    counts = cards_in()
    waiting, wrong = [], []
    awaited = [box for box in boxes_due() if not box.state]
    if awaited:
        waiting.append(WorkItem(_("Boxes to receive"), boxes, len(awaited), icon="box-seam"))
    here = counts.get(HereState.AT_STATION, 0)
    if here:
        waiting.append(WorkItem(_("Cards to hand over"), listed, here, icon="person-check"))
    begun = Attempt.objects.count()
    if begun:
        waiting.append(WorkItem(_("Hand-overs begun and not ended"), listed, begun, icon="hourglass"))
    if counts.get(HereState.MISSING):
        wrong.append(
            WorkItem(_("Cards missing"), listed, counts[HereState.MISSING], icon="question-circle", tone="wait")
        )
    if counts.get(HereState.WITHHELD):
        wrong.append(
            WorkItem(_("Cards withheld, to send back"), returns, counts[HereState.WITHHELD], icon="slash-circle")
        )
    upcoming = [
        WorkItem(_("A card has a deadline"), reverse("handover:card", args=[card]), icon="calendar-x", due=due)
        for card, due in _deadlines()
        if (due - local_day(now())).days <= SOON
    ]
    figures = (Figure(_("Cards at the station"), here, href=listed, icon="credit-card-2-front"),) if here else ()
    return Home(tuple(waiting), tuple(wrong), tuple(upcoming[:5]), figures)


def _deadlines() -> list[tuple[UUID, date]]:
    found = [(card.card, card.needed_by) for card in cards_here(states=(HereState.AT_STATION,)) if card.needed_by]
    return sorted(found, key=lambda pair: pair[1])
