"""The design system alone: its own addresses and middleware, no account, no database."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import clear_url_caches, include, path
from django.utils import translation

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.ui import errors


class SpecimenRefusal(BitaqaError):
    code = "specimen.refused"
    sentence = "The drawer %(number)s is locked."
    next_step = "Ask for the key of drawer %(number)s."
    status = 423


def refuse(request: HttpRequest) -> HttpResponse:
    raise SpecimenRefusal(number=7)


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("not a refusal")


@pytest.fixture(autouse=True)
def ui_alone(settings: Any) -> Iterator[None]:
    module = types.ModuleType("ui_alone_urls")
    module.urlpatterns = [  # type: ignore[attr-defined]
        path("ui/", include("bitaqa.ui.urls")),
        path("refuse/", refuse),
        path("crash/", crash),
    ]
    module.handler400 = errors.bad_request  # type: ignore[attr-defined]
    module.handler403 = errors.forbidden  # type: ignore[attr-defined]
    module.handler404 = errors.not_found  # type: ignore[attr-defined]
    module.handler500 = errors.server_error  # type: ignore[attr-defined]
    sys.modules["ui_alone_urls"] = module
    settings.ROOT_URLCONF = "ui_alone_urls"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.BITAQA_NAV = ""
    settings.MIDDLEWARE = [
        "bitaqa.ui.headers.SecurityHeadersMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "bitaqa.ui.language.LanguageMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "bitaqa.ui.errors.ErrorMiddleware",
    ]
    clear_url_caches()
    with translation.override("ar"):
        yield
    clear_url_caches()


@pytest.fixture
def reader(ui_alone: None) -> Callable[[str], Client]:
    """A client that reads in one language."""

    def make(language: str) -> Client:
        client = Client()
        client.cookies["django_language"] = language
        return client

    return make
