"""Asking the centre for a session with the chip that lies on the reader, so that its recognised holder sets a PIN.

The PIN is no part of it. Nothing of the answer is kept: the keys serve the session the chip began, then nothing.
Refuses (as facts): no line, a chip or a card the centre does not open.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from bitaqa.foundation.icao.chip.scp03 import SessionKeys
from bitaqa.foundation.packet.codec import encode
from bitaqa.foundation.packet.errors import PacketError
from bitaqa.foundation.packet.register_look import open_register_answer
from bitaqa.foundation.packet.statement import statement_signer
from bitaqa.foundation.rules.pin_session import PinAnswer, PinQuestion, PinRefusal
from bitaqa.station import keys
from bitaqa.station.desk.door import centre_verifier, identity

from . import register
from .client import Centre
from .errors import CentreAnswerError, CentreRefusedError, CentreUnreachableError
from .pin_errors import (
    PinCardNotInForceError,
    PinCardUnknownError,
    PinChipNotProvenError,
    PinChipOfAnotherError,
    PinChipUnknownError,
    PinClosedError,
    PinOfflineError,
    PinSessionError,
    PinTooLateError,
    PinTooOftenError,
)

_WHY: Mapping[PinRefusal, type[PinSessionError]] = {
    PinRefusal.CARD_UNKNOWN: PinCardUnknownError,
    PinRefusal.CARD_NOT_IN_FORCE: PinCardNotInForceError,
    PinRefusal.CHIP_UNKNOWN: PinChipUnknownError,
    PinRefusal.CHIP_OF_ANOTHER: PinChipOfAnotherError,
    PinRefusal.CHIP_NOT_PROVEN: PinChipNotProvenError,
    PinRefusal.TOO_LATE: PinTooLateError,
    PinRefusal.TOO_OFTEN: PinTooOftenError,
}


def ask_pin_session(question: PinQuestion) -> SessionKeys:
    """Call it outside any transaction: the line may be slow. Raises a PinSessionError, StationLockedError."""
    try:
        with Centre(register.transports(), timeout=register.PATIENCE) as centre:
            answer = _opened(centre.pin_session(encode(question.to_map())), question)
    except CentreUnreachableError:
        raise PinOfflineError() from None
    except CentreRefusedError:
        raise PinClosedError() from None
    except CentreAnswerError:
        raise PinSessionError() from None
    if answer.because is not None:
        raise _WHY[answer.because]()
    return SessionKeys(bytes.fromhex(answer.encryption), bytes.fromhex(answer.authentication))


def _opened(data: bytes, question: PinQuestion) -> PinAnswer:
    place = identity()
    try:
        verifier = centre_verifier(statement_signer(data))
        if verifier is None:
            raise CentreAnswerError()
        body = open_register_answer(
            data, verifier=verifier, opening_key=keys.unlocked().opening, station=place.station, epoch=place.epoch,
            look=question.ask, purpose="pin-session",
        )  # fmt: skip
        return PinAnswer.model_validate(body)
    except (PacketError, ValidationError):
        raise CentreAnswerError() from None
