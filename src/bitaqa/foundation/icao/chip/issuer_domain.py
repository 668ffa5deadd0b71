"""The chip's side of making a card: written once, locked, and from then on opened to reset a PIN only."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.keys import RandomBytes

from ..lds import CARD_ACCESS, SOD, file_id
from ..security_infos import parse_dg14
from ..tlv import items
from .access import AccessSecret
from .apdu import Command
from .chip_memory import ChipMemory, StatusError
from .profile import (
    ACTIVE_KEY,
    BASIC_ACCESS,
    CAN,
    CHIP_KEY,
    HOLDER_KEY,
    OPTIONS,
    PIN_MOST,
    PIN_REFERENCE,
    PIN_TRIES,
    ZONE_SECRET,
)
from .scp03 import LEVEL, Channel, SessionKeys

LARGEST_FILE = 0x40000


class IssuerDomain:
    """Commands are believed inside an SCP03 channel only."""

    def __init__(self, memory: ChipMemory, randbytes: RandomBytes) -> None:
        self._memory, self._random = memory, randbytes
        self._channel: Channel | None = None
        self._open = False

    def handle(self, command: Command) -> bytes:
        """Raises StatusError, SecureMessagingError."""
        if (command.cla, command.ins) == (0x80, 0x50):
            return self._begin(command.data)
        if (command.cla, command.ins) == (0x84, 0x82):
            return self._prove_host(command)
        if self._channel is None or not self._open or not command.cla & 4:
            raise StatusError(0x6982)
        try:
            asked = self._channel.unwrap(command)
        except BitaqaError:
            self._channel, self._open = None, False
            raise
        if asked.ins == 0x2C:
            return self._reset_pin(asked)
        if self._memory.locked:
            raise StatusError(0x6985)
        match asked.ins:
            case 0xD7:
                return self._write(asked.p1 << 8 | asked.p2, asked.data)
            case 0xDB:
                return self._put(asked.data)
            case 0xD8:
                self._memory.issuer_keys = self._memory.issuer_keys.replaced(asked.data)
                return asked.data[:1]
            case 0xF0:
                return self._lock()
        raise StatusError(0x6D00)

    def _begin(self, challenge: bytes) -> bytes:
        if len(challenge) != 8:
            raise StatusError(0x6700)
        own = self._random(8)
        session = SessionKeys.of(self._memory.issuer_keys, challenge, own)
        self._open, self._channel = False, Channel(session, challenge, own)
        return (
            self._memory.serial + bytes((self._memory.issuer_keys.version, 3, 0)) + own + self._channel.card_cryptogram
        )

    def _prove_host(self, command: Command) -> bytes:
        channel, self._open = self._channel, False
        if channel is None or command.p1 != LEVEL:
            raise StatusError(0x6985)
        asked = channel.unwrap(command, sealed=False)
        if asked.data != channel.host_cryptogram:
            self._channel = None
            raise StatusError(0x6300)
        self._open = True
        return b""

    def _write(self, identifier: int, data: bytes) -> bytes:
        """Offset (54) and content (53): pieces follow each other."""
        try:
            (offset_tag, offset), (content_tag, content) = items(data, "UPDATE BINARY")
        except (BitaqaError, ValueError):
            raise StatusError(0x6A80) from None
        if (offset_tag, content_tag) != (0x54, 0x53):
            raise StatusError(0x6A80)
        files = self._memory.master_files if identifier == CARD_ACCESS else self._memory.files
        at = int.from_bytes(offset, "big")
        known = files.get(identifier, b"") if at else b""
        if at != len(known) or at + len(content) > LARGEST_FILE:
            raise StatusError(0x6B00)
        files[identifier] = known + content
        return b""

    def _put(self, data: bytes) -> bytes:
        memory = self._memory
        try:
            found = items(data, "PUT DATA")
        except BitaqaError:
            raise StatusError(0x6A80) from None
        for tag, value in found:
            if tag == CHIP_KEY:
                memory.chip_key = _key(value, self._chip_curve())
            elif tag == ACTIVE_KEY:
                memory.active_key = _key(value, self._chip_curve())
            elif tag == HOLDER_KEY:
                memory.holder_key = _key(value, ec.SECP256R1())
            elif tag == CAN:
                memory.secrets[2] = AccessSecret("can", value)
            elif tag == ZONE_SECRET:
                memory.secrets[1] = AccessSecret("zone", value)
            elif tag == OPTIONS and len(value) == 1:
                memory.basic_access = bool(value[0] & BASIC_ACCESS)
            else:
                raise StatusError(0x6A80)
        return b""

    def _chip_curve(self) -> ec.EllipticCurve:
        """Files come first: the keys lie on the curve they tell."""
        try:
            security = parse_dg14(self._memory.files[file_id(14)])
        except (KeyError, BitaqaError):
            raise StatusError(0x6985) from None
        return (security.chip_curve or security.pace).made

    def _lock(self) -> bytes:
        memory = self._memory
        if CARD_ACCESS not in memory.master_files or SOD not in memory.files or not memory.secrets:
            raise StatusError(0x6985)
        memory.locked = True
        return b""

    def _reset_pin(self, command: Command) -> bytes:
        if command.p2 != PIN_REFERENCE or len(command.data) != PIN_MOST or not self._memory.locked:
            raise StatusError(0x6A80)
        self._memory.pin, self._memory.pin_tries = command.data, PIN_TRIES
        return b""


def _key(scalar: bytes, curve: ec.EllipticCurve) -> ec.EllipticCurvePrivateKey:
    try:
        return ec.derive_private_key(int.from_bytes(scalar, "big"), curve)
    except ValueError:
        raise StatusError(0x6A80) from None
