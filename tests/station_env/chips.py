"""The centre's side of a session with a chip, as a station's tests need it: real keys, no register."""

from __future__ import annotations

from bitaqa.foundation.icao.chip.issuer_session import ChipHalf
from bitaqa.foundation.icao.chip.scp03 import CardKeys
from bitaqa.foundation.rules.pin_session import PinAnswer, PinQuestion, PinRefusal


def pin_answer(question: PinQuestion, issuer: CardKeys, why: PinRefusal | None) -> PinAnswer:
    if why is not None:
        return PinAnswer(ask=question.ask, because=why)
    told = (question.serial, question.host_challenge, question.card_challenge, question.proof)
    half = ChipHalf(*map(bytes.fromhex, told))
    session = half.session(issuer.of(half.serial))
    return PinAnswer(ask=question.ask, encryption=session.encryption.hex(), authentication=session.authentication.hex())
