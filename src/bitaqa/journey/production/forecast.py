"""The backlog of an issuing centre as bars: what it will make on each day ahead, by its declared capacity.

Plain geometry for an SVG drawn by the server: no chart library is loaded for it, and a printer prints it.
Refuses nothing: a centre without a declared capacity has no bars, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from .routing import DayAhead

HEIGHT: Final = 120
_BAR: Final = 26
_STEP: Final = 44
_TOP: Final = 18
_FOOT: Final = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: urgent cards stand below ordinary ones; lengths in units of the drawing."""

    day: date
    urgent: int
    ordinary: int
    cards: int
    x: int
    middle: int
    urgent_y: int
    urgent_height: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: int
    foot: int
    bars: tuple[Bar, ...]


def chart_of(days: Sequence[DayAhead], *, rtl: bool) -> Chart:
    """The nearest day stands where reading begins: at the right in Arabic."""
    width = max(1, len(days)) * _STEP
    most, room = max((day.cards for day in days), default=1), HEIGHT - _TOP - _FOOT
    bars = []
    for place, day in enumerate(days):
        x = place * _STEP + (_STEP - _BAR) // 2
        x = width - x - _BAR if rtl else x
        tall, urgent = round(room * day.cards / most), round(room * day.urgent / most)
        top = _TOP + room - tall
        bars.append(
            Bar(
                day=day.day,
                urgent=day.urgent,
                ordinary=day.ordinary,
                cards=day.cards,
                x=x,
                middle=x + _BAR // 2,
                urgent_y=_TOP + room - urgent,
                urgent_height=urgent,
                y=top,
                height=tall - urgent,
            )
        )
    return Chart(width, HEIGHT, HEIGHT - 6, tuple(bars))
