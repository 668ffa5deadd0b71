"""Campaigns: the list, one with its visits by day and place, a new one, opening and closing, and the programmes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bitaqa.backbone.accounts.door import EVERYWHERE, NotPermittedError, Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.documents import CampaignState, VisitState
from bitaqa.records.applications import door as applications
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import CampaignValue, ProgrammeValue, VisitValue
from bitaqa.records.moving import RowsNotMovedError
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations
from bitaqa.ui.errors import in_words
from bitaqa.ui.formats import day_text
from bitaqa.ui.shapes import Crumb, Fact, Figure
from bitaqa.ui.tables import Column, Filter, build_table

from ..forms import CampaignForm, CancelForm, VisitForm
from ..lapsing import files_waiting
from ..reach import campaigns_within, check_campaign, covers
from ..words import VISIT_KINDS

AREAS_MOST = 2000
SMALL = {"douar", "village", "quartier"}


def arabic() -> bool:
    return (get_language() or "ar").startswith("ar")


def shown(value: Any) -> str:
    """The name of a campaign, programme, place or unit in the reader's script."""
    return str(value.name_ar if arabic() else value.name_fr)


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def campaign_list(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    everything = campaigns.all_campaigns()
    reach = campaigns_within(user, Permission.PLAN_CAMPAIGNS, (c.id for c in everything))
    rows = [campaign for campaign in everything if campaign.id in reach]
    programmes = {programme.code: programme for programme in campaigns.all_programmes()}
    areas = places.places_by_code(campaign.area for campaign in rows)
    table = build_table(
        request,
        id="campaigns",
        caption=_("Campaigns"),
        rows=rows,
        columns=[
            Column("name", _("Campaign"), value=shown, href=_href),
            Column("programme", _("Programme"), value=lambda c: shown(programmes[c.programme])),
            Column("area", _("Area"), value=lambda c: shown(areas[c.area])),
            Column("starts", _("First day"), "day", sort="1"),
            Column("ends", _("Last day"), "day", sort="1"),
            Column("state", _("State"), "status", value=lambda c: f"campaign.{c.state.value}"),
        ],
        filters=[
            Filter("state", _("State"), [("planned", _("Planned")), ("open", _("Open")), ("closed", _("Closed"))]),
            Filter("programme", _("Programme"), [(p.code, shown(p)) for p in programmes.values()]),
        ],
        search=["name_ar", "name_fr", "code"],
        empty_title=_("No campaign yet"),
        empty_text=_("Enter a programme first, then a campaign with its visits."),
    )
    context = {
        "table": table,
        "programmes": [_programme_line(user, programme, everything) for programme in programmes.values()],
        "may_add": covers(user, Permission.PLAN_CAMPAIGNS, EVERYWHERE),
    }
    return render(request, "planning/campaigns.html", context)


def _href(campaign: CampaignValue) -> str:
    return reverse("planning:campaign", args=[campaign.id])


def _programme_line(user: Any, programme: ProgrammeValue, everything: list[CampaignValue]) -> dict[str, Any]:
    """Sensitive eligibility is read only by those whose role covers the whole or a campaign of this programme."""
    own = [campaign.id for campaign in everything if campaign.programme == programme.code]
    whole = covers(user, Permission.PLAN_CAMPAIGNS, EVERYWHERE)
    needs = whole or bool(campaigns_within(user, Permission.PLAN_CAMPAIGNS, own))
    return {
        "value": programme,
        "name": shown(programme),
        "hidden": programme.eligibility_sensitive and not needs,
        "may_change": whole,
    }


@requires(Permission.PLAN_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def new_campaign(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    if not covers(user, Permission.PLAN_CAMPAIGNS, EVERYWHERE):
        raise NotPermittedError(permission=str(Permission.PLAN_CAMPAIGNS))
    programmes = [(each.code, shown(each)) for each in campaigns.all_programmes()]
    areas = sorted(
        ((each.code, shown(each)) for each in places.all_places() if each.kind not in SMALL), key=lambda pair: pair[1]
    )[:AREAS_MOST]
    form = CampaignForm(request.POST if request.method == "POST" else None, programmes=programmes, areas=areas)
    if form.is_valid():
        campaign = CampaignValue(id=new_id(), **form.cleaned_data)
        try:
            with transaction.atomic():
                campaigns.plan_campaign(campaign, [], by=actor_of(user), at=now())
        except IntegrityError:
            form.add_error("code", gettext("A campaign has this code already."))
        else:
            messages.success(request, gettext("The campaign is planned; add its visits."))
            return HttpResponseRedirect(_href(campaign))
    crumbs = [Crumb(_("Campaigns"), reverse("planning:campaigns")), Crumb(_("New campaign"))]
    context = {"form": form, "crumbs": crumbs, "programmes": programmes}
    return render(request, "planning/new_campaign.html", context, status=422 if form.is_bound else 200)


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def campaign(request: HttpRequest, campaign: UUID) -> HttpResponse:
    return _campaign_page(request, campaign)


def _campaign_page(
    request: HttpRequest, id_: UUID, *, form: VisitForm | None = None, status: int = 200
) -> HttpResponse:
    user, value = person_of(request), campaigns.get_campaign(id_)
    check_campaign(user, Permission.PLAN_CAMPAIGNS, id_)
    visits = campaigns.visits_of_campaign(id_)
    known = places.places_by_code({visit.place for visit in visits} | {value.area})
    codes = {station.id: station.code for station in stations.all_stations()}
    taken = applications.count_by_visit(id_)
    by_state = applications.count_by_state(campaign=id_)
    may_cancel = value.state is not CampaignState.CLOSED
    table = build_table(
        request,
        id="visits",
        caption=_("Visits"),
        rows=visits,
        page_size=50,
        columns=[
            Column("day", _("Day"), "day", sort="1"),
            Column("place", _("Place"), value=lambda v: shown(known[v.place]), sort="1"),
            Column("kind", _("Kind of visit"), value=lambda v: VISIT_KINDS[v.kind]),
            Column("station", _("Station"), "latin", value=lambda v: codes[v.station]),
            Column("expected", _("Expected"), "num"),
            Column("taken", _("Applications"), "num", value=lambda v: taken.get(v.id, 0)),
            Column("state", _("State"), "status", value=lambda v: f"visit.{v.state.value}"),
        ],
        filters=[
            Filter("kind", _("Kind of visit"), list(VISIT_KINDS.items())),
            Filter("place", _("Place"), sorted({(v.place, shown(known[v.place])) for v in visits}, key=lambda p: p[1])),
            Filter("state", _("State"), [(s.value, VISIT_STATES[s.value]) for s in VisitState], apply=_by_state),
        ],
        empty_title=_("No visit yet"),
        empty_text=_("Add the days on which a station goes to a place."),
    )
    decided = (ApplicationState.APPROVED, ApplicationState.FULFILLED, ApplicationState.UNDER_CORRECTION)
    context = {
        "campaign": value,
        "name": shown(value),
        "crumbs": [Crumb(_("Campaigns"), reverse("planning:campaigns")), Crumb(shown(value))],
        "facts": [
            Fact(_("Programme"), shown(campaigns.get_programme(value.programme))),
            Fact(_("Area"), shown(known[value.area])),
            Fact(_("First day"), value.starts, "day"),
            Fact(_("Last day"), value.ends, "day"),
            Fact(_("Who lends the units"), value.owner_ar if arabic() else value.owner_fr),
            Fact(_("Code"), value.code, "latin"),
        ],
        "figures": [
            Figure(_("Visits"), len(visits), icon="calendar-event"),
            Figure(_("People expected"), sum(v.expected for v in visits if v.kind == "enrolment"), icon="people"),
            Figure(_("Applications"), sum(by_state.values()), icon="files"),
            Figure(_("Approved"), sum(by_state.get(state, 0) for state in decided), icon="check-circle"),
            Figure(_("Handed over"), by_state.get(ApplicationState.FULFILLED, 0), icon="person-check"),
        ],
        "table": table,
        "waiting": files_waiting(id_),
        "unfinished": sum(v.state is VisitState.PLANNED or v.state is VisitState.OPEN for v in visits),
        "cancellable": [
            {"id": str(v.id), "words": f"{shown(known[v.place])} · {day_text(v.day)} · {codes[v.station]}"}
            for v in visits
            if may_cancel and v.state in (VisitState.PLANNED, VisitState.OPEN)
        ],
        "cancel_form": CancelForm(),
        "form": form or (_visit_form(value) if value.state is not CampaignState.CLOSED else None),
    }
    return render(request, "planning/campaign.html", context, status=status)


VISIT_STATES = {"planned": _("Planned"), "open": _("Open"), "closed": _("Closed"), "cancelled": _("Cancelled")}


def _by_state(rows: list[VisitValue], value: str) -> list[VisitValue]:
    return [row for row in rows if row.state.value == value]


def _visit_form(campaign: CampaignValue, data: Any = None) -> VisitForm:
    within = [(place.code, shown(place)) for place in places.places_within(campaign.area)]
    working = [
        (str(s.id), f"{s.code} · {s.unit_name_ar if arabic() else s.unit_name_fr}")
        for s in stations.all_stations()
        if not s.revoked
    ]
    return VisitForm(data, stations=working, places=within)


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def add_visit(request: HttpRequest, campaign: UUID) -> HttpResponse:
    user, value = person_of(request), campaigns.get_campaign(campaign)
    check_campaign(user, Permission.PLAN_CAMPAIGNS, campaign)
    form = _visit_form(value, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        visit = VisitValue(
            id=new_id(),
            campaign=campaign,
            station=UUID(given["station"]),
            kind=given["kind"],
            place=given["place"],
            day=given["day"],
            expected=given["expected"],
        )
        if value.state is CampaignState.CLOSED:
            form.add_error(None, gettext("The campaign is closed: no visit can be added."))
        elif not value.starts <= visit.day <= value.ends:
            form.add_error("day", gettext("This day lies outside the campaign."))
        else:
            try:
                with transaction.atomic():
                    campaigns.add_visits([visit], by=actor_of(user), at=now())
            except IntegrityError:
                form.add_error("day", gettext("This visit is planned already: same station, place, kind and day."))
            else:
                messages.success(request, gettext("The visit is planned."))
                return HttpResponseRedirect(_href(value))
    return _campaign_page(request, campaign, form=form, status=422)


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def cancel_visit(request: HttpRequest, campaign: UUID) -> HttpResponse:
    user, value = person_of(request), campaigns.get_campaign(campaign)
    check_campaign(user, Permission.PLAN_CAMPAIGNS, campaign)
    form = CancelForm(request.POST)
    own = {str(visit.id): visit.id for visit in campaigns.visits_of_campaign(campaign)}
    visit = own.get(request.POST.get("visit", ""))
    if form.is_valid() and visit is not None:
        try:
            campaigns.move_visits([visit], "cancel", by=actor_of(user), at=now(), because=form.cleaned_data["because"])
        except RowsNotMovedError as refusal:
            messages.info(request, in_words(refusal).sentence)
        else:
            messages.success(request, gettext("The visit is cancelled."))
    return HttpResponseRedirect(_href(value))


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def move(request: HttpRequest, campaign: UUID, name: str) -> HttpResponse:
    """Opens or closes the campaign; a second press changes nothing and says so."""
    user, value = person_of(request), campaigns.get_campaign(campaign)
    check_campaign(user, Permission.PLAN_CAMPAIGNS, campaign)
    try:
        campaigns.move_campaign([campaign], name, by=actor_of(user), at=now())
    except RowsNotMovedError:
        messages.info(request, gettext("The campaign was in that state already."))
    else:
        messages.success(
            request, gettext("The campaign is open.") if name == "open" else gettext("The campaign is closed.")
        )
    return HttpResponseRedirect(_href(value))
