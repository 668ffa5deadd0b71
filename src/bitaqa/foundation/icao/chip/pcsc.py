"""A chip on a PC/SC reader, through the system's own library (`libpcsclite.so.1`), without a compiled binding.

Eight calls of the PC/SC API are all that writing and reading a card takes. The reader is held exclusively while a card
is made, so that no other program talks in between. Refuses: machines without pcscd, readers without a card.
"""

from __future__ import annotations

import ctypes
from ctypes import byref, c_char_p, c_long, c_ubyte, c_ulong, create_string_buffer
from typing import Any, Final

from bitaqa.foundation.icao.chip_errors import ChipSilentError

_LIBRARY: Final = "libpcsclite.so.1"
_SYSTEM: Final = 2
_EXCLUSIVE: Final = 1
_T0_T1: Final = 3
_LEAVE, _UNPOWER = 0, 2
_LARGEST_ANSWER: Final = 65_538 + 10


class _Protocol(ctypes.Structure):
    """SCARD_IO_REQUEST."""

    _fields_ = [("protocol", c_ulong), ("length", c_ulong)]


def readers() -> list[str]:
    """Names of the readers of this machine; none when pcscd does not run."""
    try:
        service = _Service()
    except ChipSilentError:
        return []
    try:
        return service.readers()
    finally:
        service.close()


class _Service:
    """A context of the resource manager."""

    def __init__(self) -> None:
        try:
            self.calls: Any = ctypes.CDLL(_LIBRARY)
        except OSError:
            raise ChipSilentError(reader=_LIBRARY) from None
        for name in ("EstablishContext", "ListReaders", "Connect", "Reconnect", "Transmit", "Disconnect"):
            getattr(self.calls, f"SCard{name}").restype = c_long
        self.context = c_long()
        if self.calls.SCardEstablishContext(c_ulong(_SYSTEM), None, None, byref(self.context)):
            raise ChipSilentError(reader="pcscd")

    def readers(self) -> list[str]:
        size = c_ulong(0)
        if self.calls.SCardListReaders(self.context, None, None, byref(size)) or not size.value:
            return []
        names = create_string_buffer(size.value)
        if self.calls.SCardListReaders(self.context, None, names, byref(size)):
            return []
        return [name.decode() for name in names.raw[: size.value].split(b"\0") if name]

    def close(self) -> None:
        self.calls.SCardReleaseContext(self.context)


class PcscChip:
    """The card on one reader: `transmit` and `reset` are those of `ChipLink`. Close it, or use it in a `with`."""

    def __init__(self, reader: str) -> None:
        """Raises ChipSilentError."""
        self._reader = reader
        self._service = _Service()
        self._card, self._protocol = c_long(), c_ulong()
        answer = self._service.calls.SCardConnect(
            self._service.context,
            c_char_p(reader.encode()),
            c_ulong(_EXCLUSIVE),
            c_ulong(_T0_T1),
            byref(self._card),
            byref(self._protocol),
        )
        if answer:
            self._service.close()
            raise ChipSilentError(reader=reader)

    def __enter__(self) -> PcscChip:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def transmit(self, command: bytes) -> bytes:
        """Raises ChipSilentError."""
        sent = (c_ubyte * len(command)).from_buffer_copy(command)
        heard, size = (c_ubyte * _LARGEST_ANSWER)(), c_ulong(_LARGEST_ANSWER)
        request = _Protocol(self._protocol.value, ctypes.sizeof(_Protocol))
        answer = self._service.calls.SCardTransmit(
            self._card, byref(request), sent, c_ulong(len(command)), None, heard, byref(size)
        )
        if answer:
            raise ChipSilentError(reader=self._reader)
        return bytes(heard[: size.value])

    def reset(self) -> None:
        """Power off and on. Raises ChipSilentError."""
        answer = self._service.calls.SCardReconnect(
            self._card, c_ulong(_EXCLUSIVE), c_ulong(_T0_T1), c_ulong(_UNPOWER), byref(self._protocol)
        )
        if answer:
            raise ChipSilentError(reader=self._reader)

    def close(self) -> None:
        self._service.calls.SCardDisconnect(self._card, c_ulong(_LEAVE))
        self._service.close()
