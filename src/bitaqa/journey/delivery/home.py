"""Delivery's lines on each person's home: boxes to send, cards to destroy, what went wrong on the way."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bitaqa.backbone.accounts.door import Permission, actor_of, permissions_of
from bitaqa.foundation.rules.documents import CardState, ConsignmentState
from bitaqa.records.cards import door as cards
from bitaqa.ui.shapes import Home, WorkItem

from .models import Consignment, DeliveryItem, Destruction, ReturnOrder
from .queries import boxes_to_pack


def home_of(user: Any) -> Home:
    """Nothing for people who move no boxes and destroy no cards."""
    held = permissions_of(user)
    waiting: list[WorkItem] = []
    wrong: list[WorkItem] = []
    upcoming: list[WorkItem] = []
    if Permission.MOVE_CONSIGNMENTS in held:
        states = {row["state"]: row["n"] for row in Consignment.objects.values("state").annotate(n=Count("id"))}
        where, back = reverse("delivery:consignments"), reverse("delivery:returns")
        waiting += _line(_("Boxes to put in a bag"), where, len(boxes_to_pack()), "box-seam")
        waiting += _line(_("Consignments to dispatch"), where, states.get(ConsignmentState.PACKED, 0), "truck")
        on_road = states.get(ConsignmentState.DISPATCHED, 0) + states.get(ConsignmentState.IN_TRANSIT, 0)
        upcoming += _line(_("Consignments on the road"), where, on_road, "signpost-split")
        upcoming += _line(_("Cards called back"), back, ReturnOrder.objects.count(), "arrow-return-left")
        short = states.get(ConsignmentState.SHORT, 0) + states.get(ConsignmentState.DAMAGED, 0)
        wrong += _line(_("Consignments short or damaged"), where, short, "exclamation-triangle", "stop")
        missing = cards.count_by_state().get(CardState.MISSING, 0)
        wrong += _line(_("Cards missing"), reverse("delivery:cards"), missing, "question-circle", "stop")
        aside = DeliveryItem.objects.filter(state="set_aside").count()
        wrong += _line(_("Packets about cards set aside"), reverse("delivery:set-aside"), aside, "pause-circle", "stop")
    if Permission.DESTROY_CARDS in held:
        others = Destruction.objects.filter(second=None).exclude(first=actor_of(user)).count()
        waiting += _line(_("Destructions to confirm"), reverse("delivery:returns"), others, "people")
    return Home(waiting=tuple(waiting), wrong=tuple(wrong), upcoming=tuple(upcoming))


def _line(label: Any, href: str, count: int, icon: str, tone: str = "") -> list[WorkItem]:
    return [WorkItem(label=label, href=href, count=count, icon=icon, tone=tone)] if count else []
