"""Holidays, market days and closed places of a campaign: entered and taken back on the page of plans."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bitaqa.backbone.accounts.door import Permission, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.places import door as places
from bitaqa.ui.shapes import Crumb

from ..day_notes import note_day, notes_of, take_note_back
from ..demand import demand_of
from ..plan_forms import DayNoteForm
from ..reach import check_campaign
from ..words import DAY_KINDS
from .campaigns import shown


@requires(Permission.PLAN_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def day_notes(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """A POST with `note` takes that one back, any other enters one."""
    value = campaigns.get_campaign(campaign)
    check_campaign(person_of(request), Permission.PLAN_CAMPAIGNS, campaign)
    known = places.places_by_code(demand_of(campaign))
    choices = sorted(((code, shown(place)) for code, place in known.items()), key=lambda pair: pair[1])
    form = DayNoteForm(
        request.POST if request.method == "POST" and "note" not in request.POST else None, places=choices
    )
    notes = notes_of(campaign)
    back = HttpResponseRedirect(reverse("planning:day-notes", args=[campaign]))
    if request.method == "POST" and not form.is_bound:
        for note in notes:
            if str(note.id) == request.POST["note"]:
                take_note_back(campaign, note.id)
        messages.info(request, gettext("Nothing is said of that day any more."))
        return back
    if form.is_valid():
        note_day(campaign, at=now(), **form.cleaned_data)
        messages.success(request, gettext("The day is entered; plans asked for from now on know it."))
        return back
    lines: list[dict[str, Any]] = [
        {
            "id": note.id,
            "day": note.day,
            "where": shown(note.place) if note.place else _("Everywhere"),
            "kind": DAY_KINDS[note.kind],
        }
        for note in notes
    ]
    context = {
        "campaign": value,
        "name": shown(value),
        "lines": lines,
        "form": form,
        "crumbs": [
            Crumb(_("Campaigns"), reverse("planning:campaigns")),
            Crumb(shown(value), reverse("planning:campaign", args=[campaign])),
            Crumb(_("Plans"), reverse("planning:plans", args=[campaign])),
            Crumb(_("Particular days")),
        ],
    }
    return render(request, "planning/day_notes.html", context, status=422 if form.is_bound else 200)
