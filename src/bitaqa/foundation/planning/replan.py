"""A plan changed while it runs: the past stays, announced days stay where they can, each change is shown before and
after.

The instance describes the campaign as it is known now (people who came and are still expected, roads cut, vehicles
down, cards late); the published plan is what was announced. A changed vehicle-day costs `change_worth` points, so that
a date moves only for a gain that is worth a new round of notices. `repaired` is the plan as it would go without
replanning: what has become impossible is left out, nothing is moved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .account import account_of
from .instance import Flags, Instance
from .plan import Plan, checked_plan, node_before
from .search import Progress, search

CHANGE_WORTH = 80.0
"""Points a changed vehicle-day must gain: about eighty people served."""
MOST_CHANGED = 0.16
"""Share of the open vehicle-days that may move before changes are made dearer."""
_DEARER, _PARTS = 1.3, (0.6, 0.2, 0.2)


@dataclass(frozen=True, slots=True)
class Change:
    """One vehicle-day that moved."""

    vehicle: int
    day: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Replanned:
    """`worth` values leave the cost of changes out."""

    plan: Plan
    repaired: Plan
    worth: float
    repaired_worth: float
    changes: tuple[Change, ...]
    changed_share: float
    """Of the vehicle-days that were still open."""


def repaired_plan(instance: Instance, published: Plan, *, today: int) -> Plan:
    """From `today` on, a vehicle that cannot go where it was announced stays where it is."""
    plan, may_go = checked_plan(instance, published), instance.may_go()
    for vehicle in range(instance.vehicles):
        for day in range(today, instance.days):
            before = node_before(instance, plan, vehicle, day)
            if not instance.may_arrive(may_go, vehicle, day, before, int(plan[vehicle, day])):
                plan[vehicle, day] = before
    return plan


def replan(
    instance: Instance,
    published: Plan,
    *,
    today: int,
    pinned: Flags | None = None,
    start: Plan | None = None,
    change_worth: float = CHANGE_WORTH,
    most_changed: float = MOST_CHANGED,
    seeds: list[int] | None = None,
    rounds: int = 800,
    clock: Callable[[], float] | None = None,
    seconds: float | None = None,
    tell: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Replanned:
    """Days before `today` are kept as they are, and `pinned` days as they are in `start` (the announced plan unless
    one changed by hand is given). Raises PlanShapeError.

    While more than `most_changed` of the open vehicle-days move, a change becomes dearer for the rest of the run; what
    has become impossible moves all the same.
    """
    repaired = repaired_plan(instance, published, today=today)
    open_days = instance.vehicles * max(1, instance.days - today)
    plan, price = repaired if start is None else repaired_plan(instance, start, today=today), change_worth
    for part in _PARTS:
        plan = search(
            instance, start=plan, published=published, change_worth=price, pinned=pinned, first_free=today,
            seeds=seeds, rounds=max(1, int(rounds * part)), clock=clock, seconds=seconds and seconds * part,
            credit=0.0, heat=(8.0, 0.3), tell=tell, stop=stop,
        ).plan  # fmt: skip
        changes = changes_between(published, plan)
        if len(changes) / open_days > most_changed and price > 0:
            price *= _DEARER
    return Replanned(
        plan=plan,
        repaired=repaired,
        worth=account_of(instance, plan).worth,
        repaired_worth=account_of(instance, repaired).worth,
        changes=changes,
        changed_share=len(changes) / open_days,
    )


def changes_between(before: Plan, after: Plan) -> tuple[Change, ...]:
    """In the order of vehicles and days."""
    return tuple(
        Change(vehicle, day, int(before[vehicle, day]), int(after[vehicle, day]))
        for vehicle in range(len(before))
        for day in range(before.shape[1])
        if before[vehicle, day] != after[vehicle, day]
    )
