"""The step of the fingers: a certified scanner, simulated devices or files; doubts and reasons told at their finger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import now, requires, signed_in
from bitaqa.station.devices.door import (
    FingerRead,
    fingers_of_file,
    has_certified_devices,
    scanner_frame,
    simulated_fingers,
    simulated_try,
)
from bitaqa.station.enrolment import captures, words
from bitaqa.station.enrolment.rules import FINGER_REASONS
from bitaqa.station.enrolment.scanning import scan_press
from bitaqa.station.enrolment.sequence import in_doubt, is_doubt
from bitaqa.station.enrolment.who import Remark
from bitaqa.ui.errors import ErrorInWords, in_words

from .capturing import person_before_devices, picture_answer, whole
from .frame import closed, open_view, remark_text, render_step, state_of, step_url

LEFT, RIGHT = (10, 9, 8, 7, 6), (1, 2, 3, 4, 5)
"""Fingers as they lie when both hands are laid on a table."""


@requires(Permission.ENROL)
def fingers_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Ten fingers, three tries each, the best kept; one that cannot be taken has its reason, and the file goes on."""
    view = open_view(draft)
    if view is None:
        return closed(draft)
    error: ErrorInWords | None = None
    wrong = 0
    if request.method == "POST":
        try:
            keep_fingers_sent(request, view.draft, lambda: person_before_devices(view))
        except BitaqaError as refused:
            error = in_words(refused)
            wrong = wrong_finger(request)
        else:
            return HttpResponseRedirect(step_url("fingers", draft))
    remarks = state_of(view, "fingers").remarks
    context = {
        **fingers_shown(view.kept["fingers"], wrong, remarks),
        "error": error,
        "needed": view.rules is None or view.rules.fingers,
        "from_age": view.rules.type.fingers_from_age if view.rules else 12,
        "age": view.rules.age if view.rules else None,
    }
    return render_step(request, view, "fingers", context, status=422 if error else 200)


def fingers_shown(fingers: Mapping[str, Any], wrong: int, remarks: Sequence[Remark]) -> dict[str, Any]:
    """Two hands as they are kept, for `part_ten_fingers.html`; `wrong` is the position of what was refused, or 0."""
    kept = fingers.get("positions", {})
    doubted = in_doubt(fingers.get("doubts", ()))
    taken = sum(not one.get("exception") for one in kept.values())
    return {
        "hands": [
            (_("Left hand"), [_finger(position, kept, wrong, position in doubted) for position in LEFT]),
            (_("Right hand"), [_finger(position, kept, wrong, position in doubted) for position in RIGHT]),
        ],
        "doubts": [(_(told.sentence) % told.facts, _(told.next_step)) for told in remarks if is_doubt(told)],
        "remarks": [(remark_text(told), told.blocking) for told in remarks if not is_doubt(told)],
        "scanner": has_certified_devices(),
        "taken": taken,
        "excused": len(kept) - taken,
        "any": bool(kept),
        "reasons": [(code, words.FINGER_REASON_WORDS[code]) for code in FINGER_REASONS],
    }


def wrong_finger(request: HttpRequest) -> int:
    return whole(request.POST.get("excuse", request.POST.get("try", "0")))


def _finger(position: int, kept: dict[str, Any], wrong: int, doubted: bool) -> dict[str, Any]:
    found = kept.get(str(position)) or {}
    quality = found.get("quality")
    word, tone = words.quality_words(quality) if quality is not None else ("", "calm")
    reason = found.get("exception")
    return {
        "position": position,
        "name": words.FINGERS[position],
        "quality": quality,
        "word": words.FINGER_REASON_WORDS.get(reason, reason) if reason else word,
        "tone": "wait" if reason or doubted else tone,
        "tries": found.get("tries", 0),
        "excused": bool(reason),
        "reason": reason or "",
        "left": captures.MAX_TRIES if doubted else captures.MAX_TRIES - found.get("tries", 0),
        "doubted": doubted,
        "wrong": wrong == position,
    }


def keep_fingers_sent(request: HttpRequest, draft: UUID, before: Callable[[], Any]) -> None:
    """Keeps what a press of the page took. `before` answers who stands before simulated devices.

    Raises a CaptureDeviceError and what `keep_fingers` and `keep_finger_try` raise.
    """
    by, at = signed_in(request), now()
    if "simulated" in request.POST:
        captures.keep_fingers(draft=draft, reads=simulated_fingers(before()), by=by, at=at)
    elif "try" in request.POST:
        position = whole(request.POST["try"])
        attempt = min(captures.tries_of(draft, position) + 1, captures.MAX_TRIES)
        read = simulated_try(before(), position, attempt=attempt)
        captures.keep_finger_try(draft=draft, read=read, by=by, at=at)
    elif "scanner" in request.POST:
        specimen = str(before().body) if settings.BITAQA_SIMULATED_DEVICES else ""
        scan_press(draft=draft, press=request.POST["scanner"], by=by, at=at, specimen=specimen)
    elif "excuse" in request.POST:
        position = whole(request.POST["excuse"])
        tries = captures.tries_of(draft, position)
        read = FingerRead(position, None, tries, None, exception=request.POST.get(f"reason-{position}", ""))
        captures.keep_fingers(draft=draft, reads=[read], by=by, at=at)
    else:
        for file in request.FILES.getlist("files"):
            for read in fingers_of_file(file.read()):
                captures.keep_finger_try(draft=draft, read=read, by=by, at=at)


@requires(Permission.ENROL)
def fingers_frame(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What lies on the scanner's glass now, for the page to show while fingers are placed."""
    try:
        return picture_answer(scanner_frame(), "image/jpeg")
    except BitaqaError:
        raise Http404 from None
