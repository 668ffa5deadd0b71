"""Plans of a campaign: the people expected, the plans made for them, a new one asked for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import CampaignValue
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations
from bitaqa.ui.errors import in_words
from bitaqa.ui.formats import number_text
from bitaqa.ui.shapes import Crumb, Figure
from bitaqa.ui.tables import Column, build_table

from .. import demand, learning
from .. import plans as acts
from ..plan_forms import USUAL_DUTY, DemandForm, PlanForm
from ..plan_models import PlanDraft, PlanRevision
from ..reach import check_campaign
from ..words import AIMS, CONFIDENCE, PEOPLE_SHORT, REQUEST_KINDS
from .campaigns import arabic, shown
from .plan_page import crumbs_of


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def plan_list(request: HttpRequest, campaign: UUID) -> HttpResponse:
    return list_page(request, campaign_of(request, campaign))


def campaign_of(request: HttpRequest, id_: UUID) -> CampaignValue:
    value = campaigns.get_campaign(id_)
    check_campaign(person_of(request), Permission.PLAN_CAMPAIGNS, id_)
    return value


def list_page(
    request: HttpRequest,
    campaign: CampaignValue,
    *,
    demand_form: DemandForm | None = None,
    plan_form: PlanForm | None = None,
    error: BitaqaError | None = None,
) -> HttpResponse:
    people = demand.demand_of(campaign.id)
    known = places.places_by_code(people)
    sources, kinds = demand.sources_of(campaign.id), demand.kinds_of(campaign.id)
    came, pace = learning.came_so_far(campaign.id), learning.learned_pace(campaign.id)
    rows = [
        {
            "place": known[code],
            "counts": counts,
            "total": sum(counts),
            "located": known[code].latitude is not None,
            "source": sources[code],
            "kinds": _kinds_in_words(kinds[code]),
            "came": came.get(code),
        }
        for code, counts in people.items()
    ]
    columns = [Column("place", _("Place"), value=lambda r: shown(r["place"]), sort="1")]
    columns += [_counts_of(at, label) for at, label in enumerate(PEOPLE_SHORT)]
    columns += [
        Column("total", _("All"), "num", value=lambda r: r["total"], sort="1"),
        Column("kinds", _("By kind"), value=lambda r: r["kinds"]),
        Column("came", _("Came so far"), "num", value=lambda r: r["came"]),
        Column("source", _("Who counted them"), value=lambda r: r["source"][0]),
        Column("confidence", _("How the number is known"), value=lambda r: CONFIDENCE[r["source"][1]]),
        Column("located", _("On the map"), value=lambda r: _("yes") if r["located"] else _("no coordinates")),
    ]
    drafts = PlanDraft.objects.filter(campaign_id=campaign.id).order_by("-at")[:50]
    numbers = dict(PlanRevision.objects.filter(campaign_id=campaign.id).values_list("plan_id", "number"))
    plans = build_table(
        request,
        id="plans",
        caption=_("Plans"),
        rows=list(drafts),
        columns=[
            Column("at", _("Asked on"), "instant", href=lambda d: reverse("planning:plan", args=[d.id])),
            Column("vehicles", _("Vehicles"), "num", value=lambda d: len(d.asked["stations"])),
            Column("aim", _("What matters most"), value=lambda d: AIMS.get(d.asked.get("aim", "most_people"), "")),
            Column("enrolled", _("Enrolled"), "num", value=lambda d: d.figures.get("enrolled")),
            Column("cards", _("Cards handed over"), "num", value=lambda d: d.figures.get("cards")),
            Column("km", _("Kilometres"), "num", value=lambda d: d.figures.get("km")),
            Column("worth", _("Points"), "num", value=lambda d: round(d.worth)),
            Column("revision", _("Revision"), "num", value=lambda d: numbers.get(d.id)),
            Column("state", _("State"), "status", value=lambda d: f"plan.{d.state}"),
        ],
        empty_title=_("No plan yet"),
        empty_text=_("Enter the people expected, then ask for a plan."),
    )
    context = {
        "campaign": campaign,
        "name": shown(campaign),
        "crumbs": crumbs_of(campaign, Crumb(_("Plans"))),
        "figures": [
            Figure(_("Places"), len(rows), icon="geo-alt"),
            Figure(_("People expected"), sum(r["total"] for r in rows), icon="people"),
        ],
        "demand": build_table(
            request, id="demand", caption=_("People expected"), rows=rows, columns=columns, page_size=50,
            empty_title=_("Nobody is expected yet"), empty_text=_("Bring a file of places and people."),
        ),
        "plans": plans,
        "pace": pace_in_words(pace) if pace else "",
        "demand_form": demand_form or DemandForm(),
        "plan_form": plan_form or plan_form_of(campaign),
        "error": in_words(error) if error else None,
    }  # fmt: skip
    bound = demand_form is not None or plan_form is not None
    return render(request, "planning/plans.html", context, status=422 if bound or error else 200)


def _kinds_in_words(kinds: dict[str, int]) -> str:
    said = [f"{word} {number_text(kinds[kind])}" for kind, word in REQUEST_KINDS.items() if kinds.get(kind)]
    if kinds.get("") and said:
        said.append(gettext("not said %(n)s") % {"n": number_text(kinds[""])})
    return " · ".join(said)


def pace_in_words(pace: learning.Pace) -> str:
    """What a vehicle did in a day so far, with its source, as the form of a plan takes it over."""
    if pace.own:
        told = gettext("Learned: a vehicle takes %(n)s requests a day (%(days)s vehicle-days of this campaign).")
    else:
        told = gettext("Learned: a vehicle takes %(n)s requests a day (%(days)s vehicle-days of earlier campaigns).")
    return told % {"n": number_text(round(pace.a_day)), "days": number_text(pace.vehicle_days)}


def _counts_of(at: int, label: Any) -> Column:
    def count(row: Any) -> int:
        return int(row["counts"][at])

    return Column(f"class{at}", label, "num", value=count)


def plan_form_of(campaign: CampaignValue, data: Any = None) -> PlanForm:
    located = [p for p in places.places_within(campaign.area) if p.latitude is not None]
    pace = learning.learned_pace(campaign.id)
    return PlanForm(
        data,
        stations=working_stations(),
        depots=[(p.code, shown(p)) for p in located],
        initial={"enrol_minutes": pace.minutes_each(USUAL_DUTY)} if pace else None,
    )


def working_stations() -> list[tuple[str, str]]:
    """Stations that are not revoked, as choices."""
    return [
        (str(s.id), f"{s.code} · {s.unit_name_ar if arabic() else s.unit_name_fr}")
        for s in stations.all_stations()
        if not s.revoked
    ]


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def enter_demand(request: HttpRequest, campaign: UUID) -> HttpResponse:
    value = campaign_of(request, campaign)
    form = DemandForm(request.POST, request.FILES)
    if form.is_valid():
        inside = {p.code: p for p in places.places_within(value.area)}
        rows, wrong = demand.read_demand(form.cleaned_data["file"], inside)
        if rows:
            demand.enter_demand(
                campaign, rows, source=form.cleaned_data["source"], at=now(), confidence=form.cleaned_data["confidence"]
            )
            told = ngettext("%(n)s line was entered.", "%(n)s lines were entered.", len(rows))
            messages.success(request, told % {"n": len(rows)})
        if wrong:
            told = gettext("Lines that name no place of the area, no class or no number: %(lines)s.")
            messages.warning(request, told % {"lines": ", ".join(map(str, wrong[:30]))})
        if rows or wrong:
            return HttpResponseRedirect(reverse("planning:plans", args=[campaign]))
        form.add_error("file", gettext("The file holds no line of place, class and people."))
    return list_page(request, value, demand_form=form)


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def forecast_demand(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """What the register and earlier visits announce, entered beside what people counted."""
    entered = learning.forecast_demand(campaign_of(request, campaign), at=now())
    told = ngettext("%(n)s figure was entered.", "%(n)s figures were entered.", entered)
    messages.info(request, told % {"n": number_text(entered)})
    return HttpResponseRedirect(reverse("planning:plans", args=[campaign]))


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def ask_plan(request: HttpRequest, campaign: UUID) -> HttpResponse:
    value = campaign_of(request, campaign)
    form = plan_form_of(value, request.POST)
    if not form.is_valid():
        return list_page(request, value, plan_form=form)
    try:
        by, at = actor_of(person_of(request)), now()
        drafts = [acts.ask_plan(value, how, by=by, at=at) for how in form.hows()]
    except BitaqaError as refusal:
        return list_page(request, value, plan_form=form, error=refusal)
    if len(drafts) > 1:
        messages.info(request, gettext("The plans are searched one after the other; this list lays them side by side."))
        return HttpResponseRedirect(reverse("planning:plans", args=[campaign]))
    return HttpResponseRedirect(reverse("planning:plan", args=[drafts[0]]))
