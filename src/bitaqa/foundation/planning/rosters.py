"""Who is in which crew on which day, by OR-Tools' CP-SAT: rules first, then few changes of crew, evenly spread.

Every crew that works has a head, at least one woman and somebody who speaks the language of its place; nobody works
more than `most_in_a_row` days, everyone rests `rest_days` in any seven, and nobody works on a day they are away. The
same people, days and seed give the same roster. Refuses to invent people: what cannot be filled is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from .errors import RosterImpossibleError
from .roster_model import Duty, Member, Rules, solved

__all__ = ["Duty", "Member", "Rules", "broken_rules", "roster_of"]


def roster_of(
    members: Sequence[Member], duties: Sequence[Duty], *, rules: Rules | None = None, seed: int = 1, work: float = 20.0
) -> dict[tuple[int, int], tuple[int, ...]]:
    """(crew, day) → the members by index. `work` bounds the search in CP-SAT's deterministic time.

    CP-SAT runs in a process of its own: its library and that of `highspy` each bring another HiGHS under one name,
    and whichever is loaded second does not start. Raises RosterImpossibleError with the first duty nobody can fill, or
    without one when only all together fail.
    """
    for duty in duties:
        if not _alone_possible(members, duty):
            raise RosterImpossibleError(crew=duty.crew + 1, day=duty.day + 1)
    if not duties:
        return {}
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        found = apart.submit(solved, tuple(members), tuple(duties), rules or Rules(), seed, work).result()
    if found is None:
        raise RosterImpossibleError(crew=0, day=0)
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
