"""The search's inner loop: free some days of one to three vehicles, rebuild each, keep or undo.

Compiled. `best_row` rebuilds a window from guesses; the new plan is then judged exactly and kept or thrown away by
simulated annealing. What an attempt touched is remembered, so that undoing it costs no new judgement.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from .instance import Floats, Ints
from .rows import best_row
from .worths import fill_gains, fill_minutes, route_km, worth_of_place

LINKED = 0.1
"""Share of attempts that free a window and the one in which its cards come back."""
FAR_MINUTES_A_DAY = 160.0
"""Places further than this for each day of the window are not looked at: no vehicle would get there and work."""


@njit(cache=True, nogil=True)
def _near_vehicles(first: int, many: int, day: int, where: Ints, tables: Any, chosen: Ints) -> None:
    chosen[0] = first
    for a in range(1, many):
        nearest, least = -1, 1e300
        for other in range(where.shape[0]):
            taken = False
            for b in range(a):
                taken = taken or chosen[b] == other
            if taken:
                continue
            far = min(1e6, tables.road_minutes[where[first, day], where[other, day]]) * (0.3 + np.random.random())
            if far < least:
                nearest, least = other, far
        chosen[a] = nearest


@njit(cache=True, nogil=True)
def judge_again(where: Ints, minutes: Floats, tables: Any, state: Any, credit: float) -> float:
    """The whole plan's worth under another credit; fills each place's and each vehicle's part."""
    total = 0.0
    state.stale[:] = True
    for place in range(tables.people.shape[0]):
        state.worths[place] = worth_of_place(place, where, minutes, tables, credit)
        total += state.worths[place]
    for vehicle in range(where.shape[0]):
        fill_minutes(vehicle, where, minutes, tables)
        state.km[vehicle] = route_km(vehicle, where, tables)
        total -= tables.km_worth * state.km[vehicle]
        for day in range(where.shape[1]):
            if where[vehicle, day] != state.published[vehicle, day]:
                total -= state.change_worth
    return total


@njit(cache=True, nogil=True)
def _free(v: int, since: int, until: int, where: Ints, minutes: Floats, tables: Any, state: Any, round_: Any) -> None:
    """Takes a window of a vehicle out of the plan and remembers how it was."""
    s, r = state, round_
    places, horizon = tables.people.shape[0], where.shape[1]
    if r.vehicle_mark[v] != r.turn[0]:
        r.vehicle_mark[v] = r.turn[0]
        r.vehicles[r.counts[1]] = v
        r.counts[1] += 1
        r.km[v] = s.km[v]
        for day in range(horizon):
            r.where[v, day], r.minutes[v, day] = where[v, day], minutes[v, day]
    for day in range(since, min(horizon, until + 1)):
        if where[v, day] < places:
            _touch(where[v, day], s, r)
    for day in range(since, until):
        minutes[v, day] = 0.0


@njit(cache=True, nogil=True)
def _touch(place: int, state: Any, round_: Any) -> None:
    """The place's worth may change: it is remembered once, and what a stay there would add is no longer known."""
    if round_.mark[place] != round_.turn[0]:
        round_.mark[place] = round_.turn[0]
        round_.touched[round_.counts[0]] = place
        round_.counts[0] += 1
        round_.worths[place] = state.worths[place]
    state.stale[:, place] = True


@njit(cache=True, nogil=True)
def _rebuild(
    v: int, since: int, until: int, where: Ints, minutes: Floats, tables: Any, state: Any, round_: Any,
    credit: float, which: int, noise: float,
) -> bool:  # fmt: skip
    """The best row for a freed window under this credit; `which` of the two tables of gains holds it."""
    t, s = tables, state
    places, horizon = t.people.shape[0], where.shape[1]
    start = t.home[v] if since == 0 else where[v, since - 1]
    for place in range(places):
        if t.road_minutes[start, place] <= FAR_MINUTES_A_DAY * (until - since):
            fill_gains(place, where, minutes, t, credit, since, until, s.gains[which, place], s.stale[which, place])
    if not best_row(v, since, until, where, s.gains[which], t, s, noise, round_.out):
        return False
    for day in range(since, until):
        where[v, day] = round_.out[day]
    fine = bool(fill_minutes(v, where, minutes, t))
    for day in range(since, min(horizon, until + 1)):
        if where[v, day] < places:
            _touch(where[v, day], s, round_)
    return fine


@njit(cache=True, nogil=True, error_model="numpy")
def rebuild_some(
    seed: int, rounds: int, heat: float, cooler: float, credit: float, guide: float, worth: float, best: float,
    where: Ints, minutes: Floats, tables: Any, state: Any, round_: Any, best_where: Ints,
) -> tuple[float, float]:  # fmt: skip
    """`rounds` attempts from heat to cooler; returns the worth of the plan at hand and of the best kept without
    credit.

    Plans are judged with `credit`. A third of the attempts free two windows, the second one when the first one's
    cards would be ready: the first is rebuilt with the hope of a hand-over (`guide`), the second then finds cards to
    bring.
    """
    np.random.seed(seed)
    t, s, r = tables, state, round_
    vehicles, horizon = where.shape
    chosen = np.zeros(3, np.int64)
    for turn in range(rounds):
        r.turn[0] += 1
        r.counts[:] = 0
        warmth = heat + (cooler - heat) * turn / rounds
        draw = np.random.random()
        noise = 0.3 * np.random.random() if np.random.random() < 0.8 else 0.0
        linked = np.random.random() < LINKED
        if linked:
            many = 1 if draw < 0.6 else 2
            length = np.random.randint(2, 7)
            since = np.random.randint(s.first_free, max(s.first_free + 1, horizon - 1))
        else:
            many = 1 if draw < 0.45 else (2 if draw < 0.8 else 3)
            length = np.random.randint(2, 11)
            since = np.random.randint(s.first_free, max(s.first_free + 1, horizon - 1))
            if np.random.random() >= 0.85:
                length, since = horizon, s.first_free
        many = min(vehicles, many)
        until = min(horizon, since + length)
        later = min(horizon, t.ready[until - 1]) if linked else horizon
        later_until = min(horizon, later + np.random.randint(2, 7))
        linked = linked and later < horizon
        _near_vehicles(np.random.randint(vehicles), many, since, where, t, chosen)
        for a in range(many):
            _free(chosen[a], since, until, where, minutes, t, s, r)
            if linked:
                _free(chosen[a], later, later_until, where, minutes, t, s, r)
        fine = True
        for a in range(many):
            if fine and linked:
                fine = _rebuild(chosen[a], since, until, where, minutes, t, s, r, guide, 1, noise)
            elif fine:
                fine = _rebuild(chosen[a], since, until, where, minutes, t, s, r, credit, 0, noise)
        for a in range(many):
            if fine and linked:
                fine = _rebuild(chosen[a], later, later_until, where, minutes, t, s, r, credit, 0, noise)
        changed = False
        for x in range(r.counts[1]):
            v = r.vehicles[x]
            for day in range(horizon):
                changed = changed or where[v, day] != r.where[v, day]
        kept = False
        if fine and changed:
            gained = 0.0
            for x in range(r.counts[0]):
                place = r.touched[x]
                s.worths[place] = worth_of_place(place, where, minutes, t, credit)
                gained += s.worths[place] - r.worths[place]
            for x in range(r.counts[1]):
                v = r.vehicles[x]
                s.km[v] = route_km(v, where, t)
                gained -= t.km_worth * (s.km[v] - r.km[v])
                for day in range(horizon):
                    if where[v, day] != s.published[v, day]:
                        gained -= s.change_worth
                    if r.where[v, day] != s.published[v, day]:
                        gained += s.change_worth
            if gained >= 0.0 or np.random.random() < np.exp(gained / warmth):
                kept = True
                worth += gained
                if credit == 0.0 and worth > best + 1e-6:
                    best = worth
                    best_where[:, :] = where
        if not kept:
            for x in range(r.counts[1]):
                v = r.vehicles[x]
                s.km[v] = r.km[v]
                for day in range(horizon):
                    where[v, day], minutes[v, day] = r.where[v, day], r.minutes[v, day]
            for x in range(r.counts[0]):
                s.worths[r.touched[x]] = r.worths[r.touched[x]]
                s.stale[:, r.touched[x]] = True
    return worth, best
