"""The channel a card is personalised through: SCP03 with AES-128 (GlobalPlatform Card Specification, Amendment D).

A blank arrives under transport keys, diversified by its serial number from a key the manufacturer handed over; the
personaliser replaces them by the issuer's own. Commands are encrypted and authenticated; answers carry nothing that
matters, and what was written is read back by another way. Refuses: a card or host that does not prove the keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

from ..chip_errors import PersonalisationRefusedError, SecureMessagingError
from .apdu import Command
from .ciphers import aes_block, aes_cmac, decrypt, encrypt, padded, unpadded

LEVEL: Final = 0x03
"""Commands are encrypted and authenticated."""
_CARD, _HOST, _ENC, _MAC = 0x00, 0x01, 0x04, 0x06
SERIAL_SIZE: Final = 10


@dataclass(frozen=True, slots=True)
class StaticKeys:
    """The three keys of one card; `version` is how the card calls the set."""

    version: int
    encryption: bytes = field(repr=False)
    authentication: bytes = field(repr=False)
    data: bytes = field(repr=False)

    def replacement(self, by: StaticKeys) -> bytes:
        """The content of PUT KEY: each key under this set's data key, with its check value (GPCS §11.8.2.3)."""
        written = bytes((by.version,))
        for key in (by.encryption, by.authentication, by.data):
            sealed = encrypt("aes", self.data, key, bytes(16))
            written += b"\x88\x11\x10" + sealed + b"\x03" + check_value(key)
        return written

    def replaced(self, written: bytes) -> StaticKeys:
        """The card's side of `replacement`. Raises SecureMessagingError."""
        keys = []
        for at in range(1, len(written), 23):
            part = written[at : at + 23]
            key = decrypt("aes", self.data, part[3:19], bytes(16)) if len(part) == 23 else b""
            if part[:3] != b"\x88\x11\x10" or part[19:] != b"\x03" + check_value(key):
                raise SecureMessagingError
            keys.append(key)
        if len(keys) != 3:
            raise SecureMessagingError
        return StaticKeys(written[0], *keys)


class CardKeys(Protocol):
    """Where a card's own keys come from: a master key in an HSM, or one of a demonstration."""

    def of(self, serial: bytes) -> StaticKeys: ...


class DiversifiedKeys:
    """Keys derived from a master key and the chip's serial number (NIST SP 800-108, counter mode, AES-CMAC)."""

    def __init__(self, master: bytes, version: int) -> None:
        """`master`: sixteen bytes, never shown."""
        self._master, self._version = master, version

    def __repr__(self) -> str:
        return f"DiversifiedKeys(version={self._version})"

    def of(self, serial: bytes) -> StaticKeys:
        """`serial`: ten bytes, as the chip tells it."""
        keys = (derive(self._master, number, serial, 128) for number in (0x81, 0x82, 0x83))
        return StaticKeys(self._version, *keys)


def check_value(key: bytes) -> bytes:
    return aes_block(key, b"\x01" * 16)[:3] if key else b""


def derive(key: bytes, constant: int, context: bytes, bits: int) -> bytes:
    """Amendment D §4.1.5: label of twelve bytes, separator, length, counter, context."""
    fixed = bytes(11) + bytes((constant, 0)) + bits.to_bytes(2, "big")
    return aes_cmac(key, fixed + b"\x01" + context)[: bits // 8]


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """The keys of one session: they open nothing once the card was reset, and tell nothing of the card's own keys."""

    encryption: bytes = field(repr=False)
    authentication: bytes = field(repr=False)

    @classmethod
    def of(cls, keys: StaticKeys, host_challenge: bytes, card_challenge: bytes) -> SessionKeys:
        """Amendment D §6.2.1; both challenges are eight bytes."""
        context = host_challenge + card_challenge
        return cls(
            derive(keys.encryption, _ENC, context, 128),
            derive(keys.authentication, _MAC, context, 128),
        )


class Channel:
    """One side's end of the channel; both ends go through the same states."""

    def __init__(self, keys: SessionKeys, host_challenge: bytes, card_challenge: bytes) -> None:
        """`keys` are those of these two challenges."""
        context = host_challenge + card_challenge
        self._encryption, self._authentication = keys.encryption, keys.authentication
        self.card_cryptogram = derive(self._authentication, _CARD, context, 64)
        self.host_cryptogram = derive(self._authentication, _HOST, context, 64)
        self._chain, self._count = bytes(16), 0

    def __repr__(self) -> str:
        return "Channel(…)"

    def wrap(self, command: Command, *, sealed: bool = True) -> Command:
        """A command with its code, its data encrypted unless it opens the channel."""
        data = self._sealed(command.data) if sealed else command.data
        return Command(
            command.cla | 4, command.ins, command.p1, command.p2, data + self._code(command, data), command.expected
        )

    def unwrap(self, command: Command, *, sealed: bool = True) -> Command:
        """Raises SecureMessagingError."""
        if len(command.data) < 8:
            raise SecureMessagingError
        body, code = command.data[:-8], command.data[-8:]
        if self._code(command, body) != code:
            raise SecureMessagingError
        data = self._opened(body) if sealed else body
        return Command(command.cla & ~4, command.ins, command.p1, command.p2, data, command.expected)

    def check_card(self, cryptogram: bytes) -> None:
        """Raises PersonalisationRefusedError."""
        if cryptogram != self.card_cryptogram:
            raise PersonalisationRefusedError

    def _code(self, command: Command, data: bytes) -> bytes:
        size = len(data) + 8
        length = bytes((size,)) if size < 256 else b"\0" + size.to_bytes(2, "big")
        header = bytes((command.cla | 4, command.ins, command.p1, command.p2))
        self._chain = aes_cmac(self._authentication, self._chain + header + length + data)
        return self._chain[:8]

    def _iv(self) -> bytes:
        self._count += 1
        return aes_block(self._encryption, self._count.to_bytes(16, "big"))

    def _sealed(self, data: bytes) -> bytes:
        iv = self._iv()
        return encrypt("aes", self._encryption, padded(data, 16), iv) if data else b""

    def _opened(self, body: bytes) -> bytes:
        iv = self._iv()
        if not body:
            return b""
        if len(body) % 16:
            raise SecureMessagingError
        data = unpadded(decrypt("aes", self._encryption, body, iv))
        if data is None:
            raise SecureMessagingError
        return data
