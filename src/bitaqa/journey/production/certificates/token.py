"""What a certificate's code says: the canonical text of the certificate and the register's signature over it.

`BTC1:` and base45 (RFC 9285) of key id (8 bytes), Ed25519 signature (64 bytes) and the UTF-8 text, one `key: value`
line per fact, in order. Whoever has the register's public key reads it without network. Pure.
Refuses: a value with a line break, a code of another kind, a signature that does not hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from bitaqa.foundation.packet.base45 import base45_decode, base45_encode
from bitaqa.foundation.packet.keys import KEY_ID_SIZE, SIGNATURE_SIZE, Signer, Verifier, signing_input

from ..errors import CertificateUnreadableError

PREFIX: Final = "BTC1:"
_PURPOSE: Final = "certificate"


def canonical_text(facts: Mapping[str, str]) -> str:
    """The lines that are signed, in the order given; empty facts are left out."""
    lines = [f"{key}: {value.strip()}" for key, value in facts.items() if value.strip()]
    if any("\n" in line or "\r" in line for line in lines):
        raise CertificateUnreadableError()
    return "\n".join(lines) + "\n"


def sign_certificate(text: str, *, signer: Signer) -> str:
    """The text of the QR code."""
    content = text.encode()
    signature = signer.sign(_signed(signer.key_id, content))
    return PREFIX + base45_encode(signer.key_id + signature + content)


def read_certificate(token: str, verifiers: Mapping[bytes, Verifier]) -> dict[str, str]:
    """The facts of a scanned code once the register's signature holds. Raises CertificateUnreadableError."""
    token = token.strip("\r\n\t")
    if not token.startswith(PREFIX):
        raise CertificateUnreadableError()
    try:
        raw = base45_decode(token.removeprefix(PREFIX))
        key, rest = raw[:KEY_ID_SIZE], raw[KEY_ID_SIZE:]
        signature, content = rest[:SIGNATURE_SIZE], rest[SIGNATURE_SIZE:]
        verifier = verifiers.get(key)
        if verifier is None or not verifier.holds(_signed(key, content), signature):
            raise CertificateUnreadableError()
        pairs = (line.partition(": ") for line in content.decode().splitlines())
    except ValueError as fact:
        raise CertificateUnreadableError() from fact
    return {key: value for key, _colon, value in pairs}


def _signed(key_id: bytes, content: bytes) -> bytes:
    return signing_input(_PURPOSE, hashlib.sha256(key_id + content).digest())
