"""The reader's language: Arabic unless they chose otherwise, kept in a cookie, the same in both programs.

Why not the browser's wish: the machines of a unit or an office carry whatever language they were bought with.
Refuses: a language outside settings.LANGUAGES (Arabic is used), a return address on another host.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

DEFAULT = "ar"
YEAR = 365 * 24 * 3600


def chosen_language(request: HttpRequest) -> str:
    """The language of the cookie when it is one we speak, else Arabic."""
    wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, DEFAULT)
    return wanted if wanted in dict(settings.LANGUAGES) else DEFAULT


class LanguageMiddleware:
    """Speaks the reader's language for the length of one request, error pages included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", language)
        return response


def choose_language(request: HttpRequest, language: str) -> HttpResponse:
    """Keeps the choice and goes back to `?next=`. Raises Http404 for a language we do not speak."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    return response


choose_language.public = True  # type: ignore[attr-defined] # at a station one chooses before one signs in
