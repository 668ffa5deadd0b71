"""Who sits at a desk's browser: a session begins with a PIN, ends with its operator, changes hands with the crew."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import get_token

from bitaqa.station import keys

from .crew import sign_in, sign_out
from .desks import desk_of
from .domain import Operator
from .errors import DeskNotEnrolledError
from .middleware import SESSION_KEY


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
    """Signs out whoever sits here, and forgets everything the session kept."""
    operator = getattr(request, "operator", None)
    if isinstance(operator, Operator):
        sign_out(operator)
    request.session.flush()


def change_operator(request: HttpRequest, *, code: str, pin: str) -> Operator:
    """The outgoing operator's session ends and the incoming one's begins, with the PIN they signed with.

    Raises what `start_session` raises; nobody is signed in then.
    """
    end_session(request)
    return start_session(request, code=code, pin=pin)
