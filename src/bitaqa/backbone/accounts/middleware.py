"""Deny by default: no page opens unless it says for whom, and no session outlives an empty desk.

Refuses: a view without a declaration (403, and a line in the log for the people who maintain the program), a person
without a session, a session idle for 20 minutes or older than a working day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from bitaqa.ui.errors import in_words

from .access import Audience, ask_to_sign_in, declared_access, refusal_for_machines
from .errors import UndeclaredViewError
from .models import User
from .sign_in import session_ended

logger = logging.getLogger("bitaqa.accounts")


class SignedInMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        access = declared_access(view)
        if access is None:
            logger.error("no declaration of who may open %s", getattr(view, "__qualname__", repr(view)))
            return _refused(request)
        if access.audience is Audience.PUBLIC:
            return None
        if isinstance(request.user, User) and session_ended(request):
            logout(request)
        if access.audience is Audience.OWN_CHECK or isinstance(request.user, User):
            return None
        return ask_to_sign_in(request)


def _refused(request: HttpRequest) -> HttpResponse:
    error = UndeclaredViewError()
    if "/api/" in request.path:
        return refusal_for_machines(error)
    return HttpResponse(render_to_string("ui/refused.html", {"error": in_words(error)}, request), status=error.status)
