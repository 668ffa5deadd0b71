"""Stops dealt to vehicles day by day: pure, the same for the same plan.

Each stop goes whole to the vehicle that is free first; it stays as many days as its people need. Deliveries follow in
the same order, one day a stop, by the vehicle that enrolled there. A played share of a campaign keeps fewer stops, of
every area some. This is what a plan file needs, not the planner (`foundation/planning`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that is served; `uncounted`: served, and no figure was published for it (F2.1, F3.3)."""

    number: int
    place: str
    people: int
    area: str = ""
    uncounted: bool = False


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """`number` counts within its kind; `people` is how many are expected; `stop` is the number of its stop."""

    number: int
    kind: str
    place: str
    day: date
    unit: str
    stop: int
    people: int = 0


def kept_stops(given: Sequence[Mapping[str, Any]], people: int, published: int, per_stop: int = 0) -> list[Stop]:
    """Every stop with its share of `people`; of a share with `per_stop` people a stop, the largest of each area first.

    One uncounted stop is always kept. `per_stop` 0: every stop, however few people come.
    """
    chosen = list(given)
    if people < published and per_stop:
        counted = sorted((one for one in given if not one.get("uncounted")), key=lambda one: -one["people"])
        of_areas = {one.get("area", one["place"]): one for one in reversed(counted)}
        order = [*sorted(of_areas.values(), key=lambda one: -one["people"])]
        order += [one for one in counted if one not in order]
        kept = order[: max(3, people // per_stop)]
        chosen = [one for one in given if one in kept] + [one for one in given if one.get("uncounted")][:1]
    counts = iter(shares([one["people"] for one in chosen if not one.get("uncounted")], people))
    return [
        Stop(
            number, one["place"], 0 if one.get("uncounted") else next(counts), one.get("area", ""),
            bool(one.get("uncounted")),
        )
        for number, one in enumerate(chosen)
    ]  # fmt: skip


def enrolments_of(stops: Sequence[Stop], units: Sequence[str], days: Mapping[str, Any]) -> tuple[PlannedVisit, ...]:
    """Visits by day, then by vehicle. `days`: first, per_day (people a vehicle serves), rest (weekdays, Monday 0)."""
    free = dict.fromkeys(units, days["first"])
    found: list[tuple[date, str, Stop, int]] = []
    for stop in stops:
        unit = min(units, key=lambda code: (free[code], units.index(code)))
        count = max(1, -(-stop.people // days["per_day"]))
        for part in shares([1] * count, stop.people):
            day = working_day(free[unit], days)
            found.append((day, unit, stop, part))
            free[unit] = day + timedelta(days=1)
    found.sort(key=lambda one: (one[0], units.index(one[1])))
    return tuple(
        PlannedVisit(number, "enrolment", stop.place, day, unit, stop.number, part)
        for number, (day, unit, stop, part) in enumerate(found)
    )


def deliveries_of(
    stops: Sequence[Stop], enrolments: Sequence[PlannedVisit], days: Mapping[str, Any]
) -> tuple[PlannedVisit, ...]:
    """From `delivery_after` days past the first day on, one stop a day; then the second round of `second_round`."""
    first = min(visit.day for visit in enrolments)
    served_by = {visit.stop: visit.unit for visit in enrolments}
    begins = first + timedelta(days=days["delivery_after"])
    free = dict.fromkeys(served_by.values(), begins)
    found: list[PlannedVisit] = []
    for stop in stops:
        if not stop.uncounted:
            unit = served_by[stop.number]
            day = working_day(free[unit], days)
            found.append(PlannedVisit(len(found), "delivery", stop.place, day, unit, stop.number, stop.people))
            free[unit] = day + timedelta(days=1)
    again = first + timedelta(days=days.get("second_round_after", 0))
    later = dict.fromkeys(served_by.values(), again)
    for visit in found[: days.get("second_round", 0)]:
        day = working_day(later[visit.unit], days)
        found.append(PlannedVisit(len(found), "delivery", visit.place, day, visit.unit, visit.stop))
        later[visit.unit] = day + timedelta(days=1)
    return tuple(found)


def working_day(day: date, days: Mapping[str, Any]) -> date:
    """The day itself, or the next one that is not a rest day."""
    while day.weekday() in days.get("rest", ()):
        day += timedelta(days=1)
    return day


def shares(weights: Sequence[int], total: int) -> list[int]:
    """`total` split by `weights`, largest remainder; the parts sum to `total`."""
    exact = [weight * total / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
