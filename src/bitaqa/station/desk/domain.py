"""Rules of a desk which need no database: who an operator is, the wait after mistakes, how far a clock may be off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bitaqa.foundation.kernel.clock import StationTime
from bitaqa.foundation.rules.events import EVENTS
from bitaqa.foundation.rules.roles import ROLES, Permission, RoleCode

from .errors import ClockFarOffError, EventUnknownError, PermissionMissingError

FREE_MISTAKES = 3
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
FORGET_MISTAKES = timedelta(hours=12)

SMALLEST_DOUBT = timedelta(seconds=2)
DRIFT = 100e-6
"""A cheap quartz drifts up to 100 parts per million: nine seconds a day."""
NEVER_TOLD = timedelta(days=1)
"""Uncertainty of a station to which the centre never told the time."""
FAR_OFF = timedelta(hours=26)
"""More than a day and a time zone: not drift but a wrong date."""

STATION_EVENTS = frozenset(
    {
        "desk.enrolled",
        "desk.revoked",
        "operator.signed_in",
        "operator.signed_out",
        "operator.sign_in_failed",
        "operator.sign_in_paused",
        "station.unlocked",
        "station.started",
        "station.genesis_installed",
        "station.clock_set",
        "station.clock_far_off",
        "field_pack.installed",
        "field_pack.refused",
        "draft.started",
        "draft.resumed",
        "register.asked",
        "referral.made",
        "completion.sealed",
        "packet.orphan_removed",
        "packet.file_missing",
        "packet.deleted",
        "packet.exported",
        "crew.changed",
    }
)
"""What happens at a station only; the rest of its journal uses the events of the register."""


def check_event(event: str) -> None:
    """Raises EventUnknownError."""
    if event not in STATION_EVENTS and event not in EVENTS:
        raise EventUnknownError(event=event)


@dataclass(frozen=True, slots=True)
class Operator:
    """Someone of the crew, as actions and screens know them."""

    code: str
    name_ar: str
    name_latin: str
    role: RoleCode
    desk: str = ""

    @property
    def permissions(self) -> frozenset[Permission]:
        return ROLES[self.role].permissions

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


def check_may(operator: Operator, permission: Permission) -> None:
    """Raises PermissionMissingError."""
    if not operator.may(permission):
        raise PermissionMissingError(permission=permission.value)


def wait_after(mistakes: int) -> timedelta:
    """How long the next attempt waits: nothing for the first few, then doubling up to a quarter of an hour."""
    if mistakes < FREE_MISTAKES:
        return timedelta(0)
    doublings: int = 2 ** min(mistakes - FREE_MISTAKES, 16)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)


def station_time(at: datetime, *, centre_time: datetime | None, read_at: datetime | None) -> StationTime:
    """What a reading is worth: `centre_time` was signed when this clock read `read_at`."""
    if centre_time is None or read_at is None:
        return StationTime(at, None, NEVER_TOLD)
    elapsed = abs((at - read_at).total_seconds())
    doubt = SMALLEST_DOUBT + abs(read_at - centre_time) + timedelta(seconds=elapsed * DRIFT)
    return StationTime(at, centre_time, doubt)


def check_clock(
    at: datetime,
    *,
    centre_time: datetime | None,
    read_at: datetime | None,
    not_before: datetime | None = None,
) -> None:
    """Raises ClockFarOffError when the date itself is wrong: no day may be opened on it.

    `not_before` is a moment that has surely passed (the field pack was signed then, a packet was sealed then).
    """
    told = centre_time if centre_time is not None and read_at is not None else None
    if told is not None and read_at is not None and abs(read_at - told) > FAR_OFF:
        raise ClockFarOffError(station_time=_shown(at), centre_time=_shown(told))
    for passed in (told, not_before):
        if passed is not None and at < passed - FAR_OFF:
            raise ClockFarOffError(station_time=_shown(at), centre_time=_shown(passed))


def _shown(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class Identity:
    """Which station this is, since when, under which word of the centre."""

    station: UUID
    code: str
    epoch: int
    genesis_hash: bytes
    centre_keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class DeskFace:
    """A desk as the head of station sees it."""

    id: UUID
    name: str
    enrolled_at: datetime
    enrolled_by: str
    revoked_at: datetime | None
