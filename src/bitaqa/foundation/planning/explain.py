"""What a visit is for, as figures; the room says it in words.

The worth of a visit is what the plan would lose without it, all else left where it is: the vehicle waits at its
previous place instead. A live cost of a hand-made move is the same question asked of another change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .account import Account, account_of
from .instance import Instance
from .plan import Plan, checked_plan, node_before, stays


@dataclass(frozen=True, slots=True)
class Reason:
    """One stay of one vehicle. People and cards are those of the place on these days, whichever crew served them.

    `urgent` is the class with the largest share of the points, `served_in_time` its cards handed over while they
    count fully and `slack` the days between the last of them and the day they would count less (−1: no such day).
    """

    vehicle: int
    place: int
    first: int
    last: int
    enrolled: int
    cards: int
    km: float
    worth: float
    urgent: int
    served_in_time: int
    slack: int
    crews: int


def reasons(instance: Instance, plan: Plan, account: Account) -> list[Reason]:
    """One for each stay at a place where people are served, vehicle by vehicle."""
    found = []
    by_day = {(visit.place, visit.day): visit for visit in account.visits}
    for stay in stays(plan):
        if stay.node >= instance.places:
            continue
        visits = [by_day[key] for day in range(stay.first, stay.last + 1) if (key := (stay.node, day)) in by_day]
        if not any(visit.people or visit.cards for visit in visits):
            continue
        points = np.zeros(instance.classes)
        for visit in visits:
            for c in range(instance.classes):
                points[c] += visit.enrolled[c] * instance.enrol_worth[c]
                points[c] += sum(visit.handed_over[c].values()) * instance.hand_over_worth[c, visit.day]
        urgent = int(np.argmax(points))
        deadline = last_full_day(instance, urgent)
        in_time = [visit for visit in visits if visit.handed_over[urgent] and visit.day <= deadline]
        before = node_before(instance, plan, stay.vehicle, stay.first)
        found.append(
            Reason(
                vehicle=stay.vehicle,
                place=stay.node,
                first=stay.first,
                last=stay.last,
                enrolled=sum(visit.people for visit in visits),
                cards=sum(visit.cards for visit in visits),
                km=float(instance.road_km[before, stay.node]),
                worth=account.worth - account_of(instance, without(instance, plan, stay.vehicle, stay.first)).worth,
                urgent=urgent,
                served_in_time=sum(sum(visit.handed_over[urgent].values()) for visit in in_time),
                slack=deadline - in_time[-1].day if in_time and deadline < instance.days - 1 else -1,
                crews=max(len(visit.vehicles) for visit in visits),
            )
        )
    return found


def last_full_day(instance: Instance, c: int) -> int:
    """The last day on which a card of the class is worth as much as on the first."""
    worth = instance.hand_over_worth[c]
    return int(np.flatnonzero(worth >= worth[0] - 1e-12)[-1])


def without(instance: Instance, plan: Plan, vehicle: int, day: int) -> Plan:
    """The plan in which the stay that covers this day is a wait where the vehicle was before, roads permitting."""
    row, changed = plan[vehicle], plan.copy()
    first = last = day
    while first > 0 and row[first - 1] == row[day]:
        first -= 1
    while last + 1 < len(row) and row[last + 1] == row[day]:
        last += 1
    changed[vehicle, first : last + 1] = node_before(instance, plan, vehicle, first)
    return changed


def cost_of_move(instance: Instance, plan: Plan, moved: Plan) -> tuple[float, int, int, float]:
    """Points, people enrolled, cards handed over and kilometres that the second plan has more than the first."""
    before, after = account_of(instance, checked_plan(instance, plan)), account_of(instance, moved)
    return (
        after.worth - before.worth,
        int(after.enrolled.sum() - before.enrolled.sum()),
        int(after.handed_over.sum() - before.handed_over.sum()),
        after.km - before.km,
    )
