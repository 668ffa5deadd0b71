"""A file that was sent back is captured again: the camera and the fingers of an enrolment, kept with the file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.applications import Recapture
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import now, requires, signed_in
from bitaqa.station.devices.door import stand_in
from bitaqa.station.enrolment import captures, words
from bitaqa.station.enrolment.again import begin_again, captured_again
from bitaqa.station.enrolment.forms import PortraitForm
from bitaqa.station.enrolment.queries import portrait_of
from bitaqa.station.enrolment.sequence import sequence_remarks
from bitaqa.station.enrolment.waiting import waiting_file
from bitaqa.ui.errors import ErrorInWords, in_words

from .capturing import picture_answer, portrait_sent, whole
from .fingers import fingers_shown, keep_fingers_sent, wrong_finger


def _before(application: UUID) -> Any:
    """Who stands before simulated devices: the body of the file's own number, as at enrolment without a card."""
    return stand_in(str(application), identity=None, on=local_day(now()))


@requires(Permission.ENROL)
def portrait_page(request: HttpRequest, application: UUID) -> HttpResponse:
    """The portrait taken again, as often as it helps."""
    begin_again(application=application, what=Recapture.PORTRAIT, by=signed_in(request), at=now())
    error: ErrorInWords | None = None
    take = whole(request.POST.get("take", request.GET.get("take", "0")))
    form = PortraitForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        try:
            picture, face = portrait_sent(request, form, take, lambda: _before(application))
            captures.keep_portrait(draft=application, picture=picture, face=face, by=signed_in(request), at=now())
        except BitaqaError as refused:
            error = in_words(refused)
        else:
            here = reverse("enrolment:again-portrait", args=[application])
            return HttpResponseRedirect(f"{here}?take={take + 1}")
    kept: dict[str, Any] = captured_again(application, on=local_day(now())).portrait
    shown = {
        "form": form, "take": take, "has_photo": bool(kept.get("file")), "photo_url": portrait_url(application, kept),
        "remarks": [(words.portrait_remark(code), False) for code in kept.get("remarks", ())],
    }  # fmt: skip
    return _page(request, application, Recapture.PORTRAIT, shown, error)


@requires(Permission.ENROL)
def fingers_page(request: HttpRequest, application: UUID) -> HttpResponse:
    """Ten fingers taken again."""
    begin_again(application=application, what=Recapture.FINGERS, by=signed_in(request), at=now())
    error: ErrorInWords | None = None
    wrong = 0
    if request.method == "POST":
        try:
            keep_fingers_sent(request, application, lambda: _before(application))
        except BitaqaError as refused:
            error, wrong = in_words(refused), wrong_finger(request)
        else:
            return HttpResponseRedirect(reverse("enrolment:again-fingers", args=[application]))
    kept: dict[str, Any] = captured_again(application, on=local_day(now())).fingers
    shown = fingers_shown(kept, wrong, sequence_remarks(kept.get("doubts", ())))
    return _page(request, application, Recapture.FINGERS, shown, error)


def _page(
    request: HttpRequest, application: UUID, what: Recapture, shown: dict[str, Any], error: ErrorInWords | None
) -> HttpResponse:
    context = {
        "file": waiting_file(application),
        "what": what.value,
        "title": words.AGAIN[what.value],
        "glass_url": reverse("enrolment:fingers-frame", args=[application]),
        "back": reverse("enrolment:complete", args=[application]),
        "step_done": not captured_again(application, on=local_day(now())).lacks(what),
        "simulated": settings.BITAQA_SIMULATED_DEVICES,
        "error": error,
        **shown,
    }
    return render(request, "enrolment/again.html", context, status=422 if error else 200)


@requires(Permission.ENROL)
def portrait_picture(request: HttpRequest, application: UUID) -> HttpResponse:
    """The portrait that was taken again."""
    try:
        return picture_answer(portrait_of(application), "image/jpeg")
    except BitaqaError:
        raise Http404 from None


def portrait_url(application: UUID, kept: dict[str, Any]) -> str:
    """Empty before the first take; a new address for each."""
    if not kept.get("file"):
        return ""
    return f"{reverse('enrolment:again-portrait-picture', args=[application])}?{kept['file'][-8:]}"
