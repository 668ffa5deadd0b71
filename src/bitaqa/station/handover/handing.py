"""Handing one card over: found, verified, checked by the holder, the old card settled, signed; each attempt is sealed.

One transaction under the database's lock, keyed by the card: a second click or a second desk gets the first answer and
never a second card. Refuses while the card was not scanned here; a stopped card (reported death) is withheld instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.matching.templates import FingerTemplate
from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.foundation.rules.packet_bodies import HandOverBody, OldCard, PacketKind, Verification
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.day.door import DayFace, get_open_day
from bitaqa.station.desk.door import Operator, check_may, record
from bitaqa.station.fieldpack.door import country, get_card
from bitaqa.station.outbox.door import seal_body

from .domain import WITHHOLD_REASONS, check_may_collect, settled_old_card
from .errors import NotCheckedError, NotSignedError, ReasonUnknownError, ReceiptOfAnotherError
from .finding import receipt_vouches
from .models import Attempt, CardHere, HandOver
from .moving import Moved, check_move, move_cards, row_of
from .verifying import (
    Compared,
    Release,
    compare_captures,
    decide,
    is_plainly_another,
    proven_second,
    reason_of,
    verification_by_machine,
    verification_by_two,
)

Outcome = Literal["handed_over", "wrong_data", "not_verified", "stopped"]
FoundBy = Literal["receipt", "name", "list", "finger"]
Collector = Literal["holder", "representative", "authorised"]


@dataclass(frozen=True, slots=True)
class AtCounter:
    """What happened at the counter, as the desk tells it. `receipt` is a QR text, when one was scanned."""

    receipt_shown: bool = False
    receipt: str = ""
    receipt_checked: bool = False
    """Its signature was checked before, by the scan that led to the card."""
    found_by: FoundBy = "receipt"
    collector: Collector = "holder"
    collector_names: str = ""
    fingers: Sequence[FingerTemplate] = ()
    portrait: bytes | None = None
    compared: Compared | None = None
    """Scores of captures that were compared before, at the same counter."""
    release: Release | None = None
    holder_checked: bool = False
    old_card: OldCard | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What came of it. `again` when the card had been handed over before: nothing was done this time."""

    card: UUID
    outcome: Outcome
    method: str
    because: str
    sequence: int
    again: bool = False
    warning: str = ""
    scores: dict[str, object] = field(default_factory=dict)


def hand_over_card(*, card: UUID, counter: AtCounter, by: Operator, at: datetime) -> HandedOver:
    """Hands the card over, or tells why not: outcome `handed_over`, `not_verified` or `stopped`.

    Raises NoDayOpenError, CardNotDueError, CardNotHereError, CardGoneError, CollectorNotAllowedError,
    ReceiptOfAnotherError, OldCardNotAccountedError, NotCheckedError, NotSignedError and what a second person raises.
    """
    check_may(by, Permission.HAND_OVER)
    done = _ended(card)
    if done is not None:
        return _told(done, again=True)
    compared = counter.compared  # before the one writer's turn: other desks go on meanwhile
    if compared is None:
        compared = compare_captures(get_card(card=card), fingers=counter.fingers, portrait=counter.portrait)
    second = proven_second(counter.release, by=by) if counter.release is not None else ""
    return _hand_over(card, counter, compared, second, by, at)


def _ended(card: UUID) -> HandOver | None:
    return HandOver.objects.filter(card=card).exclude(outcome="not_verified").first()


@transaction.atomic
def _hand_over(
    card: UUID, counter: AtCounter, compared: Compared, second: str, by: Operator, at: datetime
) -> HandedOver:
    done = _ended(card)
    if done is not None:
        return _told(done, again=True)
    day, due = get_open_day(), get_card(card=card)
    row = row_of(due, at=at, by=by.code, place=day.place)
    check_move(row, "hand_over")
    if due.stopped is not None:
        return _stop(row, due, day, because=due.stopped, counter=counter, by=by, at=at)
    today = local_day(at)
    policy = country().document_type(due.document_type, today)
    check_may_collect(
        due, policy=policy, collector=counter.collector, collector_names=counter.collector_names, on=today
    )
    if counter.receipt:
        if not receipt_vouches(counter.receipt, due):
            raise ReceiptOfAnotherError()
        counter = replace(counter, receipt_checked=True)
    decision = decide(due, compared, receipt_checked=counter.receipt_checked)
    verification = verification_by_machine(compared, decision) if counter.collector == "holder" else None
    reason = reason_of(decision) if counter.collector == "holder" else "collected_for_another"
    if verification is None and counter.release is not None:
        verification = verification_by_two(
            second=second, because=counter.release.because, compared=compared, decision=decision
        )
    scores = {**compared.to_map(), "reason": reason}
    if verification is None:
        body = _body(due, day, counter, outcome="not_verified", because=reason, by=by, at=at)
        kept = _seal(body, by=by, day=day)
        Attempt.objects.filter(card=card).update(verification={}, checked_at=None)
        return _told(kept, scores=scores)
    if not counter.holder_checked:
        raise NotCheckedError()
    old = settled_old_card(due, counter.old_card)
    if not counter.signed:
        raise NotSignedError()
    body = _body(
        due, day, counter, outcome="handed_over", because="", verification=verification, old_card=old, by=by, at=at
    )
    kept = _seal(body, by=by, day=day)
    move_cards([row], "hand_over", Moved(kept.packet, at, by.code, counter.collector, day.place), day=day)
    if old is not None and old.fate == "taken_back":
        record("card.taken_back", at=at, by=by.code, subject=due.card, facts={"old_document_number": old.number})
    Attempt.objects.filter(card=card).delete()
    return _told(kept, scores=scores, warning=reason if is_plainly_another(decision) else "")


@transaction.atomic
def stop_card(*, card: UUID, because: str, by: Operator, at: datetime) -> HandedOver:
    """The holder is reported dead at the counter, or the centre says stop: the card is withheld, never handed over.

    Raises ReasonUnknownError, CardNotHereError, CardGoneError, NoDayOpenError. A second time changes nothing.
    """
    check_may(by, Permission.HAND_OVER)
    if because not in WITHHOLD_REASONS:
        raise ReasonUnknownError(because=because)
    done = HandOver.objects.filter(card=card, outcome="stopped").first()
    if done is not None:
        return _told(done, again=True)
    day, due = get_open_day(), get_card(card=card)
    row = row_of(due, at=at, by=by.code, place=day.place)
    check_move(row, "withhold")
    return _stop(row, due, day, because=because, counter=AtCounter(found_by="list"), by=by, at=at)


def _stop(
    row: CardHere, due: CardDue, day: DayFace, *, because: str, counter: AtCounter, by: Operator, at: datetime
) -> HandedOver:
    body = _body(due, day, counter, outcome="stopped", because=because, by=by, at=at)
    kept = _seal(body, by=by, day=day)
    move_cards([row], "withhold", Moved(kept.packet, at, by.code, by.code, day.place, because), day=day)
    Attempt.objects.filter(card=due.card).delete()
    return _told(kept)


def _body(
    due: CardDue,
    day: DayFace,
    counter: AtCounter,
    *,
    outcome: Outcome,
    because: str,
    by: Operator,
    at: datetime,
    verification: Verification | None = None,
    old_card: OldCard | None = None,
) -> HandOverBody:
    return HandOverBody(
        hand_over=new_id(),
        card=due.card,
        document_number=due.document_number,
        application=due.application,
        visit=day.visit,
        place=day.place,
        day=local_day(at),
        operator=by.code,
        outcome=outcome,
        because=because or None,
        receipt_shown=counter.receipt_shown,
        receipt_checked=counter.receipt_checked,
        found_by=counter.found_by,
        collector=counter.collector,
        collector_names=counter.collector_names.strip()[:120],
        verification=verification,
        old_card=old_card,
        signed=counter.signed and outcome == "handed_over",
        at=at,
    )


def _seal(body: HandOverBody, *, by: Operator, day: DayFace) -> HandOver:
    sealed = seal_body(kind=PacketKind.HAND_OVER, body=body, by=by.code, subject=body.card)
    kept = HandOver.objects.create(
        id=body.hand_over,
        card=body.card,
        document_number=body.document_number,
        outcome=body.outcome,
        because=body.because or "",
        found_by=body.found_by,
        collector=body.collector,
        method=body.verification.method.value if body.verification else "",
        second_person=body.verification.second_person if body.verification else "",
        old_number=body.old_card.number if body.old_card else "",
        old_fate=body.old_card.fate if body.old_card else "",
        day=day.id,
        at=body.at,
        by=by.code,
        packet=sealed.packet,
        epoch=sealed.epoch,
        sequence=sealed.sequence,
    )
    facts = {"outcome": body.outcome, "sequence": sealed.sequence}
    event = "hand_over.refused" if body.outcome == "not_verified" else "hand_over.recorded"
    record(event, at=body.at, by=by.code, subject=body.card, facts=facts)
    return kept


def seal_wrong(due: CardDue, day: DayFace, counter: AtCounter, *, by: Operator, at: datetime) -> HandOver:
    """The attempt that ended because the card's data is wrong; the correction follows it in the chain."""
    body = _body(due, day, counter, outcome="wrong_data", because="wrong_data", by=by, at=at)
    return _seal(body, by=by, day=day)


def _told(
    kept: HandOver, *, again: bool = False, warning: str = "", scores: dict[str, object] | None = None
) -> HandedOver:
    outcome: Outcome = kept.outcome  # type: ignore[assignment]
    return HandedOver(kept.card, outcome, kept.method, kept.because, kept.sequence, again, warning, dict(scores or {}))


__all__ = ["AtCounter", "HandedOver", "hand_over_card", "seal_wrong", "stop_card"]
