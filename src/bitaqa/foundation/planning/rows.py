"""One vehicle's best days in a window: dynamic programming over whole stays, compiled.

A row is a shortest path over (day, node): a step is a stay of one to five days, a move to a depot, or a day's wait.
What a stay adds comes from `fill_gains`, scaled by the minutes this vehicle would have; of the roads that lead to
a place, the one that is best for a stay of one day serves stays of any length. The sum of such gains is a guess, since
vehicles meet at places: whoever asks judges the row exactly.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from .instance import Floats, Ints
from .worths import worked_minutes

NOWHERE = -1e18
DULL = 0.2
"""Share of an ordinary minute's worth under which nobody drives to a place; the vehicle that is there may stay."""


@njit(cache=True, nogil=True, error_model="numpy")
def best_row(
    vehicle: int, since: int, until: int, where: Ints, gains: Floats, tables: Any, state: Any, noise: float, out: Ints
) -> bool:
    """Writes the best days `since..until-1` of a vehicle into `out`; False when no row fits between its neighbours."""
    t, s = tables, state
    nodes, places = t.road_km.shape[0], t.people.shape[0]
    longest, window, horizon = gains.shape[2], until - since, where.shape[1]
    start = t.home[vehicle] if since == 0 else where[vehicle, since - 1]
    best = np.full((window + 1, nodes), NOWHERE)
    came = np.full((window + 1, nodes), -1, np.int64)
    steps = np.zeros((window + 1, nodes), np.int64)
    best[0, start] = 0.0
    pins = False
    for day in range(since, until):
        pins = pins or s.pinned[vehicle, day]
    dull = DULL * t.minute_worth
    held = pins or s.change_worth > 0.0
    blur = np.ones((places, window))
    if noise > 0.0:
        for place in range(places):
            for at in range(window):
                blur[place, at] += noise * (np.random.random() - 0.5)
    for at in range(window):
        day = since + at
        works = t.duty[vehicle, day] > 0.0
        pinned, asked = s.pinned[vehicle, day], s.published[vehicle, day]
        for there in range(nodes):
            if pinned and asked != there:
                continue
            away = s.change_worth if held and asked != there else 0.0
            waited = best[at, there] - away  # a day's wait
            if waited > best[at + 1, there]:
                best[at + 1, there], came[at + 1, there], steps[at + 1, there] = waited, there, 1
            if not works or (there < places and t.cut[there, day]):
                continue
            price = max(0.0, gains[there, day, 0]) * blur[there, at] if there < places else 0.0
            top, origin, lost = NOWHERE, -1, 0.0
            if at == 0:  # everything begins where the vehicle stands
                if t.may_go[start, there]:
                    origin = start
                    lost = 0.0 if start == there else t.set_up_minutes + t.road_minutes[start, there]
                    top = -t.km_worth * t.road_km[start, there] - price * lost
            elif there >= places or gains[there, day, 0] > dull or pins:
                for x in range(t.roads_to[there], t.roads_to[there + 1]):
                    value = best[at, t.origins[x]] - t.origin_cost[x] - price * t.origin_lost[x]
                    if value > top:
                        top, origin, lost = value, t.origins[x], t.origin_lost[x]
            if top < NOWHERE / 2:
                continue
            top += price * lost
            if there >= places:
                if top - away > best[at + 1, there]:
                    best[at + 1, there], came[at + 1, there], steps[at + 1, there] = top - away, origin, 1
                continue
            own, changes = -lost, 0.0
            for k in range(min(longest, window - at)):
                on = day + k
                if held and s.published[vehicle, on] != there:
                    if s.pinned[vehicle, on]:
                        break
                    changes += s.change_worth
                own += t.duty[vehicle, on] * t.attendance[there, on]
                rate = gains[there, day, k]
                if rate <= 0.0:
                    if rate < -1e8 and not pins:
                        break
                    rate = 0.0
                    if not pins and t.usual[there, on] > 0.0:
                        continue
                value = top + rate * max(0.0, own) * blur[there, at] - changes
                if value > best[at + k + 1, there]:
                    best[at + k + 1, there], came[at + k + 1, there], steps[at + k + 1, there] = value, origin, k + 1
    last, top = -1, NOWHERE
    for here in range(nodes):
        value = best[window, here]
        if value < NOWHERE / 2:
            continue
        if until < horizon:
            after = where[vehicle, until]
            if here != after and worked_minutes(vehicle, until, here, after, t) < 0.0:
                continue
            value -= t.km_worth * t.road_km[here, after]
            if here != after:
                value -= t.minute_worth * (t.road_minutes[here, after] + t.set_up_minutes)
        else:
            value -= t.km_worth * t.road_km[here, t.home[vehicle]]
        if value > top:
            top, last = value, here
    if last < 0:
        return False
    at, here = window, last
    while at > 0:
        taken, previous = steps[at, here], came[at, here]
        for x in range(taken):
            out[since + at - 1 - x] = here
        at -= taken
        here = previous
    return True
