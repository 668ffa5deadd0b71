"""A card whose data is wrong: the holder saw it before signing. It is not activated, two people destroy it, and the
correction leaves in the same minute: a new application that names what it corrects, with a receipt of its own.

Free when the fault is ours; else the duty of its document type. The captures of the first file serve again, so nobody
is photographed twice for our mistake. Refuses: alone, without saying what is wrong, a second time (same answer).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from pydantic import ValidationError

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.kernel.partial_dates import ImpossibleDateError, PartialDate
from bitaqa.foundation.packet.receipt import new_receipt_number
from bitaqa.foundation.rules.applications import ApplicationKind, Ground, Priority
from bitaqa.foundation.rules.country import DocumentType
from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.foundation.rules.packet_bodies import (
    ApplicationBody,
    ClaimedPerson,
    Fee,
    FingerCapture,
    Notice,
    PacketKind,
    Signature,
    Versions,
    WrongCardBody,
    WrongField,
)
from bitaqa.foundation.rules.persons import Body, Identity, LegalRepresentative
from bitaqa.foundation.rules.problems import problem_of
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.day.door import DayFace, get_open_day
from bitaqa.station.desk.door import Operator, check_may, prove_second_person
from bitaqa.station.enrolment.door import new_receipt
from bitaqa.station.fieldpack.door import country, find_pack, get_card, get_programme, get_visit
from bitaqa.station.outbox.door import seal_body
from bitaqa.station.software import software

from .errors import (
    CardGoneError,
    CorrectedIdentityError,
    DutyNotPaidError,
    RepresentativeMissingError,
    WrongFieldsMissingError,
)
from .handing import AtCounter, FoundBy, seal_wrong
from .models import Attempt, WrongCard
from .moving import Moved, check_move, move_cards, row_of

NOTICE_VERSION = "notice-1"
Fault = Literal["ours", "holder"]
ON_FILE = "on_file"
"""Why a finger is not captured in a correction: the corrected file holds it."""


@dataclass(frozen=True, slots=True)
class WrongData:
    """What the holder found, whose fault it is, and the identity as it should read (maps of the packet's bodies)."""

    fields: Sequence[Mapping[str, Any]]
    fault: Fault
    identity: Mapping[str, Any]
    notice_language: str
    """In which the holder had the notice read aloud."""
    representative: Mapping[str, Any] | None = None
    stamp_number: str = ""
    notice_read: bool = False
    receipt_shown: bool = False
    receipt_checked: bool = False
    found_by: FoundBy = "receipt"


@dataclass(frozen=True, slots=True)
class Corrected:
    """What the holder takes home: a new receipt. `again` when it was reported before."""

    card: UUID
    application: UUID
    receipt_number: str
    receipt_qr: str
    sequence: int
    centimes: int
    again: bool = False


def report_wrong_card(
    *, card: UUID, wrong: WrongData, witness: str, witness_pin: str, by: Operator, at: datetime
) -> Corrected:
    """Destroys the card by two, seals the attempt and its correction. A second report answers the same.

    Raises SecondPersonMissingError, SignInRefusedError, WrongFieldsMissingError, CorrectedIdentityError,
    RepresentativeMissingError, DutyNotPaidError, NoDayOpenError, CardNotHereError, CardGoneError.
    """
    check_may(by, Permission.HAND_OVER)
    before = WrongCard.objects.filter(card=card).first()
    if before is not None:
        return _told(before, again=True)
    second = prove_second_person(code=witness, pin=witness_pin, first=by).code
    return _report(card, wrong, second, by, at)


def find_corrected(card: UUID) -> Corrected | None:
    """What was told when the card was found wrong; None when it never was."""
    row = WrongCard.objects.filter(card=card).first()
    return _told(row, again=True) if row else None


@transaction.atomic
def _report(card: UUID, wrong: WrongData, witness: str, by: Operator, at: datetime) -> Corrected:
    before = WrongCard.objects.filter(card=card).first()
    if before is not None:
        return _told(before, again=True)
    day, due = get_open_day(), get_card(card=card)
    row = row_of(due, at=at, by=by.code, place=day.place)
    check_move(row, "find_wrong")
    if due.stopped is not None:
        raise CardGoneError(number=due.document_number, state="stopped")
    fields = tuple(_shaped(WrongField, one, "fields") for one in wrong.fields)
    if not fields:
        raise WrongFieldsMissingError()
    number = new_receipt_number(secrets.token_bytes)
    application = _correction(due, day, wrong, number=number, witness=witness, by=by, at=at)
    counter = AtCounter(
        receipt_shown=wrong.receipt_shown,
        receipt_checked=wrong.receipt_checked,
        found_by=wrong.found_by,
        holder_checked=True,
    )
    seal_wrong(due, day, counter, by=by, at=at)
    body = WrongCardBody(
        card=due.card,
        fields=fields,
        fault=wrong.fault,
        destroyed_by=(by.code, witness),
        application=application,
        at=at,
    )
    sealed = seal_body(kind=PacketKind.CORRECTION, body=body, by=by.code, subject=application.application)
    moved = Moved(sealed.packet, at, by.code, "", day.place, "wrong_data", witness)
    move_cards([row], "find_wrong", moved, day=day)
    Attempt.objects.filter(card=card).delete()
    kept = WrongCard.objects.create(
        card=due.card,
        application=application.application,
        corrects=due.application,
        receipt_number=number,
        receipt_qr=new_receipt(
            number=number,
            application=application.application,
            kind=ApplicationKind.CORRECTION,
            place=day.place,
            deposited_on=application.day,
        ),
        fault=wrong.fault,
        fields=[one.field for one in fields],
        witness=witness,
        centimes=application.fee.centimes,
        stamp_number=application.fee.stamp_number,
        waived_by=application.fee.waived_by or "",
        day=day.id,
        at=at,
        by=by.code,
        packet=sealed.packet,
        epoch=sealed.epoch,
        sequence=sealed.sequence,
    )
    return _told(kept)


def _correction(
    due: CardDue, day: DayFace, wrong: WrongData, *, number: str, witness: str, by: Operator, at: datetime
) -> ApplicationBody:
    identity = _shaped(Identity, wrong.identity, "identity")
    today, visit, pack = local_day(at), get_visit(day.visit), find_pack()
    kind = country().document_type(due.document_type, today)
    ground = Ground.OUR_ERROR if wrong.fault == "ours" else Ground.HOLDER_ERROR
    fingers = kind.takes_fingers(identity.birth, today)
    representative = _representative(wrong.representative) if kind.needs_representative(identity.birth, today) else None
    return ApplicationBody(
        application=new_id(),
        receipt_number=number,
        document_type=due.document_type,
        kind=ApplicationKind.CORRECTION,
        ground=ground,
        programme=visit.programme,
        campaign=visit.campaign,
        visit=day.visit,
        place=day.place,
        day=today,
        desk=by.desk,
        operator=by.code,
        priority=Priority.CORRECTION,
        needed_by=due.needed_by,
        identity=identity,
        claimed=ClaimedPerson(
            national_number=due.national_number, document_number=due.document_number, read_from="register"
        ),
        representative=representative,
        collector=due.authorised,
        portrait=None,
        fingers=tuple(FingerCapture(position=at_, exception=ON_FILE) for at_ in range(1, 11)) if fingers else (),
        fingers_rule="ten" if fingers else "under_age",
        signature=Signature(signed=False, witness=witness),
        fee=_fee(kind, identity, ground, wrong, visit.programme, due, at),
        notice=Notice(version=NOTICE_VERSION, language=wrong.notice_language, read_aloud=wrong.notice_read),
        corrects=due.application,
        started_at=at,
        confirmed_at=at,
        confirmed_on="second_view",
        versions=Versions(
            rules=kind.rule_version,
            document_type=kind.version,
            software=software(),
            field_pack=pack.pack if pack else None,
        ),
    )


def _fee(
    kind: DocumentType,
    identity: Identity,
    ground: Ground,
    wrong: WrongData,
    programme: str,
    due: CardDue,
    at: datetime,
) -> Fee:
    rule, amount = kind.fee(identity.birth, ground, local_day(at))
    if not amount.centimes:
        return Fee(rule=rule, centimes=0)
    if wrong.stamp_number.strip():
        return Fee(rule=rule, centimes=amount.centimes, stamp_number=wrong.stamp_number.strip()[:40])
    try:
        waives = get_programme(programme).fee_waived
    except BitaqaError:
        waives = False
    if not waives:
        raise DutyNotPaidError(amount=str(amount))
    return Fee(rule=rule, centimes=amount.centimes, waived_by=programme)


def needs_representative(due: CardDue, birth: PartialDate, at: datetime) -> bool:
    """Whether a holder of this birth date has an adult answer for them."""
    day = local_day(at)
    return country().document_type(due.document_type, day).needs_representative(birth, day)


def _representative(given: Mapping[str, Any] | None) -> LegalRepresentative:
    if not given:
        raise RepresentativeMissingError()
    found: LegalRepresentative = _shaped(LegalRepresentative, given, "representative")
    if not found.signed:
        raise RepresentativeMissingError()
    return found


def _shaped(shape: type[Any], raw: Mapping[str, Any], name: str) -> Any:
    assert issubclass(shape, Body)  # noqa: S101 - shapes are the packet's
    try:
        return shape.model_validate(dict(raw))
    except ImpossibleDateError:
        raise CorrectedIdentityError(field=f"{name}.birth", problem="the date does not exist") from None
    except ValidationError as refused:
        first = refused.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in (name, *first["loc"][:1]))
        raise CorrectedIdentityError(field=where, problem=problem_of(refused)) from None


def _told(row: WrongCard, *, again: bool = False) -> Corrected:
    return Corrected(row.card, row.application, row.receipt_number, row.receipt_qr, row.sequence, row.centimes, again)
