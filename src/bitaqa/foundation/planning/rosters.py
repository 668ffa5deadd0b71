"""Who is in which crew on which day, by OR-Tools' CP-SAT: rules first, then few changes of crew, evenly spread.

Every crew that works has a head, at least one woman and somebody who speaks the language of its place; nobody works
more than `most_in_a_row` days, everyone rests `rest_days` in any seven, and nobody works on a day they are away. The
same people, days and seed give the same roster. Refuses to invent people: what cannot be filled is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .errors import RosterImpossibleError

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


def roster_of(
    members: Sequence[Member], duties: Sequence[Duty], *, rules: Rules | None = None, seed: int = 1, work: float = 20.0
) -> dict[tuple[int, int], tuple[int, ...]]:
    """(crew, day) → the members by index. `work` bounds the search in CP-SAT's deterministic time.

    Raises RosterImpossibleError with the first duty nobody can fill, or without one when only all together fail.
    """
    from ortools.sat.python import cp_model

    rules = rules or Rules()
    for duty in duties:
        if not _alone_possible(members, duty):
            raise RosterImpossibleError(crew=duty.crew + 1, day=duty.day + 1)
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
        raise RosterImpossibleError(crew=0, day=0)
    found: dict[tuple[int, int], tuple[int, ...]] = {(duty.crew, duty.day): () for duty in duties}
    for (m, crew, day), var in sorted(at.items()):
        if solver.value(var):
            found[crew, day] = (*found[crew, day], m)
    return found


def _alone_possible(members: Sequence[Member], duty: Duty) -> bool:
    there = [member for member in members if duty.day not in member.away]
    speaks = not duty.language or any(duty.language in member.languages for member in there)
    return len(there) >= duty.people and any(m.woman for m in there) and any(m.head for m in there) and speaks


def broken_rules(
    members: Sequence[Member],
    duties: Sequence[Duty],
    roster: dict[tuple[int, int], tuple[int, ...]],
    rules: Rules | None = None,
) -> list[str]:
    """What of a roster, made by hand or found, is against the rules, in codes; counted again without the solver."""
    rules = rules or Rules()
    wrong: list[str] = []
    days_of: dict[int, list[int]] = {}
    for duty in duties:
        crew = [members[m] for m in roster.get((duty.crew, duty.day), ())]
        wrong += ["people"] * (len(crew) != duty.people)
        wrong += ["woman"] * (not any(member.woman for member in crew))
        wrong += ["head"] * (not any(member.head for member in crew))
        wrong += ["language"] * bool(duty.language and not any(duty.language in m.languages for m in crew))
        wrong += ["away"] * any(duty.day in member.away for member in crew)
        for m in roster.get((duty.crew, duty.day), ()):
            days_of.setdefault(m, []).append(duty.day)
    for days in days_of.values():
        wrong += ["twice"] * (len(days) != len(set(days)))
        for first in days:
            wrong += ["rest"] * (sum(first <= day < first + 7 for day in days) > 7 - rules.rest_days)
            row = sum(first <= day < first + rules.most_in_a_row + 1 for day in days)
            wrong += ["row"] * (row > rules.most_in_a_row)
    return sorted(set(wrong))
