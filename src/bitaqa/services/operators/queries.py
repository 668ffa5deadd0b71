"""The week of the operators, read from the applications and the looks in the register: a few round trips a station."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from bitaqa.foundation.names.normal import arabic_key
from bitaqa.journey.intake import door as intake
from bitaqa.journey.planning.door import crew_of
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import Enrolment
from bitaqa.records.campaigns import door as campaigns

from .domain import FileSeen, LookSeen, OperatorWeek, sample_of, weeks_of

WEEK = timedelta(days=7)
FOLLOWED_WITHIN = timedelta(days=7)
"""A person looked up today may come back with the missing paper within these days."""


@dataclass(frozen=True, slots=True)
class StationWeek:
    """The operators of one station in one week, and the files to capture again of each who stands out."""

    week: date
    operators: tuple[OperatorWeek, ...]
    samples: dict[str, tuple[str, ...]]
    """Operator → receipt numbers."""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def station_week(station: UUID, *, week: date) -> StationWeek:
    """Judged among the operators of all stations in the same week; only this station's are told."""
    since, until = week, week + WEEK
    rows = applications.enrolments(since=since, until=until)
    files = _files(rows)
    followed = {
        (row.station, row.person)
        for row in applications.enrolments(since=since - FOLLOWED_WITHIN, until=until + FOLLOWED_WITHIN)
        if row.person is not None
    }
    looks = [
        LookSeen(look.station, look.operator, (look.station, look.person) in followed)
        for look in intake.looks_told(since=since, until=until)
    ]
    mine = tuple(one for one in weeks_of(files, looks) if one.station == station)
    samples = {}
    for one in mine:
        if one.outlying:
            own = [file for file in files if (file.station, file.operator) == (station, one.operator)]
            samples[one.operator] = tuple(file.receipt for file in sample_of(own, week=week))
    return StationWeek(week, mine, samples)


def _files(rows: Sequence[Enrolment]) -> list[FileSeen]:
    visits = campaigns.visits_by_id({row.visit for row in rows})
    families = {station: _families_of_crew(station) for station in {row.station for row in rows}}
    found = []
    for row in rows:
        visit = visits.get(row.visit)
        found.append(
            FileSeen(
                application=row.application,
                receipt=row.receipt,
                station=row.station,
                operator=row.operator,
                began=row.began,
                confirmed=row.confirmed,
                day=row.day,
                visit_here=visit is not None and visit.station == row.station and visit.day == row.day,
                fingers=row.fingers > 0,
                excused=row.excused > 0,
                kin=arabic_key(row.family_ar) in families[row.station].get(row.operator, frozenset()),
            )
        )
    return found


def _families_of_crew(station: UUID) -> dict[str, frozenset[str]]:
    """Operator → every run of words with which their name ends: a family name has one word or several."""
    families = {}
    for member in crew_of(station):
        words = member.name_ar.split()
        runs = {arabic_key(" ".join(words[start:])) for start in range(1, len(words))}
        families[member.operator] = frozenset(runs - {""})
    return families
