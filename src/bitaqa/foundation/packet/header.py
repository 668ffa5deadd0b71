"""What a packet says in clear: enough to carry it, order it and miss it, nothing about a person.

The header is a map of numbered fields, each present exactly once; `FIELDS` is the one list that the writer, the
reader and the format page follow. Refuses unknown fields: a new field is a new format.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from bitaqa.foundation.kernel.clock import StationTime

from .codec import encode
from .errors import HeaderInvalidError, UnknownKindError
from .keys import KEY_ID_SIZE, SEAL_OVERHEAD

MAX_COUNT: Final = 2**63 - 1
"""Largest epoch, sequence and size: what a database column holds."""


class PacketKind(StrEnum):
    """What a packet is about. All kinds share one sequence and one chain per station and epoch."""

    APPLICATION = "application"
    HAND_OVER = "hand-over"
    CUSTODY = "custody"
    JOURNAL = "journal"
    DAY_REPORT = "day-report"
    CORRECTION = "correction"


def is_count(value: Any, *, least: int = 0) -> bool:
    """Whether `value` is an integer (no boolean) from `least` to MAX_COUNT."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MAX_COUNT


def is_raw(value: Any, size: int) -> bool:
    """Whether `value` is exactly `size` bytes."""
    return isinstance(value, bytes) and len(value) == size


def is_instant(value: Any) -> bool:
    """Whether `value` is an instant with its zone."""
    return isinstance(value, datetime) and value.tzinfo is not None


def is_line(value: Any, most: int) -> bool:
    """Whether `value` is printable text of 1 to `most` characters."""
    return isinstance(value, str) and 1 <= len(value) <= most and value.isprintable()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the header: its number on the wire, its name, its CDDL type (RFC 8610), its check."""

    number: int
    name: str
    cddl: str
    fits: Callable[[Any], bool]


FIELDS: Final = (
    Field(1, "kind", "tstr", lambda v: is_line(v, 32)),
    Field(2, "packet_id", "#6.37(bstr .size 16)", lambda v: isinstance(v, UUID) and v.version in (7, 8)),
    Field(3, "station", "#6.37(bstr .size 16)", lambda v: isinstance(v, UUID)),
    Field(4, "epoch", "1..9223372036854775807", lambda v: is_count(v, least=1)),
    Field(5, "sequence", "1..9223372036854775807", lambda v: is_count(v, least=1)),
    Field(6, "previous", "bstr .size 32", lambda v: is_raw(v, 32)),
    Field(7, "recipient", "bstr .size 8", lambda v: is_raw(v, KEY_ID_SIZE)),
    Field(8, "signer", "bstr .size 8", lambda v: is_raw(v, KEY_ID_SIZE)),
    Field(9, "sealed_at", "tdate", is_instant),
    Field(10, "clock_uncertainty", "uint", is_count),
    Field(11, "centre_time", "tdate / null", lambda v: v is None or is_instant(v)),
    Field(12, "software", "tstr .size (1..64)", lambda v: is_line(v, 64)),
    Field(13, "size", "uint", lambda v: is_count(v, least=SEAL_OVERHEAD)),
)


@dataclass(frozen=True, slots=True)
class Header:
    """The clear part of a packet. `clock_uncertainty` is in seconds; `size` counts the sealed bytes."""

    format: int
    kind: PacketKind
    packet_id: UUID
    station: UUID
    epoch: int
    sequence: int
    previous: bytes
    recipient: bytes
    signer: bytes
    sealed_at: datetime
    clock_uncertainty: int
    centre_time: datetime | None
    software: str
    size: int

    @property
    def time(self) -> StationTime:
        """When it was sealed, as the station knew the time."""
        return StationTime(self.sealed_at, self.centre_time, timedelta(seconds=self.clock_uncertainty))

    def to_bytes(self) -> bytes:
        """The header on the wire. Raises HeaderInvalidError."""
        values = {field.number: getattr(self, field.name) for field in FIELDS}
        _check(values)
        return encode(values)

    @property
    def info(self) -> bytes:
        """What the seal is bound to (HPKE `info`): re-signing it under another station or place breaks it."""
        return encode(
            ["bitaqa packet", self.format, self.kind, self.station, self.epoch, self.sequence, self.recipient]
        )


def header_from_map(format: int, values: dict[int, Any]) -> Header:
    """The header that these numbered fields make. Raises HeaderInvalidError, UnknownKindError."""
    _check(values)
    named = {field.name: values[field.number] for field in FIELDS}
    try:
        named["kind"] = PacketKind(named["kind"])
    except ValueError:
        facts = {name: named[name] for name in ("station", "epoch", "sequence", "kind")}
        raise UnknownKindError(**facts) from None
    return Header(format=format, **named)


def _check(values: dict[int, Any]) -> None:
    if values.keys() != {field.number for field in FIELDS}:
        raise HeaderInvalidError(reason="its fields are not those of this format")
    for field in FIELDS:
        if not field.fits(values[field.number]):
            raise HeaderInvalidError(reason=f"the field {field.name} holds an impossible value")
