"""What other rooms may ask of persons, and the acts on them. Values are frozen; merged persons answer through
their alias."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from bitaqa.backbone.copying import copy_rows
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.names.normal import arabic_key, latin_key
from bitaqa.foundation.rules.persons import Identity

from .erasing import erase_persons, persons_to_erase
from .likeness import AlikePerson, key_columns, keyed_name, persons_alike, persons_alike_each, persons_named
from .merging import (
    MergeNeedsTwoPeopleError,
    MergeRefusedError,
    PersonMergedAlreadyError,
    PersonUnknownError,
    entries_of,
    leading_entry,
    merge_person,
)
from .models import NumberRange, Person

__all__ = [
    "AlikePerson",
    "KeyedPerson",
    "MergeNeedsTwoPeopleError",
    "MergeRefusedError",
    "NewPerson",
    "PersonMergedAlreadyError",
    "PersonUnknownError",
    "PersonValue",
    "SearchKeys",
    "change_persons",
    "create_persons",
    "entries_of",
    "erase_persons",
    "keyed_name",
    "leading_entry",
    "merge_person",
    "persons_alike",
    "persons_alike_each",
    "persons_by_id",
    "persons_by_keys",
    "persons_by_number",
    "persons_named",
    "persons_to_erase",
    "report_death",
    "search_keys",
    "search_persons",
    "take_number_positions",
    "vars_of",
]


@dataclass(frozen=True, slots=True)
class PersonValue:
    id: UUID
    national_number: str | None
    identity: Identity
    name_ar: str
    name_latin: str
    birth: PartialDate
    sex: str
    died_on: date | None
    merged_into: UUID | None
    origin: str


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be entered; `national_number` comes from the register loaded or from a range."""

    identity: Identity
    national_number: str | None
    id: UUID


@dataclass(frozen=True, slots=True)
class SearchKeys:
    """What persons and pending applications are searched by, computed in Python (`foundation.names.normal`)."""

    name_ar: str
    name_latin: str
    arabic_key: str
    latin_key: str
    birth: str
    birth_year: int
    sex: str


def search_keys(identity: Identity) -> SearchKeys:
    names = identity.names
    return SearchKeys(
        name_ar=names.arabic.whole()[:250],
        name_latin=names.latin.whole()[:250],
        arabic_key=arabic_key(names.arabic.whole())[:250],
        latin_key=latin_key(names.latin.whole())[:250],
        birth=str(identity.birth),
        birth_year=identity.birth.year,
        sex=identity.sex.value,
    )


def _value(row: Person) -> PersonValue:
    return PersonValue(
        row.id,
        row.national_number,
        Identity.model_validate(row.identity),
        row.name_ar,
        row.name_latin,
        PartialDate.parse(row.birth),
        row.sex,
        row.died_on,
        row.merged_into_id,
        row.origin,
    )


_COLUMNS = (
    "id",
    "national_number",
    "identity",
    "name_ar",
    "name_latin",
    "arabic_key",
    "latin_key",
    "name_keys",
    "birth_keys",
    "birth",
    "birth_year",
    "sex",
    "origin",
    "created_at",
)


def create_persons(
    persons: Sequence[NewPerson],
    *,
    by: str,
    at: datetime,
    act: UUID,
    event: str = "person.created",
    origin: str = "application",
) -> None:
    """Enters persons: a fixed number of round trips. Call inside a transaction. Raises IntegrityError on a used
    number."""
    rows = []
    for person in persons:
        keys = search_keys(person.identity)
        name_keys, birth_keys = key_columns(person.identity)
        rows.append(
            (
                person.id,
                person.national_number,
                person.identity.to_map(),
                keys.name_ar,
                keys.name_latin,
                keys.arabic_key,
                keys.latin_key,
                _array(name_keys),
                _array(birth_keys),
                keys.birth,
                keys.birth_year,
                keys.sex,
                origin,
                at,
            )
        )
    copy_rows(Person._meta.db_table, _COLUMNS, rows)
    record([Entry(event=event, subject_kind="person", subject=p.id, acted_at=at, actor=by, act=act) for p in persons])


def _array(numbers: Iterable[int]) -> str:
    """As COPY reads an array."""
    return "{" + ",".join(map(str, numbers)) + "}"


def change_persons(changes: Mapping[UUID, Identity], *, by: str, at: datetime, act: UUID, because: str) -> None:
    """Replaces what the register holds of persons (approved renewals and corrections). One update for all."""
    if not changes:
        return
    rows = list(Person.objects.filter(pk__in=changes).select_for_update().order_by("pk"))
    for row in rows:
        identity = changes[row.pk]
        row.identity = identity.to_map()
        for name, value in vars_of(search_keys(identity)).items():
            setattr(row, name, value)
        row.name_keys, row.birth_keys = key_columns(identity)
    Person.objects.bulk_update(
        rows,
        [
            "identity", "name_ar", "name_latin", "arabic_key", "latin_key", "name_keys", "birth_keys", "birth",
            "birth_year", "sex",
        ],
        batch_size=2000,
    )  # fmt: skip
    record(
        [
            Entry(
                event="person.changed",
                subject_kind="person",
                subject=row.pk,
                acted_at=at,
                actor=by,
                act=act,
                because=because,
            )
            for row in rows
        ]
    )


def vars_of(keys: SearchKeys) -> dict[str, str | int]:
    """The keys as column values."""
    return {name: getattr(keys, name) for name in SearchKeys.__slots__}


def take_number_positions(name: str, count: int) -> int:
    """The first of `count` positions of a numbering, never given again even if the transaction's work is undone later
    by a remake. Call inside a transaction: the row stays locked until it ends."""
    NumberRange.objects.bulk_create([NumberRange(name=name)], ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE number_range SET next_position = next_position + %s WHERE name = %s RETURNING next_position - %s",
            [count, name, count],
        )
        return int(cursor.fetchone()[0])


def persons_by_id(ids: Iterable[UUID]) -> Mapping[UUID, PersonValue]:
    return {row.id: _value(row) for row in Person.objects.filter(pk__in=set(ids))}


def persons_by_number(numbers: Iterable[str]) -> Mapping[str, PersonValue]:
    """By national number; a merged person answers as the one they were merged into. Two round trips."""
    found = {
        row.national_number: row
        for row in Person.objects.filter(national_number__in=set(numbers)).select_related("merged_into")
    }
    return {number: _value(row.merged_into or row) for number, row in found.items() if number}


@dataclass(frozen=True, slots=True)
class KeyedPerson:
    id: UUID
    arabic_key: str
    latin_key: str
    birth: PartialDate
    sex: str
    died: bool


def persons_by_keys(*, arabic: Iterable[str], latin: Iterable[str], years: Iterable[int]) -> list[KeyedPerson]:
    """Unmerged persons with one of the name keys (in either script) and one of the birth years: screening's candidates.

    One round trip for a whole batch; the caller pairs the rows with its applications.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, arabic_key, latin_key, birth, sex, died_on IS NOT NULL FROM person WHERE "
            "merged_into_id IS NULL "
            "AND birth_year = ANY(%s) AND (arabic_key = ANY(%s) OR latin_key = ANY(%s))",
            [sorted(set(years)), sorted(set(arabic)), sorted(set(latin))],
        )
        return [KeyedPerson(r[0], r[1], r[2], PartialDate.parse(r[3]), r[4], r[5]) for r in cursor.fetchall()]


def report_death(person: UUID, *, died_on: date, by: str, at: datetime, because: str) -> bool:
    """Notes a reported death. False when it was known already. Call inside a transaction."""
    changed = Person.objects.filter(pk=person, died_on=None).update(died_on=died_on, died_reported_at=at)
    if changed:
        record(
            [
                Entry(
                    event="person.died",
                    subject_kind="person",
                    subject=person,
                    acted_at=at,
                    actor=by,
                    act=new_id(),
                    because=because,
                )
            ]
        )
    return bool(changed)


def search_persons(text: str, *, limit: int = 50) -> list[PersonValue]:
    """By national number (a joined entry answers as the person it leads to), or by name in any script.

    First those whose name begins as typed, then those whose name is like it, in whichever script either is written.
    The caller records the look with its purpose.
    """
    wanted = text.strip()
    if not wanted:
        return []
    found = persons_by_number([wanted.upper().replace(" ", "")])
    if found:
        return list(found.values())
    arabic, latin = arabic_key(wanted), latin_key(wanted)
    query = Person.objects.none()
    if arabic:
        query = query | Person.objects.filter(arabic_key__startswith=arabic)
    if latin:
        query = query | Person.objects.filter(latin_key__startswith=latin)
    rows = list(query.filter(merged_into=None).order_by("arabic_key", "id")[:limit])
    known = {row.pk for row in rows}
    alike = [each.id for each in persons_named(wanted, most=limit) if each.id not in known][: limit - len(rows)]
    if alike:
        more = Person.objects.in_bulk(alike)
        rows += [more[id_] for id_ in alike]
    return [_value(row) for row in rows]
