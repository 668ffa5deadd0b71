"""The rules of a roster as CP-SAT reads them, and its answer. Imported by the process that solves, and by nobody's side
of `highspy` (see `rosters.roster_of`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CHANGE, UNEVEN = 3, 1


@dataclass(frozen=True, slots=True)
class Member:
    """`away` are the days (from 0) on which the person is not there; `home` is the crew they usually are in, or −1."""

    name: str
    woman: bool
    languages: frozenset[str]
    head: bool = False
    away: frozenset[int] = frozenset()
    home: int = -1


@dataclass(frozen=True, slots=True)
class Duty:
    """What one crew needs on one day: how many people, and one language somebody of them speaks (empty: any)."""

    crew: int
    day: int
    people: int
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    most_in_a_row: int = 6
    rest_days: int = 1
    """In any seven days."""


def solved(
    members: Sequence[Member], duties: Sequence[Duty], rules: Rules, seed: int, work: float
) -> dict[tuple[int, int], tuple[int, ...]] | None:
    """(crew, day) → the members by index; None when the rules cannot all be kept, or not within `work`."""
    from ortools.sat.python import cp_model

    model: Any = cp_model.CpModel()
    at: dict[tuple[int, int, int], Any] = {
        (m, duty.crew, duty.day): model.new_bool_var(f"{m}/{duty.crew}/{duty.day}")
        for duty in duties
        for m, member in enumerate(members)
        if duty.day not in member.away
    }
    days = sorted({duty.day for duty in duties})
    works: dict[tuple[int, int], Any] = {}
    for m in range(len(members)):
        for day in days:
            mine = [var for (who, _, when), var in at.items() if who == m and when == day]
            works[m, day] = model.new_bool_var(f"works {m}/{day}")
            model.add(sum(mine) == works[m, day])
    for duty in duties:
        here = {m: at[m, duty.crew, duty.day] for m in range(len(members)) if (m, duty.crew, duty.day) in at}
        model.add(sum(here.values()) == duty.people)
        model.add(sum(var for m, var in here.items() if members[m].woman) >= 1)
        model.add(sum(var for m, var in here.items() if members[m].head) >= 1)
        if duty.language:
            model.add(sum(var for m, var in here.items() if duty.language in members[m].languages) >= 1)
    for m in range(len(members)):
        for first in range(days[0] if days else 0, (days[-1] if days else -1) + 1):
            for length, most in ((7, 7 - rules.rest_days), (rules.most_in_a_row + 1, rules.most_in_a_row)):
                window = [works[m, day] for day in range(first, first + length) if (m, day) in works]
                if len(window) > most:
                    model.add(sum(window) <= most)
    strangers = [var for (m, crew, _), var in at.items() if members[m].home not in (-1, crew)]
    most = model.new_int_var(0, max(1, len(days)), "most")
    for m in range(len(members)):
        model.add(most >= sum(works[m, day] for day in days))
    model.minimize(CHANGE * sum(strangers) + UNEVEN * most)
    solver: Any = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = work
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    found: dict[tuple[int, int], tuple[int, ...]] = {(duty.crew, duty.day): () for duty in duties}
    for (m, crew, day), var in sorted(at.items()):
        if solver.value(var):
            found[crew, day] = (*found[crew, day], m)
    return found
