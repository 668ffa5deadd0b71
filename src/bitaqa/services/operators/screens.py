"""The week of a station's operators, for who follows that station and for auditors: one station at a time.

Operators stand in the order of their codes and no column can be sorted: the page is no ranking and is not published.
Heads of station work at their station; they are given the sheet of their own operators.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import NotPermittedError, Permission, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.journey.planning.door import crew_of, stations_within
from bitaqa.records.stations import door as stations
from bitaqa.records.stations.door import StationValue
from bitaqa.ui.formats import number_text
from bitaqa.ui.shapes import Crumb
from bitaqa.ui.tables import Column, build_table

from .domain import Measure, OperatorWeek, Share
from .exports import csv_of
from .queries import WEEK, monday_of, station_week
from .words import MEASURES

WEEKS_BACK = 8
SHOWN = (Permission.PROVISION_STATIONS, Permission.READ_JOURNAL)


@requires(*SHOWN)
@require_GET
def station_list(request: HttpRequest) -> HttpResponse:
    """The stations one answers for."""
    arabic = get_language() == "ar"
    table = build_table(
        request,
        id="stations",
        caption=_("Stations"),
        rows=_stations(request),
        columns=[
            Column("code", _("Station"), "latin", href=lambda one: reverse("operators:week", args=[one.code])),
            Column("unit", _("Unit"), value=lambda one: one.unit_name_ar if arabic else one.unit_name_fr),
        ],
        search=["code", "unit_name_ar", "unit_name_fr"],
        empty_title=_("No station yet"),
    )
    return render(request, "operators/stations.html", {"table": table})


@requires(*SHOWN)
@require_GET
def week(request: HttpRequest, code: str) -> HttpResponse:
    """One station's operators in one week (`?week=` any day of it; the last whole week when not said)."""
    station, monday = _station(request, code), _week(request)
    told = station_week(station.id, week=monday)
    arabic = get_language() == "ar"
    names = {one.operator: one.name_ar if arabic else one.name_latin for one in crew_of(station.id)}
    table = build_table(
        request,
        id="operators",
        caption=_("Operators of the week"),
        rows=told.operators,
        columns=[
            Column("operator", _("Operator"), value=lambda one: names.get(one.operator) or one.operator),
            Column("files", _("Files"), "num"),
            Column("exceptions", MEASURES[Measure.EXCEPTIONS], value=lambda one: _of(one.exceptions)),
            Column("minutes", MEASURES[Measure.MINUTES], value=_minutes),
            Column("away", MEASURES[Measure.AWAY], value=lambda one: _of(one.away)),
            Column("kin", MEASURES[Measure.KIN], value=lambda one: _of(one.kin)),
            Column("looks", MEASURES[Measure.LOOKS], value=lambda one: _of(one.looks)),
            Column("outlying", _("Stands out by"), value=_outlying),
        ],
        empty_title=_("Nobody was enrolled here in that week"),
    )
    context = {
        "crumbs": [Crumb(_("Operators"), reverse("operators:stations")), Crumb(station.code)],
        "station": station, "table": table, "week": monday, "until": monday + WEEK,
        "before": (monday - WEEK).isoformat(), "after": (monday + WEEK).isoformat(),
        "newest": monday + WEEK > local_day(now()),
        "samples": [(names.get(operator) or operator, receipts) for operator, receipts in told.samples.items()],
        "sheet": f"{reverse('operators:csv', args=[code])}?week={monday.isoformat()}",
    }  # fmt: skip
    return render(request, "operators/week.html", context)


@requires(*SHOWN)
@require_GET
def as_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet for the head of that station."""
    station, monday = _station(request, code), _week(request)
    headers = {
        "Content-Disposition": f'attachment; filename="operators-{station.code}-{monday.isoformat()}.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    data = csv_of(station_week(station.id, week=monday))
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


def _stations(request: HttpRequest) -> list[StationValue]:
    user, every = person_of(request), stations.all_stations()
    seen = {one.id: one for permission in SHOWN for one in stations_within(user, permission, every)}
    return sorted(seen.values(), key=lambda one: one.code)


def _station(request: HttpRequest, code: str) -> StationValue:
    """Raises StationUnknownError, NotPermittedError."""
    station = stations.station_by_code(code)
    if station not in _stations(request):
        raise NotPermittedError(permission=str(SHOWN[0]))
    return station


def _week(request: HttpRequest) -> date:
    """The Monday of the week asked for; the last whole week when none, or nothing sound, is asked."""
    last = monday_of(local_day(now())) - WEEK
    try:
        return monday_of(date.fromisoformat(request.GET.get("week", "")))
    except (ValueError, OverflowError):
        return last


def _of(share: Share) -> str:
    if not share.whole:
        return "—"
    return gettext("%(part)s of %(whole)s") % {"part": number_text(share.part), "whole": number_text(share.whole)}


def _minutes(one: OperatorWeek) -> str:
    return "—" if one.minutes is None else number_text(round(one.minutes))


def _outlying(one: OperatorWeek) -> Any:
    between = "، " if get_language() == "ar" else ", "
    return between.join(str(MEASURES[measure]) for measure in one.outlying) or "—"
