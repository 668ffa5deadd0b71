"""Random campaigns and plans for property tests: holidays, cut roads, rest days, floors and all."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from bitaqa.foundation.planning.instance import Instance
from bitaqa.foundation.planning.plan import Plan
from bitaqa.foundation.planning.specimen import specimen_campaign


def rough_campaign(seed: int) -> Instance:
    """Nothing about it is regular."""
    draw = np.random.default_rng(seed)
    plain = specimen_campaign(
        seed, places=9, vehicles=3, days=9, depots=2, people=900, lead=int(draw.integers(0, 4)), box_km=(60, 50)
    )
    duty = np.array(plain.duty)
    duty[draw.random(duty.shape) < 0.15] = 0
    duty[:, 4] *= 0.7
    attendance = np.where(draw.random((9, 9)) < 0.1, 0.0, 1.0) * np.where(np.arange(9) == 4, 0.6, 1.0)
    ready = np.array(plain.ready)
    ready[3:] += int(draw.integers(0, 3))
    return plain.changed(
        duty=duty, attendance=attendance, cut=draw.random((9, 9)) < 0.1, ready=ready,
        floor=draw.integers(0, 60, 9), floor_worth=1.5, hand_over_minutes=1.3,
    )  # fmt: skip


def random_plan(instance: Instance, seed: int) -> Plan:
    """A walk that keeps to the roads, and waits where it may not move."""
    draw, may_go = np.random.default_rng(seed), instance.may_go()
    plan = np.empty((instance.vehicles, instance.days), np.int64)
    for vehicle in range(instance.vehicles):
        here = int(instance.home[vehicle])
        for day in range(instance.days):
            there = int(draw.choice(np.flatnonzero(may_go[here])))
            if draw.random() < 0.6 and instance.may_arrive(may_go, vehicle, day, here, there):
                here = there
            plan[vehicle, day] = here
    return plan


seeds = st.integers(0, 10_000)
