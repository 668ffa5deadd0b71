"""The station's clock for domain time: the machine's, or the date a scenario plays; and what its reading is worth.

The centre's signed time (hello, outcomes) is remembered with what this clock read then. Sign-in waits, leases and
request signatures read the machine's own clock, never this one.
"""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from bitaqa.foundation.kernel.clock import StationTime, as_utc

from .domain import check_clock, station_time
from .errors import PlayedClockRefusedError
from .journal import record

READ_AGAIN_AFTER = 0.2
_lock = threading.Lock()
_read: dict[str, Any] = {"at": float("-inf"), "file": None, "played": None, "since": None}


def real_now() -> datetime:
    """The machine's own time, for waits and request signatures."""
    return datetime.now(UTC)


def is_played() -> bool:
    return settings.BITAQA_CLOCK == "scenario" and not settings.BITAQA_PRODUCTION


def now() -> datetime:
    """The station's present instant in UTC; a played clock stands still until it is set again.

    Before anyone set it, it shows BITAQA_CLOCK_STARTS (an instant with its offset): a station without a field pack
    has no operator who could play a date, and the pack of another date would not install.
    """
    if not is_played():
        return real_now()
    from .models import ClockState

    name = settings.DATABASES["default"]["NAME"]
    with _lock:
        if time.monotonic() - _read["at"] > READ_AGAIN_AFTER or _read["file"] != name:
            row = ClockState.objects.filter(pk=1).values_list("played_at", flat=True).first()
            _read.update(at=time.monotonic(), file=name, played=row)
        played: datetime | None = _read["played"]
    return played or _starts_at() or real_now()


def _starts_at() -> datetime | None:
    given = os.environ.get("BITAQA_CLOCK_STARTS", "")
    return as_utc(datetime.fromisoformat(given)) if given else None


def forget() -> None:
    """Read the row again at the next call."""
    with _lock:
        _read["at"] = float("-inf")


@transaction.atomic
def set_played_clock(at: datetime, *, by: str) -> datetime:
    """Declares the instant that this station shows. Raises PlayedClockRefusedError, NaiveInstantError."""
    from .models import ClockState

    if not is_played():
        raise PlayedClockRefusedError()
    instant = as_utc(at)
    # What the centre said belongs to the date played before; the next round hears it again.
    ClockState.objects.update_or_create(pk=1, defaults={"played_at": instant, "centre_time": None, "read_at": None})
    forget()
    record("station.clock_set", at=instant, by=by, facts={"at": instant.isoformat()})
    return instant


@transaction.atomic
def hear_centre_time(centre_time: datetime) -> None:
    """Remembers a time that the centre signed, unless a later one was heard already."""
    from .models import ClockState

    state, _made = ClockState.objects.get_or_create(pk=1)
    told = as_utc(centre_time)
    if state.centre_time is not None and told <= state.centre_time and not is_played():
        return
    state.centre_time, state.read_at = told, now()
    state.save(update_fields=["centre_time", "read_at"])


def reading() -> StationTime:
    """The station's time with the last signed centre time and its uncertainty: what goes into every packet."""
    centre_time, read_at = _heard()
    return station_time(now(), centre_time=centre_time, read_at=read_at)


def check_clock_is_plausible(*, not_before: datetime | None = None) -> None:
    """Raises ClockFarOffError when the date itself is wrong; opening a day and starting a draft ask this."""
    centre_time, read_at = _heard()
    check_clock(now(), centre_time=centre_time, read_at=read_at, not_before=not_before)


def _heard() -> tuple[datetime | None, datetime | None]:
    from .models import ClockState

    return ClockState.objects.filter(pk=1).values_list("centre_time", "read_at").first() or (None, None)
