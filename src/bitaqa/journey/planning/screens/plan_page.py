"""One plan: its calendar and map, why each visit is there, what changes and who is told again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil, floor
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import Permission, Scope, actor_of, person_of, requires
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.planning.explain import reasons
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import CampaignValue
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations
from bitaqa.ui.errors import in_words
from bitaqa.ui.formats import day_text, number_text
from bitaqa.ui.shapes import Crumb, Figure
from bitaqa.ui.tables import Column, Table, build_table

from .. import plans as acts
from .. import publishing
from ..addressees import addressees_of
from ..differences import Announced, Notice, to_tell_again
from ..instances import days_of
from ..plan_forms import DeclineForm, MoveForm
from ..plan_models import PlanDraft, PlanRevision
from ..plan_picture import plan_picture
from ..reach import check_campaign, covers
from ..words import OFFICES, VISIT_KINDS
from .campaigns import shown
from .plan_calendar import calendar_of, visit_lines


def draft_of(request: HttpRequest, id_: UUID) -> PlanDraft:
    found = PlanDraft.objects.filter(pk=id_).first()
    if found is None:
        raise Http404
    check_campaign(person_of(request), Permission.PLAN_CAMPAIGNS, found.campaign_id)
    return found


def crumbs_of(campaign: CampaignValue, *more: Crumb) -> list[Crumb]:
    """The way from the list of campaigns to a page of one of them."""
    href = reverse("planning:campaign", args=[campaign.id])
    return [Crumb(_("Campaigns"), reverse("planning:campaigns")), Crumb(shown(campaign), href), *more]


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def plan(request: HttpRequest, draft: UUID) -> HttpResponse:
    return plan_page(request, draft_of(request, draft))


def plan_page(
    request: HttpRequest,
    draft: PlanDraft,
    *,
    error: BitaqaError | None = None,
    decline_form: DeclineForm | None = None,
) -> HttpResponse:
    campaign = campaigns.get_campaign(draft.campaign_id)
    user = person_of(request)
    authors = {draft.by, draft.proposed_by, *draft.changed_by}
    in_force = publishing.revision_in_force(campaign.id)
    context: dict[str, Any] = {
        "draft": draft,
        "status": f"plan.{draft.state}",
        "name": shown(campaign),
        "crumbs": crumbs_of(
            campaign, Crumb(_("Plans"), reverse("planning:plans", args=[campaign.id])), Crumb(_("A plan"))
        ),
        "percent": round(100 * draft.progress),
        "error": in_words(error) if error else None,
        "campaign": campaign,
        "announced": in_force is not None,
        "revision": PlanRevision.objects.filter(plan=draft).first(),
        "may_approve": covers(user, Permission.APPROVE_PLANS, Scope(campaign=campaign.id))
        and actor_of(user) not in authors,
        "decline_form": decline_form or DeclineForm(),
    }
    if draft.bound is not None and (draft.plan or draft.asked.get("aim", "most_people") == "most_people"):
        context["bound"] = ceil(draft.bound)
    if draft.plan:
        instance, table, account = acts.judged(draft)
        names, codes, days = names_of(draft), codes_of(draft), days_of(draft.asked)
        asked = [*draft.asked["places"], draft.asked["depot"]]
        expected = int(instance.people.sum())
        context |= {
            "figures": [
                Figure(_("People expected"), expected, icon="people"),
                Figure(_("Enrolled"), int(account.enrolled.sum()), icon="person-plus"),
                Figure(_("Cards handed over"), int(account.handed_over.sum()), icon="person-check"),
                Figure(_("Kilometres"), round(account.km), icon="truck"),
                Figure(_("Points"), round(account.worth), icon="bar-chart"),
            ],
            "bound_said": bound_said(draft),
            "calendar": calendar_of(instance, table, account, names=names, days=days, codes=codes, pinned=draft.pinned),
            "days": days,
            "reasons": visit_lines(reasons(instance, table, account), names=names, days=days, codes=codes),
            "picture": plan_picture(
                [(p["latitude"], p["longitude"]) for p in asked], [int(n) for n in instance.people.sum(1)], names, table
            ),
            "move_form": move_form_of(draft) if draft.state == "ready" else None,
            "changes": _changes_table(request, _changes(draft, names, days, codes)),
            "tell_again": _tell_again(draft),
            "listed": int(account.enrolled[:, 0].sum() - account.handed_over[:, 0].sum()),
        }
    return render(
        request, "planning/plan.html", context, status=error.status if error else 422 if decline_form else 200
    )


def bound_said(draft: PlanDraft) -> str:
    """How near the plan is to what none exceeds, in a sentence; empty while no bound is known."""
    if draft.bound is None or draft.bound <= 0:
        return ""
    share = min(100, max(0, floor(100 * draft.worth / draft.bound)))
    told = gettext("No plan exceeds %(bound)s points; this one reaches at least %(share)s %% of them.")
    facts = {"bound": number_text(ceil(draft.bound)), "share": number_text(share)}
    said = told % facts
    return said if draft.bound_final else said + " " + gettext("A closer bound is being proven.")


def _announced(draft: PlanDraft) -> list[Announced]:
    return sorted(Announced(v.day, v.place, v.kind, str(v.station), v.expected) for v in publishing.visits_of(draft))


def _changes(draft: PlanDraft, names: list[str], days: list[date], codes: list[str]) -> list[dict[str, Any]]:
    """Vehicle-days that differ from the plan this one follows, before and after."""
    before = publishing.base_of(draft) or draft.follows
    if before is None:
        return []
    old = acts.carried(before, draft.asked)
    return [
        {"code": codes[v], "day": days[d], "before": names[int(old[v, d])], "after": names[int(draft.plan[v][d])]}
        for v in range(len(codes))
        for d in range(len(days))
        if int(old[v, d]) != int(draft.plan[v][d])
    ]


def _changes_table(request: HttpRequest, rows: list[dict[str, Any]]) -> Table | None:
    if not rows:
        return None
    return build_table(
        request,
        id="changes",
        caption=_("What changes"),
        rows=rows,
        prefix="c-",
        columns=[
            Column("code", _("Station"), "latin", sort="1"),
            Column("day", _("Day"), "day", sort="1"),
            Column("before", _("Before")),
            Column("after", _("After")),
        ],
    )


def _tell_again(draft: PlanDraft) -> list[dict[str, Any]]:
    """Places whose announced days would change, with who is told again."""
    base = publishing.base_of(draft)
    if base is None:
        return []
    over = days_of(draft.asked)[max(0, int(draft.asked["past"]) - 1)] if draft.asked["past"] else date.min
    found = to_tell_again(_announced(base), _announced(draft), after_day=over)
    return notice_lines(found)


def notice_lines(found: Sequence[Notice]) -> list[dict[str, Any]]:
    """Each notice in words: the place, whom to tell, days before and after by kind."""
    who = addressees_of(notice.place for notice in found)
    known = places.places_by_code({n.place for n in found} | {a.place for each in who.values() for a in each})
    return [
        {
            "place": shown(known[notice.place]),
            "who": [(OFFICES[a.office], shown(known[a.place])) for a in who.get(notice.place, ())],
            "kinds": [
                {
                    "kind": VISIT_KINDS[kind],
                    "before": [day_short(day) for day in notice.before.get(kind, ())],
                    "after": [day_short(day) for day in notice.after.get(kind, ())],
                }
                for kind in sorted({*notice.before, *notice.after}, reverse=True)
            ],
        }
        for notice in found
    ]


def day_short(day: date) -> str:
    """Day and month in figures."""
    return f"{day.day}/{day.month}"


def names_of(draft: PlanDraft) -> list[str]:
    codes = [p["code"] for p in [*draft.asked["places"], draft.asked["depot"]]]
    known = places.places_by_code(codes)
    return [shown(known[code]) for code in codes]


def codes_of(draft: PlanDraft) -> list[str]:
    known = {str(s.id): s.code for s in stations.all_stations()}
    return [known[each] for each in draft.asked["stations"]]


def move_form_of(draft: PlanDraft, data: Any = None) -> MoveForm:
    return MoveForm(
        data,
        vehicles=[(str(n), code) for n, code in enumerate(codes_of(draft))],
        days=[(str(n), day_text(day)) for n, day in enumerate(days_of(draft.asked))],
        nodes=[(str(n), name) for n, name in enumerate(names_of(draft))],
    )
