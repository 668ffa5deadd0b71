"""The centre's home, its health, and the clock of a played campaign."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, public, requires, signed_in
from bitaqa.backbone.clock import now, set_played_clock
from bitaqa.backbone.jobs.door import work_counts, work_tables
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.journey.intake.door import packets_by_state
from bitaqa.records.applications.door import count_by_state

from .home import home_of


class InstantNotUnderstoodError(BitaqaError):
    code = "centre.instant_not_understood"
    sentence = "The date to play was not understood."
    next_step = 'Send {"at": "2026-05-04T08:00:00+01:00"}.'
    status = 422


@require_GET
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "centre/home.html", {"home": home_of(person_of(request))})


@require_GET
@public
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "time": now().isoformat()})


@require_GET
@requires(Permission.SEE_STATIONS)
def progress(request: HttpRequest) -> JsonResponse:
    """How far a campaign's files are, in numbers: files and packets by state, items that wait or are set aside.

    For programs that watch a centre work. `?campaign=` limits the files, not the steps.
    """
    try:
        campaign = UUID(request.GET["campaign"]) if "campaign" in request.GET else None
    except ValueError:
        campaign = None
    work = {table.STEP: work_counts(table) for table in work_tables()}
    return JsonResponse(
        {
            "applications": {state.value: n for state, n in count_by_state(campaign=campaign).items()},
            "waiting": {step: counts["waiting"] for step, counts in work.items() if counts["waiting"]},
            "packets": packets_by_state(),
            "set_aside": {step: counts["set_aside"] for step, counts in work.items() if counts["set_aside"]},
        }
    )


@require_POST
@requires(Permission.PLAY_CLOCK)
def play_clock(request: HttpRequest) -> JsonResponse:
    """Declares the date a scenario plays; refused unless BITAQA_CLOCK=scenario (never in production)."""
    try:
        at = datetime.fromisoformat(json.loads(request.body)["at"])
    except (ValueError, KeyError, TypeError):
        raise InstantNotUnderstoodError() from None
    return JsonResponse({"at": set_played_clock(at, by=actor_of(person_of(request))).isoformat()})
