"""The register's answer to a look, signed by the centre and sealed to the station that asked.

A statement `[purpose, version, key id, [station, epoch, look, sealed], signature]` whose last part is an HPKE seal for
the station's opening key; `info` binds station, epoch and look, so that an answer serves one question of one station.
Whoever listens on the line, or ends its TLS, reads no name. Refuses: an answer to another question or station.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from .codec import decode, encode
from .errors import AnswerInvalidError, AnswerSignatureError, CodecError
from .keys import OpeningKey, SealingKey, Signer, Verifier
from .statement import read_statement, sign_statement

_PURPOSE: Final = "register-look"
MAX_ANSWER_SIZE: Final = 64 * 1024


def seal_register_answer(
    body: dict[str, Any], *, station: UUID, epoch: int, look: UUID, recipient: SealingKey, signer: Signer
) -> bytes:
    """`body` (plain values) for the station whose key is `recipient`. Raises ValueRefusedError, TooDeepError."""
    sealed = recipient.seal(encode(body), _info(station, epoch, look))
    return sign_statement(_PURPOSE, [station, epoch, look, sealed], signer=signer)


def open_register_answer(
    data: bytes, *, verifier: Verifier, opening_key: OpeningKey, station: UUID, epoch: int, look: UUID
) -> dict[str, Any]:
    """The body, once it is certain that the centre answered this question of this station.

    Raises StatementMalformedError, UnknownFormatError, AnswerSignatureError, AnswerInvalidError.
    """
    said = read_statement(data, purpose=_PURPOSE, verifier=verifier, forged=AnswerSignatureError)
    match said:
        case [UUID() as to, int() as of_epoch, UUID() as question, bytes() as sealed]:
            if (to, of_epoch, question) != (station, epoch, look):
                raise AnswerInvalidError(reason="it answers another question")
        case _:
            raise AnswerInvalidError(reason="it does not have its four parts")
    plain = opening_key.open(sealed, _info(station, epoch, look))
    if plain is None:
        raise AnswerInvalidError(reason="its seal does not open")
    try:
        body = decode(plain, max_size=MAX_ANSWER_SIZE)
    except CodecError as error:
        raise AnswerInvalidError(reason=str(error)) from error
    if not isinstance(body, dict):
        raise AnswerInvalidError(reason="it is not a map")
    return body


def _info(station: UUID, epoch: int, look: UUID) -> bytes:
    return b"bitaqa register look 1" + encode([station, epoch, look])
