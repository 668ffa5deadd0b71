"""The holder sets the PIN of their card's chip at the counter: a first one, or a new one for one blocked or forgotten.

Recognised as at a hand-over (finger, then face, failing which two people with a reason), moments ago; the card lies on
the reader; the PIN is typed twice on a masked pad and goes to the chip alone: no table, file, log, entry or packet has
it, and the centre, which opens the chip, does not see it. A line is needed: the issuer's keys stay at the centre.
Refuses: others than the holder, people not recognised, PINs that anyone would try first.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.icao.chip.issuer_session import ask_chip, check_pin, put_pin
from bitaqa.foundation.icao.chip.profile import is_easy_pin
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.matching.templates import FingerTemplate
from bitaqa.foundation.rules.packet_bodies import Verification
from bitaqa.foundation.rules.pin_session import PinQuestion, PinReason
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, check_may, record
from bitaqa.station.devices.door import card_on_reader
from bitaqa.station.fieldpack.door import get_card
from bitaqa.station.outbox.door import ask_pin_session

from .attempting import begin_attempt, find_attempt, keep_captures, leave_attempt
from .domain import HereState
from .errors import CardGoneError, CardStoppedError, HolderAloneError, HolderNotRecognisedError, PinEasyError
from .finding import get_card_here
from .models import Attempt
from .verifying import Release, decide, proven_second, verification_by_machine, verification_by_two

FRESH: Final = timedelta(minutes=10)
"""How long a recognition stands here; the centre allows a little more."""
SERVED: Final = (HereState.AT_STATION, HereState.HANDED_OVER)


@dataclass(frozen=True, slots=True)
class NewPin:
    """What the holder chose and why; `release` when two people vouch for them instead of the machine."""

    pin: str
    because: PinReason
    release: Release | None = None

    def __repr__(self) -> str:
        return f"NewPin({self.because})"


def recognise_holder(
    *, card: UUID, fingers: Sequence[FingerTemplate] = (), portrait: bytes | None = None, by: Operator, at: datetime
) -> None:
    """Compares the person at the counter with the holder; the hand-over's own attempt serves when one is under way.

    Raises CardGoneError, CardStoppedError, CardNotDueError, CollectorNotAllowedError, CaptureNotUnderstoodError.
    """
    _check_served(card)
    if find_attempt(card) is None:
        begin_attempt(
            card=card, collector="holder", collector_names="", found_by="list", receipt_shown=False,
            receipt_checked=False, by=by, at=at,
        )  # fmt: skip
    if fingers or portrait is not None:
        keep_captures(card=card, fingers=fingers, portrait=portrait, by=by, at=at)


def set_pin(*, card: UUID, new: NewPin, by: Operator, at: datetime) -> None:
    """The chip on the reader has the new PIN, and its tries are whole again.

    Raises what `recognise_holder` raises, HolderAloneError, HolderNotRecognisedError, PinFormError, PinEasyError, what
    a second person raises, NoCardReaderError, ChipError, PinSessionError. Whatever is raised, the old PIN stands.
    """
    check_may(by, Permission.HAND_OVER)
    check_pin(new.pin)
    if is_easy_pin(new.pin):
        raise PinEasyError()
    _check_served(card)
    seen, recognised_at = _recognition(card, new, by=by, at=at)
    ask = new_id()
    with card_on_reader() as link:
        half = ask_chip(link, randbytes=secrets.token_bytes)
        question = PinQuestion(
            ask=ask,
            card=card,
            operator=by.code,
            because=new.because,
            verification=seen,
            recognised_at=recognised_at,
            serial=half.serial.hex(),
            host_challenge=half.host_challenge.hex(),
            card_challenge=half.card_challenge.hex(),
            proof=half.proof.hex(),
        )
        session = ask_pin_session(question)
        with transaction.atomic():  # what cannot be told is not done, and what was not done is not told
            facts = {"ask": str(ask), "reason": new.because, "method": seen.method.value}
            record("card.pin_reset", at=at, by=by.code, subject=card, facts=facts)
            put_pin(link, half, session, new.pin)
    if get_card_here(card).state is HereState.HANDED_OVER:
        leave_attempt(card=card, by=by)


def recognised_until(card: UUID) -> datetime | None:
    """Until when the machine's recognition of the holder stands; None when it never did."""
    attempt, row = find_attempt(card), Attempt.objects.filter(card=card).first()
    if attempt is None or row is None or not attempt.verified or row.recognised_at is None:
        return None
    return row.recognised_at + FRESH


def _recognition(card: UUID, new: NewPin, *, by: Operator, at: datetime) -> tuple[Verification, datetime]:
    attempt, due = find_attempt(card), get_card(card=card)
    row = Attempt.objects.filter(card=card).first()
    if attempt is None or row is None:
        raise HolderNotRecognisedError()
    if attempt.collector != "holder":
        raise HolderAloneError()
    decision = decide(due, attempt.compared, receipt_checked=row.receipt_checked)
    if new.release is not None:
        second = proven_second(new.release, by=by)
        because = new.release.because
        return verification_by_two(
            second=second, because=because, compared=attempt.compared, decision=decision
        ), at  # fmt: skip
    seen = verification_by_machine(attempt.compared, decision)
    if seen is None or row.recognised_at is None or not timedelta(0) <= at - row.recognised_at <= FRESH:
        raise HolderNotRecognisedError()
    return seen, row.recognised_at


def _check_served(card: UUID) -> None:
    found = get_card_here(card)
    if found.due is not None and found.due.stopped is not None:
        raise CardStoppedError(number=found.document_number, because=found.due.stopped)
    if found.state not in SERVED:
        raise CardGoneError(number=found.document_number, state=found.state.value)
