"""From a campaign to the planner's tables: what was asked, as plain JSON, and the `Instance` made from it.

Roads are estimated (great circle × detour ÷ speed) until a table of measured ones is imported; the page says so. Crews
rest on Sundays when asked, and work as much of a Friday as was asked; holidays, market days and closed places are those
entered for the campaign. Refuses nothing itself: the form checks what is typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.planning.instance import Instance, open_fields, ready_after, worth_until

DETOUR, SPEED_KM_H, EARTH_KM = 1.45, 38.0, 6371.0
FRIDAY_SHARE = 0.8
WEIGHTS, LATE_WEIGHTS = [3.0, 2.0, 1.0], [1.0, 2.0, 1.0]
ENROL_SHARE, HAND_OVER_SHARE = 0.3, 0.7
EXAM_MARGIN = 3
"""Days a pupil should hold the card before the exam."""


def days_of(asked: Mapping[str, Any]) -> list[date]:
    first, last = date.fromisoformat(asked["starts"]), date.fromisoformat(asked["ends"])
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def instance_of(asked: Mapping[str, Any]) -> Instance:
    """Nodes are the asked places in their order, then the depot. Raises the errors of `foundation/planning`."""
    places, days = asked["places"], days_of(asked)
    vehicles, n = len(asked["stations"]), len(places)
    spots = [(p["latitude"], p["longitude"]) for p in [*places, asked["depot"]]]
    km = kilometres(spots) * DETOUR
    exam = len(days)
    if asked.get("exam"):
        exam = max(0, (date.fromisoformat(asked["exam"]) - days[0]).days - EXAM_MARGIN)
    duty = np.full((vehicles, len(days)), float(asked["duty_minutes"]))
    for at, day in enumerate(days):
        if day.weekday() == 4:
            duty[:, at] *= float(asked.get("friday_share", FRIDAY_SHARE))
        if day.weekday() == 6 and asked["rest_sundays"]:
            duty[:, at] = 0.0
    open_tables = open_fields(n, len(days))
    _apply_notes(asked, days, duty, open_tables)
    return Instance(
        people=np.array([p["people"] for p in places], np.int64),
        enrol_worth=ENROL_SHARE * np.array(WEIGHTS),
        hand_over_worth=HAND_OVER_SHARE * worth_until([exam, len(days), len(days)], WEIGHTS, LATE_WEIGHTS, len(days)),
        ready=ready_after(int(asked["lead"]), len(days)),
        home=np.full(vehicles, n, np.int64),
        duty=duty,
        road_km=km,
        road_minutes=km / SPEED_KM_H * 60,
        enrol_minutes=float(asked["enrol_minutes"]),
        hand_over_minutes=float(asked["hand_over_minutes"]),
        working_reach=120.0,
        **open_tables,
    )


def _apply_notes(asked: Mapping[str, Any], days: list[date], duty: Any, tables: dict[str, Any]) -> None:
    """A holiday shortens every crew's day; at one place people come less, or no vehicle arrives."""
    codes = [place["code"] for place in asked["places"]]
    for note in asked.get("notes", ()):
        at = (date.fromisoformat(note["day"]) - days[0]).days
        if not 0 <= at < len(days):
            continue
        if not note["place"]:
            duty[:, at] *= note["share"]
        elif note["place"] in codes:
            place = codes.index(note["place"])
            tables["attendance"][place, at] = note["share"]
            tables["cut"][place, at] = note["kind"] == "closed"


def road_between(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """(km, minutes) estimated between two spots given as (latitude, longitude)."""
    km = float(kilometres([one, other])[0, 1]) * DETOUR
    return km, km / SPEED_KM_H * 60


def kilometres(spots: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    latitude, longitude = np.radians(np.array(spots, float)).T
    half = (
        np.sin((latitude[:, None] - latitude) / 2) ** 2
        + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    )
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(half)))
