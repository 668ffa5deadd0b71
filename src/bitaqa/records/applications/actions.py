"""Writes to applications: entering, moving, telling, and the few columns later steps fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.rules.applications import APPLICATION, ApplicationKind, ApplicationState
from bitaqa.foundation.rules.packet_bodies import ApplicationBody
from bitaqa.records.moving import Particulars, Told, move_rows
from bitaqa.records.persons.door import search_keys, vars_of

from .models import Application
from .values import COMPLETION_CONTAINER, Arrival

_TOLD = Told(
    kind="kind",
    place="place",
    campaign="campaign",
    station="station",
    day="day",
    facts={"document_type": "document_type"},
)


def add_applications(arrivals: Sequence[tuple[ApplicationBody, Arrival]], *, at: datetime, act: UUID) -> None:
    """Enters applications that arrived: state `received`, or `incomplete` with the papers still to come.

    Tells `application.registered` for each counted request (corrections are not requests of their own), then
    `application.received` or `application.received_incomplete`. Fixed round trips. Inside a transaction; an
    application or receipt that came before raises IntegrityError (intake looks first).
    """
    rows, told = [], []
    for body, arrival in arrivals:
        state = ApplicationState.INCOMPLETE if body.missing else ApplicationState.RECEIVED
        rows.append(
            Application(
                id=body.application,
                receipt_number=body.receipt_number,
                document_type=body.document_type,
                type_version=body.versions.document_type,
                rules_version=body.versions.rules,
                programme=body.programme or "",
                kind=body.kind,
                ground=body.ground,
                state=state,
                state_at=at,
                came_incomplete=bool(body.missing),
                campaign=body.campaign,
                visit=body.visit,
                place=body.place,
                day=body.day,
                station=arrival.station,
                epoch=arrival.epoch,
                sequence=arrival.sequence,
                packet_hash=arrival.packet_hash,
                corrects=body.corrects,
                needed_by=body.needed_by,
                priority=body.priority,
                container=arrival.container,
                complete_at=body.complete_at,
                missing=[paper.code.value for paper in body.missing],
                body=body.to_map(),
                claimed_number=(body.claimed.national_number if body.claimed else "")[:20],
                confirmed_at=body.confirmed_at,
                received_at=at,
                **vars_of(search_keys(body.identity)),
            )
        )
        events = [] if body.kind is ApplicationKind.CORRECTION else ["application.registered"]
        events.append("application.received_incomplete" if body.missing else "application.received")
        told += [
            Entry(
                event=event,
                subject_kind="application",
                subject=body.application,
                acted_at=body.confirmed_at,
                actor=f"station:{arrival.station}/{body.operator}",
                act=act,
                kind=body.kind,
                place=body.place,
                campaign=body.campaign,
                station=arrival.station,
                day=body.day,
                facts={"document_type": body.document_type, "ground": body.ground},
            )
            for event in events
        ]
    Application.objects.bulk_create(rows, batch_size=1000)
    record(told)


def move(
    ids: Sequence[UUID],
    name: str,
    *,
    by: str,
    at: datetime,
    act: UUID | None = None,
    because: str = "",
    facts: Mapping[UUID, Mapping[str, Any]] | None = None,
    refused_ground: str | None = None,
    each: Mapping[UUID, Particulars] | None = None,
    strict: bool = True,
) -> list[UUID]:
    """Moves applications by a row of `rules.applications.APPLICATION`; see `records.moving.move_rows`."""
    columns = {} if refused_ground is None else {"refused_ground": refused_ground}
    return move_rows(
        Application,
        APPLICATION,
        _TOLD,
        ids,
        name,
        by=by,
        at=at,
        act=act,
        because=because,
        facts=facts,
        set_columns=columns,
        each=each,
        strict=strict,
    )


def tell(
    ids: Sequence[UUID],
    event: str,
    *,
    by: str,
    at: datetime,
    act: UUID,
    because: str = "",
    facts: Mapping[UUID, Mapping[str, Any]] | None = None,
    each: Mapping[UUID, Particulars] | None = None,
) -> None:
    """Records an event of applications that changes no state (a refusal proposed, a correction linked)."""
    batch, own = Particulars(by=by, at=at, because=because), each or {}
    rows = Application.objects.filter(pk__in=list(ids)).values_list("id", "kind", "place", "campaign", "station", "day")
    record(
        [
            Entry(
                event=event,
                subject_kind="application",
                subject=id_,
                acted_at=own.get(id_, batch).at,
                actor=own.get(id_, batch).by,
                act=own.get(id_, batch).act or act,
                because=own.get(id_, batch).because or because,
                kind=kind,
                place=place,
                campaign=campaign,
                station=station,
                day=day,
                facts=(facts or {}).get(id_, {}),
            )
            for id_, kind, place, campaign, station, day in rows
        ]
    )


def set_persons(persons: Mapping[UUID, UUID]) -> None:
    """Says which person each application is about (decided at approval). One round trip."""
    _set_column("person", persons)


def set_delivery_visits(visits: Mapping[UUID, UUID]) -> None:
    """Says at which delivery visit each application's card is handed over. One round trip."""
    _set_column("delivery_visit", visits)


def set_ready_days(days: Mapping[UUID, date]) -> None:
    """Says by which day each application's card is promised to be made. One round trip."""
    _set_column("ready_on", days, kind="date")


def _set_column(column: str, values: Mapping[UUID, UUID] | Mapping[UUID, date], *, kind: str = "uuid") -> None:
    if not values:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE application SET {column} = given.value FROM unnest(%s::uuid[], %s::{kind}[]) AS "  # noqa: S608
            "given(id, value) "
            "WHERE application.id = given.id",
            [list(values.keys()), list(values.values())],
        )


def add_papers(application: UUID, papers: Sequence[Mapping[str, Any]], *, container: Mapping[str, Any] | None) -> None:
    """Papers that came later join the file; what was missing is no longer."""
    row = Application.objects.select_for_update().get(pk=application)
    row.body = {**row.body, "papers": [*row.body.get("papers", []), *papers], COMPLETION_CONTAINER: container}
    brought = {paper["code"] for paper in papers}
    row.missing = [code for code in row.missing if code not in brought]
    row.save(update_fields=["body", "missing"])


def replace_captures(application: UUID, captures: Mapping[str, Any], *, container: Mapping[str, Any]) -> None:
    """What was captured again takes the place of what the file held."""
    row = Application.objects.select_for_update().get(pk=application)
    row.body = {**row.body, **captures}
    row.container = dict(container)
    row.recapture = [what for what in row.recapture if what not in captures]
    row.save(update_fields=["body", "container", "recapture"])


def await_completion(
    application: UUID, *, visit: UUID | None, missing: Sequence[str] = (), recapture: Sequence[str] = ()
) -> None:
    """Names the later visit at which a returned file is completed, the papers and the captures it waits for."""
    Application.objects.filter(pk=application).update(
        complete_at=visit, missing=list(missing), recapture=list(recapture)
    )


def forget_fingers(ids: Sequence[UUID]) -> None:
    """The finger templates of these applications were erased: nobody looks for them any more. One round trip."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE application SET container = container - 'fingers' WHERE id = ANY(%s)", [list(ids)])
