"""What is on board before a vehicle leaves: what the day needs, what was found, what is short."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations
from bitaqa.ui.shapes import Crumb

from ..departures import Leaving, leaving_on, record_departure
from ..plan_forms import DepartureForm
from ..reach import stations_within
from ..words import ON_BOARD
from .campaigns import shown


@requires(Permission.PROVISION_STATIONS)
@require_http_methods(["GET", "POST"])
def departures(request: HttpRequest) -> HttpResponse:
    """The stations that leave on `?day=`, today otherwise; a POST writes what was found on one of them."""
    user = person_of(request)
    day = _day(request.GET.get("day", "")) or local_day(now())
    form = DepartureForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        day = form.cleaned_data["day"]
    own = {s.id: s for s in stations_within(user, Permission.PROVISION_STATIONS, stations.all_stations())}
    leaving = leaving_on(day, stations=own)
    if form is not None and form.is_valid():
        chosen = next((one for one in leaving if one.station == form.cleaned_data["station"]), None)
        if chosen is not None:
            short = record_departure(
                chosen.station, day, needs=chosen.needs, found=form.found(), by=actor_of(user), at=now()
            )
            if short:
                told = gettext("The vehicle leaves short of: %(items)s.") % {"items": in_words(short)}
                messages.warning(request, told)
            else:
                messages.success(request, gettext("Everything the day needs is on board."))
            return HttpResponseRedirect(f"{reverse('planning:departures')}?day={day.isoformat()}")
    known = places.places_by_code(v.place for one in leaving for v in one.visits)
    context = {
        "day": day,
        "cards": [_card(one, own[one.station].code, known, form) for one in leaving],
        "crumbs": [Crumb(_("Stations"), reverse("planning:stations")), Crumb(_("Departures"))],
    }
    return render(request, "planning/departures.html", context, status=422 if form is not None else 200)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _card(one: Leaving, code: str, known: Any, bound: DepartureForm | None) -> dict[str, Any]:
    form = DepartureForm(
        initial={"station": one.station, "day": one.visits[0].day, **(one.found or {})}, auto_id=f"{code}-%s"
    )
    if bound is not None and bound.data.get("station") == str(one.station):
        form = bound
    for item, need in one.needs.items():
        form.fields[item].help_text = gettext("The day needs %(n)s.") % {"n": need}
    return {
        "code": code,
        "where": ", ".join(dict.fromkeys(shown(known[v.place]) for v in one.visits)),
        "form": form,
        "looked": one.found is not None,
        "short": in_words(one.short),
    }


def in_words(short: dict[str, int]) -> str:
    """What is missing, item by item."""
    return ", ".join(f"{ON_BOARD[item]} −{missing}" for item, missing in short.items())
