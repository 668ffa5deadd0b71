"""Signing in: name and password, then a code; the session that follows, its age and its freshness.

Both doors (screens and `api.py`) use these same steps. Real time throughout.
Refuses: without saying which of name, password or code was wrong; a first password after its 72 hours; a code twice.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from bitaqa.backbone import clock
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id

from . import backoff
from .domain import BETWEEN_STEPS, IDLE, LONGEST, PASSWORD_MAXIMUM
from .errors import SecondFactorMissingError, SignInRefusedError
from .models import User, actor_of
from .second_factor import use_code, use_recovery_code

BACKEND = "bitaqa.backbone.accounts.backends.AccountBackend"
_PENDING = "accounts_pending"
_SIGNED_IN_AT, _FRESH_AT, _SEEN_AT = "accounts_signed_in_at", "accounts_fresh_at", "accounts_seen_at"
_SEEN_EVERY = 60
"""Seconds between two writes of "seen": not one UPDATE per request."""


def tell(event: str, user: User, *, actor: str | None = None, because: str = "", **facts: str) -> None:
    """One journal entry about an account, now, in the caller's transaction."""
    record(
        [
            Entry(
                event=event,
                subject_kind="account",
                subject=user.id,
                acted_at=clock.now(),
                actor=actor or actor_of(user),
                act=new_id(),
                because=because,
                facts=facts,
            )
        ]
    )


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; what a trusted proxy told of it was read before (`centre.proxy`)."""
    return str(request.META.get("REMOTE_ADDR", ""))


def check_password_of(*, name: str, password: str, address: str) -> User:
    """The open account with this name and password. Raises SignInRefusedError, SignInPausedError."""
    tidy = name.strip().lower()[:64]
    counters = backoff.password_counters(tidy, address)
    pausing = backoff.begin_attempt(counters)
    user = User.objects.filter(name=tidy).first()
    if not _password_is_right(user, password) or user is None or not user.is_active or _slip_expired(user):
        if pausing and user is not None:
            _tell_pause(user, "password")
        raise SignInRefusedError()
    backoff.forgive(counters)
    return user


def _password_is_right(user: User | None, password: str) -> bool:
    if len(password) > PASSWORD_MAXIMUM:
        return False
    if user is None:
        make_password(password)  # the same work as for a name that exists, so that time tells nothing
        return False
    return user.check_password(password)


def _slip_expired(user: User) -> bool:
    return user.first_password_until is not None and user.first_password_until < timezone.now()


def _tell_pause(user: User, step: str) -> None:
    with transaction.atomic():
        tell("account.sign_in_failed", user, actor="worker:accounts", because="paused", step=step)


def check_code_of(user: User, code: str) -> None:
    """The second step. Raises SignInRefusedError, SignInPausedError, SecondFactorMissingError."""
    if not user.has_second_factor:
        raise SecondFactorMissingError()
    counters = backoff.code_counters(str(user.id))
    pausing = backoff.begin_attempt(counters)
    if not use_code(user, code) and not _recovered(user, code):
        if pausing:
            _tell_pause(user, "code")
        raise SignInRefusedError()
    backoff.forgive(counters)


def _recovered(user: User, code: str) -> bool:
    with transaction.atomic():
        if not use_recovery_code(user, code):
            return False
        tell("account.changed", user, because="recovery_code_used")
        return True


@dataclass(frozen=True, slots=True)
class Pending:
    """Someone between the right password and the right code."""

    user: User
    next: str


def begin_pending(request: HttpRequest, user: User, *, next_url: str) -> None:
    """Remembers the right password for five minutes, in a session of its own."""
    request.session.flush()
    request.session[_PENDING] = {
        "user": str(user.id),
        "until": time.time() + BETWEEN_STEPS.total_seconds(),
        "password": user.get_session_auth_hash(),
        "next": next_url,
    }


def find_pending(request: HttpRequest) -> Pending | None:
    """Whoever typed the right password less than five minutes ago, if the password still stands."""
    kept = request.session.get(_PENDING)
    if not kept or kept["until"] < time.time():
        return None
    user = User.objects.filter(pk=UUID(kept["user"]), is_active=True).first()
    if user is None or user.get_session_auth_hash() != kept["password"]:
        return None
    return Pending(user, kept["next"])


def open_session(request: HttpRequest, user: User) -> None:
    """A new session for a person who passed both steps; the journal's entry comes first."""
    with transaction.atomic():
        tell("account.signed_in", user)
    request.session.flush()
    login(request, user, backend=BACKEND)
    moment = time.time()
    request.session[_SIGNED_IN_AT] = request.session[_FRESH_AT] = request.session[_SEEN_AT] = moment


def close_session(request: HttpRequest) -> None:
    if isinstance(request.user, User):
        with transaction.atomic():
            tell("account.signed_out", request.user)
    logout(request)


def renew_session(request: HttpRequest) -> None:
    """After password and code were typed again: a new session key, and sensitive acts are open for a few minutes."""
    request.session.cycle_key()
    request.session[_FRESH_AT] = time.time()


def is_fresh(request: HttpRequest) -> bool:
    """Whether password and code were typed less than BITAQA_FRESH_MINUTES ago."""
    return time.time() - float(request.session.get(_FRESH_AT, 0)) < settings.BITAQA_FRESH_MINUTES * 60


def session_ended(request: HttpRequest) -> bool:
    """True when idle for 20 minutes or older than a working day; else notes that the person is there."""
    moment = time.time()
    began = request.session.setdefault(_SIGNED_IN_AT, moment)
    seen = float(request.session.get(_SEEN_AT, moment))
    if moment - seen > IDLE.total_seconds() or moment - float(began) > LONGEST.total_seconds():
        return True
    if moment - seen > _SEEN_EVERY or _SEEN_AT not in request.session:
        request.session[_SEEN_AT] = moment
    return False
