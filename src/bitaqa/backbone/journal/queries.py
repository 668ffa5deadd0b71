"""Reads of the journal: what happened to a subject, how many subjects an event counts, where the tree stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection
from django.db.models import Q

from .errors import EntryNotFoundError
from .models import AwaitingLeaf, JournalEntry, JournalLeaf, JournalPersonal

Split = Literal["event", "kind", "place", "day", "campaign", "station"]
_SPLITS = frozenset({"event", "kind", "place", "day", "campaign", "station"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEntry:
    """An entry as it stands in the journal; `personal` holds what has not been erased."""

    id: UUID
    act: UUID
    event: str
    subject_kind: str
    subject: UUID
    others: tuple[UUID, ...]
    actor: str
    because: str
    place: str
    campaign: UUID | None
    station: UUID | None
    kind: str
    day: date | None
    facts: Mapping[str, object]
    personal: Mapping[str, str]
    erased: frozenset[str]
    acted_at: datetime
    recorded_at: datetime


def entries(*, subject: UUID, limit: int = 500) -> list[RecordedEntry]:
    """What was done to a subject, oldest first; looks that showed it among others are found by `search`."""
    return with_personal(list(JournalEntry.objects.filter(subject=subject).order_by("acted_at", "id")[:limit]))


def has_looked(*, by: str, at: UUID, but: Collection[str]) -> bool:
    """Whether this actor was ever shown this subject, alone or among others, for another purpose than those named."""
    shown = JournalEntry.objects.filter(Q(subject=at) | Q(others__contains=[at]), event="person.looked_at", actor=by)
    return shown.exclude(because__in=but).exists()


def get_entry(id_: UUID) -> RecordedEntry:
    """Raises EntryNotFoundError."""
    found = JournalEntry.objects.filter(pk=id_).first()
    if found is None:
        raise EntryNotFoundError(entry=id_)
    return with_personal([found])[0]


def with_personal(rows: Sequence[JournalEntry]) -> list[RecordedEntry]:
    """Frozen values of the rows, with their personal values: one round trip."""
    told: dict[UUID, dict[str, str]] = {}
    wanted = [row.id for row in rows if row.personal_digests]
    if wanted:
        for id_, name, value in JournalPersonal.objects.filter(entry__in=wanted).values_list(
            "entry_id", "name", "value"
        ):
            told.setdefault(id_, {})[name] = value
    return [_frozen(row, told.get(row.id, {})) for row in rows]


def _frozen(row: JournalEntry, personal: Mapping[str, str]) -> RecordedEntry:
    return RecordedEntry(
        id=row.id,
        act=row.act,
        event=row.event,
        subject_kind=row.subject_kind,
        subject=row.subject,
        others=tuple(row.others),
        actor=row.actor,
        because=row.because or personal.get("because", ""),
        place=row.place,
        campaign=row.campaign,
        station=row.station,
        kind=row.kind,
        day=row.day,
        facts=row.facts,
        personal=personal,
        erased=frozenset(row.personal_digests).difference(personal),
        acted_at=row.acted_at,
        recorded_at=row.recorded_at,
    )


def count_subjects(
    *,
    event: str | Sequence[str],
    campaign: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    position: int | None = None,
    by: Sequence[Split] = (),
) -> dict[tuple[str | date | UUID | None, ...], int]:
    """How many different subjects the event counts, split by the columns named; `{(): n}` when none is.

    A subject told twice of the same event is counted once, where its first entry says, so parts always sum to the
    total. `since` (included) and `until` (included) bound `acted_at`; `position` keeps the entries whose leaf index
    is at most that (an "as at" that can be computed again). Empty text where an entry has no place or kind.
    """
    return _count("ASC", event, campaign, since, until, position, by, distinct="event, subject")


def count_latest(
    *,
    events: Sequence[str],
    campaign: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    position: int | None = None,
    by: Sequence[Split] = ("event",),
) -> dict[tuple[str | date | UUID | None, ...], int]:
    """How many subjects by the last of these events told of each: every subject in exactly one part."""
    return _count("DESC", events, campaign, since, until, position, by, distinct="subject")


def _count(
    order: Literal["ASC", "DESC"],
    event: str | Sequence[str],
    campaign: UUID | None,
    since: datetime | None,
    until: datetime | None,
    position: int | None,
    by: Sequence[Split],
    *,
    distinct: str,
) -> dict[tuple[str | date | UUID | None, ...], int]:
    if unknown := set(by) - _SPLITS:
        raise ValueError(f"counts are split by {sorted(_SPLITS)}, not by {sorted(unknown)}")
    wheres = ["event = ANY(%s)"]
    values: list[Any] = [[event] if isinstance(event, str) else list(event)]
    for condition, value in (
        ("campaign = %s", campaign),
        ("acted_at >= %s", since),
        ("acted_at <= %s", until),
        ("id IN (SELECT entry FROM journal_leaf WHERE index <= %s)", position),
    ):
        if value is not None:
            wheres.append(condition)
            values.append(value)
    columns = ", ".join(by)
    sql = (
        f"SELECT {columns + ',' if by else ''} count(*) FROM ("  # noqa: S608 - names come from _SPLITS, values are bound
        f"SELECT DISTINCT ON ({distinct}) event, kind, place, day, campaign, station FROM journal_entry "
        f"WHERE {' AND '.join(wheres)} ORDER BY {distinct}, acted_at {order}, id {order}) AS first_told"
        + (f" GROUP BY {columns} ORDER BY {columns}" if by else "")
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {tuple(row[:-1]): row[-1] for row in cursor.fetchall()}


def position() -> int:
    """The index of the last leaf of the tree, -1 when it is empty: the "as at" of a published figure."""
    last = JournalLeaf.objects.order_by("-index").values_list("index", flat=True).first()
    return -1 if last is None else last


def waiting() -> int:
    """How many committed entries still wait for their leaf: what a figure "as at" the present position leaves out."""
    return AwaitingLeaf.objects.count()
