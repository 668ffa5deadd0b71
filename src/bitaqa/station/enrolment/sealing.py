"""Sealing a draft: the file leaves as one packet, the person gets a receipt, and nothing of them stays here.

What takes time (the captures read and opened, the form judged) is done before the one writer's turn; under it the
draft is read again, and all is done once more in the rare case that another desk changed it meanwhile. So two desks
and a double click give one packet and one answer, and other desks hardly wait. The packet's file is durable before
the commit; a crash before it leaves the draft as it was.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.packet.codec import decode
from bitaqa.foundation.packet.receipt import Receipt, new_receipt_number, sign_receipt
from bitaqa.foundation.packet.sealed import PacketKind
from bitaqa.foundation.rules.applications import APPLICATION, ApplicationKind, ApplicationState, Ground, Priority
from bitaqa.foundation.rules.packet_bodies import (
    ApplicationBody,
    ClaimedPerson,
    Fee,
    FingerCapture,
    MissingPaper,
    Notice,
    Paper,
    PortraitCapture,
    Signature,
    Versions,
)
from bitaqa.foundation.rules.persons import Identity, LegalRepresentative
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station import keys
from bitaqa.station.desk.door import Operator, check_may, identity, record
from bitaqa.station.fieldpack.door import country, find_pack, visits
from bitaqa.station.outbox.door import Attachment, seal_body
from bitaqa.station.queue.door import serve_ticket
from bitaqa.station.software import software

from .captures import read_capture
from .domain import check_can_seal
from .drafts import forget_person
from .models import Draft
from .reading import Held, facts_of, get_row, rules_of
from .rules import CaseRules

JPEG, PNG, FINGER = "image/jpeg", "image/png", "application/x-iso19794-2"


@dataclass(frozen=True, slots=True)
class SealedDraft:
    """What the applicant takes home and what the desk shows. A second seal answers the same.

    `missing` and `complete_at` are the written list of an incomplete file; `holder_*` is empty once the day is closed.
    """

    application: UUID
    receipt_number: str
    receipt_qr: str
    epoch: int
    sequence: int
    incomplete: bool
    missing: tuple[str, ...]
    complete_at: UUID | None
    holder_ar: str
    holder_latin: str


@dataclass(frozen=True, slots=True)
class _Ready:
    """A draft that may be sealed, as it was read, and what its packet will hold."""

    read: dict[str, Any]
    body: ApplicationBody
    attachments: list[Attachment]
    receipt_qr: str


def seal_draft(*, draft: UUID, by: Operator, at: datetime) -> SealedDraft:
    """Seals the file, or answers what the first seal answered. The number of its ticket is served with it.

    Raises DraftUnknownError, DraftNotReadyError, PermissionMissingError, MoveNotAllowedError (abandoned),
    PacketTooLargeError, DiskFullError, FileDamagedError; the draft is then as it was.
    """
    check_may(by, Permission.SEAL)
    row = get_row(draft)
    if row.state == ApplicationState.SEALED.value:
        return sealed_answer(row)
    return _seal(draft, _made_ready(row), by, at)


@transaction.atomic
def _seal(draft: UUID, ready: _Ready, by: Operator, at: datetime) -> SealedDraft:
    row = get_row(draft)
    if row.state == ApplicationState.SEALED.value:
        return sealed_answer(row)
    if _values(row) != ready.read:
        ready = _made_ready(row)
    body = ready.body
    sealed = seal_body(
        kind=PacketKind.APPLICATION, body=body, attachments=ready.attachments, subject=row.id, by=by.code
    )
    row.state = APPLICATION.check_can_move(ApplicationState(row.state), "seal").target.value
    row.sealed_at, row.sealed_by = at, by.code
    row.receipt_number, row.receipt_qr = body.receipt_number, ready.receipt_qr
    row.epoch, row.sequence, row.packet = sealed.epoch, sealed.sequence, sealed.packet
    row.holder_ar, row.holder_latin = body.identity.names.arabic.whole(), body.identity.names.latin.whole()
    row.fee = body.fee.to_map()
    forget_person(row)
    row.save()
    if row.ticket is not None:
        serve_ticket(visit=row.visit, day=row.day, number=row.ticket, desk=by.desk, at=at)
    facts = {"kind": row.kind, "sequence": sealed.sequence, "incomplete": bool(row.missing)}
    record("application.sealed", at=at, by=by.code, subject=row.id, facts=facts)
    return sealed_answer(row)


def _made_ready(row: Draft) -> _Ready:
    APPLICATION.check_can_move(ApplicationState(row.state), "seal")
    rules = rules_of(row)
    check_can_seal(facts_of(row), rules, country())
    number = new_receipt_number(secrets.token_bytes)
    qr = new_receipt(
        number=number, application=row.id, kind=ApplicationKind(row.kind), place=row.place, deposited_on=row.day
    )
    return _Ready(_values(row), _body(row, rules, number), _attachments(row, rules), qr)


def _values(row: Draft) -> dict[str, Any]:
    """Everything the row holds: captures have a new file name each time, so equal values mean equal files."""
    return {column.attname: getattr(row, column.attname) for column in Draft._meta.concrete_fields}


def sealed_answer(row: Draft) -> SealedDraft:
    return SealedDraft(
        row.id,
        row.receipt_number,
        row.receipt_qr,
        row.epoch or 0,
        row.sequence or 0,
        bool(row.missing),
        tuple(entry["code"] for entry in row.missing),
        row.complete_at,
        row.holder_ar,
        row.holder_latin,
    )


def new_receipt(*, number: str, application: UUID, kind: ApplicationKind, place: str, deposited_on: date) -> str:
    """The text of the receipt's QR code, signed by this station; it names the next delivery visit at that place."""
    here = identity()
    delivery = next((v.day for v in visits(after=deposited_on, kind="delivery") if v.place == place), None)
    receipt = Receipt(number, application, here.station, here.epoch, kind.value, deposited_on, delivery)
    return sign_receipt(receipt, signer=keys.unlocked().signer)


@transaction.atomic
def forget_holders(*, visit: UUID) -> int:
    """When the day is closed: the names kept for receipts go. Answers how many."""
    rows = Draft.objects.filter(visit=visit, state=ApplicationState.SEALED.value).exclude(holder_ar="", holder_latin="")
    return rows.update(holder_ar="", holder_latin="")


def _body(row: Draft, rules: CaseRules, number: str) -> ApplicationBody:
    assert row.confirmed_at is not None  # noqa: S101 - the step “review” is done
    due = rules.fee
    assert due is not None  # noqa: S101 - the step “fee” is done
    pack = find_pack()
    return ApplicationBody(
        application=row.id,
        receipt_number=number,
        document_type=row.document_type,
        kind=ApplicationKind(row.kind),
        ground=Ground(row.ground),
        programme=row.programme or None,
        campaign=row.campaign,
        visit=row.visit,
        place=row.place,
        day=row.day,
        desk=row.desk,
        operator=row.operator,
        ticket=row.ticket,
        priority=Priority(row.priority),
        needed_by=row.needed_by,
        needed_for=row.needed_for,
        identity=Identity.model_validate(row.identity),
        claimed=ClaimedPerson.model_validate(row.claimed) if row.claimed else None,
        representative=(
            LegalRepresentative.model_validate(row.representative) if rules.minor and row.representative else None
        ),
        collector=row.collector,
        collector_number=row.collector_number,
        papers=tuple(
            Paper.model_validate(
                {**{k: v for k, v in kept.items() if k != "file"}, "code": code, "attachment": f"paper/{code}"}
            )
            for code, kept in row.papers.items()
        ),
        missing=tuple(MissingPaper.model_validate(entry) for entry in row.missing),
        complete_at=row.complete_at,
        portrait=PortraitCapture(remarks=tuple(row.portrait["remarks"])) if row.portrait.get("file") else None,
        fingers=captured_fingers(row) if rules.fingers else (),
        fingers_rule="ten" if rules.fingers else "under_age",
        signature=_signature(row),
        fee=Fee.model_validate(row.fee) if row.fee else Fee(rule=due[0], centimes=0),
        notice=Notice.model_validate(row.notice),
        corrects=row.corrects,
        started_at=row.started_at,
        confirmed_at=row.confirmed_at,
        confirmed_on="print" if row.confirmed_on == "print" else "second_view",
        versions=Versions(
            rules=rules.type.rule_version,
            document_type=rules.type.version,
            software=software(),
            field_pack=pack.pack if pack else None,
        ),
    )


def captured_fingers(row: Held) -> tuple[FingerCapture, ...]:
    """The ten fingers as a body names them."""
    positions = row.fingers["positions"]
    return tuple(
        FingerCapture(
            position=int(position),
            quality=kept.get("quality"),
            tries=kept["tries"],
            exception=kept.get("exception"),
            attachment=None if kept.get("exception") else f"finger/{position}",
        )
        for position, kept in sorted(positions.items(), key=lambda pair: int(pair[0]))
    )


def _signature(row: Draft) -> Signature:
    if row.signature.get("file"):
        return Signature(signed=True, attachment="signature")
    return Signature(signed=False, witness=row.signature.get("witness", ""))


def _attachments(row: Draft, rules: CaseRules) -> list[Attachment]:
    found = [portrait_file(row)] if row.portrait.get("file") else []
    if rules.fingers:
        found += finger_files(row)
    for code, kept in row.papers.items():
        found.append(Attachment(f"paper/{code}", JPEG, read_capture(row, kept["file"])))
    if row.signature.get("file"):
        found.append(Attachment("signature", PNG, read_capture(row, row.signature["file"])))
    return found


def portrait_file(row: Held) -> Attachment:
    return Attachment("portrait", JPEG, read_capture(row, row.portrait["file"]))


def finger_files(row: Held) -> list[Attachment]:
    """Templates, and their pictures where there are any."""
    found: list[Attachment] = []
    held: dict[str, bytes] = decode(read_capture(row, row.fingers["file"]))
    for position, kept in row.fingers["positions"].items():
        if kept.get("exception"):
            continue
        found.append(Attachment(f"finger/{position}", FINGER, held[position]))
        if kept.get("image"):
            found.append(Attachment(f"ridge/{position}", PNG, held[f"image.{position}"]))
    return found
