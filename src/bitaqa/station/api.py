"""The station's machine API: the routers of its rooms under one authentication, errors in the reader's language.

A session cookie (with its CSRF header on every change) of an operator at an enrolled desk; only `sign-in` is open, to
enrolled desks. Errors are `{"code", "sentence", "next_step", "facts"}`.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import APIKeyCookie

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.ui.errors import in_words

logger = logging.getLogger("bitaqa.station")

ROUTERS = (
    "bitaqa.station.desk.api",
    "bitaqa.station.fieldpack.api",
    "bitaqa.station.enrolment.api",
    "bitaqa.station.outbox.api",
    "bitaqa.station.queue.api",
    "bitaqa.station.day.api",
    "bitaqa.station.handover.api",
)
"""Modules with a `router`; a room that is not installed yet is left out."""


class RequestNotUnderstoodError(BitaqaError):
    code = "station.request_not_understood"
    sentence = "“%(field)s” cannot be understood (%(problem)s)."
    next_step = "Correct the request."
    status = 422


class RequestForeignError(BitaqaError):
    code = "station.request_foreign"
    sentence = "The request does not come from a page of this station."
    next_step = "Reload the page and try again."
    status = 403


class SignedIn(APIKeyCookie):
    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        operator = import_string("bitaqa.station.desk.door.operator_of")(request)
        request.operator = operator  # type: ignore[attr-defined]
        return operator


api = NinjaAPI(
    title="Bitaqa station",
    version="1",
    urls_namespace="station-api",
    auth=SignedIn(),
    docs_url=None,
    openapi_url="openapi.json",
)


def _answer(request: HttpRequest, error: BitaqaError) -> HttpResponse:
    words = in_words(error)
    facts = {name: value if isinstance(value, (int, list)) else str(value) for name, value in error.facts.items()}
    body = {"code": error.code, "sentence": words.sentence, "next_step": words.next_step, "facts": facts}
    return api.create_response(request, body, status=error.status)


@api.exception_handler(BitaqaError)
def refused(request: HttpRequest, error: BitaqaError) -> HttpResponse:
    logger.info("refused: %s", error.code)
    return _answer(request, error)


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0] if error.errors else {"loc": ("body",), "msg": ""}
    where = ".".join(str(part) for part in first["loc"][2:]) or "body"
    return _answer(request, RequestNotUnderstoodError(field=where, problem=str(first["msg"])))


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 403:
        return _answer(request, RequestForeignError())
    return _answer(request, RequestNotUnderstoodError(field="body", problem=str(error)))


for _name in ROUTERS:
    if importlib.util.find_spec(_name) is not None:
        api.add_router("", importlib.import_module(_name).router)
