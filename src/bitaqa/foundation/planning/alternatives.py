"""Several plans to choose from, and how many vehicles are worth having.

Each alternative is a search under another price list; all are judged by the campaign's own, so that their figures
can be laid side by side. The curve of fleets takes vehicles away one after the other, the last first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from .account import Account, account_of
from .instance import Instance
from .plan import Plan
from .replan import CHANGE_WORTH
from .search import search

FEW_KM = 8.0
"""How much dearer a kilometre is under `FEWEST_KM`."""
EQUITY_SHARE, EQUITY_WORTH = 0.6, 3.0


class Aim(StrEnum):
    MOST_PEOPLE = "most_people"
    FEWEST_KM = "fewest_km"
    EQUITY = "equity"
    FEWEST_CHANGES = "fewest_changes"


@dataclass(frozen=True, slots=True)
class Alternative:
    aim: Aim
    plan: Plan
    account: Account


@dataclass(frozen=True, slots=True)
class FleetPoint:
    """With so many vehicles: share of the points that enrolling and serving everybody in time would be worth."""

    vehicles: int
    reached: float
    enrolled: int
    handed_over: int


def priced_for(instance: Instance, aim: Aim) -> Instance:
    """The campaign under the aim's prices. Equity: three fifths of every place's people are worth a detour."""
    if aim is Aim.FEWEST_KM:
        return instance.changed(km_worth=instance.km_worth * FEW_KM)
    if aim is Aim.EQUITY:
        floor = np.maximum(instance.floor, np.ceil(EQUITY_SHARE * instance.people.sum(1))).astype(np.int64)
        return instance.changed(floor=floor, floor_worth=max(EQUITY_WORTH, instance.floor_worth))
    return instance


def alternatives(
    instance: Instance,
    aims: Sequence[Aim],
    *,
    published: Plan | None = None,
    today: int = 0,
    **how: Any,
) -> list[Alternative]:
    """One plan per aim; `how` goes to `search`. `FEWEST_CHANGES` is left out when nothing is published."""
    found = []
    for aim in aims:
        if aim is Aim.FEWEST_CHANGES and published is None:
            continue
        keeping: dict[str, Any] = {} if published is None else {"start": published, "first_free": today}
        if aim is Aim.FEWEST_CHANGES:
            keeping |= {"published": published, "change_worth": CHANGE_WORTH}
        plan = search(priced_for(instance, aim), **keeping, **how).plan
        found.append(Alternative(aim, plan, account_of(instance, plan)))
    return found


def full_worth(instance: Instance) -> float:
    """Points if everybody were enrolled on the first day and served on the first day possible, without any road."""
    first = int(instance.ready[0])
    served = instance.hand_over_worth[:, first] if first < instance.days else np.zeros(instance.classes)
    return float((instance.people.sum(0) * (instance.enrol_worth + served)).sum())


def fleet_curve(instance: Instance, sizes: Sequence[int], **how: Any) -> list[FleetPoint]:
    """`sizes` between 1 and the vehicles of the campaign; `how` goes to `search`."""
    found, whole = [], max(1e-9, full_worth(instance))
    for size in sizes:
        some = instance.changed(home=instance.home[:size], duty=instance.duty[:size])
        account = account_of(some, search(some, **how).plan)
        points = account.enrol_points + account.hand_over_points
        found.append(FleetPoint(size, points / whole, int(account.enrolled.sum()), int(account.handed_over.sum())))
    return found
