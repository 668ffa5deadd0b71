"""The public page: asks for a receipt number and a birth date, says where the request stands.

No account, no cookie, no session: the language is part of the address, and the form changes nothing, so it carries no
token. The number travels in the body of the request or in the fragment of a link (`#K7QF2-…`, read by the page's
script alone): never in an address, hence in no log, no history of a proxy and no Referer.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from bitaqa.backbone.accounts.door import public
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.ui.errors import in_words

from .errors import AskedTooOftenError
from .forms import TrackingForm
from .limiting import begin_try, forgive_try
from .queries import Answer, answer
from .words import SAYINGS, paper_in_words

LANGUAGES = (("ar", "العربية"), ("fr", "Français"), ("en", "English"))


@public
@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest, language: str = "ar") -> HttpResponse:
    """The form; after it, the answer, or the one sentence that serves an unknown receipt and a wrong date alike."""
    with translation.override(language):
        response = _answered(request, language) if request.method == "POST" else _page(request, language)
    response.headers["Content-Language"] = language
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _answered(request: HttpRequest, language: str) -> HttpResponse:
    form = TrackingForm(request.POST)
    if not form.is_valid():
        return _page(request, language, form=form)
    receipt = form.cleaned_data["receipt"]
    try:
        attempt = begin_try(address=str(request.META.get("REMOTE_ADDR", "")), receipt=receipt)
    except AskedTooOftenError as refused:
        response = _page(request, language, form=form, status=429, refused=in_words(refused))
        response.headers["Retry-After"] = str(refused.facts["seconds"])
        return response
    found = answer(receipt=receipt, born=form.cleaned_data["born"], today=now().astimezone(PLACE_ZONE).date())
    if found is None:
        return _page(request, language, form=form, nothing=True)
    forgive_try(attempt)
    return _page(request, language, **_told(found, receipt))


def _told(found: Answer, receipt: str) -> dict[str, Any]:
    place = None
    if found.meeting is not None:
        arabic = (translation.get_language() or "ar").startswith("ar")
        place = found.meeting.place_ar if arabic else found.meeting.place_fr
    return {
        "saying": SAYINGS[found.phase],
        "meeting": found.meeting,
        "place": place,
        "bring": [paper_in_words(code) for code in found.bring],
        "receipt": receipt,
        "at": now(),
    }


def _page(request: HttpRequest, language: str, *, status: int = 200, **context: Any) -> HttpResponse:
    addresses = [
        {"code": code, "name": name, "href": _address(code), "current": code == language} for code, name in LANGUAGES
    ]
    context.setdefault("form", TrackingForm())
    return render(
        request, "tracking/track.html", {**context, "here": _address(language), "spoken": addresses}, status=status
    )


def _address(language: str) -> str:
    return reverse("tracking:track") if language == "ar" else reverse("tracking:track-in", args=[language])
