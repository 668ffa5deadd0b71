"""What other rooms may ask of persons, and the acts on them. Values are frozen; merged persons answer through
their alias."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from bitaqa.backbone.copying import copy_rows
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.names.normal import arabic_key, latin_key
from bitaqa.foundation.rules.persons import Identity, completed

from .erasing import erase_persons, persons_to_erase
from .finding import (
    KeyedPerson,
    PersonValue,
    bearers_of,
    persons_by_id,
    persons_by_keys,
    persons_by_number,
    register_size,
    search_persons,
)
from .likeness import AlikePerson, key_columns, keyed_name, persons_alike, persons_alike_each, persons_named
from .merging import (
    MergeNeedsTwoPeopleError,
    MergeRefusedError,
    PersonMergedAlreadyError,
    PersonUnknownError,
    entries_of,
    leading_entry,
    merge_person,
    part_person,
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
    "bearers_of",
    "change_persons",
    "create_persons",
    "entries_of",
    "erase_persons",
    "every_identity",
    "keyed_name",
    "leading_entry",
    "merge_person",
    "part_person",
    "persons_alike",
    "persons_alike_each",
    "persons_by_id",
    "persons_by_keys",
    "persons_by_number",
    "persons_named",
    "persons_to_erase",
    "register_size",
    "report_death",
    "search_keys",
    "search_persons",
    "take_number_positions",
    "vars_of",
]


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
    """What a person is found by: whole names and their normal forms (at most 250 letters), birth, sex. Pure."""
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


def every_identity() -> Iterator[tuple[UUID, dict[str, Any]]]:
    """Each entry that leads to nobody else and was not erased: its id and what it holds. Read in pieces, for audits."""
    rows = Person.objects.filter(merged_into=None, erased_at=None).order_by("id").values_list("id", "identity")
    yield from rows.iterator(chunk_size=5000)


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
    """Replaces what the register holds of persons (approved renewals and corrections). One update for all.

    What a file leaves empty that its card does not show stays as it is held."""
    if not changes:
        return
    rows = list(Person.objects.filter(pk__in=changes).select_for_update().order_by("pk"))
    for row in rows:
        identity = completed(changes[row.pk], Identity.model_validate(row.identity))
        row.identity = identity.to_map()
        for name, value in vars_of(search_keys(identity)).items():
            setattr(row, name, value)
        row.name_keys, row.birth_keys = key_columns(identity)
    Person.objects.bulk_create(  # `bulk_update` writes a CASE for each field and row, ten times dearer
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[
            "identity", "name_ar", "name_latin", "arabic_key", "latin_key", "name_keys", "birth_keys", "birth",
            "birth_year", "sex",
        ],
        batch_size=1000,
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
