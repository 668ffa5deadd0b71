"""When to stop giving numbers: how many people can still be served before the day ends. Pure.

The time people took today is measured from the call to the end; before enough are served a first guess stands. The
median is taken, so that one long file does not close the queue. Refuses nothing: after the end there is no room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Final

FIRST_GUESS: Final = timedelta(minutes=8)
ENOUGH_SERVED: Final = 5
"""From so many people on, today's own times are believed."""
RECENT: Final = timedelta(hours=1)
"""A desk that called somebody within it counts as open."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`room`: people who can still be served, those waiting among them. `stop_at`: the last number worth giving."""

    served: int
    waiting: int
    minutes_left: int
    minutes_each: float
    desks: int
    room: int
    stop_at: int
    last: int

    @property
    def full(self) -> bool:
        """Whether whoever takes a number now would not be served today."""
        return self.last >= self.stop_at


def pace(taken: Sequence[timedelta], *, desks: int, left: timedelta, last: int, served: int, waiting: int) -> Pace:
    """`taken`: how long each person took; `left`: until the day ends; `last`: the last number given."""
    seconds = [one.total_seconds() for one in taken]
    each = timedelta(seconds=median(seconds)) if len(taken) >= ENOUGH_SERVED else FIRST_GUESS
    each = max(each, timedelta(seconds=30))
    remaining, open_desks = max(left, timedelta()), max(1, desks)
    room = int(remaining / each) * open_desks
    return Pace(
        served, waiting, int(remaining.total_seconds() // 60), round(each.total_seconds() / 60, 1), open_desks, room,
        max(0, last + room - waiting), last,
    )  # fmt: skip
