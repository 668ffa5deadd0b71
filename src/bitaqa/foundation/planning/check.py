"""Whether a plan and what is claimed of it can be done: added up again, on its own, from the instance alone.

Shares no code with the search nor with `account` but the tables. It looks at where vehicles go, and at every promise:
minutes of the crews present, people who exist, cards made before they are handed over. It says everything that is
wrong, as facts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from .account import Account
from .instance import Instance
from .plan import Plan

HAIR = 1e-6


@dataclass(frozen=True, slots=True)
class Problem:
    """`what` is a code: no_road, cut, rest_day, minutes, people, not_ready, cards, worth, where."""

    what: str
    vehicle: int = -1
    place: int = -1
    day: int = -1


def problems_of(instance: Instance, plan: Plan, account: Account | None = None) -> list[Problem]:
    """Empty when all is well. Without an account only the vehicles' moves are judged."""
    found, minutes = _moves(instance, plan)
    if account is not None and not any(problem.what == "where" for problem in found):
        found += _service(instance, minutes, account)
        found += _worth(instance, plan, account)
    return found


def _moves(instance: Instance, plan: Plan) -> tuple[list[Problem], Counter[tuple[int, int]]]:
    found: list[Problem] = []
    minutes: Counter[tuple[int, int]] = Counter()
    if plan.shape != (instance.vehicles, instance.days) or plan.min() < 0 or plan.max() >= instance.nodes:
        return [Problem("where")], minutes
    n = instance.places
    for vehicle in range(instance.vehicles):
        was = int(instance.home[vehicle])
        for day in range(instance.days):
            now = int(plan[vehicle, day])
            lost, wrong = 0.0, False
            if now != was:
                road = float(instance.road_minutes[was, now])
                limit = instance.moving_reach if was >= n or now >= n else instance.working_reach
                limit = max(limit, instance.working_reach)
                lost = road + instance.set_up_minutes
                for broken, what in (
                    (road > limit, "no_road"),
                    (instance.duty[vehicle, day] <= 0, "rest_day"),
                    (now < n and bool(instance.cut[min(now, n - 1), day]), "cut"),
                ):
                    if broken:
                        found.append(Problem(what, vehicle, now if now < n else -1, day))
                        wrong = True
            if now < n and not wrong and not instance.cut[now, day]:
                worked = float(instance.duty[vehicle, day]) * float(instance.attendance[now, day]) - lost
                minutes[now, day] += max(0.0, worked)  # type: ignore[assignment]
            was = now
    return found, minutes


def _service(instance: Instance, minutes: Counter[tuple[int, int]], account: Account) -> list[Problem]:
    found: list[Problem] = []
    enrolled: Counter[tuple[int, int]] = Counter()
    cards: Counter[tuple[int, int, int]] = Counter()  # place, class, day of enrolment: enrolled less handed over
    for visit in sorted(account.visits, key=lambda v: v.day):
        spent = 0.0
        for c in range(instance.classes):
            for since, many in visit.handed_over[c].items():
                spent += many * instance.hand_over_minutes
                cards[visit.place, c, since] -= many
                if instance.ready[since] > visit.day or many < 0:
                    found.append(Problem("not_ready", place=visit.place, day=visit.day))
                if cards[visit.place, c, since] < 0:
                    found.append(Problem("cards", place=visit.place, day=visit.day))
            many = visit.enrolled[c]
            spent += many * instance.enrol_minutes
            enrolled[visit.place, c] += many
            cards[visit.place, c, visit.day] += many
            if many < 0 or enrolled[visit.place, c] > instance.people[visit.place, c]:
                found.append(Problem("people", place=visit.place, day=visit.day))
        if spent > minutes[visit.place, visit.day] + HAIR:
            found.append(Problem("minutes", place=visit.place, day=visit.day))
    return found


def _worth(instance: Instance, plan: Plan, account: Account) -> list[Problem]:
    """Points added up again from the visits and the road."""
    points, enrolled = 0.0, Counter[int]()
    for visit in account.visits:
        for c in range(instance.classes):
            points += visit.enrolled[c] * float(instance.enrol_worth[c])
            points += sum(visit.handed_over[c].values()) * float(instance.hand_over_worth[c, visit.day])
        enrolled[visit.place] += sum(visit.enrolled)
    for place in range(instance.places):
        wanted = min(int(instance.floor[place]), int(instance.people[place].sum()))
        points -= instance.floor_worth * max(0, wanted - enrolled[place])
    for vehicle in range(instance.vehicles):
        was = int(instance.home[vehicle])
        for now in [*map(int, plan[vehicle]), was]:
            points -= instance.km_worth * float(instance.road_km[was, now])
            was = now
    off = abs(points - account.change_points - account.worth) > HAIR * max(1.0, abs(points))
    return [Problem("worth")] if off else []
