"""The PIN of a card at the counter: recognise the holder → lay the card on the reader → the holder types it twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import now, record_look, requires, signed_in
from bitaqa.station.devices.door import has_card_reader
from bitaqa.station.fieldpack.door import get_card
from bitaqa.ui.errors import ErrorInWords, in_words
from bitaqa.ui.shapes import Crumb, Step

from ..attempting import find_attempt, leave_attempt
from ..capturing import face_capture, finger_captures
from ..domain import HereState
from ..finding import get_card_here
from ..forms import CaptureForm, PinForm, ReleaseForm
from ..pins import SERVED, NewPin, recognise_holder, recognised_until, set_pin
from ..verifying import Release, read_template
from ..words import reason_sentence
from .counter import person_face


@requires(Permission.HAND_OVER)
def pin_page(request: HttpRequest, card: UUID) -> HttpResponse:
    return _page(request, card)


@requires(Permission.HAND_OVER)
@require_POST
def pin_capture(request: HttpRequest, card: UUID) -> HttpResponse:
    """A finger or a face taken now, compared with the holder's; `none` when neither can be taken."""
    form = CaptureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, card, capture=form)
    due, by, at = get_card(card=card), signed_in(request), now()
    seed, what = form.cleaned_data.get("specimen", "").strip(), request.POST.get("what", "finger")
    simulated = {"simulated": {"seed": seed}} if seed and what != "none" else {}
    finger, picture = form.cleaned_data.get("finger"), form.cleaned_data.get("picture")
    try:
        fingers = finger_captures(simulated, due) if what == "finger" else ()
        portrait = face_capture(simulated, due) if what == "face" else None
        if finger is not None:
            fingers = (*fingers, read_template(finger.read()))
        if picture is not None:
            portrait = picture.read()
        recognise_holder(card=card, fingers=fingers, portrait=portrait, by=by, at=at)
    except BitaqaError as refused:
        return _page(request, card, capture=form, error=in_words(refused))
    return _back(card)


@sensitive_post_parameters("new_pin", "again", "pin")
@requires(Permission.HAND_OVER)
@require_POST
def pin_set(request: HttpRequest, card: UUID) -> HttpResponse:
    """What the holder typed goes onto the chip on the reader."""
    form = PinForm(request.POST)
    release = None if recognised_until(card) else ReleaseForm(request.POST)
    if not form.is_valid() or (release is not None and not release.is_valid()):
        return _page(request, card, form=form, release=release)
    new = NewPin(
        form.cleaned_data["new_pin"],
        form.cleaned_data["why"],
        Release(**release.cleaned_data) if release is not None else None,
    )
    try:
        set_pin(card=card, new=new, by=signed_in(request), at=now())
    except BitaqaError as refused:
        return _page(request, card, form=form, release=release, error=in_words(refused))
    messages.success(request, _("The chip has its new PIN. The holder takes the card back from the reader."))
    return HttpResponseRedirect(reverse("handover:card", args=[card]))


@requires(Permission.HAND_OVER)
@require_POST
def pin_leave(request: HttpRequest, card: UUID) -> HttpResponse:
    """The person left: nothing was changed. A hand-over under way stays."""
    if get_card_here(card).state is HereState.HANDED_OVER:
        leave_attempt(card=card, by=signed_in(request))
    return HttpResponseRedirect(reverse("handover:card", args=[card]))


def _page(
    request: HttpRequest,
    card: UUID,
    *,
    capture: CaptureForm | None = None,
    form: PinForm | None = None,
    release: ReleaseForm | None = None,
    error: ErrorInWords | None = None,
) -> HttpResponse:
    found = get_card_here(card)
    if found.due is not None:
        record_look(of="card", subjects=[card], purpose="pin", by=signed_in(request).code, at=now())
    attempt = find_attempt(card) if found.due is not None else None
    until = recognised_until(card) if found.due is not None else None
    fresh = until is not None and now() <= until
    two = attempt is not None and attempt.collector == "holder" and not fresh
    context: dict[str, Any] = {
        "found": found,
        "person": person_face(found),
        "served": found.due is not None and found.state in SERVED and found.due.stopped is None,
        "reader": has_card_reader(),
        "attempt": attempt,
        "fresh": fresh,
        "for_another": attempt is not None and attempt.collector != "holder",
        "reason": _reason(attempt.reason) if attempt is not None and not fresh else "",
        "two": two,
        "error": error,
        "steps": _steps(started=attempt is not None, recognised=fresh),
        "capture": capture or CaptureForm(),
        "form": form or PinForm(initial={"why": "blocked"}),
        "release": release or ReleaseForm(initial={"because": attempt.reason if attempt else ""}),
        "crumbs": [
            Crumb(_("Hand-over"), reverse("handover:list")),
            Crumb(found.document_number, reverse("handover:card", args=[card])),
            Crumb(_("PIN of the card")),
        ],
    }
    return render(request, "handover/pin.html", context, status=409 if error else 200)


def _reason(code: str) -> str:
    sentence = reason_sentence(code)
    return _(sentence) if sentence else _("The holder was recognised too long ago.")


def _steps(*, started: bool, recognised: bool) -> list[Step]:
    states = ("done" if recognised else "current", "current" if recognised or started else "todo")
    labels = (_("Recognise the holder"), _("The holder types the PIN"))
    return [Step(label, state) for label, state in zip(labels, states, strict=True)]


def _back(card: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("handover:pin", args=[card]))
