"""A plan played with people instead of averages: who is turned away, who travels twice, whose card comes too late.

Each enrolment and hand-over takes its own time (log-normal around the planned mean) and visits announce a number.
With a `reserve` the crew announces a little less than the mean would fill, which is how few are sent home. Those sent
home come to the next visit at the place, if there is one. Seeded: the same seed plays the same days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .account import account_of
from .instance import Floats, Instance
from .plan import Plan

SPREAD = 0.5
"""Standard deviation of one service over its mean."""
RESERVE = 0.06


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """Counts over the whole campaign. `journeys` counts every time somebody came, served or not."""

    announced: int
    enrolled: int
    turned_away: int
    never_served: int
    handed_over: int
    journeys: int

    @property
    def turned_away_share(self) -> float:
        return self.turned_away / self.announced if self.announced else 0.0

    @property
    def vain_journeys_each(self) -> float:
        """Journeys for nothing per person who came to be enrolled."""
        people = self.enrolled + self.never_served
        return (self.journeys - self.enrolled - self.handed_over) / people if people else 0.0


def planned_with_reserve(instance: Instance, reserve: float = RESERVE) -> Instance:
    """The campaign as it should be planned so that a slow day still serves those who were told to come."""
    return instance.changed(
        enrol_minutes=instance.enrol_minutes * (1 + reserve),
        hand_over_minutes=instance.hand_over_minutes * (1 + reserve),
    )


def rehearse(instance: Instance, plan: Plan, *, seed: int, reserve: float = RESERVE) -> Rehearsed:
    """Announces what the plan foresees with the reserve, then plays it in the instance's real minutes."""
    draw = np.random.default_rng(seed)
    foreseen = account_of(planned_with_reserve(instance, reserve), plan)
    announced = enrolled = turned_away = never = handed = journeys = 0
    for place in range(instance.places):
        visits = [visit for visit in foreseen.visits if visit.place == place]
        again = 0
        kept_back: dict[int, int] = {}
        for visit in sorted(visits, key=lambda v: v.day):
            spare = visit.minutes
            due = sum(many for by_day in visit.handed_over for many in by_day.values())
            for since in {s for by_day in visit.handed_over for s in by_day}:
                due -= min(kept_back.pop(since, 0), due)  # they were sent home: there is no card to bring
            served = _served(draw, spare, due, instance.hand_over_minutes)
            handed += served[0]
            journeys += due
            coming = visit.people + again
            came = _served(draw, spare - served[1], coming, instance.enrol_minutes)
            announced += visit.people
            journeys += coming
            enrolled += came[0]
            sent_home = coming - came[0]
            turned_away += sent_home
            kept_back[visit.day] = max(0, visit.people - came[0])
            again = sent_home
        never += again
    return Rehearsed(announced, enrolled, turned_away, never, handed, journeys)


def _served(draw: np.random.Generator, minutes: float, coming: int, each: float) -> tuple[int, float]:
    """How many of those who came are served, and the minutes it took."""
    if coming <= 0:
        return 0, 0.0
    shape = float(np.sqrt(np.log(1 + SPREAD**2)))
    took: Floats = draw.lognormal(np.log(each) - shape**2 / 2, shape, coming).cumsum()
    served = int(np.searchsorted(took, minutes, side="right"))
    return served, float(took[served - 1]) if served else 0.0
