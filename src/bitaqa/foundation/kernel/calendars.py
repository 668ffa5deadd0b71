"""Calendars for reading only: the Hijri date beside the Gregorian one. Nothing is stored or compared in it."""

from __future__ import annotations

from datetime import date

from hijridate import Gregorian


def hijri(day: date) -> tuple[int, int, int] | None:
    """(year, month, day) in the Umm al-Qura calendar, or None outside its range (1343–1500 AH).

    The observed Moroccan calendar may differ by a day: it is shown beside a date, never instead of it.
    """
    try:
        found = Gregorian.fromdate(day).to_hijri()
    except (OverflowError, ValueError):
        return None
    return found.year, found.month, found.day
