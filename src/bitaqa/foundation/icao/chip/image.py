"""A simulated chip as a file, so that a card of a demonstration can be laid on the reader of another program.

It holds what the issuer's domain needs: serial number, the chip's own issuer keys, PIN and tries. Keys lie in it
openly, which is why only demonstrations make and read one. Refuses: files that are none, trailing bytes.
"""

from __future__ import annotations

from typing import Final

from bitaqa.foundation.packet.codec import decode, encode
from bitaqa.foundation.packet.errors import CodecError
from bitaqa.foundation.packet.keys import RandomBytes

from ..chip_errors import ChipImageError
from .applet import SimulatedChip
from .profile import PIN_MOST, PIN_TRIES
from .scp03 import SERIAL_SIZE, StaticKeys

_KIND: Final = "bitaqa specimen chip 1"
_LARGEST: Final = 1024


def encode_chip(chip: SimulatedChip) -> bytes:
    memory, keys = chip.memory, chip.memory.issuer_keys
    own = [keys.version, keys.encryption, keys.authentication, keys.data]
    return encode([_KIND, memory.serial, own, memory.pin, memory.pin_tries])


def decode_chip(data: bytes, *, randbytes: RandomBytes) -> SimulatedChip:
    """A locked chip. Raises ChipImageError."""
    try:
        said = decode(data, max_size=_LARGEST)
    except CodecError:
        raise ChipImageError from None
    match said:
        case [
            str() as kind,
            bytes() as serial,
            [int() as version, bytes() as encryption, bytes() as authentication, bytes() as key],
            bytes() | None as pin,
            int() as tries,
        ]:
            sizes = {len(encryption), len(authentication), len(key)}
            right = kind == _KIND and len(serial) == SERIAL_SIZE and sizes == {16} and 0 <= tries <= PIN_TRIES
            if not right or (pin is not None and len(pin) != PIN_MOST):
                raise ChipImageError
        case _:
            raise ChipImageError
    keys = StaticKeys(version, encryption, authentication, key)
    chip = SimulatedChip(serial=serial, transport=keys, randbytes=randbytes)
    chip.memory.locked, chip.memory.pin, chip.memory.pin_tries = True, pin, tries
    return chip
