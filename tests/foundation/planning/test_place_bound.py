"""The closer bound: above every plan that can be written down, below the larger programme's, and never in between."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, product

import numpy as np
import pytest

from bitaqa.foundation.planning.account import account_of
from bitaqa.foundation.planning.bound import upper_bound
from bitaqa.foundation.planning.check import problems_of
from bitaqa.foundation.planning.instance import Instance
from bitaqa.foundation.planning.place_bound import whole_days_bound
from bitaqa.foundation.planning.search import search
from bitaqa.foundation.planning.specimen import specimen_campaign
from foundation.planning.campaigns import rough_campaign


def ticking() -> Callable[[], float]:
    """A clock that a round moves on by one second."""
    ticks = count()
    return lambda: float(next(ticks))


def best_of_all(instance: Instance) -> float:
    """Every plan of one vehicle, judged; few places and days."""
    worths = []
    for row in product(range(instance.nodes), repeat=instance.days):
        plan = np.array([row])
        account = account_of(instance, plan)
        if not problems_of(instance, plan, account):
            worths.append(account.worth)
    return max(worths)


@pytest.mark.parametrize("seed", [1, 2])
def test_it_is_near_the_best_of_all_plans(seed: int) -> None:
    instance = specimen_campaign(seed, places=3, vehicles=1, days=5, depots=1, people=300, lead=2, box_km=(60, 50))
    best = best_of_all(instance)
    bound = whole_days_bound(instance, seconds=60, clock=ticking())
    larger = upper_bound(instance, seconds=60).value
    assert best <= bound + 1e-6
    assert bound - best < 0.7 * (larger - best), "it closes part of what the larger programme leaves open"


def test_no_plan_of_a_rough_campaign_exceeds_it() -> None:
    for seed in range(4):
        instance = rough_campaign(seed)
        bound = whole_days_bound(instance, seconds=8, clock=ticking())
        assert search(instance, seeds=[seed], rounds=150).worth <= bound + 1e-6
        assert bound <= upper_bound(instance, seconds=60).value + 1e-6
