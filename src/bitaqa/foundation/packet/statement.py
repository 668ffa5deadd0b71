"""A signed statement: a small public message of the centre (genesis, answers) that anyone with its key can check.

CBOR `[purpose, version, signer key id, payload, signature]`; the signature covers the four others, so a statement
made for one purpose never passes for another. Nothing in it is secret.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from .codec import decode, encode
from .errors import CodecError, PacketError, StatementMalformedError, StatementSignatureError, UnknownFormatError
from .keys import KEY_ID_SIZE, SIGNATURE_SIZE, Signer, Verifier, signing_input

VERSION: Final = 1
MAX_STATEMENT_SIZE: Final = 4 * 1024 * 1024


def sign_statement(purpose: str, payload: Any, *, signer: Signer) -> bytes:
    """The statement `payload` made for `purpose`. Raises ValueRefusedError, TooDeepError."""
    content = encode(payload)
    signature = signer.sign(_signed(purpose, VERSION, signer.key_id, content))
    return encode([purpose, VERSION, signer.key_id, content, signature])


def statement_signer(data: bytes) -> bytes:
    """The key id that the statement names, unproven: it chooses the verifier. Raises StatementMalformedError."""
    return _parts(data)[2]


def read_statement(
    data: bytes, *, purpose: str, verifier: Verifier, forged: type[PacketError] = StatementSignatureError
) -> Any:
    """The payload, once the signature of `verifier` holds for this purpose.

    Raises StatementMalformedError, UnknownFormatError (another version), and `forged` when the signature, the signer
    or the purpose is another.
    """
    said, version, signer, content, signature = _parts(data)
    if said != purpose:
        raise forged()
    if version != VERSION:
        raise UnknownFormatError(format=f"{purpose} {version}")
    if signer != verifier.key_id or not verifier.holds(_signed(purpose, version, signer, content), signature):
        raise forged()
    try:
        return decode(content, max_size=MAX_STATEMENT_SIZE)
    except CodecError as error:
        raise StatementMalformedError(reason=str(error)) from error


def _parts(data: bytes) -> tuple[str, int, bytes, bytes, bytes]:
    try:
        parts = decode(data, max_size=MAX_STATEMENT_SIZE, max_depth=1)
    except CodecError as error:
        raise StatementMalformedError(reason=str(error)) from error
    match parts:
        case [str() as said, int() as version, bytes() as signer, bytes() as content, bytes() as signature] if (
            len(signer) == KEY_ID_SIZE and len(signature) == SIGNATURE_SIZE
        ):
            return said, version, signer, content, signature
    raise StatementMalformedError(reason="it does not have its five parts")


def _signed(purpose: str, version: int, signer: bytes, content: bytes) -> bytes:
    digest = hashlib.sha256(encode([purpose, version, signer, content])).digest()
    return signing_input(purpose, digest)
