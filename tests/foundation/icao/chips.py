"""Chips for tests: four profiles, a person, a blank, one that is made, readers that hold its number, a meddler."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from uuid import UUID

from bitaqa.foundation.icao.chip.access import AccessSecret
from bitaqa.foundation.icao.chip.applet import SimulatedChip
from bitaqa.foundation.icao.chip.personalise import personalise
from bitaqa.foundation.icao.chip.prepare import CardLoad, ChipContent, ChipProfile, prepared_batch
from bitaqa.foundation.icao.chip.reading import CardReader, ReadCard, read_card
from bitaqa.foundation.icao.chip.scp03 import DiversifiedKeys
from bitaqa.foundation.icao.curves import BP256
from bitaqa.foundation.icao.details import DocumentDetails, PersonDetails
from bitaqa.foundation.specimens.portraits import portrait
from bitaqa.foundation.specimens.streams import stream
from foundation.icao.utopia import BATCH, ISSUED, ZONE, Utopia, day

CAN, PIN = "271828", "314159"
SERIAL = bytes(range(10))
TRANSPORT, ISSUER = DiversifiedKeys(b"transport-master", 1), DiversifiedKeys(b"issuer-master-16", 2)
PROFILES = {
    "LDS 1.8": ChipProfile(),
    "LDS 1.7": ChipProfile(version="1.7"),
    "39794-5, Brainpool": ChipProfile(face_format="39794-5", curve=BP256),
    "named keys": ChipProfile(key_form="named", basic_access=False),
}


def randbytes(seed: int = 0) -> Callable[[int], bytes]:
    return stream(seed, "chip").randbytes


def content() -> ChipContent:
    person = PersonDetails("العلوي", "فاطمة", personal_number="SP123456", address=("12 RUE X", "RABAT"))
    return ChipContent(ZONE, portrait(4, female=True, age=40), person, DocumentDetails("SPECIMEN", ISSUED), CAN)


def load(profile: str = "LDS 1.8") -> CardLoad:
    return prepared(profile)


@cache
def prepared(profile: str) -> CardLoad:
    utopia = Utopia()
    signer = utopia.sods(version=PROFILES[profile].version)
    loads, refused = prepared_batch(
        BATCH, {UUID(int=1): content()}, profile=PROFILES[profile], signer=signer, at=day(30)
    )
    assert not refused
    return loads[UUID(int=1)]


def blank() -> SimulatedChip:
    return SimulatedChip(serial=SERIAL, transport=TRANSPORT.of(SERIAL), randbytes=randbytes(1))


def made(profile: str = "LDS 1.8") -> SimulatedChip:
    chip = blank()
    assert personalise(chip, load(profile), transport=TRANSPORT, issuer=ISSUER, randbytes=randbytes(2)) == SERIAL
    return chip


def inspected(chip: SimulatedChip, secret: AccessSecret | None = None, *, piece: int = 4096) -> ReadCard:
    return read_card(
        chip,
        secret=secret or AccessSecret.can(CAN),
        trust=Utopia().trust(),
        at=day(31),
        randbytes=randbytes(3),
        piece=piece,
    )


def opened(chip: SimulatedChip) -> CardReader:
    reader = CardReader(chip, randbytes=randbytes(4))
    reader.open_pace(AccessSecret.can(CAN))
    return reader


class Meddler:
    """Someone between reader and chip who changes one bit of one message."""

    def __init__(self, chip: SimulatedChip, message: int, bit: int, *, of_answer: bool) -> None:
        self._chip, self._message, self._bit, self._of_answer, self._count = chip, message, bit, of_answer, -1

    def reset(self) -> None:
        self._chip.reset()

    def transmit(self, command: bytes) -> bytes:
        self._count += 1
        if self._count != self._message:
            return self._chip.transmit(command)
        if not self._of_answer:
            return self._chip.transmit(self._changed(command, 5))
        return self._changed(self._chip.transmit(command), 0)

    def _changed(self, message: bytes, start: int) -> bytes:
        if len(message) <= start:
            return message
        changed = bytearray(message)
        at = start + self._bit % (len(message) - start)
        changed[at] ^= 1 << self._bit % 8
        return bytes(changed)


TRUST = Utopia().trust()
