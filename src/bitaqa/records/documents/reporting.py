"""Reports of loss or theft: each stands until something ends it, and while one stands the document is suspended.

Kept apart from the document's state, since two reports may stand at once: when one of them ends, the document stays
suspended for the other. A report on a document that has ended (lost, stolen, superseded) says no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import Ground
from bitaqa.foundation.rules.documents import LIVING, DocumentState
from bitaqa.foundation.rules.reports import REPORTED, ReportEnd, Teller

from .models import Document, Report
from .moving import move


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportValue:
    """`application`: the file that says so; None when someone told the centre without asking for anything."""

    id: UUID
    document: UUID
    ground: Ground
    teller: Teller
    application: UUID | None
    reported_at: datetime
    reported_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    document: UUID
    ground: Ground
    teller: Teller
    application: UUID | None = None


def report_documents(told: Sequence[NewReport], *, by: str, at: datetime, act: UUID) -> list[UUID]:
    """Enters reports on living documents and suspends those in force; the ids of the reports entered.

    What the same file, or nobody's file, says of a document already is not entered twice. Inside a transaction; a
    fixed number of round trips.
    """
    if not told:
        return []
    living = Document.objects.select_for_update().filter(pk__in={each.document for each in told}, state__in=LIVING)
    ids = set(living.order_by("id").values_list("id", flat=True))
    standing = set(Report.objects.filter(document__in=ids, ended_at=None).values_list("document", "application"))
    new = {(each.document, each.application): each for each in told if each.document in ids}
    rows = [
        Report(
            id=new_id(), document_id=each.document, application=each.application, ground=each.ground.value,
            teller=each.teller.value, reported_at=at, reported_by=by,
        )
        for key, each in new.items()
        if key not in standing
    ]  # fmt: skip
    Report.objects.bulk_create(rows, batch_size=1000)
    record([_entry("document.reported", row, row.ground, by=by, at=at, act=act) for row in rows])
    for ground, because in REPORTED.items():
        ones = [row.document_id for row in rows if row.ground == ground.value]
        move(ones, "suspend", by=by, at=at, act=act, because=because, strict=False)
    return [row.id for row in rows]


def end_reports(ends: Mapping[UUID, ReportEnd], *, by: str, at: datetime, act: UUID) -> list[UUID]:
    """Ends these reports; a document on which none stands any more is in force again. The documents resumed.

    A report ended before is left alone. Inside a transaction.
    """
    rows = list(Report.objects.filter(pk__in=ends, ended_at=None).select_for_update().order_by("id"))
    for row in rows:
        row.ended_at, row.ended_by, row.end = at, by, ends[row.id].value
    Report.objects.bulk_update(rows, ["ended_at", "ended_by", "end"], batch_size=1000)
    record([_entry("document.report_ended", row, row.end, by=by, at=at, act=act) for row in rows])
    touched = {row.document_id: row.end for row in rows if row.end != ReportEnd.SETTLED}
    still = set(Report.objects.filter(document__in=touched, ended_at=None).values_list("document", flat=True))
    resumed: list[UUID] = []
    for end in dict.fromkeys(touched.values()):
        ids = [document for document, its in touched.items() if its == end and document not in still]
        resumed += move(ids, "resume", by=by, at=at, act=act, because=end, strict=False)
    return resumed


def end_reports_of_files(ends: Mapping[UUID, ReportEnd], *, by: str, at: datetime, act: UUID) -> list[UUID]:
    """Ends what these files (by application) reported; the documents resumed. Inside a transaction."""
    if not ends:
        return []
    rows = Report.objects.filter(application__in=ends, ended_at=None).values_list("id", "application")
    return end_reports({id_: ends[application] for id_, application in rows if application}, by=by, at=at, act=act)


def settle_reports(documents: Iterable[UUID], *, by: str, at: datetime, act: UUID) -> None:
    """The documents ended as reported: nothing that was said of them waits any more. Inside a transaction."""
    ids = Report.objects.filter(document__in=list(documents), ended_at=None).values_list("id", flat=True)
    end_reports(dict.fromkeys(ids, ReportEnd.SETTLED), by=by, at=at, act=act)


def standing_reports(documents: Iterable[UUID]) -> Mapping[UUID, list[ReportValue]]:
    """By document, oldest first: what suspends it. One round trip."""
    rows = Report.objects.filter(
        document__in=list(documents), ended_at=None, document__state=DocumentState.SUSPENDED
    ).order_by("reported_at", "id")
    found: dict[UUID, list[ReportValue]] = {}
    for row in rows:
        found.setdefault(row.document_id, []).append(
            ReportValue(
                id=row.id, document=row.document_id, ground=Ground(row.ground), teller=Teller(row.teller),
                application=row.application, reported_at=row.reported_at, reported_by=row.reported_by,
            )
        )  # fmt: skip
    return found


def find_report(report: UUID) -> ReportValue | None:
    """A report that stands, or None."""
    row = Report.objects.filter(pk=report, ended_at=None).values_list("document", flat=True).first()
    return next((one for one in standing_reports([row]).get(row, ()) if one.id == report), None) if row else None


def _entry(event: str, row: Report, because: str, *, by: str, at: datetime, act: UUID) -> Entry:
    told = {"application": row.application} if row.application else {}
    return Entry(
        event=event, subject_kind="document", subject=row.document_id, acted_at=at, actor=by, act=act, because=because,
        facts={"report": row.id, "teller": row.teller, **told},
    )  # fmt: skip
