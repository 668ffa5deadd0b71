"""What a bulletin says: tables of one counted event each, whose parts equal their total (F0.2, F1.11, F2.2, F3.3).

Pure: codes and whole numbers in, codes and whole numbers out; `words.py` names them. A place that was served and has
no count is None, never zero (F2.2, F3.3). Refuses: a table whose parts do not sum to its total, and tables of the
same thing with different totals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import accumulate

from bitaqa.foundation.kernel.states import StateTable, move
from bitaqa.foundation.rules.applications import COUNTED_KINDS

from .errors import PartsDifferError, TotalsDifferError


class BulletinState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


BULLETIN = StateTable(
    aggregate="bulletin",
    states=BulletinState,
    initial=BulletinState.DRAFT,
    final=frozenset({BulletinState.PUBLISHED}),
    born="bulletin.built",
    moves=(
        move(
            "publish",
            BulletinState.DRAFT,
            BulletinState.PUBLISHED,
            by="administrator",
            event="bulletin.published",
            needs=["second_person"],
        ),
    ),
)


class Measure(StrEnum):
    """What a table counts: these are never added to one another."""

    REQUEST = "request"
    CARD = "card"
    BENEFICIARY = "beneficiary"


@dataclass(frozen=True, slots=True)
class Row:
    """One part: its code (a kind, a place, a day, an outcome) and its count; None when served without a count.

    `members` names the codes a gathered row stands for (“and seven other places”).
    """

    code: str
    count: int | None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`code` names the table, `event` the journal event it counts, `total` is counted by a query of its own."""

    code: str
    measure: Measure
    event: str
    rows: tuple[Row, ...]
    total: int

    def count_of(self, code: str) -> int:
        """The count of a row, 0 when there is none."""
        return next((row.count or 0 for row in self.rows if row.code == code), 0)


OTHER_PLACES = "other_places"
NAMED_PLACES = 12


def check_reconciles(tables: Sequence[Table]) -> None:
    """Raises PartsDifferError for a table, TotalsDifferError between tables of the same measure."""
    first: dict[tuple[Measure, str], Table] = {}
    for table in tables:
        counted = sum(row.count or 0 for row in table.rows)
        if counted != table.total:
            parts = " + ".join(f"{row.code} {row.count}" for row in table.rows if row.count is not None) or "0"
            raise PartsDifferError(table=table.code, parts=parts, sum=counted, total=table.total)
        other = first.setdefault((table.measure, table.event), table)
        if other.total != table.total:
            raise TotalsDifferError(
                table=table.code, total=table.total, other=other.code, expected=other.total
            )  # fmt: skip


def by_kind(counts: Mapping[str, int], total: int) -> Table:
    """Renewal, first issue, duplicate, in the order of F0.2; a kind nobody asked for is a counted zero.

    Another kind is in no part: the table then does not reconcile, and the stray request is found.
    """
    known = tuple(Row(kind.value, counts.get(kind.value, 0)) for kind in COUNTED_KINDS)
    return Table("by_kind", Measure.REQUEST, "application.registered", known, total)


def by_place(counts: Mapping[str, int], served: Sequence[str], total: int, *, named: int = NAMED_PLACES) -> Table:
    """Places ranked, the largest first; past `named` the rest are one row that names them; last, those not counted."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if len(ranked) > named + 1:
        rest = ranked[named:]
        gathered = Row(OTHER_PLACES, sum(n for _, n in rest), tuple(code for code, _ in rest))
        rows = [Row(code, n) for code, n in ranked[:named]] + [gathered]
    else:
        rows = [Row(code, n) for code, n in ranked]
    rows += [Row(code, None) for code in sorted(set(served) - counts.keys())]
    return Table("by_place", Measure.REQUEST, "application.registered", tuple(rows), total)


def by_authority(
    counts: Mapping[str, int], served: Sequence[str], paths: Mapping[str, Sequence[str]], authorities: Set[str],
    total: int, *, named: int,
) -> Table | None:  # fmt: skip
    """Ranked by the caïdat or pachalik each place lies in (F2.2); past `named` the rest are one row that names them.

    `paths`: each place with what it lies in, smallest first; `authorities`: the codes that are caïdats or pachaliks. A
    place in none of them stands for itself. None when no place lies in one.
    """

    def authority(place: str) -> str:
        return next((code for code in paths.get(place) or (place,) if code in authorities), place)

    of_authorities: dict[str, int] = {}
    for place, n in counts.items():
        of_authorities[authority(place)] = of_authorities.get(authority(place), 0) + n
    if not authorities & {authority(place) for place in (*counts, *served)}:
        return None
    table = by_place(of_authorities, [authority(place) for place in served], total, named=named)
    return replace(table, code="by_authority")


def by_day(counts: Mapping[date | None, int], total: int) -> Table:
    """By the local day of the visit, oldest first."""
    days = sorted(day for day in counts if day is not None)
    rows = [Row(day.isoformat(), counts[day]) for day in days]
    if counts.get(None):
        rows.append(Row("no_day", counts[None]))
    return Table("by_day", Measure.REQUEST, "application.registered", tuple(rows), total)


def by_area(
    counts: Mapping[str, int], served: Sequence[str], paths: Mapping[str, Sequence[str]], total: int,
    chosen: Sequence[str] = (),
) -> Table | None:  # fmt: skip
    """By the areas a campaign names (`chosen`, F3.3), else by the largest that tell its places apart: the level just
    below what they all lie in.

    `paths`: each place with what it lies in, smallest first. None when that says no more than the places themselves.
    An area is without a count when none of its places has one; a place in no named area stands for itself.
    """
    places = sorted(counts.keys() | set(served))
    shared = _shared([paths.get(place) or (place,) for place in places])
    areas: dict[str, int | None] = {}
    for place in places:
        path = paths.get(place) or (place,)
        area = next((code for code in path if code in chosen), path[0]) if chosen else _below(path, shared)
        count = counts.get(place)
        before = areas.get(area)
        areas[area] = before if count is None else (before or 0) + count
    if len(areas) < 2 or (not chosen and areas.keys() == set(places)):
        return None
    counted = sorted(((code, n) for code, n in areas.items() if n is not None), key=lambda item: (-item[1], item[0]))
    rows = [Row(code, n) for code, n in counted] + [Row(code, None) for code, n in sorted(areas.items()) if n is None]
    return Table("by_area", Measure.REQUEST, "application.registered", tuple(rows), total)


def _shared(paths: Sequence[Sequence[str]]) -> frozenset[str]:
    return frozenset(set(paths[0]).intersection(*map(set, paths[1:]))) if paths else frozenset()


def _below(path: Sequence[str], shared: frozenset[str]) -> str:
    """The largest part of the path that is not shared; the place itself when all of it is."""
    own = [code for code in path if code not in shared]
    return own[-1] if own else path[0]


def shares_by_day(handed_over: Mapping[date, int], total: int) -> list[tuple[date, int, int]]:
    """(day, handed over until then, percent of `total`): F3.5. Whole percents, 100 only when all of them are."""
    days = sorted(handed_over)
    running = accumulate(handed_over[day] for day in days)
    return [(day, until, share(until, total)) for day, until in zip(days, running, strict=True)]


def share(part: int, total: int) -> int:
    """Whole percents, rounded to the nearest; 100 only for all, 0 only for none. 0 of 0 is 0."""
    if not total or not part:
        return 0
    rounded = (200 * part + total) // (2 * total)
    return 100 if part == total else min(99, max(1, rounded))
