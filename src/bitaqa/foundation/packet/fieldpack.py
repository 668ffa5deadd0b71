"""The field pack: what the centre gives one station for its next days, readable by that station alone.

It carries names, portraits and finger templates of the people whose cards are due, so it is signed by the centre *and*
sealed to the station's key: neither a lost disk nor another station opens it. Same container as a packet, other
magic. Refuses a pack for another station before anything else. Whether it is still valid is for the rules to say, with
a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from .codec import encode
from .container import Opening, Parts, assemble, check_length, read_opening, split
from .errors import (
    CodecError,
    HeaderInvalidError,
    NotAPacketError,
    PacketError,
    PacketTooLargeError,
    PacketTruncatedError,
    TrailingBytesError,
)
from .header import Field, is_count, is_instant, is_raw
from .keys import KEY_ID_SIZE, SEAL_OVERHEAD, OpeningKey, SealingKey, Signer, Verifier, signing_input
from .message_errors import FieldPackForAnotherStationError, FieldPackSignatureInvalidError, FieldPackTamperedError
from .payload import Attachment, PayloadError, payload_from_bytes, payload_to_bytes

MAGIC: Final = b"BTQF"
FORMAT: Final = 1
FORMATS_READ: Final = (FORMAT,)
MAX_FIELD_PACK_SIZE: Final = 128 * 1024 * 1024
_PURPOSE: Final = "field pack"

FIELDS: Final = (
    Field(1, "station", "#6.37(bstr .size 16)", lambda v: isinstance(v, UUID)),
    Field(2, "serial", "1..9223372036854775807", lambda v: is_count(v, least=1)),
    Field(3, "valid_from", "tdate", is_instant),
    Field(4, "valid_until", "tdate", is_instant),
    Field(5, "recipient", "bstr .size 8", lambda v: is_raw(v, KEY_ID_SIZE)),
    Field(6, "signer", "bstr .size 8", lambda v: is_raw(v, KEY_ID_SIZE)),
    Field(7, "size", "uint", lambda v: is_count(v, least=SEAL_OVERHEAD)),
)

_DAMAGE: Final[tuple[type[PacketError], ...]] = (
    NotAPacketError,
    PacketTruncatedError,
    TrailingBytesError,
    HeaderInvalidError,
)


@dataclass(frozen=True, slots=True)
class FieldPackHeader:
    """The clear part. `serial` grows with each pack of a station; both ends of validity are instants."""

    station: UUID
    serial: int
    valid_from: datetime
    valid_until: datetime
    recipient: bytes
    signer: bytes
    size: int

    @property
    def info(self) -> bytes:
        """What the seal is bound to (HPKE `info`)."""
        return encode(
            ["bitaqa field pack", FORMAT, self.station, self.serial, self.valid_from, self.valid_until, self.recipient]
        )


@dataclass(frozen=True, slots=True)
class FieldPack:
    """A pack that the centre made for this station. `hash` is the SHA-256 of the whole file."""

    header: FieldPackHeader
    body: dict[str, Any]
    attachments: tuple[Attachment, ...]
    hash: bytes


def seal_field_pack(
    *,
    body: Mapping[str, Any],
    attachments: Iterable[Attachment] = (),
    station: UUID,
    serial: int,
    valid_from: datetime,
    valid_until: datetime,
    recipient: SealingKey,
    signer: Signer,
) -> bytes:
    """The pack, sealed to the station's key and signed by the centre.

    Raises ValueRefusedError, TooDeepError (body), FieldPackTamperedError (impossible header), PacketTooLargeError.
    """
    plain = payload_to_bytes(body, attachments, max_attachments=None)
    header = FieldPackHeader(
        station=station,
        serial=serial,
        valid_from=valid_from,
        valid_until=valid_until,
        recipient=recipient.key_id,
        signer=signer.key_id,
        size=len(plain) + SEAL_OVERHEAD,
    )
    if header.size > MAX_FIELD_PACK_SIZE - 0x1_0000:
        raise PacketTooLargeError(size=header.size, limit=MAX_FIELD_PACK_SIZE - 0x1_0000)
    values = {field.number: getattr(header, field.name) for field in FIELDS}
    _check(values)
    data, _ = assemble(
        magic=MAGIC,
        format=FORMAT,
        header=encode(values),
        sealed=recipient.seal(plain, header.info),
        purpose=_PURPOSE,
        signer=signer,
    )
    return data


def read_field_pack_header(data: bytes) -> FieldPackHeader:
    """What the pack says of itself in clear; nothing is proven. It chooses the verifier among the centre's.

    Raises FieldPackTamperedError, PacketTooLargeError, UnknownFormatError.
    """
    return _read(data)[0]


def open_field_pack(data: bytes, *, verifier: Verifier, station: UUID, opening_key: OpeningKey) -> FieldPack:
    """The content, once it is certain that the centre made it and made it for this station.

    Raises FieldPackForAnotherStationError, FieldPackSignatureInvalidError, FieldPackTamperedError (cut, padded, or a
    content that its seal does not vouch for), PacketTooLargeError, UnknownFormatError.
    """
    header, opening = _read(data)
    if header.station != station or header.recipient != opening_key.key_id:
        raise FieldPackForAnotherStationError(station=header.station, serial=header.serial)
    parts: Parts = split(data, sealed_from=opening.sealed_from)
    signed = signing_input(_PURPOSE, parts.digest)
    if header.signer != verifier.key_id or not verifier.holds(signed, parts.signature):
        raise FieldPackSignatureInvalidError(station=header.station, serial=header.serial)
    plain = opening_key.open(bytes(parts.sealed), header.info)
    if plain is None:
        raise FieldPackTamperedError(reason="its seal does not open")
    try:
        body, attachments = payload_from_bytes(
            plain, with_media=True, max_size=MAX_FIELD_PACK_SIZE, max_attachments=None
        )
    except CodecError as error:
        raise FieldPackTamperedError(reason=str(error)) from error
    except PayloadError as error:
        raise FieldPackTamperedError(reason=error.reason) from error
    return FieldPack(header, body, attachments, parts.hash)


def _read(data: bytes) -> tuple[FieldPackHeader, Opening]:
    try:
        opening = read_opening(data, magic=MAGIC, formats=FORMATS_READ, max_size=MAX_FIELD_PACK_SIZE)
        _check(opening.header)
        header = FieldPackHeader(**{field.name: opening.header[field.number] for field in FIELDS})
        check_length(data, sealed_from=opening.sealed_from, size=header.size)
    except _DAMAGE as error:
        raise FieldPackTamperedError(reason=str(error)) from error
    return header, opening


def _check(values: dict[int, Any]) -> None:
    sound = values.keys() == {field.number for field in FIELDS} and all(
        field.fits(values[field.number]) for field in FIELDS
    )
    if not sound or values[3] >= values[4]:
        raise FieldPackTamperedError(reason="its header holds impossible values")
