"""Machine doors of the desk: sign in and out, who I am, the played clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Schema

from bitaqa.station import keys

from . import clock
from .crew import sign_in, sign_out
from .desks import desk_of
from .domain import Operator
from .errors import DeskNotEnrolledError
from .middleware import SESSION_KEY, signed_in

router = Router(tags=["desk"])


class SignIn(Schema):
    operator: str
    pin: str


class ClockReading(Schema):
    at: datetime


def start_session(request: HttpRequest, *, code: str, pin: str) -> Operator:
    """Signs in at this desk and renews the session. Raises DeskNotEnrolledError and what `sign_in` raises."""
    keys.unlocked()
    desk = desk_of(request)
    if desk is None:
        raise DeskNotEnrolledError()
    operator = sign_in(code=code, pin=pin, desk=desk)
    request.session.cycle_key()
    request.session[SESSION_KEY] = operator.code
    get_token(request)
    return operator


def end_session(request: HttpRequest) -> None:
    operator = getattr(request, "operator", None)
    if isinstance(operator, Operator):
        sign_out(operator)
    request.session.flush()


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
