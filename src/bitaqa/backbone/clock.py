"""The centre's one clock for domain time.

`now()` is the machine's time (BITAQA_CLOCK=system) or the instant a scenario declared (BITAQA_CLOCK=scenario): one
row of the database, so that web processes and workers play the same day. Each declaration is itself a journal
entry, `clock.declared`. Leases, sign-in codes and TLS never read this clock. Refuses: a played clock in production.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bitaqa.foundation.kernel.clock import Clock, SystemClock, as_utc
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id

READ_AGAIN_AFTER = 0.2
"""Seconds a process trusts the declared instant it read last."""

CLOCK_SUBJECT = UUID("00000000-0000-8000-8000-00000000c10c")
"""The subject of every `clock.declared` entry: there is one clock."""


class PlayedClockRefusedError(BitaqaError):
    code = "clock.played_clock_refused"
    sentence = "This centre keeps real time: no other date can be played."
    next_step = "Set BITAQA_CLOCK=scenario on a demonstration centre; production always keeps real time."
    status = 403


class ScenarioClock:
    """Shows the instant in the PlayedClock row; real time until a scenario declares one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._offset_from: datetime | None = None
        self._at: datetime | None = None

    def now(self) -> datetime:
        with self._lock:
            if time.monotonic() - self._read_at > READ_AGAIN_AFTER:
                self._read()
            at, running_since = self._at, self._offset_from
        if at is None:
            return datetime.now(UTC)
        if running_since is None:
            return at
        return at + max(datetime.now(UTC) - running_since, timedelta(0))

    def forget(self) -> None:
        """Read the row again at the next call."""
        with self._lock:
            self._read_at = float("-inf")

    def _read(self) -> None:
        from bitaqa.backbone.journal.door import find_declared_instant

        declared = find_declared_instant()
        self._at = declared.at if declared else None
        self._offset_from = declared.running_since if declared else None
        self._read_at = time.monotonic()


_system = SystemClock()
_scenario = ScenarioClock()


def centre_clock() -> Clock:
    """The clock the settings name. Raises PlayedClockRefusedError for a scenario's clock in production."""
    if settings.BITAQA_CLOCK == "system":
        return _system
    if settings.BITAQA_PRODUCTION:
        raise PlayedClockRefusedError()
    return _scenario


def now() -> datetime:
    """The centre's present instant, in UTC, for domain time."""
    return centre_clock().now()


def set_played_clock(at: datetime, *, by: str, running: bool = False) -> datetime:
    """Declares the instant every process of the centre shows from now on (others see it within 0.2 s).

    `by` is the actor as in the journal (`user:<uuid>`); `running` lets the clock go on from there at real speed,
    else it stands still. Raises PlayedClockRefusedError, NaiveInstantError.
    """
    if settings.BITAQA_CLOCK != "scenario" or settings.BITAQA_PRODUCTION:
        raise PlayedClockRefusedError()
    from bitaqa.backbone.journal.door import Entry, keep_declared_instant, record

    instant = as_utc(at)
    with transaction.atomic():
        keep_declared_instant(instant, running=running, set_on=datetime.now(UTC))
        _scenario.forget()
        record(
            [
                Entry(
                    event="clock.declared",
                    subject_kind="clock",
                    subject=CLOCK_SUBJECT,
                    acted_at=instant,
                    actor=by,
                    act=new_id(),
                    facts={"at": instant.isoformat(), "running": running},
                )
            ]
        )
    return instant
