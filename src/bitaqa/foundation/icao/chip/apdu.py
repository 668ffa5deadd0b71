"""Commands and responses of a chip (ISO/IEC 7816-4 §5), short and extended, and the port to a chip.

Refuses: commands longer than 65,535 bytes, forms that are neither short nor extended.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from ..chip_errors import ApduError, ChipStatusError

OK: Final = 0x9000
LARGEST: Final = 65_535


class ChipLink(Protocol):
    """A chip within reach: simulated, or on a reader."""

    def transmit(self, command: bytes) -> bytes:
        """The answer to a command: data, then two bytes of status. Raises ChipSilentError."""
        ...

    def reset(self) -> None:
        """Power off and on again. Raises ChipSilentError."""
        ...


@dataclass(frozen=True, slots=True)
class Command:
    """`expected` is the most bytes the answer may have, None when none are expected."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    expected: int | None = None

    @property
    def header(self) -> bytes:
        return bytes((self.cla, self.ins, self.p1, self.p2))

    def encode(self) -> bytes:
        """Short when everything fits, else extended. Raises ApduError."""
        size, expected = len(self.data), self.expected
        if size > LARGEST or (expected is not None and not 0 < expected <= LARGEST + 1):
            raise ApduError(size=size, rule="at most 65,535 bytes")
        if size < 256 and (expected is None or expected <= 256):
            body = bytes((size,)) + self.data if size else b""
            return self.header + body + (b"" if expected is None else bytes((expected & 0xFF,)))
        body = b"\0" + size.to_bytes(2, "big") + self.data if size else b""
        if expected is None:
            return self.header + body
        return self.header + body + (b"" if size else b"\0") + (expected & 0xFFFF).to_bytes(2, "big")

    @classmethod
    def decode(cls, written: bytes) -> Command:
        """Raises ApduError."""
        if len(written) < 4:
            raise ApduError(size=len(written), rule="four bytes of header")
        cla, ins, p1, p2 = written[:4]
        body = written[4:]
        data, expected = b"", None
        if len(body) == 1:
            expected = body[0] or 256
        elif len(body) > 1 and body[0]:
            data, rest = body[1 : 1 + body[0]], body[1 + body[0] :]
            if len(data) != body[0] or len(rest) > 1:
                raise ApduError(size=len(written), rule="as many bytes as the length says")
            expected = (rest[0] or 256) if rest else None
        elif len(body) == 3:
            expected = int.from_bytes(body[1:], "big") or LARGEST + 1
        elif len(body) > 3:
            size = int.from_bytes(body[1:3], "big")
            data, rest = body[3 : 3 + size], body[3 + size :]
            if not size or len(data) != size or len(rest) not in (0, 2):
                raise ApduError(size=len(written), rule="as many bytes as the length says")
            expected = (int.from_bytes(rest, "big") or LARGEST + 1) if rest else None
        elif body:
            raise ApduError(size=len(written), rule="a short or an extended form")
        return cls(cla, ins, p1, p2, data, expected)


@dataclass(frozen=True, slots=True)
class Response:
    data: bytes
    status: int

    def encode(self) -> bytes:
        return self.data + self.status.to_bytes(2, "big")

    @classmethod
    def decode(cls, written: bytes) -> Response:
        """Raises ChipStatusError for an answer without a status."""
        if len(written) < 2:
            raise ChipStatusError(status="–", step="answer")
        return cls(written[:-2], int.from_bytes(written[-2:], "big"))

    def checked(self, step: str) -> bytes:
        """The data of an answer that says all is well. Raises ChipStatusError."""
        if self.status != OK:
            raise ChipStatusError(status=f"{self.status:04X}", step=step)
        return self.data
