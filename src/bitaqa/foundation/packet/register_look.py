"""The centre's answer to a question of a counter, signed by the centre and sealed to the station that asked.

A statement `[purpose, version, key id, [station, epoch, look, sealed], signature]` whose last part is an HPKE seal for
the station's opening key; `info` binds station, epoch and look, so that an answer serves one question of one station.
Two purposes: what the register holds of a card, and keys of one session with a chip whose PIN its holder sets.
Whoever listens on the line, or ends its TLS, reads no name and no key. Refuses: an answer to another question, station
or purpose.
"""

from __future__ import annotations

from typing import Any, Final, Literal
from uuid import UUID

from .codec import decode, encode
from .errors import AnswerInvalidError, AnswerSignatureError, CodecError
from .keys import OpeningKey, SealingKey, Signer, Verifier
from .statement import read_statement, sign_statement

AnswerPurpose = Literal["register-look", "pin-session"]
_INFO: Final[dict[AnswerPurpose, bytes]] = {
    "register-look": b"bitaqa register look 1",
    "pin-session": b"bitaqa pin session 1",
}
MAX_ANSWER_SIZE: Final = 64 * 1024


def seal_register_answer(
    body: dict[str, Any], *, station: UUID, epoch: int, look: UUID, recipient: SealingKey, signer: Signer,
    purpose: AnswerPurpose = "register-look",
) -> bytes:  # fmt: skip
    """`body` (plain values) for the station whose key is `recipient`. Raises ValueRefusedError, TooDeepError."""
    sealed = recipient.seal(encode(body), _info(purpose, station, epoch, look))
    return sign_statement(purpose, [station, epoch, look, sealed], signer=signer)


def open_register_answer(
    data: bytes, *, verifier: Verifier, opening_key: OpeningKey, station: UUID, epoch: int, look: UUID,
    purpose: AnswerPurpose = "register-look",
) -> dict[str, Any]:  # fmt: skip
    """The body, once it is certain that the centre answered this question of this station.

    Raises StatementMalformedError, UnknownFormatError, AnswerSignatureError, AnswerInvalidError.
    """
    said = read_statement(data, purpose=purpose, verifier=verifier, forged=AnswerSignatureError)
    match said:
        case [UUID() as to, int() as of_epoch, UUID() as question, bytes() as sealed]:
            if (to, of_epoch, question) != (station, epoch, look):
                raise AnswerInvalidError(reason="it answers another question")
        case _:
            raise AnswerInvalidError(reason="it does not have its four parts")
    plain = opening_key.open(sealed, _info(purpose, station, epoch, look))
    if plain is None:
        raise AnswerInvalidError(reason="its seal does not open")
    try:
        body = decode(plain, max_size=MAX_ANSWER_SIZE)
    except CodecError as error:
        raise AnswerInvalidError(reason=str(error)) from error
    if not isinstance(body, dict):
        raise AnswerInvalidError(reason="it is not a map")
    return body


def _info(purpose: AnswerPurpose, station: UUID, epoch: int, look: UUID) -> bytes:
    return _INFO[purpose] + encode([station, epoch, look])
