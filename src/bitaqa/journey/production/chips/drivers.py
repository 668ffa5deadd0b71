"""One port to the lines that write chips: a driver gives the chip of a numbered blank, whoever made it.

`simulated` makes the chip out of nothing; `pcsc` is the card on a reader of this machine. A bureau's line that works
from a file has no chip to give here (`machine_file`). What is written and how it is checked is the same for all.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bitaqa.backbone.authority.door import trust_list
from bitaqa.backbone.vault.door import chip_keys
from bitaqa.foundation.icao.chip.access import AccessSecret
from bitaqa.foundation.icao.chip.apdu import ChipLink
from bitaqa.foundation.icao.chip.applet import SimulatedChip
from bitaqa.foundation.icao.chip.making import make_card
from bitaqa.foundation.icao.chip.pcsc import PcscChip
from bitaqa.foundation.icao.chip.prepare import CardLoad
from bitaqa.foundation.icao.chip.reading import read_card
from bitaqa.foundation.icao.chip.scp03 import SERIAL_SIZE
from bitaqa.foundation.icao.chip_errors import ChipContentError
from bitaqa.foundation.kernel.errors import BitaqaError


class ChipDriver(Protocol):
    """Gives the chip on a blank for as long as the `with` lasts."""

    def blank(self, serial: str) -> AbstractContextManager[ChipLink]: ...


class SimulatedLine:
    """Blanks whose chips are simulated; each leaves its maker under the transport keys of its serial number."""

    @contextmanager
    def blank(self, serial: str) -> Iterator[ChipLink]:
        chip = hashlib.sha256(serial.encode()).digest()[:SERIAL_SIZE]
        yield SimulatedChip(serial=chip, transport=chip_keys("transport").of(chip), randbytes=secrets.token_bytes)


@dataclass(frozen=True)
class ReaderLine:
    """The card on one PC/SC reader; who works the line puts the right blank there."""

    reader: str

    def blank(self, serial: str) -> PcscChip:
        """Raises ChipSilentError."""
        return PcscChip(self.reader)


@dataclass(frozen=True, slots=True)
class ChipResult:
    """What became of one chip. `zone` is what it told when read back; `fault` the code of what did not hold."""

    fault: str = ""
    chip: str = ""
    zone: str = field(default="", repr=False)
    chip_authenticated: bool = False
    actively_authenticated: bool = False


def write_and_read_back(driver: ChipDriver, load: CardLoad, *, blank: str, at: datetime) -> ChipResult:
    """Writes one chip, then reads it as a border would. A chip that does not pass is answered, never raised."""
    try:
        with driver.blank(blank) as link:
            made = make_card(
                link,
                load,
                transport=chip_keys("transport"),
                issuer=chip_keys("issuer"),
                trust=trust_list(),
                at=at,
                randbytes=secrets.token_bytes,
            )
    except BitaqaError as fact:
        return ChipResult(fault=fact.code)
    zone = made.read.content.zone
    return ChipResult(
        chip=made.serial.hex(),
        zone="\n".join(zone) if zone else "",
        chip_authenticated=made.read.chip_authenticated,
        actively_authenticated=made.read.actively_authenticated,
    )


def read_back(driver: ChipDriver, *, can: str, digest: str, blank: str, at: datetime) -> ChipResult:
    """Reads a card somebody else wrote, by the number on its face; what was signed here is what it must hold."""
    try:
        with driver.blank(blank) as link:
            read = read_card(
                link, secret=AccessSecret.can(can), trust=trust_list(), at=at, randbytes=secrets.token_bytes
            )
    except BitaqaError as fact:
        return ChipResult(fault=fact.code)
    if hashlib.sha256(read.sod).hexdigest() != digest:
        return ChipResult(fault=ChipContentError.code)
    zone = read.content.zone
    return ChipResult(
        zone="\n".join(zone) if zone else "",
        chip_authenticated=read.chip_authenticated,
        actively_authenticated=read.actively_authenticated,
    )
