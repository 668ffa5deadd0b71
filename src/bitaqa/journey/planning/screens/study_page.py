"""One question and its answer: a tour with its hours, a roster, or the curve of vehicles; saved, stopped, printed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import ERRORS, BitaqaError
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Crumb, Figure

from .. import studies as acts
from ..fleet_picture import fleet_picture
from ..models import CrewMember
from ..reach import check_campaign
from ..study_models import Study
from ..words import LEFT_OUT, STUDIES
from .campaigns import arabic, shown
from .plan_page import crumbs_of
from .studies import state_of

STARTS_AT = 8 * 60
"""Hours of a tour are told from eight in the morning."""


def _study(request: HttpRequest, id_: UUID) -> Study:
    found = Study.objects.filter(pk=id_).first()
    if found is None:
        raise Http404
    check_campaign(person_of(request), Permission.PLAN_CAMPAIGNS, found.campaign_id)
    return found


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def study(request: HttpRequest, study: UUID) -> HttpResponse:
    return _page(request, _study(request, study))


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def printed(request: HttpRequest, study: UUID) -> HttpResponse:
    """The answer alone, on a sheet."""
    row = _study(request, study)
    return render(request, "planning/study_print.html", _context(row))


def _page(request: HttpRequest, row: Study, *, error: BitaqaError | None = None) -> HttpResponse:
    context = _context(row) | {"error": in_words(error) if error else None}
    return render(request, "planning/study.html", context, status=error.status if error else 200)


def _context(row: Study) -> dict[str, Any]:
    campaign = campaigns.get_campaign(row.campaign_id)
    context: dict[str, Any] = {
        "study": row,
        "campaign": campaign,
        "name": shown(campaign),
        "question": STUDIES[row.kind],
        "status": state_of(row),
        "percent": round(100 * row.progress),
        "crumbs": crumbs_of(
            campaign, Crumb(_("Rounds and crews"), reverse("planning:studies", args=[campaign.id])),
            Crumb(STUDIES[row.kind]),
        ),
    }  # fmt: skip
    if row.state == "refused":
        context["problem"] = in_words(ERRORS[row.problem["code"]](**row.problem["facts"]))
    elif row.found:
        context |= {"tour": _tour, "roster": _roster, "fleet": _fleet}[row.kind](row)
    return context


def _hour(minutes: int) -> str:
    at = STARTS_AT + minutes
    return f"{at // 60:02d}:{at % 60:02d}"


def _tour(row: Study) -> dict[str, Any]:
    found = row.found
    known = places.places_by_code(
        [row.asked["depot"]["code"], *(s["code"] for s in found["stops"]), *(s["code"] for s in found["left"])]
    )
    codes = {str(s.id): s.code for s in stations.all_stations()}
    return {
        "day": date.fromisoformat(row.asked["day"]),
        "code": codes.get(row.asked["station"], ""),
        "depot": shown(known[row.asked["depot"]["code"]]),
        "starts": _hour(0),
        "back": _hour(found["back"]),
        "figures": [
            Figure(_("Places"), len(found["stops"]), icon="geo-alt"),
            Figure(_("People served"), found["people"], icon="people"),
            Figure(_("Kilometres"), round(found["km"]), icon="truck"),
        ],
        "stops": [
            {
                "place": shown(known[stop["code"]]),
                "arrives": _hour(stop["arrives"]),
                "leaves": _hour(stop["leaves"]),
                "people": stop["people"],
                "rest": stop["expected"] - stop["people"],
                "km": stop["km"],
            }
            for stop in found["stops"]
        ],
        "left": [
            {"place": shown(known[each["code"]]), "people": each["people"], "why": LEFT_OUT[each["why"]]}
            for each in found["left"]
        ],
    }


def _roster(row: Study) -> dict[str, Any]:
    codes = {str(s.id): s.code for s in stations.all_stations()}
    names = {
        c.operator: c.name_ar if arabic() else c.name_latin
        for c in CrewMember.objects.filter(station_id__in=row.asked["stations"]).order_by("since")
    }
    found = row.found
    return {
        "rows": [
            {
                "day": date.fromisoformat(each["day"]),
                "code": codes.get(each["station"], ""),
                "people": [
                    {"name": names.get(operator, operator), "lent": operator in each["lent"]}
                    for operator in each["operators"]
                ],
            }
            for each in found["rows"]
        ],
        "worked": sorted(((names.get(operator, operator), days) for operator, days in found["worked"].items())),
        "lent": any(each["lent"] for each in found["rows"]),
        "figures": [
            Figure(_("Days of crews"), len(found["rows"]), icon="calendar3"),
            Figure(_("People on duty"), sum(1 for days in found["worked"].values() if days), icon="people"),
        ],
    }


def _fleet(row: Study) -> dict[str, Any]:
    expected = sum(sum(place["people"]) for place in row.asked["places"])
    rows = row.found["rows"]
    return {
        "expected": expected,
        "picture": fleet_picture(rows, expected),
        "rows": [
            each
            | {
                "enrolled_share": 100 * each["enrolled"] // max(1, expected),
                "cards_share": 100 * each["cards"] // max(1, expected),
                "bound_share": min(100, int(100 * each["worth"] // max(1, each["bound"]))),
            }
            for each in rows
        ],
    }


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def save_study(request: HttpRequest, study: UUID) -> HttpResponse:
    row = _study(request, study)
    try:
        saved = acts.save_study(study, by=actor_of(person_of(request)), at=now())
    except BitaqaError as refusal:
        return _page(request, row, error=refusal)
    if row.kind == "roster":
        messages.success(request, gettext("The roster is in force; crew orders print it."))
    else:
        told = ngettext("%(n)s visit was entered.", "%(n)s visits were entered.", saved)
        messages.success(request, told % {"n": saved})
    return HttpResponseRedirect(reverse("planning:study", args=[study]))


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def stop_study(request: HttpRequest, study: UUID) -> HttpResponse:
    _study(request, study)
    acts.stop_study(study)
    messages.info(request, gettext("The search ends with the best plan so far."))
    return HttpResponseRedirect(reverse("planning:study", args=[study]))
