"""What is announced of a campaign, row by row, and how one revision differs from the one before.

A difference that people must hear of is a day that comes, goes or changes between “all requests” and “renewals only”
at a place. Another station on the same day concerns crews alone, another number of people nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bitaqa.foundation.rules.documents import VisitState
from bitaqa.records.campaigns import door as campaigns

from .companions import confirmed_companions, needed_companions

NEW, GONE, CHANGED, SAME = "new", "gone", "changed", "same"


@dataclass(frozen=True, slots=True, order=True)
class Announced:
    """One visit as it is announced. `renewals_only`: the companions of a first request are not confirmed."""

    day: date
    place: str
    kind: str
    station: str
    expected: int = 0
    renewals_only: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat(), "place": self.place, "kind": self.kind, "station": self.station,
            "expected": self.expected, "renewals_only": self.renewals_only,
        }  # fmt: skip

    @classmethod
    def of_json(cls, row: Mapping[str, Any]) -> Announced:
        return cls(
            date.fromisoformat(row["day"]), row["place"], row["kind"], row["station"], row["expected"],
            row["renewals_only"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marked:
    """A row of the newer revision, or one that is gone from it; `before` is the row it replaces when it changed."""

    row: Announced
    mark: str
    before: Announced | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What has to be told again of one place: days by kind before and after."""

    place: str
    before: Mapping[str, tuple[date, ...]]
    after: Mapping[str, tuple[date, ...]]


def announced_rows(campaign: UUID) -> list[Announced]:
    """The campaign's visits that are not cancelled, as they would be announced now."""
    needed, confirmed = set(needed_companions(campaign)), confirmed_companions(campaign)
    return sorted(
        Announced(
            v.day, v.place, v.kind, str(v.station), v.expected,
            v.kind == "enrolment" and not needed <= confirmed.get((v.place, v.day), frozenset()),
        )
        for v in campaigns.visits_of_campaign(campaign)
        if v.state is not VisitState.CANCELLED
    )  # fmt: skip


def marked(before: Iterable[Announced], after: Iterable[Announced]) -> list[Marked]:
    """Rows of both, by day; a row is the same visit when day, place, kind and station are. `before` may be empty."""
    old = {(r.day, r.place, r.kind, r.station): r for r in before}
    new = {(r.day, r.place, r.kind, r.station): r for r in after}
    found = []
    for key, row in new.items():
        was = old.get(key)
        mark = NEW if was is None else SAME if was.renewals_only == row.renewals_only else CHANGED
        found.append(Marked(row, mark, was if mark == CHANGED else None))
    found += [Marked(row, GONE) for key, row in old.items() if key not in new]
    return sorted(found, key=lambda m: m.row)


def to_tell_again(before: Sequence[Announced], after: Sequence[Announced], *, after_day: date) -> list[Notice]:
    """Places whose announced days after `after_day` differ, by code: the list of who is told again."""
    old, new = (_told(rows, after_day) for rows in (before, after))
    return [
        Notice(place, _days(old.get(place, set())), _days(new.get(place, set())))
        for place in sorted(old.keys() | new.keys())
        if old.get(place, set()) != new.get(place, set())
    ]


def _told(rows: Sequence[Announced], after_day: date) -> dict[str, set[tuple[str, date, bool]]]:
    found: dict[str, set[tuple[str, date, bool]]] = {}
    for row in rows:
        if row.day > after_day:
            found.setdefault(row.place, set()).add((row.kind, row.day, row.renewals_only))
    return found


def _days(told: set[tuple[str, date, bool]]) -> dict[str, tuple[date, ...]]:
    kinds = sorted({kind for kind, _, _ in told}, reverse=True)
    return {kind: tuple(sorted({day for k, day, _ in told if k == kind})) for kind in kinds}
