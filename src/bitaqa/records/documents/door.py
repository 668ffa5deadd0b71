"""What other rooms may ask of documents, and the acts on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from bitaqa.backbone.copying import copy_rows
from bitaqa.backbone.erasing import empty_columns
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import LIVING, DocumentState

from .models import Document
from .moving import move
from .reporting import (
    NewReport,
    ReportValue,
    end_reports,
    end_reports_of_files,
    find_report,
    report_documents,
    settle_reports,
    standing_reports,
)

__all__ = [
    "DocumentValue",
    "NewReport",
    "ReportValue",
    "add_documents",
    "documents_by_id",
    "documents_by_number",
    "documents_of_applications",
    "documents_of_persons",
    "end_reports",
    "end_reports_of_files",
    "erase_documents_of",
    "expire_documents",
    "expiring_applications",
    "facts_of",
    "find_report",
    "move",
    "report_documents",
    "settle_reports",
    "standing_reports",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentValue:
    id: UUID
    number: str
    person: UUID
    application: UUID | None
    document_type: str
    type_version: str
    issued_on: date
    expires_on: date
    issued_by: str = ""
    state: DocumentState = DocumentState.ISSUED


def _value(row: Document) -> DocumentValue:
    return DocumentValue(
        id=row.id,
        number=row.number,
        person=row.person_id,
        application=row.application,
        document_type=row.document_type,
        type_version=row.type_version,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        issued_by=row.issued_by,
        state=DocumentState(row.state),
    )


_COLUMNS = (
    "id",
    "number",
    "person_id",
    "application",
    "document_type",
    "type_version",
    "issued_on",
    "expires_on",
    "issued_by",
    "state",
    "state_at",
)


def add_documents(
    documents: Sequence[DocumentValue], *, by: str, at: datetime, act: UUID, event: str = "document.issued"
) -> None:
    """Enters documents in the state they carry (issued, or active when loaded from a register). Inside a
    transaction."""
    copy_rows(
        Document._meta.db_table,
        _COLUMNS,
        [
            (
                d.id,
                d.number,
                d.person,
                d.application,
                d.document_type,
                d.type_version,
                d.issued_on,
                d.expires_on,
                d.issued_by,
                d.state,
                at,
            )
            for d in documents
        ],
    )
    record(
        [
            Entry(
                event=event,
                subject_kind="document",
                subject=d.id,
                acted_at=at,
                actor=by,
                act=act,
                kind=d.document_type,
                facts={"person": d.person, **({"application": d.application} if d.application else {})},
            )
            for d in documents
        ]
    )


@transaction.atomic
def expire_documents(*, by: str, at: datetime, limit: int) -> list[UUID]:
    """Marks living documents whose last day is over where people live, up to `limit`; those that were marked.

    A document is valid to the end of its last day. Fixed round trips; doing it again finds nothing.
    """
    past = Document.objects.filter(state__in=LIVING, expires_on__lt=local_day(at)).order_by("expires_on", "id")
    ids = list(past.values_list("id", flat=True)[:limit])
    return move(ids, "expire", by=by, at=at, act=new_id(), strict=False)


def documents_by_id(ids: Iterable[UUID]) -> Mapping[UUID, DocumentValue]:
    """Those that exist, by id; unknown ids are left out. One round trip."""
    return {row.id: _value(row) for row in Document.objects.filter(pk__in=set(ids))}


def documents_by_number(numbers: Iterable[str]) -> Mapping[str, DocumentValue]:
    """Those that exist, by the number printed on them; unknown numbers are left out. One round trip."""
    return {row.number: _value(row) for row in Document.objects.filter(number__in=set(numbers))}


def documents_of_persons(
    persons: Iterable[UUID], *, states: Iterable[DocumentState] | None = None
) -> Mapping[UUID, list[DocumentValue]]:
    """Newest first, by person, those of entries joined to them included. One round trip."""
    asked = set(persons)
    theirs = Q(person_id__in=asked) | Q(person__merged_into__in=asked)
    query = Document.objects.filter(theirs).select_related("person").order_by("-issued_on", "-id")
    if states is not None:
        query = query.filter(state__in=list(states))
    found: dict[UUID, list[DocumentValue]] = {}
    for row in query:
        leads = row.person_id if row.person_id in asked else row.person.merged_into_id or row.person_id
        found.setdefault(leads, []).append(_value(row))
    return found


def documents_of_applications(applications: Iterable[UUID]) -> Mapping[UUID, list[DocumentValue]]:
    """In the order they were made, by application; an application without one is left out. One round trip."""
    found: dict[UUID, list[DocumentValue]] = {}
    for row in Document.objects.filter(application__in=set(applications)).order_by("id"):
        found.setdefault(row.application, []).append(_value(row))  # type: ignore[arg-type]
    return found


def expiring_applications(applications: Iterable[UUID], *, since: date, until: date) -> list[UUID]:
    """Those among the applications whose document is valid and has its last day between two days. One round trip."""
    rows = Document.objects.filter(
        expires_on__gte=since, expires_on__lte=until, state__in=[s.value for s in LIVING]
    ).order_by("id")
    asked = set(applications)
    return [found for found in rows.values_list("application", flat=True) if found in asked]


def facts_of(document: DocumentValue) -> dict[str, Any]:
    """Ids and codes of a document for another room's entry."""
    return {"document": document.id, "type": document.document_type}


def erase_documents_of(persons: Iterable[UUID]) -> list[UUID]:
    """Takes their numbers out of the documents of these erased persons; the ids of the documents."""
    rows = Document.objects.filter(person__in=set(persons))
    ids = list(rows.order_by("id").values_list("id", flat=True))
    empty_columns(rows)
    return ids
