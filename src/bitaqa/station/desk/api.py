"""Machine doors of the desk: sign in and out, who I am, the played clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Schema

from . import clock
from .domain import Operator
from .middleware import signed_in
from .sessions import end_session, start_session

router = Router(tags=["desk"])


class SignIn(Schema):
    operator: str
    pin: str


class ClockReading(Schema):
    at: datetime


def shown(operator: Operator) -> dict[str, Any]:
    return {
        "operator": operator.code,
        "name_ar": operator.name_ar,
        "name_latin": operator.name_latin,
        "role": operator.role.value,
        "permissions": sorted(operator.permissions),
        "desk": operator.desk,
    }


@router.post("sign-in", auth=None)
def post_sign_in(request: HttpRequest, given: SignIn) -> dict[str, Any]:
    return shown(start_session(request, code=given.operator, pin=given.pin))


@router.post("sign-out")
def post_sign_out(request: HttpRequest) -> dict[str, Any]:
    end_session(request)
    return {"signed_out": True}


@router.get("me")
def get_me(request: HttpRequest) -> dict[str, Any]:
    get_token(request)
    told = clock.reading()
    return {
        **shown(signed_in(request)),
        "now": told.at.isoformat(),
        "centre_time": told.centre_time.isoformat() if told.centre_time else None,
        "uncertainty_seconds": told.uncertainty.total_seconds(),
    }


@router.post("clock")
def post_clock(request: HttpRequest, given: ClockReading) -> dict[str, Any]:
    """Plays another date (BITAQA_CLOCK=scenario only)."""
    return {"at": clock.set_played_clock(given.at, by=signed_in(request).code).isoformat()}
