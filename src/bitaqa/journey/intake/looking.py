"""A station looks in the register: what it holds of one card presented for renewal, told to the one station that asked.

A look is an act: journalled with the person's id, the operator and the purpose, in the transaction that counts it.
Refuses: a station without a field pack in force, an operator who is not of its crew, a question sent twice, and more
looks than an enrolment day needs (a station that was stolen must not become a copy of the register).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q
from pydantic import ValidationError

from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import Entry, looks, record
from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.codec import decode
from bitaqa.foundation.packet.errors import CodecError
from bitaqa.foundation.rules.documents import HELD
from bitaqa.foundation.rules.register_look import DocumentDue, RegisterFacts, RegisterQuestion, WhyNot
from bitaqa.journey.planning.door import in_crew, pack_in_force
from bitaqa.records.documents import door as documents
from bitaqa.records.documents.door import DocumentValue
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.door import PersonValue

from .errors import (
    LookLimitReachedError,
    LookNotOfCrewError,
    LookNotUnderstoodError,
    LookSentTwiceError,
    LookWithoutFieldPackError,
)
from .models import RegisterLook
from .receiving import Sender

QUESTION_SIZE = 4 * 1024
PER_HOUR = 90
PER_DAY = 500
IN_VAIN_PER_HOUR = 15
"""Of one station, whatever its desks: a crew enrols fewer; numbers that are guessed are mostly unknown."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEPT = timedelta(days=30)
_SWEPT_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Found:
    facts: RegisterFacts
    person: PersonValue | None


def read_question(data: bytes) -> RegisterQuestion:
    """Raises LookNotUnderstoodError."""
    try:
        return RegisterQuestion.model_validate(decode(data, max_size=QUESTION_SIZE))
    except (CodecError, ValidationError):
        raise LookNotUnderstoodError() from None


@dataclass(frozen=True, slots=True)
class LookTold:
    """Of whom an operator was told something."""

    station: UUID
    operator: str
    person: UUID


def answer_look(question: RegisterQuestion, *, sender: Sender) -> RegisterFacts:
    """What the register says to this station. Fixed round trips; limits count real time.

    Raises LookWithoutFieldPackError, LookNotOfCrewError, LookLimitReachedError, LookSentTwiceError.
    """
    station, at = sender.station, datetime.now(UTC)
    if not pack_in_force(station, epoch=sender.epoch, at=now()):
        raise LookWithoutFieldPackError()
    if not in_crew(station, question.operator):
        raise LookNotOfCrewError(operator=question.operator)
    with transaction.atomic():
        _count_within_limits(sender, at)
        found = _look(question)
        try:
            with transaction.atomic():
                RegisterLook.objects.create(
                    look=question.look, station=station, epoch=sender.epoch, operator=question.operator, at=at,
                    person=found.person.id if found.person else None,
                    outcome=found.facts.because.value if found.facts.because else "told",
                )  # fmt: skip
        except IntegrityError:
            raise LookSentTwiceError() from None
        _tell_journal(question, found, sender)
    return found.facts


def _count_within_limits(sender: Sender, at: datetime) -> None:
    """Two desks of one station wait for each other here, so that they do not share the last free place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"register-look {sender.station}"])
    mine = RegisterLook.objects.filter(station=sender.station)
    spent = mine.filter(at__gt=at - DAY).aggregate(
        day=Count("look"),
        hour=Count("look", filter=Q(at__gt=at - HOUR)),
        in_vain=Count("look", filter=Q(at__gt=at - HOUR) & ~Q(outcome="told")),
    )
    if spent["day"] >= PER_DAY:
        raise LookLimitReachedError(hours=24)
    if spent["hour"] >= PER_HOUR or spent["in_vain"] >= IN_VAIN_PER_HOUR:
        raise LookLimitReachedError(hours=1)
    old = RegisterLook.objects.filter(at__lt=at - KEPT).values("look")[:_SWEPT_AT_ONCE]
    RegisterLook.objects.filter(look__in=old).delete()


def _look(question: RegisterQuestion) -> _Found:
    """The person by the card's numbers; both must name one person, who still has that document in hand."""
    document = documents.documents_by_number([question.document_number]).get(question.document_number)
    owner = persons.persons_by_number([question.national_number]).get(question.national_number)
    if (question.document_number and document is None) or (question.national_number and owner is None):
        return _told_nothing(question, WhyNot.UNKNOWN)
    if owner is None and document is not None:
        leads = persons.leading_entry(document.person)
        owner = persons.persons_by_id([leads]).get(leads)
    if owner is None:
        return _told_nothing(question, WhyNot.UNKNOWN)
    held = documents.documents_of_persons([owner.id]).get(owner.id, [])
    if document is not None and document.id not in {each.id for each in held}:
        return _told_nothing(question, WhyNot.NUMBERS_DIFFER, owner)
    due = _due(held, question, document)
    if due is None:
        return _told_nothing(question, WhyNot.NOT_IN_HAND, owner)
    if owner.died_on is not None:
        return _told_nothing(question, WhyNot.DIED, owner)
    facts = RegisterFacts(
        look=question.look,
        national_number=owner.national_number or "",
        identity=owner.identity,
        document=DocumentDue(
            number=due.number,
            document_type=due.document_type,
            issued_on=due.issued_on,
            expires_on=due.expires_on,
            state=due.state.value,
        ),
    )
    return _Found(facts, owner)


def _due(held: list[DocumentValue], question: RegisterQuestion, shown: DocumentValue | None) -> DocumentValue | None:
    """The card shown, else the newest of its kind that its holder has in hand."""
    fitting = [each for each in held if each.document_type == question.document_type and each.state in HELD]
    return next((each for each in fitting if shown is None or each.id == shown.id), None)


def _told_nothing(question: RegisterQuestion, why: WhyNot, person: PersonValue | None = None) -> _Found:
    return _Found(RegisterFacts(look=question.look, because=why), person)


def _tell_journal(question: RegisterQuestion, found: _Found, sender: Sender) -> None:
    """A person whose data were told was looked at; anything else is a question in vain, which auditors count."""
    by = f"station:{sender.station}/{question.operator}"
    if found.person is not None and found.facts.because is None:
        looks("person.looked_at", subject_kind="person", subjects=[found.person.id], by=by, purpose=question.purpose)
        return
    record(
        [
            Entry(
                event="station.looked_in_vain",
                subject_kind="station",
                subject=sender.station,
                acted_at=now(),
                actor=by,
                act=new_id(),
                station=sender.station,
                because=found.facts.because.value if found.facts.because else "",
                facts={"look": question.look, **({"person": found.person.id} if found.person else {})},
            )
        ]
    )


def looks_told(*, since: date, until: date) -> list[LookTold]:
    """Looks of the days from `since` to before `until` by which a person's data were told; kept for a month."""
    begins, ends = (datetime.combine(day, time(0), PLACE_ZONE) for day in (since, until))
    rows = RegisterLook.objects.filter(at__gte=begins, at__lt=ends, outcome="told", person__isnull=False)
    found = rows.order_by("look").values_list("station", "operator", "person")
    return [LookTold(station, operator, person) for station, operator, person in found if person is not None]
