"""Day by day, each vehicle to where it gains most now, with a look at the hand-over that may follow.

The search starts here, and must beat it. The look-ahead counts a share of the worth of bringing each card back once
it is ready; without it nobody would be enrolled early enough. Places another vehicle has served the same day are seen
as they are left.
"""

from __future__ import annotations

import numpy as np

from .instance import Floats, Instance, Ints, fits
from .plan import Plan, at_home

LOOK_AHEAD = 0.6
"""Share of a card's later worth that counts when its holder is enrolled."""


def greedy_plan(instance: Instance, *, start: Plan | None = None, since: int = 0) -> Plan:
    """`start` gives the days before `since`, which stay."""
    plan = at_home(instance) if start is None else start.copy()
    left: Ints = np.array(instance.people)
    cards = np.zeros((instance.places, instance.classes, instance.days), np.int64)
    may_go = instance.may_go()
    position = instance.home.copy()
    for day in range(instance.days):
        for vehicle in range(instance.vehicles):
            here = int(position[vehicle])
            there = int(plan[vehicle, day])
            if day >= since:
                gains = _gains_of_day(instance, may_go, vehicle, day, here, left, cards)
                best = int(np.argmax(gains))
                there = best if gains[best] > 0 else here
            if there < instance.places:
                minutes = instance.minutes_at(vehicle, day, here, there)
                _serve(instance, there, day, minutes, left, cards)
            plan[vehicle, day] = there
            position[vehicle] = there
    return plan


def _gains_of_day(
    instance: Instance, may_go: np.ndarray, vehicle: int, day: int, here: int, left: Ints, cards: Ints
) -> Floats:
    """[places] points of working there today, less the road; −∞ where the vehicle may not go."""
    n, every = instance.places, np.arange(instance.places)
    reached = may_go[here, :n] & ~instance.cut[:, day] & (instance.duty[vehicle, day] > 0)
    reached = reached | (every == here)
    lost = np.where(every == here, 0.0, instance.set_up_minutes + instance.road_minutes[here, :n])
    spare = instance.duty[vehicle, day] * instance.attendance[:, day] - lost
    spare = np.where(reached & ~instance.cut[:, day], np.maximum(0.0, spare), 0.0)
    worked = spare > 0
    gain = np.zeros(n)
    brought = instance.ready <= day
    for c in np.argsort(-instance.hand_over_worth[:, day], kind="stable"):
        served = np.minimum(cards[:, c, brought].sum(1), (spare / instance.hand_over_minutes + 1e-9).astype(int))
        gain += instance.hand_over_worth[c, day] * served
        spare = spare - served * instance.hand_over_minutes
    back = int(instance.ready[day])
    ahead = instance.hand_over_worth[:, back] if back < instance.days - 1 else np.zeros(instance.classes)
    each = instance.enrol_worth + LOOK_AHEAD * ahead
    for c in np.argsort(-each, kind="stable"):
        served = np.minimum(left[:, c], (spare / instance.enrol_minutes + 1e-9).astype(int))
        gain += each[c] * served
        spare = spare - served * instance.enrol_minutes
    gain -= instance.km_worth * np.where(reached, instance.road_km[here, :n], 0.0)
    return np.where(worked, gain, -np.inf)


def _serve(instance: Instance, place: int, day: int, minutes: float, left: Ints, cards: Ints) -> None:
    spare = minutes
    for c in np.argsort(-instance.hand_over_worth[:, day], kind="stable"):
        for since in np.flatnonzero((instance.ready <= day) & (cards[place, c] > 0)):
            served = min(int(cards[place, c, since]), fits(spare, instance.hand_over_minutes))
            cards[place, c, since] -= served
            spare -= served * instance.hand_over_minutes
    back = int(instance.ready[day])
    ahead = instance.hand_over_worth[:, back] if back < instance.days - 1 else np.zeros(instance.classes)
    for c in np.argsort(-(instance.enrol_worth + LOOK_AHEAD * ahead), kind="stable"):
        served = min(int(left[place, c]), fits(spare, instance.enrol_minutes))
        left[place, c] -= served
        cards[place, c, day] += served
        spare -= served * instance.enrol_minutes
