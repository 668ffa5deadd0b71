"""What other rooms may ask of applications, and the acts on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.applications import APPLICATION, ApplicationKind, ApplicationState
from bitaqa.foundation.rules.packet_bodies import ApplicationBody
from bitaqa.foundation.rules.persons import Identity
from bitaqa.records.moving import Told, move_rows
from bitaqa.records.persons.door import search_keys, vars_of

from .models import Application

_TOLD = Told(
    kind="kind",
    place="place",
    campaign="campaign",
    station="station",
    day="day",
    facts={"document_type": "document_type"},
)


class ApplicationUnknownError(BitaqaError):
    code = "applications.application_unknown"
    sentence = "No application is known under “%(application)s”."
    next_step = "Check the receipt number; the packet may not have arrived yet."
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Where an application came from: the packet's place in its station's chain, and its blob container."""

    station: UUID
    epoch: int
    sequence: int
    packet_hash: bytes
    container: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationValue:
    id: UUID
    receipt_number: str
    document_type: str
    type_version: str
    rules_version: str
    programme: str
    kind: ApplicationKind
    ground: str
    state: ApplicationState
    state_at: datetime
    came_incomplete: bool
    campaign: UUID | None
    visit: UUID
    place: str
    day: date
    station: UUID
    person: UUID | None
    corrects: UUID | None
    needed_by: date | None
    priority: str
    container: dict[str, Any] | None
    delivery_visit: UUID | None
    complete_at: UUID | None
    missing: tuple[str, ...]
    name_ar: str
    name_latin: str
    birth: PartialDate
    sex: str
    claimed_number: str
    refused_ground: str
    confirmed_at: datetime
    received_at: datetime
    body: Mapping[str, Any]

    @property
    def identity(self) -> Identity:
        """What was claimed of the person at enrolment."""
        return Identity.model_validate(self.body["identity"])


def _value(row: Application) -> ApplicationValue:
    return ApplicationValue(
        id=row.id,
        receipt_number=row.receipt_number,
        document_type=row.document_type,
        type_version=row.type_version,
        rules_version=row.rules_version,
        programme=row.programme,
        kind=ApplicationKind(row.kind),
        ground=row.ground,
        state=ApplicationState(row.state),
        state_at=row.state_at,
        came_incomplete=row.came_incomplete,
        campaign=row.campaign,
        visit=row.visit,
        place=row.place,
        day=row.day,
        station=row.station,
        person=row.person,
        corrects=row.corrects,
        needed_by=row.needed_by,
        priority=row.priority,
        container=row.container,
        delivery_visit=row.delivery_visit,
        complete_at=row.complete_at,
        missing=tuple(row.missing),
        name_ar=row.name_ar,
        name_latin=row.name_latin,
        birth=PartialDate.parse(row.birth),
        sex=row.sex,
        claimed_number=row.claimed_number,
        refused_ground=row.refused_ground,
        confirmed_at=row.confirmed_at,
        received_at=row.received_at,
        body=row.body,
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
                event=event, subject_kind="application", subject=body.application, acted_at=body.confirmed_at,
                actor=f"station:{arrival.station}/{body.operator}", act=act, kind=body.kind, place=body.place, campaign=body.campaign,
                station=arrival.station, day=body.day, facts={"document_type": body.document_type, "ground": body.ground},
            )
            for event in events
        ]  # fmt: skip
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
) -> None:
    """Records an event of applications that changes no state (a refusal proposed, a correction linked)."""
    rows = Application.objects.filter(pk__in=list(ids)).values_list("id", "kind", "place", "campaign", "station", "day")
    record(
        [
            Entry(
                event=event, subject_kind="application", subject=id_, acted_at=at, actor=by, act=act, because=because, kind=kind, place=place,
                campaign=campaign, station=station, day=day, facts=(facts or {}).get(id_, {}),
            )
            for id_, kind, place, campaign, station, day in rows
        ]
    )  # fmt: skip


def set_persons(persons: Mapping[UUID, UUID]) -> None:
    """Says which person each application is about (decided at approval). One round trip."""
    _set_column("person", persons)


def set_delivery_visits(visits: Mapping[UUID, UUID]) -> None:
    """Says at which delivery visit each application's card is handed over. One round trip."""
    _set_column("delivery_visit", visits)


def _set_column(column: str, values: Mapping[UUID, UUID]) -> None:
    if not values:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE application SET {column} = given.value FROM unnest(%s::uuid[], %s::uuid[]) AS given(id, value) "  # noqa: S608
            "WHERE application.id = given.id",
            [list(values.keys()), list(values.values())],
        )


def add_papers(application: UUID, papers: Sequence[Mapping[str, Any]], *, container: Mapping[str, Any] | None) -> None:
    """Papers that came later join the file; what was missing is no longer."""
    row = Application.objects.select_for_update().get(pk=application)
    row.body = {**row.body, "papers": [*row.body.get("papers", []), *papers], "completion_container": container}
    brought = {paper["code"] for paper in papers}
    row.missing = [code for code in row.missing if code not in brought]
    row.save(update_fields=["body", "missing"])


def applications_by_id(ids: Iterable[UUID]) -> Mapping[UUID, ApplicationValue]:
    return {row.id: _value(row) for row in Application.objects.filter(pk__in=set(ids))}


def get_application(application: UUID) -> ApplicationValue:
    """Raises ApplicationUnknownError."""
    row = Application.objects.filter(pk=application).first()
    if row is None:
        raise ApplicationUnknownError(application=application)
    return _value(row)


def find_application(receipt_number: str) -> ApplicationValue | None:
    row = Application.objects.filter(receipt_number=receipt_number).first()
    return _value(row) if row else None


def known_applications(ids: Iterable[UUID]) -> set[UUID]:
    """Which of the ids the register holds already: what makes intake idempotent."""
    return set(Application.objects.filter(pk__in=set(ids)).values_list("id", flat=True))


def corrections_of(applications: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """The latest correction of each application that has one."""
    rows = (
        Application.objects.filter(corrects__in=set(applications))
        .order_by("received_at", "id")
        .values_list("corrects", "id")
    )
    return {corrected: correction for corrected, correction in rows if corrected}


def applications_in(
    states: Iterable[ApplicationState], *, campaign: UUID | None = None, place: str | None = None, complete_at: Iterable[UUID] | None = None,
    limit: int = 10_000,
) -> list[ApplicationValue]:  # fmt: skip
    """In order of urgency: deadline first, then the day they were made."""
    query = Application.objects.filter(state__in=list(states))
    if campaign is not None:
        query = query.filter(campaign=campaign)
    if place is not None:
        query = query.filter(place=place)
    if complete_at is not None:
        query = query.filter(complete_at__in=list(complete_at))
    return [_value(row) for row in query.order_by("needed_by", "day", "id")[:limit]]


@dataclass(frozen=True, slots=True)
class KeyedApplication:
    id: UUID
    arabic_key: str
    latin_key: str
    birth: PartialDate
    sex: str
    claimed_number: str


PENDING = (
    ApplicationState.INCOMPLETE,
    ApplicationState.RECEIVED,
    ApplicationState.ADJUDICATION,
    ApplicationState.RETURNED,
)


def pending_by_keys(*, arabic: Iterable[str], latin: Iterable[str], years: Iterable[int]) -> list[KeyedApplication]:
    """Pending applications with one of the name keys (either script) and birth years. One round trip."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, arabic_key, latin_key, birth, sex, claimed_number FROM application WHERE state = ANY(%s) AND kind <> 'correction' "
            "AND birth_year = ANY(%s) AND (arabic_key = ANY(%s) OR latin_key = ANY(%s))",
            [[s.value for s in PENDING], sorted(set(years)), sorted(set(arabic)), sorted(set(latin))],
        )
        return [KeyedApplication(r[0], r[1], r[2], PartialDate.parse(r[3]), r[4], r[5]) for r in cursor.fetchall()]


def count_by_state(*, campaign: UUID | None = None) -> Mapping[ApplicationState, int]:
    query = Application.objects.all() if campaign is None else Application.objects.filter(campaign=campaign)
    return {
        ApplicationState(row["state"]): row["n"]
        for row in query.values("state").annotate(n=Count("id")).order_by("state")
    }


def known_receipts(numbers: Iterable[str]) -> set[str]:
    """Which receipt numbers are taken."""
    return set(Application.objects.filter(receipt_number__in=set(numbers)).values_list("receipt_number", flat=True))


def await_completion(application: UUID, *, visit: UUID | None) -> None:
    """Names the later visit at which a returned file is completed."""
    Application.objects.filter(pk=application).update(complete_at=visit)


def stoppable_of_person(person: UUID) -> list[UUID]:
    """The person's applications that a death stops: everything decided for them that has not reached its end."""
    states = [str(state) for state in APPLICATION.get_move("stop").sources]
    return list(Application.objects.filter(person=person, state__in=states).order_by("id").values_list("id", flat=True))
