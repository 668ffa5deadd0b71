"""Frozen values of applications, as other rooms see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.applications import ApplicationKind, ApplicationState
from bitaqa.foundation.rules.packet_bodies import ApplicationBody
from bitaqa.foundation.rules.persons import Identity

from .models import Application


class ApplicationUnknownError(BitaqaError):
    code = "applications.application_unknown"
    sentence = "No application is known under “%(application)s”."
    next_step = "Check the receipt number; the packet may not have arrived yet."
    status = 404


FINGERS = ("finger/", "ridge/")
"""How the names of finger templates and images begin, among the files of an application."""


def fingers_owner(application: UUID) -> UUID:
    """Whose key seals the finger templates of an application: not the file's own, so that they can be erased alone."""
    return uuid5(application, "fingers")


def container_of(file: ApplicationValue) -> UUID | None:
    """The container of the application's portrait, signature and papers."""
    return UUID(file.container["id"]) if file.container else None


def fingers_container_of(file: ApplicationValue) -> UUID | None:
    """The container of its finger templates; None where none were taken."""
    return UUID(file.container["fingers"]) if file.container and file.container.get("fingers") else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Where an application came from: the packet's place in its station's chain, and its blob containers (`id` of the
    file, `fingers` of the templates)."""

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
    ready_on: date | None
    """The day its card was promised for when it was ordered."""
    complete_at: UUID | None
    missing: tuple[str, ...]
    recapture: tuple[str, ...]
    name_ar: str
    name_latin: str
    birth: PartialDate
    sex: str
    claimed_number: str
    refused_ground: str
    confirmed_at: datetime
    received_at: datetime
    erased: bool
    body: Mapping[str, Any]

    @property
    def identity(self) -> Identity:
        """What was claimed of the person at enrolment."""
        return Identity.model_validate(self.body["identity"])

    @property
    def as_enrolled(self) -> ApplicationBody:
        """What the station sealed, with what was brought or captured later; not what the centre noted beside it."""
        return ApplicationBody.model_validate({k: v for k, v in self.body.items() if k != COMPLETION_CONTAINER})


COMPLETION_CONTAINER = "completion_container"
"""Under which name a body holds the container of the papers that came later."""


def value_of(row: Application) -> ApplicationValue:
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
        ready_on=row.ready_on,
        complete_at=row.complete_at,
        missing=tuple(row.missing),
        recapture=tuple(row.recapture),
        name_ar=row.name_ar,
        name_latin=row.name_latin,
        birth=PartialDate.parse(row.birth),
        sex=row.sex,
        claimed_number=row.claimed_number,
        refused_ground=row.refused_ground,
        confirmed_at=row.confirmed_at,
        received_at=row.received_at,
        erased=row.erased_at is not None,
        body=row.body,
    )
