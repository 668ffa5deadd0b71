"""Desks: machines of the local network that may serve people. The station's own screen is enrolled from the start.

The head of station makes a one-time code; the new machine types it and gets a cookie, signed with a key that only the
unlocked station holds. Revoking a desk ends its cookie at once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from ipaddress import ip_address
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext

from bitaqa.foundation.rules.roles import Permission
from bitaqa.station import keys

from .domain import DeskFace, Operator, check_may
from .errors import DeskCodeRefusedError
from .journal import record
from .models import Desk

COOKIE = "bitaqa_desk"
COOKIE_AGE = 400 * 24 * 3600
OWN_SCREEN = "station"

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def desk_in_words(desk: str) -> str:
    """The name of a desk for a reader; the station's own screen has none of its own."""
    return gettext("The station's own screen") if desk == OWN_SCREEN else desk


@transaction.atomic
def open_enrolment(*, name: str, by: Operator, at: datetime) -> str:
    """The one-time code to type on the new desk. Raises PermissionMissingError."""
    check_may(by, Permission.RUN_DAY)
    code = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    desk = Desk.objects.create(name=name, enrolled_at=at, enrolled_by=by.code, code_hash=_hash(code))
    record("desk.enrolled", at=at, by=by.code, subject=desk.id)
    return code


@transaction.atomic
def enrol(*, code: str, at: datetime) -> str:
    """The cookie of the desk whose code was typed; a code works once. Raises DeskCodeRefusedError."""
    desk = Desk.objects.filter(code_hash=_hash(code.strip().upper()), revoked_at=None).first() if code.strip() else None
    if desk is None:
        raise DeskCodeRefusedError()
    desk.code_hash, desk.used_at = "", at
    desk.save(update_fields=["code_hash", "used_at"])
    return f"{desk.id}.{_mac(desk.id)}"


@transaction.atomic
def revoke_desk(*, desk: UUID, by: Operator, at: datetime) -> None:
    """Raises PermissionMissingError."""
    check_may(by, Permission.RUN_DAY)
    if Desk.objects.filter(id=desk, revoked_at=None).update(revoked_at=at, code_hash=""):
        record("desk.revoked", at=at, by=by.code, subject=desk)


def desks() -> tuple[DeskFace, ...]:
    return tuple(
        DeskFace(row.id, row.name, row.enrolled_at, row.enrolled_by, row.revoked_at)
        for row in Desk.objects.order_by("enrolled_at")
    )


def desk_of(request: HttpRequest) -> str | None:
    """The name of the desk that speaks: by its cookie, or the station's own screen; None for a stranger."""
    given = request.COOKIES.get(COOKIE, "")
    name, _, mac = given.partition(".")
    try:
        desk = UUID(name)
    except ValueError:
        return OWN_SCREEN if _is_local(request) else None
    if not hmac.compare_digest(mac, _mac(desk)):
        return OWN_SCREEN if _is_local(request) else None
    return Desk.objects.filter(id=desk, revoked_at=None, used_at__isnull=False).values_list("name", flat=True).first()


def _is_local(request: HttpRequest) -> bool:
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _mac(desk: UUID) -> str:
    return hmac.new(keys.unlocked().desk, b"desk " + desk.bytes, hashlib.sha256).hexdigest()


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
