"""Writes a chip: under its transport keys, then with the issuer's own, then locks it for good.

Nothing here says that a card is good: it is read back by `reading`, which knows none of this. A chip whose writing
was cut short starts again from its first file; a locked one is never written again.
Refuses: chips that do not prove the transport keys, chips already locked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bitaqa.foundation.packet.keys import RandomBytes

from ..chip_errors import ChipLockedError, ChipStatusError, PersonalisationRefusedError, PinFormError
from ..lds import CARD_ACCESS, COM, SOD, file_id, file_name
from ..tlv import tlv
from .apdu import OK, ChipLink, Command, Response
from .prepare import CardLoad, scalar
from .profile import (
    ACTIVE_KEY,
    BASIC_ACCESS,
    CAN,
    CHIP_KEY,
    HOLDER_KEY,
    ISSUER_DOMAIN,
    OPTIONS,
    PIN_LEAST,
    PIN_MOST,
    PIN_REFERENCE,
    ZONE_SECRET,
    pin_block,
)
from .scp03 import LEVEL, SERIAL_SIZE, CardKeys, Channel

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


def reset_pin(link: ChipLink, pin: str, *, issuer: CardKeys, randbytes: RandomBytes) -> None:
    """Give a locked card a new PIN, after the holder was recognised. Raises PinFormError, ChipError."""
    block = pin_block(pin)
    if block is None:
        raise PinFormError(least=PIN_LEAST, most=PIN_MOST)
    link.reset()
    _Desk(link, issuer, randbytes).send(0x2C, 0x02, PIN_REFERENCE, block, step="RESET RETRY COUNTER")
    link.reset()


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
    """An open channel to one chip's issuer domain."""

    def __init__(self, link: ChipLink, keys: CardKeys, randbytes: RandomBytes) -> None:
        self._link = link
        self._plain(Command(0, 0xA4, 4, 0, ISSUER_DOMAIN), "SELECT")
        challenge = randbytes(8)
        answer = self._plain(Command(0x80, 0x50, 0, 0, challenge, 256), "INITIALIZE UPDATE")
        if len(answer) != SERIAL_SIZE + 3 + 16:
            raise ChipStatusError(status="9000", step="INITIALIZE UPDATE")
        self.serial = answer[:SERIAL_SIZE]
        self.keys = keys.of(self.serial)
        self._channel = Channel(self.keys, challenge, answer[13:21])
        self._channel.check_card(answer[21:])
        proof = Command(0x80, 0x82, LEVEL, 0, self._channel.host_cryptogram)
        if self._sent(self._channel.wrap(proof, sealed=False)).status != OK:
            raise PersonalisationRefusedError

    def write(self, identifier: int, content: bytes) -> None:
        for at in range(0, len(content), PIECE):
            data = tlv(0x54, at.to_bytes(3, "big")) + tlv(0x53, content[at : at + PIECE])
            self.send(0xD7, identifier >> 8, identifier & 0xFF, data, step=file_name(identifier))

    def send(self, ins: int, p1: int, p2: int, data: bytes, *, step: str) -> None:
        answer = self._sent(self._channel.wrap(Command(0x80, ins, p1, p2, data)))
        if answer.status == 0x6985:
            raise ChipLockedError
        answer.checked(step)

    def _plain(self, command: Command, step: str) -> bytes:
        return self._sent(command).checked(step)

    def _sent(self, command: Command) -> Response:
        return Response.decode(self._link.transmit(command.encode()))
