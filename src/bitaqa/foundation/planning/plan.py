"""A plan: the node of each vehicle on each day, and its reading as visits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .errors import PlanShapeError
from .instance import Flags, Instance, Ints

Plan = Ints
"""[vehicles, days] the node a vehicle serves or waits at on that day."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A vehicle at one node over consecutive days."""

    vehicle: int
    node: int
    first: int
    last: int


def at_home(instance: Instance) -> Plan:
    """Nobody leaves."""
    return np.repeat(np.asarray(instance.home)[:, None], instance.days, axis=1).astype(np.int64)


def checked_plan(instance: Instance, plan: Plan) -> Plan:
    """A copy of the right type. Raises PlanShapeError when vehicles, days or nodes are not the campaign's."""
    plan = np.array(plan, np.int64)
    if plan.shape != (instance.vehicles, instance.days) or plan.min() < 0 or plan.max() >= instance.nodes:
        raise PlanShapeError()
    return plan


def node_before(instance: Instance, plan: Plan, vehicle: int, day: int) -> int:
    """Where the vehicle was the day before; its depot before the first day."""
    return int(plan[vehicle, day - 1]) if day else int(instance.home[vehicle])


def stays(plan: Plan) -> Iterator[Stay]:
    """Vehicle by vehicle, in the order of days."""
    for vehicle, row in enumerate(plan):
        first = 0
        for day in range(1, len(row) + 1):
            if day == len(row) or row[day] != row[first]:
                yield Stay(vehicle, int(row[first]), first, day - 1)
                first = day


def kilometres(instance: Instance, plan: Plan) -> float:
    """Driven by all vehicles from their depots and back to them."""
    total = 0.0
    for vehicle, row in enumerate(plan):
        path = [int(instance.home[vehicle]), *map(int, row), int(instance.home[vehicle])]
        total += sum(float(instance.road_km[a, b]) for a, b in pairwise(path))
    return total


def changed_days(plan: Plan, before: Plan) -> Flags:
    """[vehicles, days] where two plans differ."""
    return np.asarray(plan != before)
