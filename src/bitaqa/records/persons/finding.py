"""Persons found again: by id, by national number, by equal keys, by what someone typed. Reads only, frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.names.normal import arabic_key, latin_key
from bitaqa.foundation.rules.persons import Identity

from .likeness import persons_named
from .models import Person


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
    if arabic and not latin:
        query = Person.objects.filter(arabic_key__startswith=arabic)
    elif latin and not arabic:
        query = Person.objects.filter(latin_key__startswith=latin)
    rows = list(query.filter(merged_into=None).order_by("arabic_key", "id")[:limit])
    known = {row.pk for row in rows}
    alike = [each.id for each in persons_named(wanted, most=limit) if each.id not in known][: limit - len(rows)]
    if alike:
        more = Person.objects.in_bulk(alike)
        rows += [more[id_] for id_ in alike]
    return [_value(row) for row in rows]


def bearers_of(arabic_keys: Iterable[str]) -> dict[str, int]:
    """How many persons bear each of these whole names: what a name's rarity is read off. One round trip."""
    wanted = sorted({key for key in arabic_keys if key})
    rows = Person.objects.filter(arabic_key__in=wanted, merged_into=None).values_list("arabic_key")
    return dict(rows.annotate(n=Count("id")).order_by("arabic_key"))


def register_size() -> int:
    """About how many persons the register holds, as PostgreSQL's statistics know it; 0 before the first count."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'person'::regclass")
        return int(cursor.fetchone()[0])
