"""A first bound of a campaign in a second or two: the same proof as `bound`, with one price for every minute.

The Lagrangian bounds every plan for any prices, so no programme has to be solved: a single price of a crew's minute,
the same everywhere, is looked for by golden section. It sees how many minutes all crews have and how far the roads
are, not where and when people wait, so it is looser than `upper_bound`, which replaces it later. Refuses nothing.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from .bound import Prices, lagrangian
from .instance import Instance

STEPS = 10
"""Golden sections: the price is then known to less than a hundredth of the dearest one."""


def quick_bound(instance: Instance, *, steps: int = STEPS) -> float:
    """Points that no plan of this campaign exceeds."""
    shape = (instance.places, instance.days)

    def at(price: float) -> float:
        still = np.zeros((2, instance.places, instance.classes, instance.days))
        return lagrangian(instance, Prices(np.full(shape, price), still, np.zeros(instance.places)))

    each = instance.enrol_worth + instance.hand_over_worth.max(1)
    low, high = 0.0, float(each.max(initial=0.0)) / max(1e-9, min(instance.enrol_minutes, instance.hand_over_minutes))
    golden = (sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    best = at(0.0)
    at_left, at_right = at(left), at(right)
    for _ in range(steps):
        best = min(best, at_left, at_right)
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = at(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = at(right)
    return min(best, at_left, at_right)
