"""Production's lines on a person's home: what waits, what went wrong, by what they may do."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bitaqa.backbone.accounts.door import Permission, actor_of, can
from bitaqa.backbone.authority.door import paper_signer_state, signer_state
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.ui.shapes import Home, WorkItem

from . import policy
from .domain import IssuingCentre
from .floor import floor_figures
from .models import Destruction
from .queries import packing_plan
from .reach import centres_of
from .supplies import supply_states
from .words import centre_name, supply_name


def home_of(user: Any) -> Home:
    """Empty for those who have nothing to do with production."""
    waiting: list[WorkItem] = []
    wrong: list[WorkItem] = []
    if can(user, Permission.RUN_PRODUCTION):
        figures = floor_figures(centres_of(user, Permission.RUN_PRODUCTION))
        floor = reverse("production:floor")
        queued, held = sum(f.waiting - f.held for f in figures), sum(f.held for f in figures)
        deadlines = [f.nearest_deadline for f in figures if f.nearest_deadline]
        if queued:
            due = min(deadlines) if deadlines else None
            waiting.append(WorkItem(_("Cards waiting for a batch"), floor, queued, icon="collection", due=due))
        if unclosed := sum(f.batches_open for f in figures):
            waiting.append(WorkItem(_("Batches not closed"), floor, unclosed, icon="clipboard-check"))
        if held:
            wrong.append(WorkItem(_("Orders set aside"), floor, held, icon="exclamation-triangle", tone="wait"))
        for each in figures:
            wrong += _signing(each.centre, floor)
            if each.waiting > each.blanks:
                label = _("Not enough blanks for the queue")
                detail = centre_name(each.centre)
                href = reverse("production:blanks", args=[each.centre.code])
                wrong.append(WorkItem(label, href, each.blanks, detail, icon="box", tone="stop"))
            wrong += _supplies(each.centre)
        wrong += _signing_of_files(floor)
    if can(user, Permission.CHECK_QUALITY):
        figures = floor_figures(centres_of(user, Permission.CHECK_QUALITY))
        if count := sum(f.by_state["personalised"] for f in figures):
            waiting.append(WorkItem(_("Cards to check"), reverse("production:quality"), count, icon="check2-square"))
    if can(user, Permission.PACK_CARDS):
        plan = packing_plan(local_day(now()), centres_of(user, Permission.PACK_CARDS))
        packing = reverse("production:packing")
        if plan.ready:
            first, count = plan.ready[0].visit.day, sum(r.cards for r in plan.ready)
            waiting.append(WorkItem(_("Cards to pack for a visit"), packing, count, icon="box-seam", due=first))
        if lacking := sum(plan.without_visit.values()):
            label = _("Cards whose place has no delivery visit")
            wrong.append(WorkItem(label, packing, lacking, icon="calendar-x", tone="wait"))
    if can(user, Permission.DESTROY_CARDS):
        reach = centres_of(user, Permission.DESTROY_CARDS)
        proposed = Destruction.objects.filter(confirmed_at=None, issuing_centre__in=reach).exclude(
            proposed_by=actor_of(user)
        )
        for row in proposed.order_by("proposed_at")[:5]:
            href = reverse("production:blanks", args=[row.issuing_centre])
            label = _("A destruction waits for a second person")
            waiting.append(WorkItem(label, href, len(row.serials), icon="people", tone="wait"))
    return Home(waiting=tuple(waiting), wrong=tuple(wrong))


def _supplies(centre: IssuingCentre) -> list[WorkItem]:
    """What was counted and ends soon; what nobody ever counted stands on the floor alone."""
    href, label, where = (
        reverse("production:vault", args=[centre.code]),
        _("A supply of the line ends soon"),
        centre_name(centre),
    )
    return [
        WorkItem(label, href, max(0, each.cards), f"{supply_name(each.supply)} · {where}", icon="tools", tone="wait")
        for each in supply_states(centre.code, at=now())
        if each.short and each.counted_at is not None
    ]


def _signing(centre: IssuingCentre, floor: str) -> list[WorkItem]:
    """A demonstration renews its keys by itself; elsewhere a ceremony must be held in time."""
    state = signer_state(centre.code, at=now())
    if (state is None and policy.specimen()) or (state is not None and not state.ends_soon):
        return []
    days = min(state.key_days, state.list_days) if state else 0
    label, tone = _("The key that signs cards ends soon"), "wait" if state else "stop"
    return [WorkItem(label, floor, days, centre_name(centre), icon="key", tone=tone)]


def _signing_of_files(floor: str) -> list[WorkItem]:
    """The same for certificates, which one key signs for all centres; nothing where no document is a PDF file."""
    if all(each["carrier"] != "signed_pdf" for each in policy.country_pack().raw["document_type"]):
        return []
    state = paper_signer_state(at=now())
    if (state is None and policy.specimen()) or (state is not None and not state.ends_soon):
        return []
    label, tone = _("The key that signs certificates' files ends soon"), "wait" if state else "stop"
    return [WorkItem(label, floor, state.key_days if state else 0, icon="key", tone=tone)]
