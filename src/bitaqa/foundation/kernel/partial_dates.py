"""Birth dates that may lack day or month, from the form to the MRZ.

Written `1948`, `1948-07` or `1948-07-15`. Civil status of older people often holds a year only; inventing
"1 January" would make strangers look alike and identical people look different.
Refuses: a day without a month, impossible days, years outside 1850–2200.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from .errors import BitaqaError

_TEXT = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


class ImpossibleDateError(BitaqaError):
    code = "kernel.impossible_date"
    sentence = "“%(text)s” is not a date: the year is needed, then the month, then the day."
    next_step = "Check the civil-status paper; leave the day or the month empty when it does not give them."
    status = 422


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which month or day may be unknown; a day is never known without its month."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        text = self.raw()
        if not 1850 <= self.year <= 2200 or (self.month is None and self.day is not None):
            raise ImpossibleDateError(text=text)
        if self.month is not None and not 1 <= self.month <= 12:
            raise ImpossibleDateError(text=text)
        if self.month and self.day is not None and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise ImpossibleDateError(text=text)

    def raw(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month is not None or self.day is not None:
            parts.append("--" if self.month is None else f"{self.month:02d}")
        if self.day is not None:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)

    def __str__(self) -> str:
        return self.raw()

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """From `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. Raises ImpossibleDateError."""
        found = _TEXT.match(text.strip())
        if not found:
            raise ImpossibleDateError(text=text)
        year, month, day = found.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        return cls(day.year, day.month, day.day)

    @property
    def complete(self) -> bool:
        return self.day is not None

    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def may_equal(self, other: PartialDate) -> bool:
        """True when no known part contradicts the other: 1948 may be 1948-07-15."""
        if self.year != other.year:
            return False
        for mine, theirs in ((self.month, other.month), (self.day, other.day)):
            if mine is not None and theirs is not None and mine != theirs:
                return False
        return True

    def age_range(self, on: date) -> tuple[int, int]:
        """Youngest and oldest age in whole years the person can have `on` that day."""
        return _age(self.latest(), on), _age(self.earliest(), on)

    def mrz(self) -> str:
        """`YYMMDD` with `<<` for unknown parts (ICAO 9303-3 §4.8)."""
        month = "<<" if self.month is None else f"{self.month:02d}"
        day = "<<" if self.day is None else f"{self.day:02d}"
        return f"{self.year % 100:02d}{month}{day}"


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
