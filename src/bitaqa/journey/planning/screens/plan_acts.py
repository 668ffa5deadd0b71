"""What is done to a plan from its page: a day moved or pinned, taken back, searched again, stopped."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.ui.errors import in_words

from .. import plans as acts
from .plan_page import draft_of, move_form_of, plan_page


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def move_day(request: HttpRequest, draft: UUID) -> HttpResponse:
    row = draft_of(request, draft)
    form = move_form_of(row, request.POST)
    if form.is_valid():
        given = {name: int(value) for name, value in form.cleaned_data.items()}
        try:
            gained = acts.move_day(draft, **given, by=actor_of(person_of(request)))
        except BitaqaError as refusal:
            return plan_page(request, row, error=refusal)
        messages.success(request, _told(gained))
    return HttpResponseRedirect(reverse("planning:plan", args=[draft]))


def _told(gained: tuple[float, int, int, float]) -> str:
    points, enrolled, cards, km = gained
    told = gettext("Points %(points)s, enrolled %(enrolled)s, cards %(cards)s, kilometres %(km)s.")
    facts = {"points": f"{points:+.0f}", "enrolled": f"{enrolled:+d}", "cards": f"{cards:+d}", "km": f"{km:+.0f}"}
    return told % facts


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def move_cost(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What a move would gain, as one line of text: asked by the calendar while a target is chosen."""
    row = draft_of(request, draft)
    form = move_form_of(row, request.GET)
    if not form.is_valid():
        return HttpResponse(status=422)
    try:
        said = _told(acts.cost_of(row, **{name: int(value) for name, value in form.cleaned_data.items()}))
    except BitaqaError as refusal:
        said = str(in_words(refusal).sentence)
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def pin_day(request: HttpRequest, draft: UUID) -> HttpResponse:
    row = draft_of(request, draft)
    form = move_form_of(row, request.POST)
    form.is_valid()
    try:
        if {"vehicle", "day"} <= form.cleaned_data.keys():
            pinned = acts.pin_day(draft, vehicle=int(form.cleaned_data["vehicle"]), day=int(form.cleaned_data["day"]))
            messages.info(request, gettext("The day is pinned.") if pinned else gettext("The day is no longer pinned."))
    except BitaqaError as refusal:
        return plan_page(request, row, error=refusal)
    return HttpResponseRedirect(reverse("planning:plan", args=[draft]))


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def ask_again(request: HttpRequest, draft: UUID) -> HttpResponse:
    row = draft_of(request, draft)
    at = now()
    try:
        made = acts.ask_again(draft, by=actor_of(person_of(request)), at=at, today=local_day(at))
    except BitaqaError as refusal:
        return plan_page(request, row, error=refusal)
    return HttpResponseRedirect(reverse("planning:plan", args=[made]))


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def undo_move(request: HttpRequest, draft: UUID) -> HttpResponse:
    row = draft_of(request, draft)
    try:
        done = acts.undo_move(draft)
    except BitaqaError as refusal:
        return plan_page(request, row, error=refusal)
    messages.info(
        request, gettext("The change was taken back.") if done else gettext("There is no change to take back.")
    )
    return HttpResponseRedirect(reverse("planning:plan", args=[draft]))


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def stop_search(request: HttpRequest, draft: UUID) -> HttpResponse:
    draft_of(request, draft)
    acts.ask_stop(draft)
    messages.info(request, gettext("The search ends with the best plan so far."))
    return HttpResponseRedirect(reverse("planning:plan", args=[draft]))
