"""The search: anneals a plan on every core, tells how far it is, stops when asked, and can always show its best plan.

Two ways to end. With `rounds`, the same seeds and rounds give the same plan on any machine. With `seconds`, the cooling
follows the clock, which the caller brings. Seeds run in threads (the compiled loop holds no lock) and meet after every
chunk; three quarters of the way they all go on from the best plan found.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from .account import account_of
from .greedy import greedy_plan
from .instance import Flags, Floats, Instance, Ints
from .plan import Plan, checked_plan
from .rebuilding import judge_again, rebuild_some
from .worths import fill_minutes

LONGEST_STAY: Final = 5
CHUNK: Final = 50
CREDIT: Final = 0.8
CREDIT_ENDS: Final = 0.5
"""Share of the run after which cards that nobody brings back count for nothing."""
GUIDE: Final = 0.6
"""Credit with which a first visit is looked for when its second one is looked for right after."""
MEETS: Final = 0.75
HEAT: Final = (30.0, 0.5)
"""Points a worse plan may lose with probability 1/e: at the beginning, at the end."""


class Tables(NamedTuple):
    """The instance's arrays in the order the compiled loops know."""

    people: Ints
    floor: Ints
    floor_worth: float
    enrol_worth: Floats
    hand_over_worth: Floats
    urgency: Ints
    ready: Ints
    enrol_minutes: float
    hand_over_minutes: float
    set_up_minutes: float
    home: Ints
    duty: Floats
    attendance: Floats
    cut: Flags
    usual: Floats
    road_minutes: Floats
    road_km: Floats
    may_go: Flags
    origins: Ints
    origin_cost: Floats
    origin_lost: Floats
    roads_to: Ints
    km_worth: float
    minute_worth: float


class State(NamedTuple):
    """What one seed carries from chunk to chunk, and what its plan is held against."""

    worths: Floats
    km: Floats
    gains: Floats
    stale: Flags
    pinned: Flags
    published: Ints
    change_worth: float
    first_free: int


class Round(NamedTuple):
    """What one attempt remembers so that it can be undone."""

    turn: Ints
    counts: Ints
    mark: Ints
    touched: Ints
    worths: Floats
    vehicle_mark: Ints
    vehicles: Ints
    km: Floats
    where: Ints
    minutes: Floats
    out: Ints


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is (0 to 1), its best worth so far, and rounds done by all seeds."""

    share: float
    worth: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Found:
    plan: Plan
    worth: float
    rounds: int
    stopped: bool


def tables_of(instance: Instance) -> Tables:
    may_go = instance.may_go()
    ends, origins = np.nonzero(may_go.T & ~np.eye(instance.nodes, dtype=bool))  # the roads that lead to each node
    everyone = max(1, int(instance.people.sum()))
    each = instance.enrol_worth + instance.hand_over_worth[:, 0]
    mean = float((instance.people.sum(0) * each).sum()) / everyone
    longest_day = instance.duty.max(0) if instance.vehicles else np.zeros(instance.days)
    return Tables(
        people=np.array(instance.people, np.int64),
        floor=np.array(instance.floor, np.int64),
        floor_worth=float(instance.floor_worth),
        enrol_worth=np.array(instance.enrol_worth, np.float64),
        hand_over_worth=np.array(instance.hand_over_worth, np.float64),
        urgency=np.argsort(-instance.hand_over_worth, axis=0, kind="stable").astype(np.int64),
        ready=np.array(instance.ready, np.int64),
        enrol_minutes=float(instance.enrol_minutes),
        hand_over_minutes=float(instance.hand_over_minutes),
        set_up_minutes=float(instance.set_up_minutes),
        home=np.array(instance.home, np.int64),
        duty=np.array(instance.duty, np.float64),
        attendance=np.array(instance.attendance, np.float64),
        cut=np.array(instance.cut, np.bool_),
        usual=np.where(instance.cut, 0.0, longest_day[None, :] * instance.attendance),
        road_minutes=np.array(instance.road_minutes, np.float64),
        road_km=np.array(np.where(may_go, instance.road_km, 0.0), np.float64),
        may_go=np.array(may_go),
        origins=origins.astype(np.int64),
        origin_cost=instance.km_worth * instance.road_km[origins, ends],
        origin_lost=instance.road_minutes[origins, ends] + instance.set_up_minutes,
        roads_to=np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=instance.nodes))]).astype(np.int64),
        km_worth=float(instance.km_worth),
        minute_worth=0.45 * mean / (instance.enrol_minutes + instance.hand_over_minutes),
    )


class _Seed:
    """One annealing with its own plan; `chunk` is called from a thread."""

    def __init__(self, tables: Tables, start: Plan, state: State, seed: int) -> None:
        self.tables, self.state, self.seed = tables, state, seed
        self.where, self.minutes = start.copy(), np.zeros(start.shape)
        for vehicle in range(len(start)):
            fill_minutes(vehicle, self.where, self.minutes, tables)
        self.round = _round(tables, start)
        self.best_where, self.best, self.worth, self.credit, self.chunks = start.copy(), -1e300, 0.0, -1.0, 0

    def chunk(self, rounds: int, heat: float, cooler: float, credit: float) -> None:
        if credit != self.credit:
            self.credit = credit
            self.worth = judge_again(self.where, self.minutes, self.tables, self.state, credit)
        draw = int(np.random.SeedSequence([self.seed, self.chunks]).generate_state(1)[0])
        self.chunks += 1
        self.worth, self.best = rebuild_some(
            draw, rounds, heat, cooler, credit, max(credit, GUIDE), self.worth, self.best,
            self.where, self.minutes, self.tables, self.state, self.round, self.best_where,
        )  # fmt: skip

    def go_on_from(self, other: _Seed) -> None:
        self.where[:] = other.best_where
        self.best_where[:], self.best = other.best_where, other.best
        self.credit = -1.0


def search(
    instance: Instance,
    *,
    seeds: Sequence[int] | None = None,
    rounds: int = 2000,
    clock: Callable[[], float] | None = None,
    seconds: float | None = None,
    start: Plan | None = None,
    published: Plan | None = None,
    change_worth: float = 0.0,
    pinned: Flags | None = None,
    first_free: int = 0,
    credit: float = CREDIT,
    heat: tuple[float, float] = HEAT,
    tell: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Found:
    """The best plan found; never worse than `start` (or than greedy), whose `pinned` days and days before
    `first_free` it keeps.

    `rounds` are per seed. `seconds` needs a `clock` (a monotonic one) and replaces `rounds`. `tell` and `stop` are
    called between chunks, in the caller's thread. Raises PlanShapeError.
    """
    seeds = list(seeds) if seeds is not None else list(range(1, 1 + (os.cpu_count() or 1)))
    begin = checked_plan(instance, start) if start is not None else greedy_plan(instance)
    against = checked_plan(instance, published) if published is not None else begin
    cost = change_worth if published is not None else 0.0
    tables = tables_of(instance)
    fixed = np.zeros(begin.shape, np.bool_) if pinned is None else np.array(pinned, np.bool_)
    fixed[:, :first_free] = True
    reference = np.where(fixed, begin, against)  # a pinned day is held to where it is now
    tries = [_Seed(tables, begin, _state(tables, reference, fixed, cost, first_free), seed) for seed in seeds]
    began = clock() if clock and seconds else 0.0
    done, share, met, stopped = 0, 0.0, False, False
    with ThreadPoolExecutor(len(tries)) as pool:
        while share < 1.0:
            if stop is not None and stop():
                stopped = True
                break
            many = CHUNK if seconds else min(CHUNK, rounds - done)
            following = min(1.0, share + (0.02 if seconds else many / rounds))
            value = credit * (1.0 - share / CREDIT_ENDS) if share < CREDIT_ENDS else 0.0
            hot, cold = (heat[0] * (heat[1] / heat[0]) ** part for part in (share, following))
            for chunk in [pool.submit(one.chunk, many, hot, cold, value) for one in tries]:
                chunk.result()
            done += many
            share = (clock() - began) / seconds if clock and seconds else done / rounds
            leader = max(tries, key=lambda one: one.best)
            if not met and share >= MEETS:
                met = True
                for one in tries:
                    if one is not leader:
                        one.go_on_from(leader)
            if tell is not None:
                tell(Progress(min(1.0, share), leader.best, done * len(tries)))
    found, worth = begin, account_of(instance, begin, published=reference, change_worth=cost).worth
    for one in tries:
        theirs = account_of(instance, one.best_where, published=reference, change_worth=cost).worth
        if theirs > worth:
            found, worth = one.best_where.copy(), theirs
    return Found(found, worth, done * len(tries), stopped)


def _state(tables: Tables, reference: Plan, pinned: Flags, change_worth: float, first_free: int) -> State:
    places, days = tables.people.shape[0], reference.shape[1]
    return State(
        worths=np.zeros(places),
        km=np.zeros(len(reference)),
        gains=np.zeros((2, places, days, LONGEST_STAY)),
        stale=np.ones((2, places, days), np.bool_),
        pinned=pinned.copy(),
        published=reference.astype(np.int64).copy(),
        change_worth=float(change_worth),
        first_free=int(first_free),
    )


def _round(tables: Tables, start: Plan) -> Round:
    places, (vehicles, days) = tables.people.shape[0], start.shape
    return Round(
        turn=np.zeros(1, np.int64),
        counts=np.zeros(2, np.int64),
        mark=np.zeros(places, np.int64),
        touched=np.zeros(places, np.int64),
        worths=np.zeros(places),
        vehicle_mark=np.zeros(vehicles, np.int64),
        vehicles=np.zeros(vehicles, np.int64),
        km=np.zeros(vehicles),
        where=start.copy(),
        minutes=np.zeros(start.shape),
        out=np.zeros(days, np.int64),
    )
