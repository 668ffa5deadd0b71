"""Deterministic CBOR: one value, one encoding, so that a hash or a signature over bytes speaks of a value.

RFC 8949 §4.2.1 (core deterministic encoding): shortest heads, definite lengths, map keys in the bytewise order of
their encodings. Allowed: null, booleans, integers of 64 bits and a sign, text, bytes, arrays, maps whose keys are
all text or all integers, UUID (tag 37), instants (tag 0, RFC 3339 in UTC ending in `Z`, with six decimals or none)
and days (tag 1004, RFC 8943).

Refuses whatever else: floats, other tags, `undefined`, indefinite lengths, duplicate or unordered keys, longer heads
than needed, bytes after the end, nesting past `max_depth`, sizes past `max_size`. Checking while reading is
cheaper than encoding again to compare, and says at which byte the writer went astray.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from .errors import (
    DataTooLargeError,
    DataTrailingError,
    DataTruncatedError,
    DuplicateKeyError,
    NotCanonicalError,
    TooDeepError,
    ValueRefusedError,
)

MAX_SIZE: Final = 16 * 1024 * 1024
"""Bytes that `decode` reads unless told otherwise."""
MAX_DEPTH: Final = 16
"""Levels of arrays and maps inside each other; the tags allowed hold no more than text or bytes."""

_INT, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_TAG_INSTANT, _TAG_UUID, _TAG_DAY = 0, 37, 1004
_SIMPLE_VALUES: Final[dict[int, bool | None]] = {0xF4: False, 0xF5: True, 0xF6: None}


def encode(value: Any, *, max_depth: int = MAX_DEPTH) -> bytes:
    """The one encoding of `value`.

    Raises ValueRefusedError (a type, an integer or a text without a place in a packet; a naive instant),
    TooDeepError. Source: RFC 8949 §4.2.1.
    """
    pieces: list[bytes] = []
    _write(value, pieces, max_depth, max_depth)
    return b"".join(pieces)


def decode(data: bytes | memoryview, *, max_size: int = MAX_SIZE, max_depth: int = MAX_DEPTH) -> Any:
    """The value that `data` encodes: None, bool, int, str, bytes, list, dict, UUID, datetime (UTC) or date.

    Raises DataTooLargeError, DataTruncatedError, DataTrailingError, NotCanonicalError, DuplicateKeyError,
    TooDeepError, ValueRefusedError; never any other exception, whatever the bytes. Source: RFC 8949 §4.2.1.
    """
    if len(data) > max_size:
        raise DataTooLargeError(size=len(data), limit=max_size)
    reader = _Reader(data, max_depth)
    value = reader.value(max_depth)
    if reader.at != reader.end:
        raise DataTrailingError(extra=reader.end - reader.at)
    return value


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes((major << 5 | argument,))
    if argument < 0x100:
        return bytes((major << 5 | 24, argument))
    if argument < 0x10000:
        return bytes((major << 5 | 25,)) + argument.to_bytes(2, "big")
    if argument < 0x1_0000_0000:
        return bytes((major << 5 | 26,)) + argument.to_bytes(4, "big")
    return bytes((major << 5 | 27,)) + argument.to_bytes(8, "big")


def _write(value: Any, pieces: list[bytes], depth: int, limit: int) -> None:
    match value:
        case None:
            pieces.append(b"\xf6")
        case bool():
            pieces.append(b"\xf5" if value else b"\xf4")
        case int():
            major, argument = (_INT, value) if value >= 0 else (_NEGATIVE, -1 - value)
            if argument >> 64:
                raise ValueRefusedError(kind="integer beyond 64 bits")
            pieces.append(_head(major, argument))
        case str():
            try:
                text = value.encode()
            except UnicodeEncodeError:
                raise ValueRefusedError(kind="text with a lone surrogate") from None
            pieces += (_head(_TEXT, len(text)), text)
        case bytes() | bytearray() | memoryview():
            raw = bytes(value)
            pieces += (_head(_BYTES, len(raw)), raw)
        case UUID():
            pieces.append(b"\xd8\x25\x50" + value.bytes)
        case datetime():
            text = instant_text(value).encode()
            pieces += (b"\xc0", _head(_TEXT, len(text)), text)
        case date():
            pieces += (b"\xd9\x03\xec\x6a", value.isoformat().encode())
        case list() | tuple():
            if depth == 0:
                raise TooDeepError(limit=limit)
            pieces.append(_head(_ARRAY, len(value)))
            for item in value:
                _write(item, pieces, depth - 1, limit)
        case Mapping():
            if depth == 0:
                raise TooDeepError(limit=limit)
            _write_map(value, pieces, depth, limit)
        case _:
            raise ValueRefusedError(kind=type(value).__name__)


def _write_map(value: Mapping[Any, Any], pieces: list[bytes], depth: int, limit: int) -> None:
    texts = sum(isinstance(key, str) for key in value)
    integers = sum(isinstance(key, int) and not isinstance(key, bool) for key in value)
    if len(value) not in (texts, integers):
        raise ValueRefusedError(kind="map whose keys are not all text or all integers")
    entries: dict[bytes, Any] = {}
    for key, item in value.items():
        written: list[bytes] = []
        _write(key, written, depth, limit)
        entries[b"".join(written)] = item
    pieces.append(_head(_MAP, len(entries)))
    for raw in sorted(entries):
        pieces.append(raw)
        _write(entries[raw], pieces, depth - 1, limit)


def instant_text(at: datetime) -> str:
    """An instant as it is written on the wire: RFC 3339, UTC, `Z`, six decimals or none.

    Raises ValueRefusedError for an instant without its zone.
    """
    if at.tzinfo is None:
        raise ValueRefusedError(kind="instant without its zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def instant_from_text(text: str) -> datetime | None:
    """The instant that `text` writes in the one allowed form, else None."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo is not None and instant_text(at) == text else None
    except (ValueError, OverflowError):
        return None


class _Reader:
    """Reads one value after the other; `at` is the next byte, kept for error messages."""

    __slots__ = ("at", "data", "depth_limit", "end")

    def __init__(self, data: bytes | memoryview, depth_limit: int) -> None:
        self.data = data
        self.at = 0
        self.end = len(data)
        self.depth_limit = depth_limit

    def head(self) -> tuple[int, int]:
        """Major type and argument, in their shortest form only."""
        start = self.at
        if start >= self.end:
            raise DataTruncatedError(at=self.end)
        first = self.data[start]
        major, info = first >> 5, first & 31
        self.at = start + 1
        if info < 24:
            return major, info
        if info > 27:
            rule = "indefinite lengths are refused" if info == 31 else "reserved head"
            raise NotCanonicalError(at=start, rule=rule)
        size = 1 << (info - 24)
        argument = int.from_bytes(self.take(size), "big")
        if argument < (24, 0x100, 0x10000, 0x1_0000_0000)[info - 24]:
            raise NotCanonicalError(at=start, rule="a shorter head exists")
        return major, argument

    def take(self, size: int) -> bytes:
        stop = self.at + size
        if stop > self.end:
            raise DataTruncatedError(at=self.end)
        raw = bytes(self.data[self.at : stop])
        self.at = stop
        return raw

    def value(self, depth: int) -> Any:
        start = self.at
        if start < self.end and self.data[start] >> 5 == _SIMPLE:
            self.at = start + 1
            simple = self.data[start]
            if simple not in _SIMPLE_VALUES:
                raise ValueRefusedError(kind=f"CBOR simple or float 0x{simple:02x}")
            return _SIMPLE_VALUES[simple]
        major, argument = self.head()
        if major == _INT:
            return argument
        if major == _NEGATIVE:
            return -1 - argument
        if major == _BYTES:
            return self.take(argument)
        if major == _TEXT:
            return self.text(argument)
        if major == _TAG:
            return self.tagged(argument, start)
        if depth == 0:
            raise TooDeepError(limit=self.depth_limit)
        if argument > self.end - self.at:  # every item takes a byte at least: no list is made for a lie
            raise DataTruncatedError(at=self.end)
        if major == _ARRAY:
            return [self.value(depth - 1) for _ in range(argument)]
        return self.map(argument, depth)

    def text(self, size: int) -> str:
        start = self.at
        try:
            return self.take(size).decode()
        except UnicodeDecodeError:
            raise NotCanonicalError(at=start, rule="text is not UTF-8") from None

    def map(self, count: int, depth: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        last = b""
        kind: int | None = None
        for _ in range(count):
            start = self.at
            major, argument = self.head()
            if major == _TEXT:
                key: str | int = self.text(argument)
            elif major in (_INT, _NEGATIVE):
                key = argument if major == _INT else -1 - argument
            else:
                raise ValueRefusedError(kind="map key that is neither text nor integer")
            if kind not in (None, major == _TEXT):
                raise ValueRefusedError(kind="map whose keys are not all text or all integers")
            kind = major == _TEXT
            raw = bytes(self.data[start : self.at])
            if raw == last:
                raise DuplicateKeyError(at=start)
            if raw < last:
                raise NotCanonicalError(at=start, rule="keys are out of order")
            last = raw
            found[key] = self.value(depth - 1)
        return found

    def tagged(self, tag: int, start: int) -> UUID | datetime | date:
        if tag not in (_TAG_UUID, _TAG_INSTANT, _TAG_DAY):
            raise ValueRefusedError(kind=f"CBOR tag {tag}")
        major, size = self.head()
        if tag == _TAG_UUID:
            if major != _BYTES or size != 16:
                raise NotCanonicalError(at=start, rule="a UUID is 16 bytes")
            return UUID(bytes=self.take(16))
        if major != _TEXT:
            raise NotCanonicalError(at=start, rule="a date is text")
        text = self.text(size)
        if tag == _TAG_INSTANT:
            instant = instant_from_text(text)
            if instant is None:
                raise NotCanonicalError(at=start, rule="an instant is RFC 3339 in UTC, with six decimals or none")
            return instant
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:
            raise NotCanonicalError(at=start, rule="a day is YYYY-MM-DD")
        return day
