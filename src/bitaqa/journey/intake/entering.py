"""What opened packets become: applications, completions, station journal entries, closed days; one writer per kind.

Each kind takes the whole batch and makes a fixed number of round trips. Blobs are written, with one fsync for the
batch, before the transaction that refers to them commits; orphans of a transaction that died are swept later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.backbone.vault.door import BlobRef, blob_store
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.packet_bodies import (
    ApplicationBody,
    CompletionBody,
    CustodyBody,
    DayReportBody,
    HandOverBody,
    JournalBody,
    WrongCardBody,
)
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import FINGERS
from bitaqa.records.campaigns import door as campaigns

from .completing import enter_completions
from .errors import ApplicationKnownError, ReceiptKnownError
from .models import PacketContent, StationDay
from .opening import Opened
from .suspending import suspend_reported
from .told import entry_told

ACTOR = "worker:intake"
Refused = dict[UUID, BitaqaError]


def enter(opened: Sequence[Opened], *, at: datetime, act: UUID) -> Refused:
    """Enters every packet of the batch that can be; returns the others with their reasons. Inside a transaction."""
    refused: Refused = {}
    of_applications = [(each, _application(each)) for each in opened if _application(each) is not None]
    completions = [each for each in opened if isinstance(each.body, CompletionBody)]
    refused |= _enter_applications([(each, body) for each, body in of_applications if body is not None], at=at, act=act)
    refused |= enter_completions(completions, at=at, act=act)
    _enter_journals([each for each in opened if isinstance(each.body, JournalBody)], at=at)
    _enter_days([each for each in opened if isinstance(each.body, DayReportBody)], at=at)
    PacketContent.objects.bulk_create(
        PacketContent(packet_id=each.packet, kind=_content_kind(each), body=each.body.to_map())
        for each in opened
        if isinstance(each.body, (HandOverBody, CustodyBody, WrongCardBody)) and each.packet not in refused
    )
    return refused


def _application(each: Opened) -> ApplicationBody | None:
    if isinstance(each.body, WrongCardBody):
        return each.body.application
    return each.body if isinstance(each.body, ApplicationBody) else None


def _content_kind(each: Opened) -> str:
    return "wrong-card" if isinstance(each.body, WrongCardBody) else each.opened.header.kind.value


def _enter_applications(batch: Sequence[tuple[Opened, ApplicationBody]], *, at: datetime, act: UUID) -> Refused:
    refused: Refused = {}
    known = applications.known_applications(body.application for _, body in batch)
    receipts = applications.known_receipts(body.receipt_number for _, body in batch)
    arrivals: list[tuple[Opened, ApplicationBody]] = []
    for each, body in batch:
        if body.application in known:
            refused[each.packet] = ApplicationKnownError(sequence=each.row.sequence)
        elif body.receipt_number in receipts:
            refused[each.packet] = ReceiptKnownError(sequence=each.row.sequence)
        else:
            known.add(body.application)
            receipts.add(body.receipt_number)
            arrivals.append((each, body))
    if arrivals:
        kept = _kept_files([(body.application, each.files) for each, body in arrivals])
        applications.add_applications(
            [(body, _arrival(each, *references)) for (each, body), references in zip(arrivals, kept, strict=True)],
            at=at,
            act=act,
        )
        suspend_reported((body for _, body in arrivals), by=ACTOR, at=at, act=act)
    return refused


def _kept_files(files: Sequence[tuple[UUID, Mapping[str, bytes]]]) -> list[tuple[BlobRef, BlobRef | None]]:
    """Finger templates under a key of their own, the rest under the application's; one segment for the batch."""
    contents = [(id_, {n: data for n, data in held.items() if not n.startswith(FINGERS)}) for id_, held in files]
    fingers = [
        (applications.fingers_owner(id_), {n: data for n, data in held.items() if n.startswith(FINGERS)})
        for id_, held in files
    ]
    taken = [(owner, templates) for owner, templates in fingers if templates]
    references = blob_store().put_many([*contents, *taken])
    by_owner = {reference.owner: reference for reference in references[len(contents) :]}
    return [(file, by_owner.get(owner)) for file, (owner, _) in zip(references, fingers, strict=False)]


def _arrival(each: Opened, file: BlobRef, fingers: BlobRef | None = None) -> applications.Arrival:
    return applications.Arrival(
        station=each.row.station,
        epoch=each.row.epoch,
        sequence=int(each.row.sequence or 0),
        packet_hash=bytes(each.row.hash),
        container={"id": str(file.id)} | ({"fingers": str(fingers.id)} if fingers else {}),
    )


def _enter_journals(batch: Sequence[Opened], *, at: datetime) -> None:
    """A station's own entries join the centre's journal: codes and ids only, under the station's operator."""
    told: list[Entry] = []
    for each in batch:
        if not isinstance(each.body, JournalBody):
            continue
        act = new_id()
        told += [
            entry_told(entry, station=each.row.station, sequence=each.row.sequence, act=act)
            for entry in each.body.entries
        ]
    record(told)


def _enter_days(batch: Sequence[Opened], *, at: datetime) -> None:
    """A closed day: the visit opens and closes at the station's times; its figures are kept for comparison."""
    rows = []
    for each in batch:
        body = each.body
        if not isinstance(body, DayReportBody):
            continue
        actor = f"station:{each.row.station}/{body.head}"
        campaigns.move_visits([body.visit], "open", by=actor, at=body.opened_at, strict=False)
        campaigns.move_visits([body.visit], "close", by=actor, at=body.closed_at, strict=False)
        rows.append(
            StationDay(
                report=body.report,
                station=each.row.station,
                visit=body.visit,
                place=body.place,
                day=body.day,
                figures=body.to_map(),
                received_at=at,
            )
        )
    StationDay.objects.bulk_create(rows, ignore_conflicts=True)
