"""Questions beside a campaign's plans: those asked, and the forms for a day's tour and for a roster of crews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.records.campaigns.door import CampaignValue
from bitaqa.records.places import door as places
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Crumb
from bitaqa.ui.tables import Column, build_table

from .. import studies as acts
from ..demand import demand_of
from ..models import CrewMember
from ..study_forms import RosterForm, TourForm
from ..study_models import Study
from ..words import STUDIES
from .campaigns import arabic, shown
from .plan_page import crumbs_of
from .plans import campaign_of, list_page, plan_form_of, working_stations


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def study_list(request: HttpRequest, campaign: UUID) -> HttpResponse:
    return _page(request, campaign_of(request, campaign))


def state_of(study: Study) -> str:
    return "study.saved" if study.saved_at else f"study.{study.state}"


def _page(
    request: HttpRequest,
    campaign: CampaignValue,
    *,
    tour: TourForm | None = None,
    roster: RosterForm | None = None,
    error: BitaqaError | None = None,
) -> HttpResponse:
    table = build_table(
        request,
        id="studies",
        caption=_("Asked so far"),
        rows=list(Study.objects.filter(campaign_id=campaign.id).order_by("-at")[:50]),
        columns=[
            Column("at", _("Asked on"), "instant", href=lambda s: reverse("planning:study", args=[s.id])),
            Column("kind", _("Question"), value=lambda s: STUDIES[s.kind]),
            Column("state", _("State"), "status", value=state_of),
        ],
        empty_title=_("Nothing was asked yet"),
        empty_text=_(
            "Ask for a day's round or for a roster below; the curve of vehicles is asked for beside the plans."
        ),
    )
    context = {
        "campaign": campaign,
        "name": shown(campaign),
        "crumbs": crumbs_of(
            campaign, Crumb(_("Plans"), reverse("planning:plans", args=[campaign.id])), Crumb(_("Rounds and crews"))
        ),
        "table": table,
        "tour_form": tour or _tour_form(campaign),
        "roster_form": roster or _roster_form(campaign),
        "error": in_words(error) if error else None,
    }
    bound = tour is not None or roster is not None
    return render(request, "planning/studies.html", context, status=422 if bound or error else 200)


def _tour_form(campaign: CampaignValue, data: Any = None) -> TourForm:
    known = [p for p in places.places_within(campaign.area) if p.latitude is not None]
    people = demand_of(campaign.id)
    return TourForm(
        data,
        stations=working_stations(),
        depots=[(p.code, shown(p)) for p in known],
        stops=[(p.code, shown(p)) for p in known if any(people.get(p.code, ()))],
        starts=campaign.starts,
        ends=campaign.ends,
        initial={"day": campaign.starts},
    )


def _roster_form(campaign: CampaignValue, data: Any = None) -> RosterForm:
    stations = working_stations()
    crew = list(
        CrewMember.objects.filter(station_id__in=[code for code, _shown in stations], ended_at=None).order_by(
            "station_id", "operator"
        )
    )
    return RosterForm(
        data,
        stations=stations,
        operators=[(c.operator, f"{c.name_ar if arabic() else c.name_latin} · {c.operator}") for c in crew],
        initial={
            "stations": sorted({str(c.station_id) for c in crew}),
            "women": [c.operator for c in crew if c.woman],
            "speakers": [c.operator for c in crew if c.speaks_local],
        },
    )


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def ask_tour(request: HttpRequest, campaign: UUID) -> HttpResponse:
    value = campaign_of(request, campaign)
    form = _tour_form(value, request.POST)
    if not form.is_valid():
        return _page(request, value, tour=form)
    try:
        made = acts.ask_tour(value, form.how(), by=actor_of(person_of(request)), at=now())
    except BitaqaError as refusal:
        return _page(request, value, tour=form, error=refusal)
    return HttpResponseRedirect(reverse("planning:study", args=[made]))


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def ask_roster(request: HttpRequest, campaign: UUID) -> HttpResponse:
    value = campaign_of(request, campaign)
    form = _roster_form(value, request.POST)
    if not form.is_valid():
        return _page(request, value, roster=form)
    given = form.cleaned_data
    try:
        made = acts.ask_roster(
            value, form.how(), women=given["women"], speakers=given["speakers"],
            by=actor_of(person_of(request)), at=now(),
        )  # fmt: skip
    except BitaqaError as refusal:
        return _page(request, value, roster=form, error=refusal)
    return HttpResponseRedirect(reverse("planning:study", args=[made]))


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def ask_fleet(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """The form of a plan, asked for every number of its vehicles."""
    value = campaign_of(request, campaign)
    form = plan_form_of(value, request.POST)
    if not form.is_valid():
        return list_page(request, value, plan_form=form)
    try:
        made = acts.ask_fleet(value, form.hows()[0], by=actor_of(person_of(request)), at=now())
    except BitaqaError as refusal:
        return list_page(request, value, plan_form=form, error=refusal)
    return HttpResponseRedirect(reverse("planning:study", args=[made]))
