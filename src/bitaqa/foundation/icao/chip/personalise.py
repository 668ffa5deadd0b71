"""Writes a chip: under its transport keys, then with the issuer's own, then locks it for good.

Nothing here says that a card is good: it is read back by `reading`, which knows none of this. A chip whose writing
was cut short starts again from its first file; a locked one is never written again.
Refuses: chips that do not prove the transport keys, chips already locked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bitaqa.foundation.packet.keys import RandomBytes

from ..lds import CARD_ACCESS, COM, SOD, file_id, file_name
from ..tlv import tlv
from .apdu import ChipLink
from .issuer_session import IssuerSession, ask_chip
from .prepare import CardLoad, scalar
from .profile import (
    ACTIVE_KEY,
    BASIC_ACCESS,
    CAN,
    CHIP_KEY,
    HOLDER_KEY,
    OPTIONS,
    ZONE_SECRET,
)
from .scp03 import CardKeys

PIECE: Final = 1800
"""Bytes of a file per command: below what chips take in one extended command."""


def personalise(
    link: ChipLink, load: CardLoad, *, transport: CardKeys, issuer: CardKeys, randbytes: RandomBytes
) -> bytes:
    """Write everything, change the keys, lock. Answers the chip's serial number.

    Raises PersonalisationRefusedError, ChipLockedError, ChipStatusError, ChipSilentError.
    """
    link.reset()
    desk = _Desk(link, transport, randbytes)
    for identifier, content in _files(load):
        desk.write(identifier, content)
    desk.send(0xDB, 0x3F, 0xFF, _secrets(load), step="PUT DATA")
    desk.send(0xD8, 0, 0x81, desk.keys.replacement(issuer.of(desk.serial)), step="PUT KEY")
    desk.send(0xF0, 0x80, 0x0F, b"", step="SET STATUS")
    link.reset()
    return desk.serial


def _files(load: CardLoad) -> Iterator[tuple[int, bytes]]:
    yield CARD_ACCESS, load.card_access
    yield COM, load.com
    for number, content in sorted(load.groups.items()):
        yield file_id(number), content
    yield SOD, load.sod


def _secrets(load: CardLoad) -> bytes:
    keys = ((CHIP_KEY, load.keys.chip), (ACTIVE_KEY, load.keys.active), (HOLDER_KEY, load.keys.holder))
    options = BASIC_ACCESS if load.basic_access else 0
    return (
        b"".join(tlv(tag, scalar(key)) for tag, key in keys)
        + tlv(CAN, load.can.value)
        + tlv(ZONE_SECRET, load.zone.value)
        + tlv(OPTIONS, bytes((options,)))
    )


class _Desk:
    """A session of whoever makes cards, who holds the chip's keys."""

    def __init__(self, link: ChipLink, keys: CardKeys, randbytes: RandomBytes) -> None:
        half = ask_chip(link, randbytes=randbytes)
        self.serial = half.serial
        self.keys = keys.of(half.serial)
        self.send = IssuerSession(link, half, half.session(self.keys)).send

    def write(self, identifier: int, content: bytes) -> None:
        for at in range(0, len(content), PIECE):
            data = tlv(0x54, at.to_bytes(3, "big")) + tlv(0x53, content[at : at + PIECE])
            self.send(0xD7, identifier >> 8, identifier & 0xFF, data, step=file_name(identifier))
