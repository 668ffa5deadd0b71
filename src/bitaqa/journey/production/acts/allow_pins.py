"""A holder sets a PIN at a counter: the centre answers with keys of one session of that one chip, and never sees it.

The counter recognised the holder (finger, then face, failing which two people) and tells how. The chip must be the one
this centre wrote for that card, and prove it. What comes back opens the session that the chip itself began, and on a
locked card does nothing but give a new PIN. The permission stands in the journal before the keys leave.
Refuses: cards not in force, other chips, chips that prove nothing, recognitions that grew old, too many in a day.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from pydantic import ValidationError

from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import Entry, RecordedEntry, entries, record
from bitaqa.backbone.vault.door import chip_keys
from bitaqa.foundation.icao.chip.issuer_session import ChipHalf
from bitaqa.foundation.icao.chip.scp03 import SessionKeys
from bitaqa.foundation.icao.chip_errors import PersonalisationRefusedError
from bitaqa.foundation.packet.codec import decode, encode
from bitaqa.foundation.packet.errors import CodecError
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.foundation.rules.packet_bodies import VerificationMethod
from bitaqa.foundation.rules.pin_session import PinAnswer, PinQuestion, PinRefusal
from bitaqa.journey.planning.door import in_crew, pack_in_force
from bitaqa.records.documents import door as documents

from ..models import ChipRecord, Order
from ..pin_errors import PinQuestionError

QUESTION_SIZE: Final = 4 * 1024
FRESH: Final = timedelta(minutes=15)
"""How long a recognition stands: the holder has not left the desk."""
AHEAD: Final = timedelta(minutes=5)
"""How far a station's clock may run before the centre's."""
PER_DAY: Final = 5
"""Of one card: more than a holder who mistypes needs."""
IN_FORCE: Final = (DocumentState.ISSUED, DocumentState.ACTIVE)
"""Issued: handed over today, and the station's packet has not come yet."""


def read_pin_question(data: bytes) -> PinQuestion:
    """Raises PinQuestionError."""
    try:
        return PinQuestion.model_validate(decode(data, max_size=QUESTION_SIZE))
    except (CodecError, ValidationError):
        raise PinQuestionError() from None


def allow_pin(question: PinQuestion, *, station: UUID, epoch: int) -> PinAnswer:
    """Keys of the session, or why not. Raises PinQuestionError for a station or people who may not ask."""
    at, told = now(), question.verification
    people = [question.operator]
    if told.method is VerificationMethod.TWO_PEOPLE:
        people.append(told.second_person)
    if not pack_in_force(station, epoch=epoch, at=at) or not all(in_crew(station, one) for one in people):
        raise PinQuestionError()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"pin {question.card}"])
        before = entries(subject=question.card)
        again = next((each for each in before if each.act == question.ask), None)
        if again is not None and again.facts.get("question") != _digest(question):
            raise PinQuestionError()
        found = _session(question, [] if again is not None else before, at=at)
        if again is None:
            _tell(question, found if isinstance(found, PinRefusal) else None, station=station, at=at)
    if isinstance(found, PinRefusal):
        return PinAnswer(ask=question.ask, because=found)
    return PinAnswer(ask=question.ask, encryption=found.encryption.hex(), authentication=found.authentication.hex())


def _session(question: PinQuestion, before: list[RecordedEntry], *, at: datetime) -> SessionKeys | PinRefusal:
    if not -AHEAD <= at - question.recognised_at <= FRESH:
        return PinRefusal.TOO_LATE
    order = Order.objects.filter(card=question.card).first()
    if order is None or order.document is None:
        return PinRefusal.CARD_UNKNOWN
    paper = documents.documents_by_id([order.document]).get(order.document)
    if paper is None or paper.state not in IN_FORCE:
        return PinRefusal.CARD_NOT_IN_FORCE
    chip = ChipRecord.objects.filter(order=order, attempt=order.attempt).values_list("chip", flat=True).first()
    if not chip:
        return PinRefusal.CHIP_UNKNOWN
    if chip != question.serial:
        return PinRefusal.CHIP_OF_ANOTHER
    allowed = [each for each in before if each.event == "card.pin_allowed"]
    if sum(at - each.acted_at < timedelta(days=1) for each in allowed) >= PER_DAY:
        return PinRefusal.TOO_OFTEN
    half = ChipHalf(
        bytes.fromhex(question.serial),
        bytes.fromhex(question.host_challenge),
        bytes.fromhex(question.card_challenge),
        bytes.fromhex(question.proof),
    )
    try:
        return half.session(chip_keys("issuer").of(half.serial))
    except PersonalisationRefusedError:
        return PinRefusal.CHIP_NOT_PROVEN


def _digest(question: PinQuestion) -> str:
    """The same question sent twice is one act; another one under its id is refused."""
    return hashlib.sha256(encode(question.to_map())).hexdigest()


def _tell(question: PinQuestion, refused: PinRefusal | None, *, station: UUID, at: datetime) -> None:
    """How the holder was recognised, never what was typed. A refusal is told too."""
    seen = question.verification
    facts: dict[str, object] = {"question": _digest(question), "method": seen.method.value}
    if seen.engine:
        facts["engine"] = "-".join(seen.engine.lower().split())  # a code: journals hold no free text
    if seen.score is not None:
        facts["score_hundredths"] = round(100 * seen.score)
    if seen.because:
        facts["recognised_because"] = seen.because
    if seen.second_person:
        facts["second_person"] = seen.second_person
    entry = Entry(
        event="card.pin_refused" if refused else "card.pin_allowed",
        subject_kind="card",
        subject=question.card,
        acted_at=at,
        actor=f"station:{station}/{question.operator}",
        act=question.ask,
        station=station,
        because=refused.value if refused else question.because,
        facts=facts,
    )
    record([entry])
