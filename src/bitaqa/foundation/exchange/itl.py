"""ANSI/NIST-ITL 1-2011 transactions, traditional encoding: what police forces and their matchers exchange.

A transaction is a list of records: one of type 1 that counts the others, then any of types 2 (facts in text), 10
(a picture of a face) and 14 (a finger at any resolution). Fields are kept as written, subfields within items, in the
order of the standard; field 999 is bytes. `itl_fingers.py` makes records of fingers.

Refuses other types (4 and 7 are the binary ancestors, 9 the makers' minutiae), lengths or counts that disagree,
fields twice or out of order, text beyond ASCII, trailing bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bitaqa.foundation.exchange.errors import (
    ExchangeFieldError,
    ExchangeMagicError,
    ExchangeTrailingBytesError,
    ExchangeTruncatedError,
)

NAME: Final = "ANSI/NIST-ITL"
FS, GS, RS, US = b"\x1c", b"\x1d", b"\x1e", b"\x1f"
VERSION: Final = "0500"
TYPES: Final = frozenset({1, 2, 10, 14})
DATA: Final = 999
LENGTH, VERSION_FIELD, CONTENT = 1, 2, 3
_MOST: Final = 64 * 1024 * 1024

Items = tuple[tuple[str, ...], ...]
"""Subfields of a field, each of one or more items: `(("1", "2"), ("14", "00"))`."""


@dataclass(frozen=True, slots=True)
class ItlRecord:
    """One record: its type, its fields but the length, and the bytes of field 999 (None in records of text)."""

    type: int
    fields: Mapping[int, Items] = field(default_factory=dict)
    data: bytes | None = None

    def text(self, number: int) -> str:
        """The only item of a field. Raises ExchangeFieldError when there is none or there are several."""
        items = self.fields.get(number, ())
        if len(items) != 1 or len(items[0]) != 1:
            raise ExchangeFieldError(format=NAME, field=f"{self.type}.{number:03d}", value=items)
        return items[0][0]

    def whole(self, number: int) -> int:
        """The only item of a field, as a number. Raises ExchangeFieldError."""
        text = self.text(number)
        if not (text.isascii() and text.isdigit() and len(text) < 9):
            raise ExchangeFieldError(format=NAME, field=f"{self.type}.{number:03d}", value=text)
        return int(text)


def one(text: str | int) -> Items:
    """A field of one item."""
    return ((str(text),),)


def read_transaction(data: bytes) -> tuple[ItlRecord, ...]:
    """Every record, the first of type 1. Raises an ExchangeFormatError."""
    records: list[ItlRecord] = []
    at = 0
    while at < len(data):
        record, at = _read_record(data, at, expected=1 if not records else None)
        records.append(record)
        if len(records) > 1 + _counted(records[0]):
            raise ExchangeTrailingBytesError(format=NAME, extra=len(data) - at)
    if not records:
        raise ExchangeTruncatedError(format=NAME, wanted=1)
    _check_content(records)
    return tuple(records)


def write_transaction(head: ItlRecord, records: tuple[ItlRecord, ...]) -> bytes:
    """The transaction, with the counts of field 1.003 written anew; records need an IDC (field 002) each.

    Raises ExchangeFieldError.
    """
    content = [("1", str(len(records))), *((str(r.type), f"{r.whole(2):02d}") for r in records)]
    fields = {**head.fields, VERSION_FIELD: one(VERSION), CONTENT: tuple(content)}
    whole = [ItlRecord(1, fields), *records]
    _check_content(whole)
    return b"".join(_written(record) for record in whole)


def _read_record(data: bytes, at: int, *, expected: int | None) -> tuple[ItlRecord, int]:
    tag, _, rest = data[at : at + 24].partition(b":")
    kind, _, number = tag.partition(b".")
    if not (kind.isdigit() and number.isdigit() and int(number) == LENGTH and rest):
        raise ExchangeMagicError(format=NAME, found=data[at : at + 8].hex())
    if int(kind) not in TYPES or (expected is not None and int(kind) != expected):
        raise ExchangeFieldError(format=NAME, field="record type", value=int(kind))
    digits = rest.partition(GS)[0]
    if not digits.isdigit() or not 0 < int(digits) <= _MOST:
        raise ExchangeFieldError(format=NAME, field=f"{int(kind)}.001", value=digits[:12].hex())
    end = at + int(digits)
    if end > len(data):
        raise ExchangeTruncatedError(format=NAME, wanted=end - len(data))
    if data[end - 1 : end] != FS:
        raise ExchangeFieldError(format=NAME, field=f"{int(kind)}.001", value=int(digits))
    start = at + len(tag) + 1 + len(digits) + 1
    return _read_fields(int(kind), data[start : end - 1]), end


def _read_fields(kind: int, body: bytes) -> ItlRecord:
    fields: dict[int, Items] = {}
    last, data = LENGTH, None
    while body:
        tag, colon, rest = body.partition(b":")
        prefix, _, number = tag.partition(b".")
        if not (colon and prefix.isdigit() and int(prefix) == kind and number.isdigit() and int(number) > last):
            raise ExchangeFieldError(format=NAME, field=f"{kind}.{last:03d}", value=f"followed by {tag[:12].hex()}")
        last = int(number)
        if last == DATA:
            if kind < 10:
                raise ExchangeFieldError(format=NAME, field=f"{kind}.999", value="bytes in a record of text")
            data, body = rest, b""
            continue
        value, _, body = rest.partition(GS)
        fields[last] = _items(value, f"{kind}.{last:03d}")
    return ItlRecord(kind, fields, data)


def _items(value: bytes, name: str) -> Items:
    try:
        text = value.decode("ascii")
    except UnicodeDecodeError:
        raise ExchangeFieldError(format=NAME, field=name, value=value[:16].hex()) from None
    if FS.decode() in text:
        raise ExchangeFieldError(format=NAME, field=name, value="a separator of files inside")
    return tuple(tuple(part.split(US.decode())) for part in text.split(RS.decode()))


def _written(record: ItlRecord) -> bytes:
    parts = []
    for number in sorted(record.fields):
        text = RS.decode().join(US.decode().join(items) for items in record.fields[number])
        name = f"{record.type}.{number:03d}"
        if number in (LENGTH, DATA) or _items(text.encode("ascii", "replace"), name) != record.fields[number]:
            raise ExchangeFieldError(format=NAME, field=name, value=text[:16])
        parts.append(f"{name}:{text}".encode("ascii"))
    if record.data is not None:
        parts.append(f"{record.type}.999:".encode("ascii") + record.data)
    body = GS.join(parts) + FS
    tag = f"{record.type}.001:".encode("ascii")
    length = len(tag) + 1 + len(body)
    while len(tag) + len(str(length)) + 1 + len(body) != length:
        length = len(tag) + len(str(length)) + 1 + len(body)
    return tag + str(length).encode("ascii") + GS + body


def _counted(head: ItlRecord) -> int:
    content = head.fields.get(CONTENT, ())
    if not content or len(content[0]) != 2 or content[0][0] != "1" or not content[0][1].isdigit():
        raise ExchangeFieldError(format=NAME, field="1.003", value=content[:1])
    return int(content[0][1][:6])


def _check_content(records: list[ItlRecord]) -> None:
    head, others = records[0], records[1:]
    said = head.fields.get(CONTENT, ())[1:]
    there = [(str(record.type), record.text(2)) for record in others]
    written = [(items[0], items[1]) for items in said if len(items) == 2]
    if _counted(head) != len(others) or [(k, n.zfill(2)) for k, n in written] != [(k, n.zfill(2)) for k, n in there]:
        raise ExchangeFieldError(format=NAME, field="1.003", value=f"{said} for {there}")
    if any(record.type == 1 for record in others):
        raise ExchangeFieldError(format=NAME, field="record type", value=1)
