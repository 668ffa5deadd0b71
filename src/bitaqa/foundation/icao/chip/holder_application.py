"""The chip's side of the holder's key: it signs a challenge once the PIN was shown, never anything else.

The PIN is chosen by the holder (CHANGE REFERENCE DATA while none is set), blocks after three wrong tries, and is set
anew by the issuer only. The program refuses to say whether a PIN exists otherwise than by letting it be tried.
"""

from __future__ import annotations

import hmac

from ..public_keys import uncompressed
from .access_points import plain_signature
from .apdu import Command
from .chip_memory import ChipMemory, StatusError
from .profile import HOLDER_PROOF, PIN_MOST, PIN_REFERENCE, PIN_TRIES


class HolderApplication:
    """Reached after PACE only: what is typed travels encrypted."""

    def __init__(self, memory: ChipMemory) -> None:
        self._memory = memory
        self._shown = False

    def forget(self) -> None:
        """A new session, a new proof."""
        self._shown = False

    def handle(self, command: Command) -> bytes:
        """Raises StatusError."""
        match command.ins:
            case 0x20:
                self._shown = False
                self._check(command.p2, command.data)
                self._shown = True
                return b""
            case 0x24:
                return self._change(command)
            case 0x88:
                return self._sign(command.data)
            case 0xCA:
                if self._memory.holder_key is None:
                    raise StatusError(0x6A88)
                return uncompressed(self._memory.holder_key.public_key())
        raise StatusError(0x6D00)

    def _check(self, reference: int, block: bytes) -> None:
        memory = self._memory
        if reference != PIN_REFERENCE or len(block) != PIN_MOST:
            raise StatusError(0x6A80)
        if memory.pin is None or not memory.pin_tries:
            raise StatusError(0x6983)
        memory.pin_tries -= 1  # counted before it is compared: pulling the card away gains nothing
        if not hmac.compare_digest(memory.pin, block):
            raise StatusError(0x63C0 | memory.pin_tries)
        memory.pin_tries = PIN_TRIES

    def _change(self, command: Command) -> bytes:
        memory = self._memory
        if command.p1 == 0x01:
            if memory.pin is not None or len(command.data) != PIN_MOST:
                raise StatusError(0x6985)
            memory.pin, memory.pin_tries = command.data, PIN_TRIES
            return b""
        if len(command.data) != 2 * PIN_MOST:
            raise StatusError(0x6A80)
        self._check(command.p2, command.data[:PIN_MOST])
        memory.pin = command.data[PIN_MOST:]
        return b""

    def _sign(self, challenge: bytes) -> bytes:
        if not self._shown or self._memory.holder_key is None:
            raise StatusError(0x6982)
        if len(challenge) != 32:
            raise StatusError(0x6700)
        self._shown = False  # one proof per PIN
        return plain_signature(self._memory.holder_key, HOLDER_PROOF + challenge)
