"""The search's compiled reading of one place: what its visits are worth, and what one more stay there would add.

The same rules as `account`, in loops that numba compiles once per machine. While the search is young, cards that
nobody brings back yet count for a share of their worth (`credit`), so that an enrolment visit is tried before its
delivery visit exists; the share falls to nothing before the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from .instance import Flags, Floats, Ints


@njit(cache=True, nogil=True, error_model="numpy")
def place_worth(
    people: Ints,
    floor: int,
    floor_worth: float,
    enrol_worth: Floats,
    hand_over_worth: Floats,
    urgency: Ints,
    ready: Ints,
    enrol_minutes: float,
    hand_over_minutes: float,
    count: int,
    days: Ints,
    minutes: Floats,
    credit: float,
) -> float:
    """Points of `count` visits on `days` with `minutes`; `urgency[:, d]` lists classes by worth of a hand-over."""
    classes = people.shape[0]
    horizon = hand_over_worth.shape[1]
    left = np.empty(classes, np.int64)
    gains = np.empty(classes)
    order = np.empty(classes, np.int64)
    first = np.zeros(classes, np.int64)  # first visit whose cards of the class are not all handed over
    waiting = np.zeros((classes, count + 1), np.int64)
    worth, enrolled = 0.0, 0
    for c in range(classes):
        left[c] = people[c]
    for k in range(count):
        day, spare = days[k], minutes[k]
        for rank in range(classes):
            c = urgency[rank, day]
            while first[c] < k and (waiting[c, first[c]] == 0):
                first[c] += 1
            for earlier in range(first[c], k):
                if ready[days[earlier]] > day:
                    break
                cards = min(waiting[c, earlier], int(spare / hand_over_minutes + 1e-9))
                if cards > 0:
                    waiting[c, earlier] -= cards
                    spare -= cards * hand_over_minutes
                    worth += hand_over_worth[c, day] * cards
        if int(spare / enrol_minutes + 1e-9) <= 0:
            continue
        back = -1
        for later in range(k + 1, count):
            if days[later] >= ready[day]:
                back = days[later]
                break
        for c in range(classes):
            gains[c] = enrol_worth[c]
            if back >= 0:
                gains[c] += hand_over_worth[c, back]
            at = c
            while at > 0 and gains[order[at - 1]] < gains[c]:
                order[at] = order[at - 1]
                at -= 1
            order[at] = c
        for rank in range(classes):
            c = order[rank]
            taken = min(left[c], int(spare / enrol_minutes + 1e-9))
            if taken > 0:
                left[c] -= taken
                spare -= taken * enrol_minutes
                waiting[c, k] = taken
                enrolled += taken
                worth += enrol_worth[c] * taken
    if credit > 0.0:
        for k in range(count):
            at_best = ready[days[k]]
            if at_best >= horizon:
                break
            for c in range(classes):
                worth += credit * hand_over_worth[c, at_best] * waiting[c, k]
    if floor_worth > 0.0:
        whole = 0
        for c in range(classes):
            whole += people[c]
        worth -= floor_worth * max(0, min(floor, whole) - enrolled)
    return worth


@njit(cache=True, nogil=True)
def visits_at(place: int, where: Ints, minutes: Floats, days: Ints, whole: Floats) -> int:
    """Fills the days on which somebody works at the place, and the minutes of all; returns how many."""
    count = 0
    for day in range(where.shape[1]):
        found = 0.0
        for vehicle in range(where.shape[0]):
            if where[vehicle, day] == place:
                found += minutes[vehicle, day]
        if found > 0.0:
            days[count], whole[count] = day, found
            count += 1
    return count


@njit(cache=True, nogil=True)
def worth_of_place(place: int, where: Ints, minutes: Floats, tables: Any, credit: float) -> float:
    """`tables` is `Tables` of `search`: the instance's arrays in a fixed order."""
    horizon = where.shape[1]
    days, whole = np.empty(horizon, np.int64), np.empty(horizon)
    count = visits_at(place, where, minutes, days, whole)
    t = tables
    return place_worth(
        t.people[place], t.floor[place], t.floor_worth, t.enrol_worth, t.hand_over_worth, t.urgency, t.ready,
        t.enrol_minutes, t.hand_over_minutes, count, days, whole, credit,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def fill_gains(
    place: int, where: Ints, minutes: Floats, tables: Any, credit: float, since: int, until: int, gains: Floats,
    stale: Flags,
) -> None:  # fmt: skip
    """gains[day, k]: points a minute of a stay of k+1 days from that day, as a crew with usual days would have them.

    Only stale days between `since` and `until` are filled; −1e9 says that a longer stay adds nothing.
    """
    t = tables
    horizon, longest = gains.shape
    days, whole = np.empty(horizon, np.int64), np.empty(horizon)
    count, now = -1, 0.0
    some_days, some_whole = np.empty(horizon + 1, np.int64), np.empty(horizon + 1)
    for day in range(since, until):
        if not stale[day]:
            continue
        stale[day] = False
        if count < 0:
            count = visits_at(place, where, minutes, days, whole)
            now = place_worth(
                t.people[place], t.floor[place], t.floor_worth, t.enrol_worth, t.hand_over_worth, t.urgency, t.ready,
                t.enrol_minutes, t.hand_over_minutes, count, days, whole, credit,
            )  # fmt: skip
        common, before = -t.set_up_minutes, 0.0
        for k in range(longest):
            if day + k >= horizon:
                gains[day, k] = -1e9
                continue
            common += t.usual[place, day + k]
            if common <= 0.0:
                gains[day, k] = 0.0
                continue
            at, more, x = 0, 0, day
            while at < count and days[at] < day:
                some_days[more], some_whole[more] = days[at], whole[at]
                at += 1
                more += 1
            while x <= day + k or at < count:
                if x > day + k:
                    some_days[more], some_whole[more] = days[at], whole[at]
                    at += 1
                    more += 1
                    continue
                added = max(0.0, t.usual[place, x] - (t.set_up_minutes if x == day else 0.0))
                if at < count and days[at] == x:
                    added += whole[at]
                    at += 1
                if added > 0.0:
                    some_days[more], some_whole[more] = x, added
                    more += 1
                x += 1
            gained = (
                place_worth(
                    t.people[place], t.floor[place], t.floor_worth, t.enrol_worth, t.hand_over_worth, t.urgency,
                    t.ready, t.enrol_minutes, t.hand_over_minutes, more, some_days, some_whole, credit,
                )
                - now
            )  # fmt: skip
            gains[day, k] = gained / common
            if gained <= before + 1e-9 and t.usual[place, day + k] > 0.0:
                for rest in range(k + 1, longest):  # one day more added nothing: nor will two
                    gains[day, rest] = -1e9
                break
            before = gained


@njit(cache=True, nogil=True)
def worked_minutes(vehicle: int, day: int, before: int, here: int, tables: Any) -> float:
    """Minutes of `Instance.minutes_at`; below zero where the vehicle may not go."""
    t = tables
    if before != here:
        if not t.may_go[before, here] or t.duty[vehicle, day] <= 0.0:
            return -1.0
        if here < t.people.shape[0] and t.cut[here, day]:
            return -1.0
    if here >= t.people.shape[0] or t.cut[here, day]:
        return 0.0
    left: float = t.duty[vehicle, day] * t.attendance[here, day]
    if before != here:
        left -= t.set_up_minutes + t.road_minutes[before, here]
    return max(0.0, left)


@njit(cache=True, nogil=True)
def fill_minutes(vehicle: int, where: Ints, minutes: Floats, tables: Any) -> bool:
    """Fills the vehicle's row; False when it goes where it may not."""
    before, fine = tables.home[vehicle], True
    for day in range(where.shape[1]):
        found = worked_minutes(vehicle, day, before, where[vehicle, day], tables)
        fine = fine and found >= 0.0
        minutes[vehicle, day] = max(0.0, found)
        before = where[vehicle, day]
    return fine


@njit(cache=True, nogil=True)
def route_km(vehicle: int, where: Ints, tables: Any) -> float:
    before = tables.home[vehicle]
    total: float = 0.0
    for day in range(where.shape[1]):
        total += tables.road_km[before, where[vehicle, day]]
        before = where[vehicle, day]
    total += tables.road_km[before, tables.home[vehicle]]
    return total
