"""What devices take: portrait, ten fingers, signature; from a device, a file, or the simulated devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.matching.quality import FaceBox
from bitaqa.foundation.rules.persons import Identity
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import now, requires, signed_in
from bitaqa.station.devices.door import (
    simulated_portrait,
    simulated_signature,
    stand_in,
)
from bitaqa.station.enrolment import captures
from bitaqa.station.enrolment.errors import StepShapeError
from bitaqa.station.enrolment.forms import PortraitForm, SignatureForm
from bitaqa.station.enrolment.queries import DraftView, portrait_of, signature_of
from bitaqa.station.enrolment.who import parsed
from bitaqa.ui.errors import ErrorInWords, in_words

from .frame import closed, open_view, render_step, seed_of, step_url


def person_before_devices(view: DraftView) -> Any:
    """The invented person before simulated devices. Raises NoSimulatedDeviceError through the devices."""
    identity = parsed(Identity, view.kept["identity"])[0] if view.kept["identity"] else None
    return stand_in(seed_of(view), identity=identity, on=view.kept["day"])


def picture_answer(data: bytes | None, kind: str) -> HttpResponse:
    if data is None:
        raise Http404
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Cache-Control"] = "no-store, private"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@requires(Permission.ENROL)
def photo_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """A live view with an oval, a file, or the simulated camera; remarks in words, and as many retakes as it takes."""
    view = open_view(draft)
    if view is None:
        return closed(draft)
    error: ErrorInWords | None = None
    take = whole(request.POST.get("take", request.GET.get("take", "0")))
    form = PortraitForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        try:
            picture, face = portrait_sent(request, form, take, lambda: person_before_devices(view))
            captures.keep_portrait(draft=draft, picture=picture, face=face, by=signed_in(request), at=now())
        except BitaqaError as refused:
            error = in_words(refused)
        else:
            return HttpResponseRedirect(f"{step_url('photo', draft)}?take={take + 1}")
    context = {
        "form": form, "error": error, "take": take, "has_photo": bool(view.kept["portrait"].get("file")),
        "needed": view.rules is not None and view.rules.portrait,
    }  # fmt: skip
    return render_step(request, view, "photo", context, status=422 if error else 200)


def portrait_sent(
    request: HttpRequest, form: PortraitForm, take: int, before: Callable[[], Any]
) -> tuple[bytes, FaceBox | None]:
    """The picture that came and where its face is. `before` answers who stands before simulated devices.

    Raises StepShapeError, NoSimulatedDeviceError.
    """
    if "simulated" in request.POST:
        shot = simulated_portrait(before(), take=take)
        return shot.picture, shot.face
    live = request.FILES.get("live")
    if live is not None and not isinstance(live, list):
        return live.read(), None
    if form.is_valid() and form.cleaned_data["file"] is not None:
        return form.cleaned_data["file"].read(), None
    raise StepShapeError(field=_("portrait"), problem=_("no picture came"))


@requires(Permission.ENROL)
def signature_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Drawn on the pad, from a file, or not at all with a witness."""
    view = open_view(draft)
    if view is None:
        return closed(draft)
    error: ErrorInWords | None = None
    form = SignatureForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        try:
            _signature(request, view, form)
        except BitaqaError as refused:
            error = in_words(refused)
        else:
            return HttpResponseRedirect(step_url("signature", draft))
    context = {
        "form": form, "error": error, "signed": bool(view.kept["signature"].get("file")),
        "file": view.kept["signature"].get("file", "")[-8:],
        "witness": view.kept["signature"].get("witness", ""),
        "needed": view.rules is None or view.rules.own_signature,
        "from_age": view.rules.type.own_signature_from_age if view.rules else 12,
    }  # fmt: skip
    return render_step(request, view, "signature", context, status=422 if error else 200)


def _signature(request: HttpRequest, view: DraftView, form: SignatureForm) -> None:
    by, at = signed_in(request), now()
    if "cannot" in request.POST:
        captures.keep_signature(draft=view.draft, by=by, at=at, witness=request.POST.get("witness", ""))
        return
    drawn = request.FILES.get("drawn")
    if "simulated" in request.POST:
        picture = simulated_signature(person_before_devices(view))
    elif drawn is not None and not isinstance(drawn, list):
        picture = drawn.read()
    elif form.is_valid() and form.cleaned_data["file"] is not None:
        picture = form.cleaned_data["file"].read()
    else:
        raise StepShapeError(field=_("signature"), problem=_("nothing was signed"))
    captures.keep_signature(draft=view.draft, picture=picture, by=by, at=at)


@requires(Permission.ENROL)
def portrait_picture(request: HttpRequest, draft: UUID) -> HttpResponse:
    return picture_answer(portrait_of(draft), "image/jpeg")


@requires(Permission.ENROL)
def signature_picture(request: HttpRequest, draft: UUID) -> HttpResponse:
    return picture_answer(signature_of(draft), "image/png")


def whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
