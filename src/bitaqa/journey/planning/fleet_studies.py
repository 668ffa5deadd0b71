"""What one vehicle, two, three … of those chosen would reach in the same campaign.

Each number of vehicles is searched on from the plan of one fewer, so that the curve never falls; each has a first
bound beside it. The workroom searches: this imports the compiled loops.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bitaqa.foundation.planning.account import account_of

from .instances import instance_of


def found_fleet(
    asked: Mapping[str, Any], *, tell: Callable[[float, list[dict[str, Any]]], None], stop: Callable[[], bool]
) -> dict[str, Any]:
    """Rows of vehicles, people enrolled, cards handed over, kilometres, points and bound; as far as it came when
    stopped."""
    from bitaqa.foundation.planning.quick_bound import quick_bound
    from bitaqa.foundation.planning.search import search

    stations: list[str] = asked["stations"]
    rows: list[dict[str, Any]] = []
    plan: Any = None
    for count in range(1, len(stations) + 1):
        instance = instance_of({**asked, "stations": stations[:count]})
        start = None if plan is None else np.vstack([plan, np.full((1, instance.days), instance.home[count - 1])])
        rounds = int(asked.get("rounds", 0))
        found = search(
            instance, start=start, rounds=rounds or 2000, stop=stop,
            clock=None if rounds else time.monotonic,
            seconds=None if rounds else float(asked["seconds"]) / len(stations),
        )  # fmt: skip
        plan = np.asarray(found.plan)
        account = account_of(instance, plan)
        rows.append(
            {
                "vehicles": count,
                "enrolled": int(account.enrolled.sum()),
                "cards": int(account.handed_over.sum()),
                "km": round(account.km),
                "worth": round(account.worth),
                "bound": round(quick_bound(instance)),
            }
        )
        tell(count / len(stations), rows)
        if stop():
            break
    return {"rows": rows, "expected": sum(sum(place["people"]) for place in asked["places"])}
