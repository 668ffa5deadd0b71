"""Files that wait for papers or captures: those the field pack names, and those sealed here which no pack could name.

A vehicle may be days without network: a family that comes back with the missing paper before the centre has heard of
the file is served all the same (F3.3). The names of such a file are there until its day is closed; after that it is
known by its receipt. Refuses: a file that neither the pack nor this station knows to be incomplete.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.applications import ApplicationState, PaperCode, Recapture
from bitaqa.foundation.rules.field_pack import IncompleteFile
from bitaqa.station.fieldpack.door import (
    IncompleteFileUnknownError,
    find_pack,
    get_incomplete,
    incomplete_files,
)
from bitaqa.station.outbox.door import decided_until

from .models import Completion, Draft


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """Names are empty and the birth unknown when only this station knows the file and its day is closed."""

    application: UUID
    receipt_number: str
    name_ar: str
    name_latin: str
    birth: PartialDate | None
    missing: tuple[PaperCode, ...]
    visit: UUID
    """At which the papers are to be brought."""
    recapture: tuple[Recapture, ...] = ()
    """What people asked to be captured again."""


def waiting_file(application: UUID) -> WaitingFile:
    """Raises IncompleteFileUnknownError."""
    try:
        return _of_pack(get_incomplete(application))
    except IncompleteFileUnknownError:
        row = _sealed_here().filter(id=application).first()
        if row is None:
            raise
    return _of_draft(row)


def waiting_files(*, visit: UUID | None = None) -> tuple[WaitingFile, ...]:
    """Those of the pack by name, then those sealed here of which the pack could not know; of one visit, or of all."""
    named = tuple(_of_pack(file) for file in incomplete_files(visit=visit))
    rows = _sealed_here() if visit is None else _sealed_here().filter(complete_at=visit)
    here = {row.packet: row for row in rows.order_by("sealed_at") if row.packet}
    pack = find_pack()
    told = decided_until(pack.issued_at, here) if pack and here else set()
    listed = {file.application for file in named}
    return (*named, *(_of_draft(row) for packet, row in here.items() if packet not in told and row.id not in listed))


@dataclass(frozen=True, slots=True)
class CompletedFile:
    """A second completion of the same file answers the same."""

    application: UUID
    epoch: int
    sequence: int


def completions_of() -> dict[UUID, CompletedFile]:
    """Files completed at this station, by application, but those the centre asked for again since.

    A file that a pack still names after the centre had decided on its completion waits for something new.
    """
    rows = {row.packet: row for row in Completion.objects.order_by("epoch", "sequence")}
    pack = find_pack()
    old = decided_until(pack.issued_at, rows) if pack and rows else set()
    asked = {file.application for file in incomplete_files()} if old else set()
    return {
        row.application: CompletedFile(row.application, row.epoch, row.sequence)
        for packet, row in rows.items()
        if packet not in old or row.application not in asked
    }


def _sealed_here() -> QuerySet[Draft]:
    return Draft.objects.filter(state=ApplicationState.SEALED.value, complete_at__isnull=False).exclude(missing=[])


def _of_pack(file: IncompleteFile) -> WaitingFile:
    names = file.names
    return WaitingFile(
        file.application, file.receipt_number, names.arabic.whole(), names.latin.whole(), file.birth, file.missing,
        file.visit, file.recapture,
    )  # fmt: skip


def _of_draft(row: Draft) -> WaitingFile:
    assert row.complete_at is not None  # noqa: S101 - asked for in the query
    missing = tuple(PaperCode(entry["code"]) for entry in row.missing)
    return WaitingFile(row.id, row.receipt_number, row.holder_ar, row.holder_latin, None, missing, row.complete_at)
