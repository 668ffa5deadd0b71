"""The queue at a desk, the ticket given, and the board of the waiting place (big numbers, no names, no sign-in)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import Priority
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.day.door import find_open_day
from bitaqa.station.desk.door import now, public, requires, signed_in
from bitaqa.station.fieldpack.door import get_place
from bitaqa.ui.errors import ErrorInWords, in_words
from bitaqa.ui.shapes import Figure
from bitaqa.ui.widgets import SegmentedChoice

from .actions import call_next, call_ticket, finish_ticket, give_ticket, miss_ticket
from .domain import Lane, TicketFace
from .pace import Pace
from .queries import board, pace_of

PRIORITIES = {
    Priority.NONE: _("No priority"),
    Priority.ELDERLY: _("Elderly person"),
    Priority.SPECIAL_NEEDS: _("Special needs"),
    Priority.EXAM: _("Exam pupil"),
    Priority.CORRECTION: _("Wrong card to correct"),
}
LANES = {
    Lane.WALK_IN: _("Without appointment"),
    Lane.SLOT: _("At an hour given"),
    Lane.HOME: _("Home visit"),
}
ACTS: dict[str, Callable[..., TicketFace]] = {"call": call_ticket, "done": finish_ticket, "no-show": miss_ticket}


class TicketForm(forms.Form):
    priority = forms.ChoiceField(
        label=_("Priority"),
        choices=[(priority.value, word) for priority, word in PRIORITIES.items()],
        widget=SegmentedChoice,
        initial=Priority.NONE.value,
    )
    needed_by = forms.DateField(
        label=_("Date of the exam"), required=False, widget=forms.DateInput({"type": "date", "dir": "ltr"})
    )
    lane = forms.ChoiceField(
        label=_("How they come"),
        choices=[(lane.value, word) for lane, word in LANES.items()],
        widget=SegmentedChoice,
        initial=Lane.WALK_IN.value,
        required=False,
    )
    slot = forms.TimeField(
        label=_("Hour given"), required=False, widget=forms.TimeInput({"type": "time", "dir": "ltr"})
    )


@requires(Permission.ENROL)
def board_page(request: HttpRequest) -> HttpResponse:
    """Who is called, who waits in which order; the next press calls the next person to this desk."""
    return _board(request)


def _board(
    request: HttpRequest, *, form: TicketForm | None = None, error: ErrorInWords | None = None, status: int = 200
) -> HttpResponse:
    """The board; with the form as it was sent when no number was given, and why."""
    day = find_open_day()
    shown = board(visit=day.visit, day=day.day, at=now()) if day else None
    pace = pace_of(visit=day.visit, day=day.day, at=now(), ends_at=day.ends_at) if day else None
    figures = (
        [
            Figure(_t("Waiting"), len(shown.waiting), icon="hourglass"),
            Figure(_t("Called"), len(shown.called), icon="megaphone"),
            Figure(_t("Served"), shown.served, icon="check-circle"),
            Figure(_t("Minutes left"), pace.minutes_left, icon="clock", tone="wait" if pace.full else ""),
            Figure(_t("Can still be served"), pace.room, note=_minutes_each(pace), icon="people"),
        ]
        if shown and pace
        else []
    )
    context = {
        "day": day,
        "board": shown,
        "figures": figures,
        "pace": pace,
        "stop_at": f"{pace.stop_at:03d}" if pace else "",
        "form": form or TicketForm(),
        "error": error,
        "drawn": (form and _drawn(form.data.get("ticket", ""))) or new_id(),
        "priorities": {priority.value: word for priority, word in PRIORITIES.items()},
    }
    return render(request, "queue/board.html", context, status=status)


def _minutes_each(pace: Pace) -> str:
    return _t("%(minutes)s minutes each, desks: %(desks)s") % {"minutes": f"{pace.minutes_each:g}", "desks": pace.desks}


def _drawn(text: str) -> UUID | None:
    """The id drawn with the form; a form without one gives a number each time."""
    try:
        return UUID(text)
    except ValueError:
        return None


@requires(Permission.ENROL)
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """A number is given; the ticket is shown big, for printing or reading out."""
    form = TicketForm(request.POST)
    if not form.is_valid():
        return _board(request, form=form, status=422)
    try:
        ticket = give_ticket(
            priority=Priority(form.cleaned_data["priority"]),
            needed_by=form.cleaned_data["needed_by"],
            ticket=_drawn(request.POST.get("ticket", "")),
            lane=Lane(form.cleaned_data["lane"] or Lane.WALK_IN),
            slot=form.cleaned_data["slot"],
            by=signed_in(request),
            at=now(),
        )
    except BitaqaError as refused:
        return _board(request, form=form, error=in_words(refused), status=refused.status)
    day = find_open_day()
    ahead = 0
    if day is not None:
        waiting = [one.number for one in board(visit=day.visit, day=day.day).waiting]
        ahead = waiting.index(ticket.number) if ticket.number in waiting else 0
    context = {"ticket": ticket, "word": PRIORITIES[ticket.priority], "ahead": ahead, "at": now()}
    return render(request, "queue/ticket.html", context)


@requires(Permission.ENROL)
@require_POST
def call(request: HttpRequest) -> HttpResponse:
    """Next, or one act on one number."""
    number, act = request.POST.get("number", ""), request.POST.get("act", "")
    try:
        if act in ACTS and number.isdigit():
            ticket = ACTS[act](number=int(number), by=signed_in(request), at=now())
        else:
            turn = request.POST.get("turn", "")
            ticket = call_next(by=signed_in(request), at=now(), turn=int(turn) if turn.isdigit() else None)
    except BitaqaError as refused:
        told = in_words(refused)
        messages.warning(request, f"{told.sentence} {told.next_step}".strip())
    else:
        if act not in ("done", "no-show"):
            messages.info(request, _t("Number %(number)s is called.") % {"number": ticket.label})
    return HttpResponseRedirect(reverse("queue:board"))


@public
def display(request: HttpRequest) -> HttpResponse:
    """The screen of the waiting place: numbers and desks only, so that it may hang anywhere; it renews itself."""
    day = find_open_day()
    shown = board(visit=day.visit, day=day.day) if day else None
    context = {
        "day": day,
        "place": get_place(day.place) if day else None,
        "called": shown.called[:4] if shown else (),
        "next": shown.waiting[:6] if shown else (),
    }
    template = "queue/numbers.html" if request.headers.get("HX-Request") else "queue/display.html"
    return render(request, template, context)
