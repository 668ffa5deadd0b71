"""A draft is started, filled step by step, perhaps abandoned. Each save is one committed write: a crash loses nothing.

What is typed is kept even when it is not sound yet (the steps say what is wrong); only shapes that no form makes are
refused. Any change after the applicant confirmed takes the confirmation back.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from pydantic import ValidationError

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.names.checks import tidy
from bitaqa.foundation.rules.applications import APPLICATION, ApplicationKind, ApplicationState, Ground, Priority
from bitaqa.foundation.rules.packet_bodies import ClaimedPerson, Fee, MissingPaper, Notice
from bitaqa.foundation.rules.persons import Body
from bitaqa.foundation.rules.problems import problem_of
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, check_clock_is_plausible, check_may, record
from bitaqa.station.durable import remove_files
from bitaqa.station.fieldpack.door import check_enrolment_allowed, get_pack, get_programme, get_visit

from .editing import editing
from .errors import ProgrammeDoesNotFitError, ReasonUnknownError, StepShapeError
from .models import Draft
from .reading import draft_folder, get_open_row, get_row, rules_of
from .rules import ABANDON_REASONS
from .who import dated_address

MOST_TEXT = 400
MOST_DEPTH = 6


@dataclass(frozen=True, slots=True)
class NewDraft:
    """What a request starts from."""

    document_type: str
    kind: ApplicationKind
    ground: Ground
    visit: UUID
    programme: str = ""
    claimed: Mapping[str, Any] | None = None
    ticket: int | None = None
    priority: Priority = Priority.NONE
    needed_by: date | None = None
    needed_for: str = ""
    corrects: UUID | None = None
    draft: UUID | None = None
    """An id drawn with the form: sending the form twice starts one draft."""


@transaction.atomic
def start_draft(*, new: NewDraft, by: Operator, at: datetime) -> UUID:
    """The id of the draft, which is the application's id.

    Raises PermissionMissingError, ClockFarOffError, FieldPackExpiredError, VisitUnknownError, KindNotOfferedError,
    ProgrammeDoesNotFitError.
    """
    check_may(by, Permission.ENROL)
    if new.draft is not None and Draft.objects.filter(id=new.draft).exists():
        return new.draft
    check_clock_is_plausible(not_before=get_pack().issued_at)
    check_enrolment_allowed(at)
    visit = get_visit(new.visit)
    programme = get_programme(new.programme or visit.programme)
    if programme.document_types and new.document_type not in programme.document_types:
        raise ProgrammeDoesNotFitError()
    if (new.kind is ApplicationKind.CORRECTION) != (new.corrects is not None):
        raise StepShapeError(field="corrects", problem="a correction names what it corrects, and nothing else does")
    row = Draft(
        id=new.draft or new_id(),
        document_type=new.document_type,
        kind=new.kind.value,
        ground=new.ground.value,
        programme=programme.code,
        campaign=visit.campaign,
        visit=visit.visit,
        place=visit.place,
        day=local_day(at),
        desk=by.desk,
        operator=by.code,
        ticket=new.ticket,
        priority=new.priority.value,
        needed_by=new.needed_by,
        needed_for=new.needed_for[:120],
        corrects=new.corrects,
        claimed=_shaped(ClaimedPerson, new.claimed or {}, "claimed"),
        file_key=secrets.token_bytes(32),
        started_at=at,
        changed_at=at,
        changed_by=by.code,
    )
    rules_of(row)
    row.save(force_insert=True)
    record("draft.started", at=at, by=by.code, subject=row.id, facts={"kind": row.kind})
    return row.id


def save_kind(
    *,
    draft: UUID,
    by: Operator,
    at: datetime,
    ground: Ground | None = None,
    claimed: Mapping[str, Any] | None = None,
    needed_by: date | None = None,
    needed_for: str | None = None,
    priority: Priority | None = None,
) -> None:
    with editing(draft, by=by, at=at) as row:
        if ground is not None:
            row.ground = ground.value
            rules_of(row)
        if claimed is not None:
            row.claimed = _shaped(ClaimedPerson, claimed, "claimed")
        if needed_by is not None:
            row.needed_by = needed_by
        if needed_for is not None:
            row.needed_for = needed_for[:120]
        if priority is not None:
            row.priority = priority.value


def save_who(
    *,
    draft: UUID,
    by: Operator,
    at: datetime,
    identity: Mapping[str, Any] | None = None,
    representative: Mapping[str, Any] | None = None,
    collector: str | None = None,
    collector_number: str | None = None,
) -> None:
    """Keeps what was typed, tidied (composed letters, single spaces). Raises StepShapeError for what no form makes."""
    with editing(draft, by=by, at=at) as row:
        if identity is not None:
            row.identity = dated_address(_tidied(identity, "identity"), row.identity, day=row.day)
        if representative is not None:
            row.representative = _tidied(representative, "representative")
        if collector is not None:
            row.collector = tidy(collector)[:120]
        if collector_number is not None:
            row.collector_number = tidy(collector_number).upper()[:40]


def save_missing(
    *, draft: UUID, missing: Sequence[Mapping[str, Any]], complete_at: UUID | None, by: Operator, at: datetime
) -> None:
    """The written list of papers that are still to come, and the later visit at which they are brought."""
    with editing(draft, by=by, at=at) as row:
        row.missing = [_shaped(MissingPaper, entry, "missing") for entry in missing]
        if complete_at is not None:
            get_visit(complete_at)
        row.complete_at = complete_at if row.missing else None


def save_fee(*, draft: UUID, fee: Mapping[str, Any], by: Operator, at: datetime) -> None:
    with editing(draft, by=by, at=at) as row:
        row.fee = _shaped(Fee, fee, "fee")


def settle_fee(*, draft: UUID, stamp_number: str, by: Operator, at: datetime) -> None:
    """What is due under the rules of the case: waived by its programme, else paid by the stamp named.

    Keeps nothing paid while the birth date, which the duty depends on, is not known.
    """
    with editing(draft, by=by, at=at) as row:
        rules = rules_of(row)
        if rules.fee is None:
            return
        rule, amount = rules.fee
        fee: dict[str, Any] = {"rule": rule, "centimes": amount.centimes, "currency": amount.currency}
        if amount.centimes and rules.waived:
            fee["waived_by"] = rules.programme
        elif amount.centimes:
            fee["stamp_number"] = tidy(stamp_number)[:120]
        row.fee = _shaped(Fee, fee, "fee")


def save_notice(*, draft: UUID, notice: Mapping[str, Any], by: Operator, at: datetime) -> None:
    with editing(draft, by=by, at=at) as row:
        row.notice = _shaped(Notice, notice, "notice")


def confirm_draft(*, draft: UUID, on: str, by: Operator, at: datetime) -> None:
    """The applicant read the file (`second_view` or `print`) and confirms it. Raises StepShapeError."""
    if on not in ("second_view", "print"):
        raise StepShapeError(field="confirmed_on", problem="second_view or print")
    with editing(draft, by=by, at=at) as row:
        row.confirmed_on, row.confirmed_at = on, at


@transaction.atomic
def abandon_draft(*, draft: UUID, because: str, by: Operator, at: datetime) -> None:
    """Nothing of the person stays. Abandoning twice changes nothing. Raises ReasonUnknownError, DraftClosedError."""
    if because not in ABANDON_REASONS:
        raise ReasonUnknownError(because=because)
    row = get_row(draft)
    if row.state == ApplicationState.ABANDONED.value:
        return
    row = get_open_row(draft)
    row.state = APPLICATION.check_can_move(ApplicationState(row.state), "abandon").target.value
    row.abandoned_at, row.abandoned_by, row.abandoned_because = at, by.code, because
    forget_person(row)
    row.save()
    record("application.abandoned", at=at, by=by.code, subject=row.id, facts={"because": because})


def forget_person(row: Draft) -> None:
    """Takes everything about the person out of the row, and its files once the change is committed."""
    row.claimed, row.identity, row.representative, row.papers = {}, {}, {}, {}
    row.portrait, row.fingers, row.signature = {}, {}, {}
    row.collector = row.collector_number = row.needed_for = ""
    row.file_key = b""
    folder = draft_folder(row.id)
    transaction.on_commit(lambda: remove_files(folder))


def _shaped(shape: type[Body], raw: Mapping[str, Any], name: str) -> dict[str, Any]:
    if not raw:
        return {}
    try:
        return shape.model_validate(dict(raw)).to_map()
    except ValidationError as refused:
        first = refused.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in (name, *first["loc"]))
        raise StepShapeError(field=where, problem=problem_of(refused)) from None


def _tidied(raw: Mapping[str, Any], name: str, depth: int = MOST_DEPTH) -> dict[str, Any]:
    if depth == 0 or len(raw) > 40:
        raise StepShapeError(field=name, problem="it is too long")
    kept: dict[str, Any] = {}
    for key, value in raw.items():
        where = f"{name}.{str(key)[:40]}"
        if isinstance(value, Mapping):
            kept[str(key)] = _tidied(value, where, depth - 1)
        elif isinstance(value, (list, tuple)):
            if len(value) > 20 or not all(isinstance(line, str) and len(line) <= MOST_TEXT for line in value):
                raise StepShapeError(field=where, problem="a list of lines")
            kept[str(key)] = [tidy(line) for line in value if line.strip()]
        elif isinstance(value, str):
            if len(value) > MOST_TEXT:
                raise StepShapeError(field=where, problem=f"more than {MOST_TEXT} characters")
            # a pasted line break inside a name is a fault to show, not to hide
            kept[str(key)] = tidy(value) if "\n" not in value and "\r" not in value else value
        elif value is None or isinstance(value, (bool, int)):
            if value is not None:
                kept[str(key)] = value
        else:
            raise StepShapeError(field=where, problem="text expected")
    return kept


__all__ = [
    "NewDraft",
    "abandon_draft",
    "confirm_draft",
    "forget_person",
    "save_fee",
    "save_kind",
    "save_missing",
    "save_notice",
    "save_who",
    "settle_fee",
    "start_draft",
]
