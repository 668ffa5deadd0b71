"""The card profile: what this project's chips hold beyond Doc 9303, and how it is written (docs: chip data).

Doc 9303 says how a chip is read, not how it is made; these are the project's own numbers for making it, and for the
holder's PIN-protected key. A physical card product has its own: then this table changes, and no other file.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

ISSUER_DOMAIN: Final = bytes.fromhex("A000000151000000")
"""GlobalPlatform issuer security domain: where a card is personalised."""
HOLDER_APPLICATION: Final = bytes.fromhex("F0424954415141") + b"\x01"
"""F0 marks an unregistered, proprietary name (ISO/IEC 7816-4 §12.2.3)."""

CHIP_KEY: Final = 0xC1
ACTIVE_KEY: Final = 0xC2
HOLDER_KEY: Final = 0xC3
CAN: Final = 0xC4
ZONE_SECRET: Final = 0xC5
OPTIONS: Final = 0xC6
"""Objects of PUT DATA: private keys as scalars, access secrets, and one byte of options."""
BASIC_ACCESS: Final = 0x01
"""Option: Basic Access Control is allowed beside PACE."""

PIN_REFERENCE: Final = 0x81
PIN_TRIES: Final = 3
PIN_LEAST: Final = 6
PIN_MOST: Final = 8
HOLDER_PROOF: Final = b"bitaqa holder\0"
"""What stands before the challenge the holder's key signs, so that no other message can be had signed."""


def is_easy_pin(pin: str) -> bool:
    """Whether anyone would try it first: a run up or down, or fewer than three different digits."""
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    return len(set(pin)) < 3 or steps in ({1}, {-1})


def pin_block(pin: str) -> bytes | None:
    """Eight bytes, digits then FF; None when it is not a PIN."""
    if not (PIN_LEAST <= len(pin) <= PIN_MOST and pin.isascii() and pin.isdigit()):
        return None
    return pin.encode().ljust(PIN_MOST, b"\xff")
