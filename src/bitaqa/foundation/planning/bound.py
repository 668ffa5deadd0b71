"""What no plan of this campaign can exceed, with a proof that does not rest on the solver.

HiGHS solves a linear relaxation: vehicles flow through (day, node) like water, people are served with the minutes that
flow past, nobody is served where no vehicle is. Its prices of minutes and of presence are then put into the Lagrangian,
where every vehicle is a whole vehicle again and takes its dearest path: by weak duality the value found there bounds
every plan for *any* non-negative prices, so that a solver stopped early or a wrong digit can only make the bound
worse, never false. Shares nothing with the search but the instance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from .errors import BoundNotFoundError
from .instance import Flags, Floats, Instance, Ints


@dataclass(frozen=True, slots=True)
class Prices:
    """Per place and day: a minute; per place, class and day: being there to enrol, to hand over; per place: its
    floor."""

    minute: Floats
    presence: Floats
    floor: Floats


@dataclass(frozen=True, slots=True)
class Bound:
    """`value` is proven; `relaxation` is what the linear programme says of itself (NaN when it was stopped early)."""

    value: float
    relaxation: float
    status: str
    prices: Prices


def upper_bound(instance: Instance, *, seconds: float = 600.0, solver: str = "ipm", threads: int = 0) -> Bound:
    """Bounds the worth of every plan without published dates. Raises BoundNotFoundError when no prices were found."""
    programme = _Programme(instance)
    prices, relaxation, status = programme.solved(seconds=seconds, solver=solver, threads=threads)
    return Bound(lagrangian(instance, prices), relaxation, status, prices)


def lagrangian(instance: Instance, prices: Prices) -> float:
    """A bound for any prices of zero or more: the best of each vehicle and of each person, on their own."""
    n, days, nodes = instance.places, instance.days, instance.nodes
    minute = np.maximum(0.0, prices.minute)
    presence = np.maximum(0.0, prices.presence)  # [2, places, classes, days]
    floor_price = np.clip(prices.floor, 0.0, instance.floor_worth)
    may_go = instance.may_go()
    fee = (instance.people[:, :, None] * presence.sum(0)).sum(1)
    total = -float((floor_price * np.minimum(instance.floor, instance.people.sum(1))).sum())
    km = np.where(may_go, instance.road_km, 0.0) * instance.km_worth
    lost = np.where(may_go, instance.road_minutes + instance.set_up_minutes, 0.0)
    np.fill_diagonal(lost, 0.0)
    cache: dict[tuple[int, bytes], float] = {}
    for vehicle in range(instance.vehicles):
        key = (int(instance.home[vehicle]), instance.duty[vehicle].tobytes())
        if key not in cache:
            value = np.full(nodes, -np.inf)
            value[key[0]] = 0.0
            for day in range(days):
                steps = steps_of_day(instance, may_go, vehicle, day)
                worked = instance.duty[vehicle, day] * instance.attendance[:, day] - lost[:, :n]
                worked = np.where(instance.cut[:, day], 0.0, np.maximum(0.0, worked))
                gain = worked * minute[:, day] + np.where(worked > 0, fee[:, day], 0.0)
                paths = value[:, None] + np.hstack([gain, np.zeros((nodes, nodes - n))]) - km
                value = np.where(steps, paths, -np.inf).max(0)
            back = np.where(np.isfinite(instance.road_km[:, key[0]]), instance.road_km[:, key[0]], np.inf)
            cache[key] = float((value - back * instance.km_worth).max())
        total += cache[key]
    for c in range(instance.classes):
        later = instance.hand_over_worth[c] - instance.hand_over_minutes * minute - presence[1, :, c]
        best = np.zeros((n, days + 1))
        best[:, :days] = np.maximum.accumulate(later[:, ::-1], axis=1)[:, ::-1]
        best = np.maximum(0.0, best)
        enrol = instance.enrol_worth[c] + floor_price[:, None] - instance.enrol_minutes * minute - presence[0, :, c]
        enrol = enrol + best[:, np.minimum(instance.ready, days)]
        total += float((instance.people[:, c] * np.maximum(0.0, enrol.max(1))).sum())
    return total


def steps_of_day(instance: Instance, may_go: Flags, vehicle: int | None, day: int) -> Flags:
    """[nodes, nodes] steps allowed that day; `vehicle` None: to any vehicle."""
    duty = instance.duty[:, day].max() if vehicle is None else instance.duty[vehicle, day]
    stay = np.eye(instance.nodes, dtype=bool)
    if duty <= 0:
        return stay
    blocked = np.concatenate([instance.cut[:, day], np.zeros(instance.nodes - instance.places, bool)])
    return np.asarray((may_go & ~blocked[None, :]) | stay)


def new_solver() -> Any:
    """HiGHS, nothing set."""
    made: Any = highspy.Highs  # it ships no types for its constructor
    return made()


class _Programme:
    """Columns: flow[day, road], enrolled[c, day, place], handed[c, day, place], stock[c, day, place], there[day,
    place], floor[place]. All vehicles share the longest duty of the day; the Lagrangian gives each its own."""

    def __init__(self, instance: Instance) -> None:
        self.of = instance
        self.rows: list[Ints] = []
        self.columns: list[Ints] = []
        self.values: list[Floats] = []
        self.low: list[Floats] = []
        self.high: list[Floats] = []
        self.count = 0
        self.blocks: dict[str, int] = {}
        n, days, classes = instance.places, instance.days, instance.classes
        may_go = instance.may_go()
        self.start, self.end = np.nonzero(may_go)
        roads = len(self.start)
        self.roads = roads
        people = classes * days * n
        self.enrolled_at = days * roads
        self.handed_at = self.enrolled_at + people
        self.stock_at = self.handed_at + people
        self.there_at = self.stock_at + people
        self.floor_at = self.there_at + days * n
        self.width = self.floor_at + n
        self.cost = np.zeros(self.width)
        self.upper = np.full(self.width, np.inf)
        self._fill()

    def column(self, base: int, c: int, day: int) -> Ints:
        n = self.of.places
        return base + (c * self.of.days + day) * n + np.arange(n)

    def add(self, rows: Ints, columns: Ints, values: Floats) -> None:
        self.rows.append(self.count + rows)
        self.columns.append(columns)
        self.values.append(values)

    def close(self, low: Floats, high: Floats) -> None:
        self.low.append(low)
        self.high.append(high)
        self.count += len(low)

    def _fill(self) -> None:
        i = self.of
        n, days, nodes = i.places, i.days, i.nodes
        every, ones, free = np.arange(n), np.ones(n), np.full(n, -np.inf)
        longest = i.duty.max(0)
        km = i.km_worth * i.road_km[self.start, self.end]
        homes = np.unique(i.home)
        back = i.km_worth * np.where(np.isfinite(i.road_km[:, homes]), i.road_km[:, homes], 1e9).min(1)
        may_go = i.may_go()
        lost = np.where(self.start == self.end, 0.0, i.road_minutes[self.start, self.end] + i.set_up_minutes)
        starts = np.bincount(i.home, minlength=nodes).astype(float)
        work_of_day = []
        for day in range(days):
            flow = day * self.roads + np.arange(self.roads)
            self.cost[flow] = -km - (back[self.end] if day == days - 1 else 0.0)
            self.upper[flow[~steps_of_day(i, may_go, None, day)[self.start, self.end]]] = 0.0
            self.add(self.start, flow, np.ones(self.roads))
            if day:
                self.add(self.end, flow - self.roads, -np.ones(self.roads))
            at_dawn = np.zeros(nodes) if day else starts
            self.close(at_dawn, at_dawn)
            place = np.minimum(self.end, n - 1)
            worked = np.where(self.end < n, longest[day] * i.attendance[place, day] - lost, 0.0)
            worked = np.where(i.cut[place, day], 0.0, np.maximum(0.0, worked))
            work_of_day.append((flow, worked))
        self.blocks["minute"] = self.count
        for day, (flow, worked) in enumerate(work_of_day):
            for c in range(i.classes):
                self.add(every, self.column(self.enrolled_at, c, day), i.enrol_minutes * ones)
                self.add(every, self.column(self.handed_at, c, day), i.hand_over_minutes * ones)
            some = worked > 0
            self.add(self.end[some], flow[some], -worked[some])
            self.close(free, np.zeros(n))
        for day, (flow, worked) in enumerate(work_of_day):
            some = worked > 0
            self.add(every, self.there_at + day * n + every, ones)
            self.add(self.end[some], flow[some], -np.ones(int(some.sum())))
            self.close(free, np.zeros(n))
        for name, base in (("enrolled", self.enrolled_at), ("handed", self.handed_at)):
            self.blocks[name] = self.count
            for c in range(i.classes):
                for day in range(days):
                    self.add(every, self.column(base, c, day), ones)
                    self.add(every, self.there_at + day * n + every, -i.people[:, c].astype(float))
                    self.close(free, np.zeros(n))
        for c in range(i.classes):
            for day in range(days):
                self.cost[self.column(self.enrolled_at, c, day)] = i.enrol_worth[c]
                self.cost[self.column(self.handed_at, c, day)] = i.hand_over_worth[c, day]
                self.add(every, self.column(self.enrolled_at, c, day), ones)
            self.close(free, i.people[:, c].astype(float))
            for day in range(days):
                self.add(every, self.column(self.stock_at, c, day), ones)
                self.add(every, self.column(self.handed_at, c, day), ones)
                if day:
                    self.add(every, self.column(self.stock_at, c, day - 1), -ones)
                for since in np.flatnonzero(i.ready == day):
                    self.add(every, self.column(self.enrolled_at, c, int(since)), -ones)
                self.close(np.zeros(n), np.zeros(n))
        self.blocks["floor"] = self.count
        self.cost[self.floor_at :] = i.floor_worth
        self.upper[self.floor_at :] = np.minimum(i.floor, i.people.sum(1))
        self.add(every, self.floor_at + every, ones)
        for c in range(i.classes):
            for day in range(days):
                self.add(every, self.column(self.enrolled_at, c, day), -ones)
        self.close(free, np.zeros(n))

    def model(self) -> Any:
        rows, columns = np.concatenate(self.rows), np.concatenate(self.columns)
        order = np.lexsort((rows, columns))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.width, self.count
        model.col_cost_, model.col_lower_, model.col_upper_ = -self.cost, np.zeros(self.width), self.upper
        model.row_lower_, model.row_upper_ = np.concatenate(self.low), np.concatenate(self.high)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=self.width))])
        model.a_matrix_.index_ = rows[order]
        model.a_matrix_.value_ = np.concatenate(self.values)[order]
        return model

    def constant(self) -> float:
        """What a campaign that serves nobody would lose by its floors."""
        return float((np.minimum(self.of.floor, self.of.people.sum(1)) * self.of.floor_worth).sum())

    def solved(self, *, seconds: float, solver: str, threads: int) -> tuple[Prices, float, str]:
        i = self.of
        highs: Any = new_solver()
        for option, value in (
            ("output_flag", False), ("solver", solver), ("run_crossover", "off"), ("time_limit", float(seconds)),
            ("threads", threads), ("pdlp_optimality_tolerance", 1e-4),
        ):  # fmt: skip
            highs.setOptionValue(option, value)
        highs.passModel(self.model())
        highs.run()
        status = str(highs.modelStatusToString(highs.getModelStatus()))
        prices = np.maximum(0.0, -np.array(highs.getSolution().row_dual))
        if len(prices) != self.count or not np.all(np.isfinite(prices)):
            raise BoundNotFoundError(status=status)
        optimal = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        value = -highs.getInfo().objective_function_value - self.constant() if optimal else float("nan")
        n, days, classes = i.places, i.days, i.classes

        def block(name: str, *shape: int) -> Floats:
            found: Floats = prices[self.blocks[name] : self.blocks[name] + int(np.prod(shape))].reshape(shape)
            return found

        presence = np.stack([block(name, classes, days, n).transpose(2, 0, 1) for name in ("enrolled", "handed")])
        return Prices(block("minute", days, n).T, presence, block("floor", n)), value, status
