"""Where a refusal meets a reader: a fact as a whole sentence in their language, and what to do next.

`ErrorMiddleware` turns any BitaqaError that a view lets through into the failure page (or, for an htmx request, into
the error panel alone) with the error's own HTTP status. It never shows or logs the values of the facts beyond the
sentence itself. The handlers below are for `handler400` … `handler500` in the programs' urls.
Refuses: swallowing anything that is not a BitaqaError.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from bitaqa.foundation.kernel.errors import BitaqaError

logger = logging.getLogger("bitaqa.ui")

CLAUSES = frozenset({"problem", "reason"})
"""Facts that hold a clause of the program's own words (see `foundation.rules.problems`), never what was typed."""
FAILURES = frozenset({400, 403, 404, 429, 500, 503})
"""Statuses that have a page of their own."""


@dataclass(frozen=True, slots=True)
class ErrorInWords:
    """An error as people read it: the fact, the next step, and the code to quote when asking for help."""

    sentence: str
    next_step: str
    code: str


def in_words(error: BitaqaError) -> ErrorInWords:
    """The error in the active language; its msgids live in the catalogues of the rooms that raise it."""
    facts = facts_in_words(error.facts, type(error))
    sentence = gettext(error.sentence) % facts
    next_step = gettext(error.next_step) % facts if error.next_step else ""
    return ErrorInWords(sentence, next_step, error.code)


def facts_in_words(facts: Mapping[str, Any], kind: type[BitaqaError] = BitaqaError) -> dict[str, Any]:
    """The facts of an error as its sentence takes them: codes by the error's own `words`, and clauses that say why,
    all in the active language. A code that a newer version wrote, and these words do not know, is shown as it is."""
    told = dict(facts)
    for name in kind.words.keys() & facts.keys():
        word = kind.words[name].get(str(told[name]))
        told[name] = gettext(word) if isinstance(word, str) else told[name] if word is None else str(word)
    for name in (CLAUSES & facts.keys()) - kind.words.keys():
        if isinstance(told[name], str) and told[name]:
            told[name] = gettext(told[name])
    return told


class ErrorMiddleware:
    """Shows a BitaqaError as a page instead of a crash."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, BitaqaError):
            return None
        logger.info("refused: %s (%s)", exception.code, ", ".join(sorted(exception.facts)))
        partial = bool(request.headers.get("HX-Request"))
        template = "ui/components/error_panel.html" if partial else "ui/refused.html"
        body = render_to_string(template, {"error": in_words(exception)}, request)
        return HttpResponse(body, status=exception.status)


def failure(request: HttpRequest, status: int) -> HttpResponse:
    """The page of one status; 500 for a status without a page."""
    shown = status if status in FAILURES else 500
    return HttpResponse(render_to_string(f"{shown}.html", {}, request), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """For views that count attempts (sign-in, tracking page)."""
    return failure(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without the request: whatever broke may be in the frame itself."""
    return HttpResponse(render_to_string("500.html"), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    return failure(request, 503)
