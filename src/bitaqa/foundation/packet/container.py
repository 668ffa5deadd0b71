"""The envelope that packets and field packs share: who it is for in clear, the rest sealed, all of it signed.

    magic (4) · format (1) · header length (2, big-endian) · header (CBOR) · sealed (HPKE) · signature (64)

The signature stands last, so that one pass of SHA-256 gives both what is signed and the hash of the whole. The header
announces the size of the sealed part: a cut or a padded file is told apart from a forged one before any key is used.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from .codec import decode
from .errors import (
    CodecError,
    HeaderInvalidError,
    NotAPacketError,
    PacketTooLargeError,
    PacketTruncatedError,
    TrailingBytesError,
    UnknownFormatError,
)
from .keys import SIGNATURE_SIZE, Signer, signing_input

HASH_SIZE: Final = 32
_PREAMBLE: Final = 7
_HEADER_DEPTH: Final = 2


@dataclass(frozen=True, slots=True)
class Opening:
    """The clear beginning of a container, read and not yet believed."""

    format: int
    header: dict[int, Any]
    sealed_from: int
    """Offset of the first sealed byte."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A container of the right length."""

    sealed: memoryview
    signature: bytes
    digest: bytes
    hash: bytes


def assemble(
    *, magic: bytes, format: int, header: bytes, sealed: bytes, purpose: str, signer: Signer
) -> tuple[bytes, bytes]:
    """The signed container and its SHA-256. Raises HeaderInvalidError past 65,535 bytes of header."""
    if len(header) > 0xFFFF:
        raise HeaderInvalidError(reason="it is longer than 65535 bytes")
    head = magic + bytes((format,)) + len(header).to_bytes(2, "big") + header
    running = hashlib.sha256(head)
    running.update(sealed)
    signature = signer.sign(signing_input(purpose, running.digest()))
    running.update(signature)
    return head + sealed + signature, running.digest()


def read_opening(data: bytes, *, magic: bytes, formats: tuple[int, ...], max_size: int) -> Opening:
    """The clear beginning of `data`, its map of numbered fields unchecked.

    Raises PacketTooLargeError, NotAPacketError, PacketTruncatedError, UnknownFormatError, HeaderInvalidError.
    """
    if len(data) > max_size:
        raise PacketTooLargeError(size=len(data), limit=max_size)
    if data[:4] != magic[: len(data)]:
        raise NotAPacketError()
    if len(data) < _PREAMBLE:
        raise PacketTruncatedError(size=len(data), expected=_PREAMBLE)
    if data[4] not in formats:
        raise UnknownFormatError(format=data[4])
    sealed_from = _PREAMBLE + int.from_bytes(data[5:_PREAMBLE], "big")
    if len(data) < sealed_from:
        raise PacketTruncatedError(size=len(data), expected=sealed_from)
    try:
        header = decode(data[_PREAMBLE:sealed_from], max_depth=_HEADER_DEPTH)
    except CodecError as error:
        raise HeaderInvalidError(reason=str(error)) from error
    if not isinstance(header, dict):
        raise HeaderInvalidError(reason="it is not a map")
    return Opening(data[4], header, sealed_from)


def check_length(data: bytes, *, sealed_from: int, size: int) -> None:
    """Raises PacketTruncatedError or TrailingBytesError unless `data` has exactly the announced length."""
    expected = sealed_from + size + SIGNATURE_SIZE
    if len(data) < expected:
        raise PacketTruncatedError(size=len(data), expected=expected)
    if len(data) > expected:
        raise TrailingBytesError(extra=len(data) - expected)


def split(data: bytes, *, sealed_from: int) -> Parts:
    """The sealed part, the signature, the digest it covers and the hash of the whole, in one pass.

    `data` has passed `check_length`.
    """
    view = memoryview(data)
    end = len(data) - SIGNATURE_SIZE
    running = hashlib.sha256(view[:end])
    digest = running.digest()
    running.update(view[end:])
    return Parts(view[sealed_from:end], bytes(view[end:]), digest, running.digest())
