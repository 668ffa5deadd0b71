"""The fingers of an applicant and a candidate side by side, drawn by the server, with what agrees numbered on both.

A drawing is shown under an address that only this page gives: for this reader, this pair, a quarter of an hour. It is
made for each look and kept nowhere; no address gives a template.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.journal.door import looks
from bitaqa.records.applications import door as applications
from bitaqa.ui.shapes import Crumb

from ..domain import LIKE_A_FINGER
from ..fingers.confronting import Confronted, confronted, drawn
from ..queries import get_case
from ..reach import check_reach
from ..words import FINGER_WORDS
from .files import private

SALT = "screening.fingers"
PASS_SECONDS = 900


@requires(Permission.ADJUDICATE)
@require_GET
def compared(request: HttpRequest, case: UUID, candidate: UUID) -> HttpResponse:
    user, row = person_of(request), get_case(case)
    file = applications.get_application(row.application)
    check_reach(user, Permission.ADJUDICATE, file)
    pair = confronted(row, candidate)
    looks(
        "person.looked_at", subject_kind="application", subjects=[row.application, candidate], by=actor_of(user),
        purpose="comparing_fingers",
    )  # fmt: skip
    at = _chosen(request, pair)
    found = drawn(pair, at) if at else None
    context: dict[str, Any] = {
        "crumbs": [
            Crumb(_("Adjudication"), reverse("screening:queue")),
            Crumb(file.receipt_number, reverse("screening:case", args=[case])),
            Crumb(_("Fingers")),
        ],
        "file": file,
        "back": reverse("screening:case", args=[case]),
        "fingers": [
            {"position": one, "name": FINGER_WORDS[one], "score": _told(pair.scores.get(one)), "chosen": one == at}
            for one in pair.fingers
        ],
        "found": found,
    }
    if at and found is not None:
        context |= {
            "name": FINGER_WORDS[at],
            "facing": FINGER_WORDS[pair.fingers[at]],
            "score": _told(found.score),
            "agreeing": found.agreeing,
            "left": _address(user, case, candidate, at, "left"),
            "right": _address(user, case, candidate, at, "right"),
        }
    return render(request, "screening/fingers.html", context)


def _chosen(request: HttpRequest, pair: Confronted) -> int:
    """The finger asked for, else the surest, else the first; 0 when there is none."""
    asked = request.GET.get("finger", "")
    if asked.isdigit() and int(asked) in pair.fingers:
        return int(asked)
    return max(pair.fingers, key=lambda at: pair.scores.get(at, 0.0), default=0)


def _told(score: float | None) -> str:
    if score is None:
        return ""
    words = gettext("alike") if score >= LIKE_A_FINGER else gettext("not alike")
    return f"{words} ({number_format(round(score, 2), 2)})"


def _address(user: Any, case: UUID, candidate: UUID, position: int, side: str) -> str:
    passed = signing.dumps([str(user.pk), str(case), str(candidate), position, side], salt=SALT)
    return reverse("screening:finger-drawing", args=[passed])


@requires(Permission.ADJUDICATE)
@require_GET
def drawing(request: HttpRequest, passed: str) -> HttpResponse:
    try:
        reader, case, candidate, position, side = signing.loads(passed, salt=SALT, max_age=PASS_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    if reader != str(person_of(request).pk):
        raise Http404
    found = drawn(confronted(get_case(UUID(case)), UUID(candidate)), int(position))
    if found is None:
        raise Http404
    response = private((found.left if side == "left" else found.right).encode(), "image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'; img-src data:"
    return response
