"""The figures of a bulletin, computed from the journal at a position; nothing is typed in.

A dozen round trips whatever the number of requests. Totals and parts come from separate queries, so that reconciling
them means something. The one figure read from the register (beneficiaries) says so and has no earlier position.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from bitaqa.backbone.journal import door as journal
from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.records.applications import door as applications
from bitaqa.records.campaigns.door import areas_of_campaign
from bitaqa.records.places import door as places

from . import outcomes
from .domain import (
    NAMED_PLACES,
    Table,
    by_area,
    by_authority,
    by_day,
    by_kind,
    by_place,
    check_reconciles,
    shares_by_day,
)

REGISTERED = "application.registered"
_VISIT_EVENTS = ("visit.planned", "visit.opened", "visit.closed", "visit.cancelled")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a bulletin is about: one campaign, or everything registered between two instants (both included)."""

    campaign: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    named: int = NAMED_PLACES
    """How many places a ranked table names; the rest are one row that names them (F2.2)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """`shares`: (day, handed over until then, percent). `beneficiaries`: distinct persons, when not the requests'."""

    position: int
    as_at: datetime
    tables: tuple[Table, ...]
    shares: tuple[tuple[date, int, int], ...]
    beneficiaries: int | None = None
    named: int = NAMED_PLACES

    @property
    def requests(self) -> int:
        return self.tables[0].total

    def table(self, code: str) -> Table:
        """The table called `code`. Raises StopIteration when the bulletin has none."""
        return next(table for table in self.tables if table.code == code)

    def find_table(self, code: str) -> Table | None:
        return next((table for table in self.tables if table.code == code), None)


def compute(subject: Subject, *, position: int, as_at: datetime, with_register: bool = True) -> Figures:
    """Every table at a position of the journal. Raises PartsDifferError, TotalsDifferError.

    `with_register` False leaves out what the register alone knows: the answer then depends on the journal only.
    """
    chosen: dict[str, Any] = {
        "campaign": subject.campaign,
        "since": subject.since,
        "until": subject.until,
        "position": position,
    }

    def split(by: Any) -> dict[object, int]:
        counts = journal.count_subjects(event=REGISTERED, by=(by,), **chosen)
        return {key[0]: n for key, n in counts.items()}

    total = journal.count_subjects(event=REGISTERED, **chosen).get((), 0)
    of_places = cast(dict[str, int], split("place"))
    served = served_places(subject, position=position, as_at=as_at)
    paths = places.ancestors_of({*of_places, *served})
    areas = areas_of_campaign(subject.campaign)
    lives = journal.count_lives(born=REGISTERED, events=outcomes.LIFE_EVENTS, ever=outcomes.EVER, **chosen)
    card_total = journal.count_subjects(event="card.made", **chosen).get((), 0)
    card_lives = journal.count_lives(born="card.made", events=outcomes.CARD_EVENTS, ever=outcomes.CARD_EVER, **chosen)
    tables = [
        by_kind(cast(dict[str, int], split("kind")), total),
        outcomes.by_outcome(lives, total),
        by_place(of_places, served, total, named=subject.named),
        by_authority(of_places, served, paths, _authorities(paths), total, named=subject.named),
        by_area(of_places, served, paths, total, areas),
        by_day(cast("dict[date | None, int]", split("day")), total),
        outcomes.cards(card_lives, card_total) if card_total else None,
    ]
    whole = tuple(table for table in tables if table is not None)
    check_reconciles(whole)
    return Figures(
        position=position,
        as_at=as_at,
        tables=whole,
        shares=tuple(shares_by_day(outcomes.handed_over_by_day(lives), total)),
        beneficiaries=_beneficiaries(subject, lives) if with_register else None,
        named=subject.named,
    )


def _authorities(paths: Mapping[str, Sequence[str]]) -> set[str]:
    """Those of the places, or of what they lie in, that are a caïdat or a pachalik."""
    known = places.places_by_code({code for path in paths.values() for code in path})
    return {code for code, place in known.items() if place.kind in ("caidat", "pachalik")}


def served_places(subject: Subject, *, position: int, as_at: datetime) -> list[str]:
    """Places a unit went to: an enrolment visit that was opened or closed, or planned for a day already past.

    Read from the journal, so that an earlier position gives the places of that moment. A cancelled visit is none.
    """
    counts = journal.count_latest(
        events=_VISIT_EVENTS, campaign=subject.campaign, position=position, by=("event", "kind", "place", "day")
    )
    today = as_at.astimezone(PLACE_ZONE).date()
    found = set()
    for event, kind, place, day in counts:
        if kind != "enrolment" or event == "visit.cancelled" or not place:
            continue
        if event == "visit.planned" and (day is None or cast(date, day) > today):
            continue
        if _in_period(subject, cast("date | None", day)):
            found.add(str(place))
    return sorted(found)


def _in_period(subject: Subject, day: date | None) -> bool:
    if subject.campaign is not None or day is None:
        return True
    after = subject.since is None or day >= subject.since.astimezone(PLACE_ZONE).date()
    return after and (subject.until is None or day <= subject.until.astimezone(PLACE_ZONE).date())


def _beneficiaries(subject: Subject, lives: dict[journal.Life, int]) -> int | None:
    """Distinct persons whose card was handed over, when they are fewer than the requests fulfilled."""
    if subject.campaign is None:
        return None
    fulfilled = sum(n for life, n in lives.items() if life.last == "application.fulfilled")
    persons = applications.count_persons(states=[ApplicationState.FULFILLED], campaign=subject.campaign)
    return persons if persons and persons != fulfilled else None
