"""What a plan does: who is enrolled and who gets a card at each visit, and what all of it is worth.

One pure function judges every plan, made by the search or by hand. All vehicles at a place on a day are one visit.
At a visit cards are handed over first, the most urgent class first; the remaining minutes enrol people, first those who
gain most by it, the later hand-over counted when the plan comes back in time. Fractions of a person are nobody.
Written for reading, without the search's compiled loops; a test holds both together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .instance import Floats, Instance, Ints, fits
from .plan import Plan, changed_days, checked_plan, kilometres, node_before


@dataclass(frozen=True, slots=True)
class VisitAccount:
    """One place on one day. `handed_over[c]` maps the day of enrolment to cards."""

    place: int
    day: int
    vehicles: tuple[int, ...]
    minutes: float
    enrolled: tuple[int, ...]
    handed_over: tuple[dict[int, int], ...]

    @property
    def cards(self) -> int:
        return sum(sum(by_day.values()) for by_day in self.handed_over)

    @property
    def people(self) -> int:
        return sum(self.enrolled)


@dataclass(frozen=True, slots=True)
class Account:
    """`worth` = enrolled + handed over − floors missed − kilometres − changes to published days, all in points."""

    visits: tuple[VisitAccount, ...]
    enrolled: Ints
    """[places, classes]"""
    handed_over: Ints
    """[places, classes]"""
    enrol_points: float
    hand_over_points: float
    floor_points: float
    km: float
    km_points: float
    changes: int
    change_points: float

    @property
    def worth(self) -> float:
        return self.enrol_points + self.hand_over_points - self.floor_points - self.km_points - self.change_points


def account_of(instance: Instance, plan: Plan, *, published: Plan | None = None, change_worth: float = 0.0) -> Account:
    """Raises PlanShapeError. Moves the campaign forbids are not refused here (`check` does that) but serve nobody."""
    plan = checked_plan(instance, plan)
    crews = _crews(instance, plan)
    visits = [
        visit for place in sorted({place for place, _ in crews}) for visit in _place_visits(instance, place, crews)
    ]
    enrolled = np.zeros_like(instance.people)
    handed_over = np.zeros_like(instance.people)
    hand_over_points = 0.0
    for visit in visits:
        enrolled[visit.place] += visit.enrolled
        for c, by_day in enumerate(visit.handed_over):
            handed_over[visit.place, c] += sum(by_day.values())
            hand_over_points += float(instance.hand_over_worth[c, visit.day]) * sum(by_day.values())
    missed = int(np.maximum(0, np.minimum(instance.floor, instance.people.sum(1)) - enrolled.sum(1)).sum())
    km = kilometres(instance, plan)
    changes = 0 if published is None else int(changed_days(plan, published).sum())
    return Account(
        visits=tuple(sorted(visits, key=lambda v: (v.day, v.place))),
        enrolled=enrolled,
        handed_over=handed_over,
        enrol_points=float((enrolled * instance.enrol_worth).sum()),
        hand_over_points=hand_over_points,
        floor_points=missed * instance.floor_worth,
        km=km,
        km_points=km * instance.km_worth,
        changes=changes,
        change_points=changes * change_worth,
    )


def _crews(instance: Instance, plan: Plan) -> dict[tuple[int, int], list[tuple[int, float]]]:
    """(place, day) -> the vehicles working there with their minutes."""
    legal = instance.may_go()
    crews: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for vehicle in range(instance.vehicles):
        for day in range(instance.days):
            here, before = int(plan[vehicle, day]), node_before(instance, plan, vehicle, day)
            minutes = instance.minutes_at(vehicle, day, before, here) if legal[before, here] else 0.0
            if minutes > 0:
                crews.setdefault((here, day), []).append((vehicle, minutes))
    return crews


def _place_visits(
    instance: Instance, place: int, crews: dict[tuple[int, int], list[tuple[int, float]]]
) -> list[VisitAccount]:
    days = sorted(day for p, day in crews if p == place)
    minutes = [sum(m for _, m in crews[place, day]) for day in days]
    left: Ints = np.array(instance.people[place])
    waiting: list[dict[int, int]] = [{} for _ in range(instance.classes)]  # by day of enrolment
    answer = []
    for at, (day, whole) in enumerate(zip(days, minutes, strict=True)):
        spare = whole
        handed: tuple[dict[int, int], ...] = tuple({} for _ in range(instance.classes))
        for c in sorted(range(instance.classes), key=lambda c: -instance.hand_over_worth[c, day]):
            for since in [s for s in waiting[c] if instance.ready[s] <= day]:
                cards = min(waiting[c][since], fits(spare, instance.hand_over_minutes))
                if cards:
                    handed[c][since] = cards
                    waiting[c][since] -= cards
                    spare -= cards * instance.hand_over_minutes
            waiting[c] = {since: cards for since, cards in waiting[c].items() if cards}
        enrolled = [0] * instance.classes
        gains = _gains(instance, day, days[at + 1 :])
        for c in sorted(range(instance.classes), key=lambda c: -gains[c]):
            taken = min(int(left[c]), fits(spare, instance.enrol_minutes))
            enrolled[c] = taken
            left[c] -= taken
            spare -= taken * instance.enrol_minutes
            if taken:
                waiting[c][day] = taken
        answer.append(VisitAccount(place, day, tuple(v for v, _ in crews[place, day]), whole, tuple(enrolled), handed))
    return answer


def _gains(instance: Instance, day: int, later: list[int]) -> Floats:
    """[classes] points of enrolling one person now, with the hand-over at the first visit that finds the card ready."""
    back = next((d for d in later if d >= instance.ready[day]), None)
    gains = np.array(instance.enrol_worth, float)
    return gains if back is None else np.asarray(gains + instance.hand_over_worth[:, back])
