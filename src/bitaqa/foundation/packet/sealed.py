"""The sealed packet: written at a station that cannot open it again, opened at the centre that trusts no carrier.

Written in format 1; formats 1 and 0 are read (format 0 did not name the media type of attachments). The order of
checks is fixed: length, header, station, signature, recipient, seal, content; so each failure has one cause and
one error, and no private key is used on bytes whose signature does not hold.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from bitaqa.foundation.kernel.clock import StationTime

from .codec import MAX_SIZE
from .container import Opening, Parts, assemble, check_length, read_opening, split
from .errors import (
    AttachmentCorruptError,
    BodyNotCanonicalError,
    CodecError,
    PacketTooLargeError,
    SealBrokenError,
    SignatureInvalidError,
    WrongRecipientError,
    WrongStationError,
)
from .header import Header, PacketKind, header_from_map
from .keys import SEAL_OVERHEAD, OpeningKey, SealingKey, Signer, Verifier, signing_input
from .payload import Attachment, PayloadError, payload_from_bytes, payload_to_bytes

__all__ = [
    "FORMAT",
    "FORMATS_READ",
    "MAX_PACKET_SIZE",
    "Attachment",
    "Header",
    "OpenedPacket",
    "PacketKind",
    "SealedPacket",
    "open_packet",
    "packet_hash",
    "read_header",
    "seal_packet",
    "verify_packet",
]

MAGIC: Final = b"BTQP"
FORMAT: Final = 1
"""The format written."""
FORMATS_READ: Final = (FORMAT, FORMAT - 1)
MAX_PACKET_SIZE: Final = MAX_SIZE
_PURPOSE: Final = "packet"


@dataclass(frozen=True, slots=True)
class SealedPacket:
    """A packet ready to be written to disk and sent. `hash` is the SHA-256 of `data`: the next packet names it."""

    data: bytes
    hash: bytes
    header: Header


@dataclass(frozen=True, slots=True)
class OpenedPacket:
    """A packet whose signature, seal and content all hold."""

    header: Header
    body: dict[str, Any]
    attachments: tuple[Attachment, ...]
    hash: bytes


def seal_packet(
    *,
    kind: PacketKind,
    packet_id: UUID,
    station: UUID,
    epoch: int,
    sequence: int,
    previous: bytes,
    time: StationTime,
    software: str,
    body: Mapping[str, Any],
    attachments: Iterable[Attachment] = (),
    signer: Signer,
    recipient: SealingKey,
    max_size: int = MAX_PACKET_SIZE,
) -> SealedPacket:
    """Seals `body` and `attachments` for `recipient`, in their place in the station's chain.

    `previous` is the hash of the packet before (of the genesis for sequence 1). The clock's uncertainty is rounded
    up to seconds. Raises ValueRefusedError, TooDeepError (body), HeaderInvalidError, PacketTooLargeError.
    """
    plain = payload_to_bytes(body, attachments)
    header = Header(
        format=FORMAT,
        kind=kind,
        packet_id=packet_id,
        station=station,
        epoch=epoch,
        sequence=sequence,
        previous=previous,
        recipient=recipient.key_id,
        signer=signer.key_id,
        sealed_at=time.at,
        clock_uncertainty=math.ceil(time.uncertainty.total_seconds()),
        centre_time=time.centre_time,
        software=software,
        size=len(plain) + SEAL_OVERHEAD,
    )
    if header.size > max_size:
        raise PacketTooLargeError(size=header.size, limit=max_size)
    written = header.to_bytes()
    sealed = recipient.seal(plain, header.info)
    data, digest = assemble(magic=MAGIC, format=FORMAT, header=written, sealed=sealed, purpose=_PURPOSE, signer=signer)
    if len(data) > max_size:
        raise PacketTooLargeError(size=len(data), limit=max_size)
    return SealedPacket(data, digest, header)


def packet_hash(data: bytes) -> bytes:
    """The SHA-256 of a whole packet, by which chains and answers name it."""
    return hashlib.sha256(data).digest()


def read_header(data: bytes, *, max_size: int = MAX_PACKET_SIZE) -> Header:
    """What the packet says of itself in clear; nothing is proven yet, no key is used.

    Raises PacketTooLargeError, NotAPacketError, PacketTruncatedError, TrailingBytesError, UnknownFormatError,
    HeaderInvalidError, UnknownKindError.
    """
    return _read(data, max_size)[0]


def verify_packet(
    data: bytes, verifier: Verifier, *, station: UUID | None = None, max_size: int = MAX_PACKET_SIZE
) -> Header:
    """The header, once its station's signature over header and sealed bytes holds.

    `verifier` is the key of the station (and epoch) that the packet should come from; `station`, when given, must
    also be the one named. Raises what `read_header` raises, WrongStationError, SignatureInvalidError.
    """
    return _verify(data, verifier, station, max_size)[0]


def open_packet(
    data: bytes,
    *,
    verifier: Verifier,
    opening_keys: Mapping[bytes, OpeningKey],
    station: UUID | None = None,
    max_size: int = MAX_PACKET_SIZE,
) -> OpenedPacket:
    """The content, once everything about the packet holds. `opening_keys` is by key id: two overlap at the centre.

    Raises what `verify_packet` raises, WrongRecipientError, SealBrokenError, BodyNotCanonicalError,
    AttachmentCorruptError.
    """
    header, parts = _verify(data, verifier, station, max_size)
    key = opening_keys.get(header.recipient)
    if key is None:
        raise WrongRecipientError(recipient=header.recipient.hex())
    place = {"station": header.station, "epoch": header.epoch, "sequence": header.sequence}
    plain = key.open(bytes(parts.sealed), header.info)
    if plain is None:
        raise SealBrokenError(**place)
    try:
        body, attachments = payload_from_bytes(plain, with_media=header.format >= 1, max_size=max_size)
    except CodecError as error:
        raise BodyNotCanonicalError(reason=str(error), **place) from error
    except PayloadError as error:
        if error.corrupt is not None:
            raise AttachmentCorruptError(name=error.corrupt, **place) from error
        raise BodyNotCanonicalError(reason=error.reason, **place) from error
    return OpenedPacket(header, body, attachments, parts.hash)


def _read(data: bytes, max_size: int) -> tuple[Header, Opening]:
    opening = read_opening(data, magic=MAGIC, formats=FORMATS_READ, max_size=max_size)
    header = header_from_map(opening.format, opening.header)
    check_length(data, sealed_from=opening.sealed_from, size=header.size)
    return header, opening


def _verify(data: bytes, verifier: Verifier, station: UUID | None, max_size: int) -> tuple[Header, Parts]:
    header, opening = _read(data, max_size)
    if header.signer != verifier.key_id or station not in (None, header.station):
        raise WrongStationError(station=header.station, epoch=header.epoch, sequence=header.sequence)
    parts = split(data, sealed_from=opening.sealed_from)
    if not verifier.holds(signing_input(_PURPOSE, parts.digest), parts.signature):
        raise SignatureInvalidError(station=header.station, epoch=header.epoch, sequence=header.sequence)
    return header, parts
