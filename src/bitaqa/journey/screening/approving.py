"""Approval: the person is found or created, under locks, and the application says who it is about.

A first application's person is created here and nowhere else. Before that the names are locked and looked up again:
two files of one newcomer, approved in the same second, become one person and one doubt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationKind, Ground
from bitaqa.foundation.rules.country import DocumentType, next_national_number
from bitaqa.foundation.rules.documents import HELD
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

from . import policy
from .domain import Candidate, Finding, Keys, Why, may_be_same

_REPORTS = {Ground.LOSS: "report_lost", Ground.THEFT: "report_stolen", Ground.DAMAGE: "report_damaged"}


def keys_of(application: ApplicationValue) -> Keys:
    keys = persons.search_keys(application.identity)
    return Keys(application.id, keys.arabic_key, keys.latin_key, application.birth, application.sex)


def type_of(file: ApplicationValue) -> DocumentType:
    """The document type as it was on the day of the application. Raises UnknownDocumentTypeError,
    NoRuleInForceError."""
    return policy.country_pack().document_type(file.document_type, file.day)


def makes_person(file: ApplicationValue) -> bool:
    """Whether the applicant may be someone the register does not know yet: a first application for a document that
    makes a person (an extract says what the register holds, and is for people it holds)."""
    return file.kind is ApplicationKind.FIRST and type_of(file).makes_person


def lock_names(keys: Sequence[Keys]) -> None:
    """Locks the names of newcomers for the transaction, in one order for all; one round trip."""
    names = {f"{k.birth.year} {name}" for k in keys for name in (k.arabic_key, k.latin_key) if name}
    locks = sorted(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True) for name in names)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(pg_advisory_xact_lock(lock)) FROM unnest(%s::bigint[]) AS lock", [locks])


def approve(
    chosen: Mapping[UUID, UUID | None],
    files: Mapping[UUID, ApplicationValue],
    *,
    move: str,
    by: str,
    at: datetime,
    act: UUID,
    because: str = "",
    told_apart: Mapping[UUID, frozenset[UUID]] | None = None,
) -> list[Finding]:
    """Approves applications for the person chosen (None: a new one). Returns those that must be looked at after all.

    `told_apart`: by application, the persons and files that people, or fingers, have already told apart from the
    newcomer. Inside a transaction.
    """
    newcomers = [files[id_] for id_, person in chosen.items() if person is None and makes_person(files[id_])]
    late = _met_meanwhile(newcomers, told_apart or {})
    approved = {id_: person for id_, person in chosen.items() if id_ not in late}
    about = _create_missing(approved, files, by=by, at=at, act=act)
    applications.set_persons(about)
    known = {
        about[id_]: files[id_].identity
        for id_, person in approved.items()
        if person is not None and type_of(files[id_]).makes_person
    }
    persons.change_persons(known, by=by, at=at, act=act, because="application.approved")
    _report_documents({id_: about[id_] for id_ in approved}, files, by=by, at=at, act=act)
    applications.move(list(approved), move, by=by, at=at, act=act, because=because)
    return list(late.values())


def _met_meanwhile(
    newcomers: Sequence[ApplicationValue], told_apart: Mapping[UUID, frozenset[UUID]]
) -> dict[UUID, Finding]:
    """Newcomers whose name and birth someone took while they waited, or another file of the same batch has."""
    if not newcomers:
        return {}
    mine = {file.id: keys_of(file) for file in newcomers}
    lock_names(list(mine.values()))
    known = [Keys(p.id, p.arabic_key, p.latin_key, p.birth, p.sex) for p in people_like(list(mine.values()))]
    late: dict[UUID, Finding] = {}
    seen: list[Keys] = []
    for id_, keys in mine.items():
        apart = told_apart.get(id_, frozenset())
        like = [k for k in (*known, *seen) if k.id not in apart and may_be_same(keys, k)]
        met = [Candidate("person", k.id, (Why.SAME_NAME_AND_BIRTH,)) for k in like if k.id not in mine]
        met += [Candidate("application", k.id, (Why.ALREADY_PENDING,)) for k in like if k.id in mine]
        if met:
            late[id_] = Finding(id_, reasons=tuple(dict.fromkeys(w for c in met for w in c.why)), candidates=tuple(met))
        else:
            seen.append(keys)
    return late


def people_like(keys: Sequence[Keys]) -> list[persons.KeyedPerson]:
    """Persons with the name keys and birth years of these applicants. One round trip."""
    return persons.persons_by_keys(
        arabic=[k.arabic_key for k in keys if k.arabic_key],
        latin=[k.latin_key for k in keys if k.latin_key],
        years=[k.birth.year for k in keys],
    )


def _create_missing(
    approved: Mapping[UUID, UUID | None], files: Mapping[UUID, ApplicationValue], *, by: str, at: datetime, act: UUID
) -> dict[UUID, UUID]:
    about = {id_: person for id_, person in approved.items() if person is not None}
    newcomers = [id_ for id_, person in approved.items() if person is None]
    if newcomers:
        pack, on = policy.country_pack(), local_day(at)
        first = persons.take_number_positions("national_number", len(newcomers))
        created = [
            persons.NewPerson(files[id_].identity, next_national_number(first + offset, pack=pack, on=on), new_id())
            for offset, id_ in enumerate(newcomers)
        ]
        persons.create_persons(created, by=by, at=at, act=act)
        about |= {id_: person.id for id_, person in zip(newcomers, created, strict=True)}
    return about


def _report_documents(
    about: Mapping[UUID, UUID], files: Mapping[UUID, ApplicationValue], *, by: str, at: datetime, act: UUID
) -> None:
    """A declared loss, theft or damage ends the documents of that type the holder had in hand."""
    duplicates = {
        (about[id_], files[id_].document_type): Ground(files[id_].ground)
        for id_ in about
        if files[id_].kind is ApplicationKind.DUPLICATE
    }
    if not duplicates:
        return
    held = documents.documents_of_persons({person for person, _type in duplicates}, states=HELD)
    for ground, move in _REPORTS.items():
        ids = [d.id for person, its in held.items() for d in its if duplicates.get((person, d.document_type)) is ground]
        ended = documents.move(ids, move, by=by, at=at, act=act, strict=False)
        documents.settle_reports(ended, by=by, at=at, act=act)
