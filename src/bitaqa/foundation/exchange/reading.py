"""A strict reader of big-endian records: every byte is asked for, none is left over."""

from __future__ import annotations

from bitaqa.foundation.exchange.errors import (
    ExchangeFieldError,
    ExchangeMagicError,
    ExchangeTrailingBytesError,
    ExchangeTruncatedError,
)


class Octets:
    """Reads `data` from the front; `format` is named in what is raised."""

    def __init__(self, data: bytes, format: str) -> None:
        self._data, self._at, self.format = data, 0, format

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        """Raises ExchangeTruncatedError."""
        if count > self.left:
            raise ExchangeTruncatedError(format=self.format, wanted=count - self.left)
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def among(self, size: int, allowed: range | frozenset[int] | set[int], field: str) -> int:
        """Raises ExchangeFieldError for any other value."""
        value = self.number(size)
        if value not in allowed:
            raise ExchangeFieldError(format=self.format, field=field, value=value)
        return value

    def expect(self, magic: bytes) -> None:
        """Raises ExchangeMagicError."""
        found = self._data[self._at : self._at + len(magic)]
        if found != magic:
            raise ExchangeMagicError(format=self.format, found=found.hex())
        self._at += len(magic)

    def part(self, count: int) -> Octets:
        """A reader of the next `count` bytes alone."""
        return Octets(self.take(count), self.format)

    def end(self) -> None:
        """Raises ExchangeTrailingBytesError."""
        if self.left:
            raise ExchangeTrailingBytesError(format=self.format, extra=self.left)


def field_in(value: int, allowed: range | frozenset[int] | set[int], format: str, field: str) -> int:
    """`value`, when it may be written. Raises ExchangeFieldError."""
    if value not in allowed:
        raise ExchangeFieldError(format=format, field=field, value=value)
    return value
