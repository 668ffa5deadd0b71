"""`bitaqa bench-plan`: how good plans are, how fast they come, and what they mean to people.

Prints a table and writes `build/bench/plan.json`. Campaigns are specimens (seeded); the bound is computed after the
search by `bound`, which shares only the instance with it, and each plan passes the checker or the command fails.
Time-limited figures depend on the machine and its load: both are in the head of the table.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from bitaqa.foundation.matching.measuring.table import Figures
from bitaqa.foundation.planning.account import Account, account_of
from bitaqa.foundation.planning.alternatives import fleet_curve
from bitaqa.foundation.planning.bound import upper_bound
from bitaqa.foundation.planning.check import problems_of
from bitaqa.foundation.planning.explain import last_full_day
from bitaqa.foundation.planning.greedy import greedy_plan
from bitaqa.foundation.planning.instance import Instance
from bitaqa.foundation.planning.paper import paper_plan
from bitaqa.foundation.planning.place_bound import whole_days_bound
from bitaqa.foundation.planning.plan import Plan
from bitaqa.foundation.planning.rehearsal import planned_with_reserve, rehearse
from bitaqa.foundation.planning.replan import replan
from bitaqa.foundation.planning.search import search
from bitaqa.foundation.planning.specimen import specimen_campaign

SMALL: dict[int, dict[str, Any]] = {
    3: {"places": 14, "vehicles": 3, "days": 15, "depots": 1, "people": 3726, "box_km": (70, 50)},
    4: {"places": 14, "vehicles": 4, "days": 18, "depots": 1, "people": 5200, "box_km": (70, 50)},
}
EXAM_MARGIN = 3
"""Days a pupil should hold the card before the exam."""


class PlanImpossibleError(RuntimeError):
    """The checker refused a plan: the figures would be worth nothing."""


def main(arguments: list[str]) -> int:
    """Exit code 1 when the checker refuses a plan."""
    asked = argparse.ArgumentParser(prog="bitaqa bench-plan", description=__doc__.splitlines()[0])
    asked.add_argument("--campaigns", type=int, nargs="*", default=[1], help="seeds of large specimen campaigns")
    asked.add_argument("--small", type=int, nargs="*", default=[1, 11, 12], help="seeds of small ones")
    asked.add_argument("--seconds", type=float, default=60.0, help="for the search of a large campaign")
    asked.add_argument("--small-seconds", type=float, default=10.0)
    asked.add_argument("--replan-seconds", type=float, default=5.0)
    asked.add_argument("--bound-seconds", type=float, default=1800.0, help="at most; 0 leaves the large bound out")
    asked.add_argument("--close-seconds", type=float, default=400.0, help="for the closer bound of a small campaign")
    asked.add_argument("--fleets", type=int, nargs="*", default=[2, 3, 4, 5])
    asked.add_argument("--cores", type=int, default=min(2, os.cpu_count() or 1))
    asked.add_argument("--out", type=Path, default=Path("build/bench"))
    wanted = asked.parse_args(arguments)
    figures = Figures("planning: specimen campaigns")
    search(specimen_campaign(0, **SMALL[3]), rounds=5, seeds=[1])  # the loops are compiled once per machine
    try:
        for seed in wanted.campaigns:
            _measure_large(figures, seed, wanted)
        for seed in wanted.small:
            for vehicles, how in SMALL.items():
                _measure_small(figures, f"14 places × {vehicles} vehicles, campaign {seed}", seed, how, wanted)
        if wanted.fleets:
            _measure_fleets(figures, wanted)
    except PlanImpossibleError as refused:
        print(refused, file=sys.stderr)
        return 1
    print("\n".join(figures.lines()))
    figures.write(wanted.out / "plan.json")
    print(f"\nwrote {wanted.out / 'plan.json'}")
    return 0


def checked(instance: Instance, plan: Plan) -> Account:
    """The plan's account, once the checker has nothing to say. Raises PlanImpossibleError."""
    account = account_of(instance, plan)
    wrong = problems_of(instance, plan, account)
    if wrong:
        raise PlanImpossibleError(f"the checker refuses the plan: {wrong[:3]}")
    return account


def _measure_large(figures: Figures, seed: int, wanted: argparse.Namespace) -> None:
    name = f"campaign {seed}"
    instance = specimen_campaign(seed)
    paper, greedy = (checked(instance, plan(instance)).worth for plan in (paper_plan, greedy_plan))
    cores = list(range(1, wanted.cores + 1))
    began = time.perf_counter()
    found = search(instance, seeds=cores, clock=time.monotonic, seconds=wanted.seconds)
    took = time.perf_counter() - began
    account = checked(instance, found.plan)
    figures.add(f"{name}: time of the search", took, "s", found.rounds)
    figures.add(f"{name}: worth of the paper plan", paper, "points", 1)
    figures.add(f"{name}: worth of greedy", greedy, "points", 1)
    figures.add(f"{name}: worth of the search", account.worth, "points", 1)
    figures.add(f"{name}: over the paper plan", 100 * (account.worth / paper - 1), "%", 1)
    figures.add(f"{name}: over greedy", 100 * (account.worth / greedy - 1), "%", 1)
    if wanted.bound_seconds > 0:
        began = time.perf_counter()
        bound = upper_bound(instance, seconds=wanted.bound_seconds, threads=wanted.cores)
        figures.add(f"{name}: certified bound", bound.value, "points", 1)
        figures.add(f"{name}: time of the bound", time.perf_counter() - began, "s", 1)
        figures.add(f"{name}: share of the certified bound", 100 * account.worth / bound.value, "%", 1)
    _measure_people(figures, name, seed, cores, wanted)
    _measure_replan(figures, name, instance, found.plan, cores, wanted)


def _measure_people(figures: Figures, name: str, seed: int, cores: list[int], wanted: argparse.Namespace) -> None:
    """The plan a coordinator would publish: minutes with a reserve, the exam three days earlier."""
    instance = specimen_campaign(seed)
    exam = last_full_day(instance, 0) + 1
    strict = planned_with_reserve(specimen_campaign(seed, exam_day=exam - EXAM_MARGIN))
    plan = search(strict, seeds=cores, clock=time.monotonic, seconds=wanted.seconds).plan
    foreseen = checked(strict, plan)
    played = [rehearse(instance, plan, seed=each) for each in range(20)]
    figures.add(
        f"{name}: people turned away where the plan foresaw them",
        100 * float(np.mean([one.turned_away_share for one in played])), "%", sum(one.announced for one in played),
    )  # fmt: skip
    figures.add(
        f"{name}: journeys for nothing per person",
        float(np.mean([one.vain_journeys_each for one in played])), "", len(played),
    )  # fmt: skip
    cut_off = exam - EXAM_MARGIN - int(instance.ready[0])
    early = sum(visit.enrolled[0] for visit in foreseen.visits if visit.day <= cut_off - 1)
    in_time = sum(
        many
        for visit in foreseen.visits
        if visit.day < exam - EXAM_MARGIN
        for since, many in visit.handed_over[0].items()
        if since <= cut_off - 1
    )
    figures.add(f"{name}: pupils enrolled before the cut-off", early, "", 1)
    figures.add(f"{name}: of them with a card {EXAM_MARGIN} days before the exam", 100 * in_time / early, "%", early)
    figures.add(f"{name}: of them listed when the plan is published", early - in_time, "", early)


def troubled(instance: Instance, plan: Plan, *, today: int, seed: int) -> Instance:
    """Demand differs everywhere, a dozen places lie behind a cut road, a vehicle is down, cards take a day longer."""
    draw = np.random.default_rng(seed)
    factor = draw.lognormal(-0.05, 0.45, instance.places)
    centre = int(draw.integers(instance.places))
    near = np.argsort(instance.road_km[centre, : instance.places], kind="stable")[:14]
    cut = np.array(instance.cut)
    cut[[place for place in near if place not in set(plan[:, today - 1])], today:] = True
    duty = np.array(instance.duty)
    duty[int(draw.integers(instance.vehicles)), today : today + 3] = 0
    ready = np.array(instance.ready)
    ready[today - 2 :] += 1
    people = np.maximum(0, np.round(instance.people * factor[:, None])).astype(np.int64)
    return instance.changed(people=people, cut=cut, duty=duty, ready=ready)


def _measure_replan(
    figures: Figures, name: str, instance: Instance, plan: Plan, cores: list[int], wanted: argparse.Namespace
) -> None:
    today = 10
    now = troubled(instance, plan, today=today, seed=7)
    began = time.perf_counter()
    steady = replan(now, plan, today=today, seeds=cores, clock=time.monotonic, seconds=wanted.replan_seconds * 0.9)
    took = time.perf_counter() - began
    checked(now, steady.plan)
    free = replan(
        now, plan, today=today, seeds=cores, clock=time.monotonic, seconds=wanted.seconds / 2, change_worth=0.0
    )
    recoverable = max(1e-9, free.worth - steady.repaired_worth)
    kept = 1 - steady.changed_share
    figures.add(f"{name}: time of a replan", took, "s", 1)
    figures.add(
        f"{name}: vehicle-days changed by a replan", 100 * steady.changed_share, "%", steady.plan[:, today:].size
    )
    figures.add(f"{name}: announced dates kept", 100 * kept, "%", steady.plan[:, today:].size)
    figures.add(
        f"{name}: recoverable value recovered", 100 * (steady.worth - steady.repaired_worth) / recoverable, "%", 1
    )


def _measure_small(figures: Figures, name: str, seed: int, how: dict[str, Any], wanted: argparse.Namespace) -> None:
    instance = specimen_campaign(seed, **how)
    cores = list(range(1, wanted.cores + 1))
    found = search(instance, seeds=cores, clock=time.monotonic, seconds=wanted.small_seconds, heat=(10.0, 0.5))
    worth = checked(instance, found.plan).worth
    proven = upper_bound(instance, threads=wanted.cores).value
    best = whole_days_bound(instance, seconds=wanted.close_seconds, clock=time.monotonic)
    figures.add(f"{name}: share of the certified bound", 100 * worth / proven, "%", found.rounds)
    figures.add(f"{name}: share of the best bound", 100 * worth / best, "%", found.rounds)


def _measure_fleets(figures: Figures, wanted: argparse.Namespace) -> None:
    most = max(wanted.fleets)
    instance = specimen_campaign(1, **(SMALL[3] | {"vehicles": most, "days": 19}))
    for point in fleet_curve(instance, sorted(wanted.fleets), seeds=list(range(1, wanted.cores + 1)), rounds=2000):
        figures.add(f"{point.vehicles} vehicles reach", 100 * point.reached, "% of all points", point.enrolled)
