"""One day's tour of one vehicle over several douars: which to visit, in what order, back before the crew's day is over.

PyVRP's hybrid genetic search with prizes: a stop has a prize (the people it serves), a service time and hours; visiting
is optional, and a point is worth so much more than a minute of road (`PRIZE_SCALE`) that the road only decides between
tours of one prize. The same model reads public instances of the team orienteering problem with time windows, on which
it is measured. With `rounds` instead of seconds the same seed gives the same tour. An empty tour is an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from .errors import TourFileError
from .instance import Floats

SCALE = 10
"""PyVRP counts in whole numbers: tenths of a minute or of a unit, rounded down as the public instances ask."""
PRIZE_SCALE = 10_000
"""A prize of one point weighs more than any road of a day."""


@dataclass(frozen=True, slots=True)
class Stop:
    """`opens` and `closes` bound when service may begin; minutes from the start of the day."""

    prize: float
    service: float
    opens: float
    closes: float


@dataclass(frozen=True, slots=True)
class Day:
    """`minutes[a, b]` between the depot (index 0) and the stops (from 1); `ends` is when vehicles are back."""

    stops: tuple[Stop, ...]
    minutes: Floats
    ends: float
    vehicles: int = 1


@dataclass(frozen=True, slots=True)
class Tours:
    """Stops of each vehicle in order (from 0), what they are worth, and the minutes on the road."""

    visits: tuple[tuple[int, ...], ...]
    prize: float
    road: float


def best_tours(day: Day, *, seed: int = 1, seconds: float | None = None, rounds: int = 2000) -> Tours:
    """The best tours found within `seconds`, or in `rounds` of the search when no seconds are given."""
    import pyvrp
    from pyvrp.stop import MaxIterations, MaxRuntime

    model = pyvrp.Model()
    scaled = np.floor(day.minutes * SCALE).astype(np.int64)
    spots = [model.add_location(0, 0) for _ in range(len(scaled))]
    depot = model.add_depot(spots[0])
    for spot, stop in zip(spots[1:], day.stops, strict=True):
        model.add_client(
            spot, service_duration=int(stop.service * SCALE), tw_early=int(np.ceil(stop.opens * SCALE)),
            tw_late=int(stop.closes * SCALE), prize=round(stop.prize * PRIZE_SCALE), required=False,
        )  # fmt: skip
    model.add_vehicle_type(day.vehicles, start_depot=depot, end_depot=depot, tw_early=0, tw_late=int(day.ends * SCALE))
    for a, here in enumerate(spots):
        for b, there in enumerate(spots):
            if a != b:
                model.add_edge(here, there, distance=int(scaled[a, b]), duration=int(scaled[a, b]))
    until = MaxIterations(rounds) if seconds is None else MaxRuntime(seconds)
    found = model.solve(until, seed=seed, display=False).best
    if not found.is_feasible():
        return Tours((), 0.0, 0.0)
    visits = tuple(tuple(int(act.idx) for act in route if act.is_client()) for route in found.routes())
    return Tours(visits, sum(day.stops[at].prize for tour in visits for at in tour), _road(day, visits))


def _road(day: Day, visits: Sequence[Sequence[int]]) -> float:
    total = 0.0
    for tour in visits:
        path = [0, *(at + 1 for at in tour), 0]
        total += sum(float(day.minutes[a, b]) for a, b in pairwise(path))
    return total


def broken_rules(day: Day, tours: Tours) -> list[str]:
    """What of the tours cannot be done, added up again from the day alone; empty when all is well."""
    seen = [at for tour in tours.visits for at in tour]
    wrong = ["twice"] * (len(seen) != len(set(seen))) + ["vehicles"] * (len(tours.visits) > day.vehicles)
    minutes = np.floor(day.minutes * SCALE) / SCALE
    for tour in tours.visits:
        clock, here = 0.0, 0
        for at in tour:
            stop = day.stops[at]
            clock = max(clock + float(minutes[here, at + 1]), stop.opens)
            if clock > stop.closes + 1e-6:
                wrong.append("late")
            clock, here = clock + stop.service, at + 1
        if clock + float(minutes[here, 0]) > day.ends + 1e-6:
            wrong.append("overtime")
    if abs(sum(day.stops[at].prize for at in seen) - tours.prize) > 1e-6:
        wrong.append("prize")
    return wrong


def read_toptw(file: Path, *, vehicles: int) -> Day:
    """A public TOPTW instance: number, x, y, service, prize, two columns and counts that are skipped, opens, closes.

    The first line of points is the depot, whose last figure ends the day. Distances are Euclidean, in one decimal
    rounded down for Solomon's instances, as their reference values are. Raises TourFileError.
    """
    rows = []
    try:
        for line in file.read_text("ascii").splitlines():
            figures = [float(word) for word in line.split()]
            if len(figures) >= 8:
                rows.append(figures)
        spots = np.array([row[1:3] for row in rows])
        stops = tuple(Stop(row[4], row[3], row[-2], row[-1]) for row in rows[1:])
        ends = rows[0][-1]
    except (OSError, ValueError, IndexError):
        raise TourFileError(file=file.name) from None
    minutes = np.floor(np.hypot(*(spots[:, None] - spots[None, :]).transpose(2, 0, 1)) * SCALE) / SCALE
    return Day(stops, minutes, ends, vehicles)
