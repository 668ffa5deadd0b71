"""The board's page, its living part, and the stream that renews it."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import Permission, Scope, can, check_can, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal import door as journal
from bitaqa.records.campaigns import door as campaigns
from bitaqa.ui.formats import number_text
from bitaqa.ui.shapes import Crumb, Figure
from bitaqa.ui.tables import Column, build_table

from .domain import Board, Vehicle
from .pictures import bars
from .queries import board_of
from .words import BACKLOG, VISITS

RETRY_MILLISECONDS = 4000
"""After it the browser asks again: a stream that stays open would hold one of the few threads of the program."""


@requires(Permission.SEE_BULLETIN)
@require_GET
def boards(request: HttpRequest) -> HttpResponse:
    """The campaigns whose board one may see."""
    user = person_of(request)
    seen = [c for c in campaigns.all_campaigns() if can(user, Permission.SEE_BULLETIN, scope=Scope(campaign=c.id))]
    arabic = _arabic()
    table = build_table(
        request,
        id="boards",
        caption=_("Campaigns"),
        rows=seen,
        columns=[
            Column(
                "name", _("Campaign"), value=lambda c: c.name_ar if arabic else c.name_fr,
                href=lambda c: reverse("board:board", args=[c.id]),
            ),
            Column("starts", _("First day"), "day", sort="starts"),
            Column("ends", _("Last day"), "day"),
        ],
        empty_title=_("No campaign yet"),
    )  # fmt: skip
    return render(request, "board/boards.html", {"table": table})


@requires(Permission.SEE_BULLETIN)
@require_GET
def board(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """The whole page; it renews its living part by itself."""
    _check(request, campaign)
    known = campaigns.get_campaign(campaign)
    name = known.name_ar if _arabic() else known.name_fr
    context = {
        "crumbs": [Crumb(_("Live boards"), reverse("board:boards")), Crumb(name)],
        "name": name,
        "campaign": campaign,
        **_living(request, campaign),
    }
    return render(request, "board/board.html", context)


@requires(Permission.SEE_BULLETIN)
@require_GET
def stream(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """Server-sent events (WHATWG HTML, 9.2): the living part when the journal moved since the last event, and the end.

    The event's id is the journal's position; a browser sends it back as Last-Event-ID.
    """
    _check(request, campaign)
    position = f"{journal.position()}.{journal.waiting()}"
    if request.headers.get("Last-Event-ID") == position:
        text = f"retry: {RETRY_MILLISECONDS}\n: nothing new\n\n"
    else:
        html = render_to_string("board/living.html", _living(request, campaign), request)
        text = f"id: {position}\nretry: {RETRY_MILLISECONDS}\nevent: board\ndata: {json.dumps(html)}\n\n"
    return HttpResponse(text, content_type="text/event-stream; charset=utf-8", headers={"X-Accel-Buffering": "no"})


def _check(request: HttpRequest, campaign: UUID) -> None:
    """Raises NotPermittedError."""
    check_can(person_of(request), Permission.SEE_BULLETIN, scope=Scope(campaign=campaign))


def _arabic() -> bool:
    return (get_language() or "ar").startswith("ar")


def _living(request: HttpRequest, campaign: UUID) -> dict[str, object]:
    told = board_of(campaign, at=now())
    return {
        "board": told,
        "figures": _tiles(told),
        "vehicles": _vehicles(request, told),
        "kinds": bars(told.kinds, title=gettext("By kind of request"), arabic=_arabic()),
        "places": bars(told.places, title=gettext("By place"), arabic=_arabic()),
        "backlog": [(BACKLOG[step], n) for step, n in told.backlog.items()],
        "silent": [one.name_ar if _arabic() else one.name_fr for one in told.silent],
    }


def _tiles(told: Board) -> list[Figure]:
    def today(n: int) -> str:
        return gettext("today: %(n)s") % {"n": number_text(n)}

    return [
        Figure(_("Requests processed"), told.requests, note=today(told.enrolled_today), icon="files"),
        Figure(
            _("Cards handed over"), told.handed_over, note=today(told.handed_over_today),
            icon="person-check", tone="ok",
        ),
        Figure(_("Share handed over, in percent"), told.percent, icon="percent"),
        Figure(_("Cards to make"), told.backlog.get("waiting", 0), icon="printer"),
        Figure(_("Due within two weeks"), sum(n for _day, n in told.due), icon="alarm", tone="wait" * bool(told.due)),
        Figure(_("Silent stations"), len(told.silent), icon="wifi-off", tone="stop" if told.silent else ""),
    ]  # fmt: skip


def _vehicles(request: HttpRequest, told: Board) -> object:
    arabic = _arabic()

    def here(one: Vehicle) -> str:
        place = one.place_ar if arabic else one.place_fr
        return f"{VISITS[one.kind]} · {place}" if place else str(VISITS[one.kind])

    def word(one: Vehicle) -> str:
        if one.silent:
            return gettext("Silent")
        if one.heard is None:
            return gettext("Nothing came yet")
        return gettext("Packets in quarantine: %(n)s") % {"n": one.quarantined} if one.quarantined else gettext("Heard")

    return build_table(
        request,
        id="vehicles",
        caption=_("Vehicles"),
        rows=list(told.vehicles),
        columns=[
            Column("name", _("Vehicle"), value=lambda one: one.name_ar if arabic else one.name_fr),
            Column("place", _("Today"), value=here),
            Column("enrolled_today", _("Enrolled today"), "num"),
            Column("enrolled", _("Enrolled"), "num"),
            Column("handed_over_today", _("Handed over today"), "num"),
            Column("handed_over", _("Handed over, of those it enrolled"), "num"),
            Column("heard", _("Last heard"), "instant"),
            Column("state", _("Link"), value=word),
        ],
        empty_title=_("No vehicle has a visit in this campaign"),
    )
