"""The one port through which domain time is read.

Domain time (when an act happened) comes from a `Clock`; leases, sign-in codes and TLS use the machine's own clock.
A scenario plays other dates through `SetClock`; it declares them in the journal. A station's time carries the last
signed centre time and an uncertainty, since a machine alone in a village drifts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from .errors import PROGRAM_FAULT, BitaqaError

PLACE_ZONE = ZoneInfo("Africa/Casablanca")
"""Visit dates are local to it, the Ramadan shift included (tzdata)."""


class NaiveInstantError(BitaqaError):
    code = "kernel.naive_instant"
    sentence = "An instant was given without its time zone."
    next_step = PROGRAM_FAULT


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """A clock that shows what it is told, for tests and scenarios."""

    def __init__(self, at: datetime) -> None:
        self._at = as_utc(at)

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        self._at = as_utc(at)

    def advance(self, by: timedelta) -> datetime:
        self._at += by
        return self._at


@dataclass(frozen=True, slots=True)
class StationTime:
    """What a station knows of the time: its own reading, the last time the centre signed, and how far off it may be."""

    at: datetime
    centre_time: datetime | None
    uncertainty: timedelta


def as_utc(at: datetime) -> datetime:
    """`at` in UTC. Raises NaiveInstantError when it has no zone."""
    if at.tzinfo is None:
        raise NaiveInstantError()
    return at.astimezone(UTC)


def local_day(at: datetime) -> date:
    """The calendar day of an instant where people live (Africa/Casablanca)."""
    return as_utc(at).astimezone(PLACE_ZONE).date()
