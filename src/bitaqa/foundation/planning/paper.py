"""The plan a coordinator makes on paper: the nearest place next, then the same round again to deliver.

The measure to beat. Each vehicle takes the nearest place nobody has yet, stays as many days as its people need, and
after two thirds of the campaign goes round the same places with the cards, through its depot where no road leads on.
"""

from __future__ import annotations

from .instance import Instance
from .plan import Plan, at_home

ENROLLING_SHARE = 0.68
TYPICAL_DRIVE = 30.0
"""Minutes counted for the road when days are estimated, as one does without a table."""


def paper_plan(instance: Instance) -> Plan:
    plan, may_go, taken = at_home(instance), instance.may_go(), set[int]()
    for vehicle in range(instance.vehicles):
        here, day, tour = int(instance.home[vehicle]), 0, []
        usual = float(instance.duty[vehicle].max(initial=0.0))
        a_day = max(1.0, (usual - instance.set_up_minutes - TYPICAL_DRIVE) / instance.enrol_minutes)
        while day < int(instance.days * ENROLLING_SHARE):
            free = [
                place
                for place in range(instance.places)
                if place not in taken
                and instance.may_arrive(may_go, vehicle, day, here, place)
                and instance.minutes_at(vehicle, day, here, place) > 0
            ]
            stay = 1
            if free:
                here = min(free, key=lambda place: (instance.road_km[here, place], place))
                taken.add(here)
                tour.append(here)
                stay = max(1, round(float(instance.people[here].sum()) / a_day))
            plan[vehicle, day : day + stay] = here
            day = min(day + stay, int(instance.days * ENROLLING_SHARE))
        for place in tour:
            here, day = _go(instance, plan, vehicle, day, here, place)
        plan[vehicle, day:] = here
    return plan


def _go(instance: Instance, plan: Plan, vehicle: int, day: int, here: int, place: int) -> tuple[int, int]:
    """To the place, by the depot if need be; gives the place up when no road leads there."""
    may_go, home = instance.may_go(), int(instance.home[vehicle])
    while day < instance.days:
        if instance.may_arrive(may_go, vehicle, day, here, place):
            plan[vehicle, day] = place
            return place, day + 1
        rests = instance.duty[vehicle, day] <= 0
        if not rests and (here == home or not instance.may_arrive(may_go, vehicle, day, here, home)):
            break
        here = here if rests else home
        plan[vehicle, day] = here
        day += 1
    return here, day
