"""The centre's two signed words about a packet: *stored* (it is durable) and *outcome* (accepted, or why not).

A station deletes its copy only on an accepted outcome and after a grace period, so both are signed and name the
packet by its hash: an answer to another packet in the same place deletes nothing. One signature covers a whole message,
as many answers as a station has packets waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from .errors import AnswerInvalidError, AnswerSignatureError
from .header import is_count, is_line, is_raw
from .keys import Signer, Verifier
from .statement import read_statement, sign_statement

_PURPOSE: Final = "answers"
MAX_ANSWERS: Final = 10_000
DISMISSED: Final = "intake.dismissed."
"""What the reason of an outcome begins with when two people closed the packet for good: it is never entered."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The sealed bytes are durable at the centre, quarantined or not. `at` is the centre's time."""

    station: UUID
    epoch: int
    sequence: int
    packet_hash: bytes
    at: datetime
    quarantined: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the packet: `accepted`, or not and the error code in `reason`.

    `at` is when it was decided, `centre_time` when it was signed: the station sets its notion of the time by it.
    """

    station: UUID
    epoch: int
    sequence: int
    packet_hash: bytes
    at: datetime
    accepted: bool
    reason: str | None
    centre_time: datetime

    @property
    def dismissed(self) -> bool:
        """Whether the packet was closed for good, not merely kept in quarantine."""
        return (self.reason or "").startswith(DISMISSED)


Answer = Stored | Outcome


def sign_answers(answers: Sequence[Answer], *, signer: Signer) -> bytes:
    """One message, one signature. Raises AnswerInvalidError, ValueRefusedError (naive instant)."""
    if len(answers) > MAX_ANSWERS:
        raise AnswerInvalidError(reason=f"more than {MAX_ANSWERS} in one message")
    return sign_statement(_PURPOSE, [_row(answer) for answer in answers], signer=signer)


def read_answers(data: bytes, *, verifier: Verifier) -> tuple[Answer, ...]:
    """The answers in order, once the centre's signature holds.

    Raises StatementMalformedError, UnknownFormatError, AnswerSignatureError, AnswerInvalidError.
    """
    rows = read_statement(data, purpose=_PURPOSE, verifier=verifier, forged=AnswerSignatureError)
    if not isinstance(rows, list) or len(rows) > MAX_ANSWERS:
        raise AnswerInvalidError(reason="the message is not a list of answers")
    return tuple(_answer(row) for row in rows)


def _row(answer: Answer) -> list[Any]:
    _check(answer)
    place = [answer.station, answer.epoch, answer.sequence, answer.packet_hash, answer.at]
    if isinstance(answer, Stored):
        return ["stored", *place, answer.quarantined]
    return ["outcome", *place, answer.accepted, answer.reason, answer.centre_time]


def _answer(row: Any) -> Answer:
    answer: Answer
    match row:
        case [
            "stored",
            UUID() as station,
            int() as epoch,
            int() as sequence,
            bytes() as packet,
            datetime() as at,
            bool() as quarantined,
        ]:
            answer = Stored(station, epoch, sequence, packet, at, quarantined)
        case [
            "outcome",
            UUID() as station,
            int() as epoch,
            int() as sequence,
            bytes() as packet,
            datetime() as at,
            bool() as accepted,
            (str() | None) as reason,
            datetime() as centre_time,
        ]:
            answer = Outcome(station, epoch, sequence, packet, at, accepted, reason, centre_time)
        case _:
            raise AnswerInvalidError(reason="an answer does not have the fields of its kind")
    _check(answer)
    return answer


def _check(answer: Answer) -> None:
    if not is_count(answer.epoch, least=1) or not is_count(answer.sequence, least=1):
        raise AnswerInvalidError(reason="an epoch or a sequence is not a number from 1")
    if not is_raw(answer.packet_hash, 32):
        raise AnswerInvalidError(reason="a packet hash is not 32 bytes")
    if isinstance(answer, Outcome):
        if answer.accepted != (answer.reason is None):
            raise AnswerInvalidError(reason="a packet is accepted without reason, or refused for one")
        if answer.reason is not None and not is_line(answer.reason, 100):
            raise AnswerInvalidError(reason="a reason is not a code")
