"""Previewing a file, and loading it: 2,000 rows per transaction, with a checkpoint, so that a killed load resumes.

Persons, documents and cards are entered through their rooms' doors, each told to the journal; what cannot be entered
is kept whole with its reasons. The same file again loads nothing twice: its hash is known, its people's numbers are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id, new_ids
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.foundation.rules.documents import CardState, DocumentState
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents

from .. import door as persons
from ..import_models import ImportProblem, RegisterImport
from .checking import Checked, Seen, check_rows
from .files import Row, file_hash, read_rows
from .rows import Dates, RegisterRow, RowReader

BATCH = 2000
SHOWN = 10
Progress = Callable[[int, int], None]


@dataclass
class Preview:
    """What a file would do: counts that add up, its first rows, its first problems."""

    rows: int = 0
    new: int = 0
    known: int = 0
    aside: int = 0
    ignored: list[str] = field(default_factory=list)
    first: list[RegisterRow] = field(default_factory=list)
    problems: list[tuple[int, list[BitaqaError]]] = field(default_factory=list)


def preview_file(path: Path, *, name: str, dates: Dates, by: str, at: datetime) -> tuple[RegisterImport, Preview]:
    """Reads the whole file and changes nothing but its own line. Raises FileUnreadableError, ColumnsMissingError."""
    ignored, rows = read_rows(path)
    preview, seen, reader = Preview(ignored=ignored), Seen(), _reader(dates, at)
    for batch in _batches(rows):
        checked = check_rows(batch, reader, seen)
        preview.rows += len(batch)
        preview.new += len(checked.new)
        preview.known += len(checked.known)
        preview.aside += len(checked.aside)
        preview.first += checked.new[: SHOWN - len(preview.first)]
        preview.problems += [(n, why) for n, _row, why in checked.aside[: max(0, SHOWN - len(preview.problems))]]
    with transaction.atomic():
        found, _new = RegisterImport.objects.get_or_create(
            sha256=file_hash(path),
            defaults={"name": name[:200], "dates": dates, "rows": preview.rows, "by": by, "at": at},
        )
        if found.state == "previewed" and found.dates != dates:
            found.dates = dates
            found.save(update_fields=["dates"])
        record(
            [
                _told(
                    "import.previewed",
                    found,
                    by,
                    at,
                    {"rows": preview.rows, "new": preview.new, "aside": preview.aside},
                )
            ]
        )
    return found, preview


def load_file(
    path: Path, found: RegisterImport, *, by: str, at: datetime, progress: Progress | None = None
) -> RegisterImport:
    """Loads what is not loaded yet, batch by batch from the checkpoint; answers the import as it stands then."""
    _ignored, rows = read_rows(path)
    seen, reader = Seen(), _reader("dmy" if found.dates == "dmy" else "iso", at)
    for batch in _batches(rows):
        with transaction.atomic():
            row = RegisterImport.objects.select_for_update().get(pk=found.pk)
            last = batch[-1][0]
            # Rows before the checkpoint were entered before a kill: only their numbers are remembered.
            _remember((entry for entry in batch if entry[0] < row.next_row), reader, seen)
            fresh = [entry for entry in batch if entry[0] >= row.next_row]
            if fresh:
                _enter(check_rows(fresh, reader, seen), row, by=by, at=at)
                row.next_row, row.state = last + 1, "loading"
                row.save(update_fields=["next_row", "state", "loaded", "known", "aside"])
        if progress:
            progress(min(last, row.rows), row.rows)
    with transaction.atomic():
        row = RegisterImport.objects.select_for_update().get(pk=found.pk)
        if row.state != "done":
            row.state, row.finished_at = "done", at
            row.save(update_fields=["state", "finished_at"])
    return row


def _reader(dates: Dates, at: datetime) -> RowReader:
    return RowReader(pack=load_country_pack(settings.BITAQA_COUNTRY_PACK), on=local_day(at), dates=dates)


def _batches(rows: Iterable[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


def _remember(batch: Iterable[tuple[int, Row]], reader: RowReader, seen: Seen) -> None:
    for number, row in batch:
        read = reader.read(number, row)
        if isinstance(read, RegisterRow):
            seen.meet(read)


def _enter(checked: Checked, row: RegisterImport, *, by: str, at: datetime) -> None:
    """Persons, their documents and their cards: a fixed number of round trips."""
    act, new = new_id(), checked.new
    people, papers, bodies = new_ids(len(new)), new_ids(len(new)), new_ids(len(new))
    persons.create_persons(
        [persons.NewPerson(each.identity, each.national_number, id_) for each, id_ in zip(new, people, strict=True)],
        by=by,
        at=at,
        act=act,
        event="person.imported",
        origin="import",
    )
    documents.add_documents(
        [_document(each, id_, owner) for each, id_, owner in zip(new, papers, people, strict=True)],
        by=by,
        at=at,
        act=act,
        event="document.imported",
    )
    cards.add_cards(
        [
            cards.CardValue(
                id=id_,
                document=paper,
                number=each.document_number,
                person=owner,
                application=None,
                keeper="holder",
                place=each.identity.address.place,
                state=CardState.HANDED_OVER,
                made_at=at,
            )
            for each, id_, paper, owner in zip(new, bodies, papers, people, strict=True)
        ],
        by=by,
        at=at,
        act=act,
        event="card.imported",
    )
    ImportProblem.objects.bulk_create(
        ImportProblem(
            register_import=row,
            row=number,
            values=values,
            reasons=[{"code": error.code, "facts": error.facts} for error in problems],
        )
        for number, values, problems in checked.aside
    )
    row.loaded += len(new)
    row.known += len(checked.known)
    row.aside += len(checked.aside)
    told = [_told("import.loaded", row, by, at, {"loaded": len(new), "known": len(checked.known)})]
    told += [
        _told("import.row_set_aside", row, by, at, {"row": number, "reason": problems[0].code})
        for number, _values, problems in checked.aside
    ]
    record(told)


def _document(row: RegisterRow, id_: UUID, owner: UUID) -> documents.DocumentValue:
    return documents.DocumentValue(
        id=id_,
        number=row.document_number,
        person=owner,
        application=None,
        document_type=row.document_type,
        type_version=row.type_version,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        state=DocumentState.ACTIVE,
    )


def _told(event: str, row: RegisterImport, by: str, at: datetime, facts: dict[str, object]) -> Entry:
    return Entry(
        event=event,
        subject_kind="import",
        subject=row.id,
        acted_at=at,
        actor=by,
        act=new_id(),
        facts={**facts, "file": row.sha256},
    )
