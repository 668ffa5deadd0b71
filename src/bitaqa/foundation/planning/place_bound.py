"""A closer bound for small campaigns: each place has whole vehicles for whole days.

`bound` lets a fifth of a vehicle stand at every place on every day. Here each place chooses whole vehicles and whole
days, by a small integer programme of its own, and pays tolls: for a vehicle that arrives, for one that stays, and for
the minutes its people take. Every vehicle is paid the same tolls along its dearest path. By weak duality the sum bounds
every plan for any tolls of zero or more, and the dual bound of HiGHS stands for a place whose programme was not solved
to the end. The next tolls come from a linear programme over the patterns found so far (Dantzig and Wolfe, 1960), held
near the best ones. Shares nothing with the search but the instance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np

from .bound import Prices, new_solver, steps_of_day, upper_bound
from .instance import Flags, Floats, Instance

NEAR: Final = 0.85
"""How much of the best tolls the next ones keep: without it they swing from one place to the other."""
CLOSE: Final = 1e-4
"""Share of the bound that is not worth another round."""
PLACE_SECONDS: Final = 20.0
ARRIVE, STAY, MINUTE = range(3)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What a place asks for: vehicles arriving, staying, and minutes, [3, days]; its worth; what no pattern exceeds."""

    asked: Floats
    worth: float
    most: float


def whole_days_bound(instance: Instance, *, seconds: float, clock: Callable[[], float]) -> float:
    """What no plan exceeds, without published dates; closer the longer it runs, and never looser than `upper_bound`.

    `clock` answers seconds. Raises BoundNotFoundError as `upper_bound`.
    """
    end = clock() + seconds
    first = upper_bound(instance, seconds=seconds)
    worked = _worked(instance, instance.duty.max(0))
    places = [_Place(instance, place) for place in range(instance.places)]
    patterns = _Patterns(instance, worked, [place.nothing for place in places])
    tolls, best = _tolls(instance, first.prices), first.value
    centre = tolls
    while clock() < end:
        found = [place.best(tolls[:, place.number]) for place in places]
        proven = _paths(instance, tolls) + sum(pattern.most for pattern in found)
        if proven < best:
            best, centre = proven, tolls
        for place, pattern in enumerate(found):
            patterns.add(place, pattern)
        named, reached = patterns.solved()
        if best - reached <= CLOSE * abs(best):
            break
        tolls = NEAR * centre + (1 - NEAR) * named
    return best


def _worked(instance: Instance, duty: Floats) -> Floats:
    """[days, nodes, places] minutes worked at the second on a day, after the first the day before."""
    n = instance.places
    lost = instance.road_minutes[:, :n] + instance.set_up_minutes
    np.fill_diagonal(lost, 0.0)
    left = duty[:, None, None] * instance.attendance.T[:, None, :] - lost[None]
    return np.where(instance.cut.T[:, None, :], 0.0, np.maximum(0.0, left))


def _tolls(instance: Instance, prices: Prices) -> Floats:
    """[3, places, days] that say what the prices of the larger programme say."""
    fee = (instance.people[:, :, None] * np.maximum(0.0, prices.presence).sum(0)).sum(1)
    return np.stack([fee, fee, np.maximum(0.0, prices.minute)])


def _paths(instance: Instance, tolls: Floats) -> float:
    """The tolls that vehicles can earn at most, less their kilometres."""
    n, nodes = instance.places, instance.nodes
    may_go = instance.may_go()
    km = np.where(may_go, instance.road_km, 0.0) * instance.km_worth
    total = 0.0
    for vehicle in range(instance.vehicles):
        home, worked = int(instance.home[vehicle]), _worked(instance, instance.duty[vehicle])
        value = np.full(nodes, -np.inf)
        value[home] = 0.0
        for day in range(instance.days):
            gain = np.zeros((nodes, nodes))
            gain[:, :n] = worked[day] * tolls[MINUTE, :, day] + tolls[ARRIVE, :, day]
            gain[np.arange(n), np.arange(n)] += tolls[STAY, :, day] - tolls[ARRIVE, :, day]
            steps = steps_of_day(instance, may_go, vehicle, day)
            value = np.where(steps, value[:, None] + gain - km, -np.inf).max(0)
        back = np.where(np.isfinite(instance.road_km[:, home]), instance.road_km[:, home], np.inf)
        total += float((value - back * instance.km_worth).max())
    return total


class _Rows:
    """A HiGHS model built row by row; one thread, so that many small ones stand beside each other."""

    def __init__(self) -> None:
        self.highs: Any = new_solver()
        for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 1e-4)):
            self.highs.setOptionValue(option, value)

    def variable(self, worth: float, most: float, *, whole: bool = False) -> int:
        self.highs.addVar(0.0, float(most))
        column = int(self.highs.getNumCol()) - 1
        self.highs.changeColCost(column, -float(worth))
        if whole:
            self.highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        return column

    def row(self, low: float, high: float, terms: list[tuple[int, float]]) -> int:
        columns = np.array([column for column, _ in terms], np.int32)
        values = np.array([value for _, value in terms], float)
        self.highs.addRow(float(low), float(high), len(terms), columns, values)
        return int(self.highs.getNumRow()) - 1


class _Place:
    """One place on its own: whole vehicles that arrive and stay, people served within their minutes."""

    def __init__(self, instance: Instance, number: int) -> None:
        self.number = number
        i, days, people = instance, range(instance.days), instance.people[number]
        unserved = float(min(i.floor[number], people.sum()))
        self._lost = unserved * i.floor_worth
        self._rows = rows = _Rows()
        inf, classes = highspy.kHighsInf, range(i.classes)
        self.stays = [rows.variable(0, i.vehicles if day else 0, whole=True) for day in days]
        self.arrivals = [rows.variable(0, i.vehicles, whole=True) for _ in days]
        self.minutes = [rows.variable(0, inf) for _ in days]
        enrolled = [[rows.variable(i.enrol_worth[c], people[c]) for _ in days] for c in classes]
        handed = [[rows.variable(i.hand_over_worth[c, day], people[c]) for day in days] for c in classes]
        stock = [[rows.variable(0, inf) for _ in days] for _ in classes]
        floor = rows.variable(i.floor_worth, unserved)
        self._worths = -np.array(rows.highs.getLp().col_cost_)
        nearest = np.delete(i.road_minutes[:, number], number).min() + i.set_up_minutes
        for day in days:
            staying = 0.0 if i.cut[number, day] else float(i.duty[:, day].max() * i.attendance[number, day])
            arriving = max(0.0, staying - float(nearest))
            if i.cut[number, day] or i.duty[:, day].max() <= 0:
                rows.highs.changeColBounds(self.arrivals[day], 0.0, 0.0)
            if day:
                before = [(self.stays[day - 1], -1.0), (self.arrivals[day - 1], -1.0)]
                rows.row(-inf, 0, [(self.stays[day], 1.0), *before])
            taken = [(enrolled[c][day], i.enrol_minutes) for c in classes]
            taken += [(handed[c][day], i.hand_over_minutes) for c in classes]
            rows.row(-inf, 0, [*taken, (self.minutes[day], -1.0)])
            there = [(self.stays[day], -staying), (self.arrivals[day], -arriving)]
            rows.row(-inf, 0, [(self.minutes[day], 1.0), *there])
            for c in classes:
                some = [(self.stays[day], -float(people[c])), (self.arrivals[day], -float(people[c]))]
                rows.row(-inf, 0, [(enrolled[c][day], 1.0), *some])
                rows.row(-inf, 0, [(handed[c][day], 1.0), *some])
                made = [(enrolled[c][int(since)], -1.0) for since in np.flatnonzero(i.ready == day)]
                kept = [(stock[c][day - 1], -1.0)] if day else []
                rows.row(0, 0, [(stock[c][day], 1.0), (handed[c][day], 1.0), *kept, *made])
        for c in classes:
            rows.row(-inf, float(people[c]), [(enrolled[c][day], 1.0) for day in days])
        rows.row(-inf, 0, [(floor, 1.0), *((enrolled[c][day], -1.0) for c in classes for day in days)])

    @property
    def nothing(self) -> _Pattern:
        """Nobody comes."""
        return _Pattern(np.zeros((3, len(self.stays))), -self._lost, -self._lost)

    def best(self, tolls: Floats) -> _Pattern:
        """The pattern of most worth once its tolls, [3, days], are paid."""
        highs = self._rows.highs
        for columns, paid in ((self.arrivals, tolls[ARRIVE]), (self.stays, tolls[STAY]), (self.minutes, tolls[MINUTE])):
            for column, each in zip(columns, paid, strict=True):
                highs.changeColCost(column, float(each))
        highs.setOptionValue("time_limit", highs.getRunTime() + PLACE_SECONDS)
        highs.run()
        most = -float(highs.getInfo().mip_dual_bound) - self._lost
        served = np.array(highs.getSolution().col_value)
        if len(served) != len(self._worths) or not np.isfinite(served).all():
            return _Pattern(self.nothing.asked, self.nothing.worth, most)
        asked = np.stack([np.rint(served[self.arrivals]), np.rint(served[self.stays]), served[self.minutes]])
        return _Pattern(asked, float(self._worths @ served) - self._lost, most)


class _Patterns:
    """Vehicles flow like water through (day, node); each place mixes the patterns it has found."""

    def __init__(self, instance: Instance, worked: Floats, nothing: list[_Pattern]) -> None:
        self._of, self._rows = instance, _Rows()
        i, rows, inf = instance, self._rows, highspy.kHighsInf
        may_go = i.may_go()
        start, end = np.nonzero(may_go)
        homes = np.unique(i.home)
        back = i.km_worth * np.where(np.isfinite(i.road_km[:, homes]), i.road_km[:, homes], 1e9).min(1)
        flow = [self._roads(day, may_go, start, end, back) for day in range(i.days)]
        starts = np.bincount(i.home, minlength=i.nodes)
        for day in range(i.days):
            for node in range(i.nodes):
                leaving = [(flow[day][r], 1.0) for r in np.flatnonzero(start == node)]
                came = [(flow[day - 1][r], -1.0) for r in np.flatnonzero(end == node)] if day else []
                at_dawn = 0.0 if day else float(starts[node])
                rows.row(at_dawn, at_dawn, [*leaving, *came])
        self._first = int(rows.highs.getNumRow())
        for kind in (ARRIVE, STAY, MINUTE):
            for place in range(i.places):
                here = [
                    r for r in np.flatnonzero(end == place) if kind == MINUTE or (start[r] == place) == (kind == STAY)
                ]
                for day in range(i.days):
                    brings = [(r, float(worked[day, start[r], place]) if kind == MINUTE else 1.0) for r in here]
                    rows.row(-inf, 0, [(flow[day][r], -much) for r, much in brings if much > 0])
        self._one = int(rows.highs.getNumRow())
        for place, pattern in enumerate(nothing):
            rows.row(1, 1, [])
            self.add(place, pattern)

    def _roads(self, day: int, may_go: Flags, start: Any, end: Any, back: Floats) -> list[int]:
        i, last = self._of, day == self._of.days - 1
        steps = steps_of_day(i, may_go, None, day)
        return [
            self._rows.variable(
                -i.km_worth * float(i.road_km[a, b]) - (float(back[b]) if last else 0.0),
                i.vehicles if steps[a, b] else 0,
            )
            for a, b in zip(start, end, strict=True)
        ]

    def add(self, place: int, pattern: _Pattern) -> None:
        days = self._of.days
        rows = [self._one + place]
        values = [1.0]
        for kind, day in zip(*np.nonzero(pattern.asked > 1e-9), strict=True):
            rows.append(self._first + (int(kind) * self._of.places + place) * days + int(day))
            values.append(float(pattern.asked[kind, day]))
        self._rows.highs.addCol(
            -pattern.worth, 0.0, highspy.kHighsInf, len(rows), np.array(rows, np.int32), np.array(values)
        )

    def solved(self) -> tuple[Floats, float]:
        """Tolls that these patterns name, [3, places, days], and what they reach together."""
        highs = self._rows.highs
        highs.run()
        paid = np.maximum(0.0, -np.array(highs.getSolution().row_dual)[self._first : self._one])
        tolls: Floats = paid.reshape(3, self._of.places, self._of.days)
        return tolls, -float(highs.getInfo().objective_function_value)
