"""The files of a card's chip: where they stand, EF.COM, and DG1 (ICAO 9303-10 §4).

One table says the number, tag and place of each file this project writes. LDS 1.8 differs from 1.7 in that the signed
object repeats the version, so that EF.COM, which nobody signs, is no longer believed; EF.COM is still written, since
older readers ask for it. Refuses: data groups this project does not write, a list that is not in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from . import mrz
from .lds_errors import LdsFieldError, LdsValueError
from .tlv import content, expected, items, tlv

LdsVersion = Literal["1.7", "1.8"]
VERSIONS: Final[Mapping[LdsVersion, str]] = {"1.7": "0107", "1.8": "0108"}
UNICODE: Final = "040000"

APPLICATION: Final = bytes.fromhex("A0000002471001")
CARD_ACCESS: Final = 0x011C
COM: Final = 0x011E
SOD: Final = 0x011D
TAGS: Final[Mapping[int, int]] = {1: 0x61, 2: 0x75, 11: 0x6B, 12: 0x6C, 14: 0x6E, 15: 0x6F}
"""Tag of each data group this project writes (9303-10 table 38)."""

Groups = Mapping[int, bytes]
"""Data groups by number, each with its tag and length."""


def file_id(group: int) -> int:
    """The file identifier of a data group: 0101 for DG1, 0110 for DG16."""
    return 0x0100 | group


def file_name(identifier: int) -> str:
    """What a person calls a file: `DG11`, `EF.SOD`."""
    known = {CARD_ACCESS: "EF.CardAccess", COM: "EF.COM", SOD: "EF.SOD"}
    return known.get(identifier, f"DG{identifier & 0xFF}")


# --- EF.COM ---------------------------------------------------------------------------------------------------------
def build_com(groups: Iterable[int], *, version: LdsVersion) -> bytes:
    """EF.COM: version, Unicode version, list of tags (9303-10 §4.6.1). Raises LdsFieldError."""
    numbers = sorted(groups)
    if not numbers or any(number not in TAGS for number in numbers):
        raise LdsFieldError(file="EF.COM", field="5C", rule="data groups 1, 2, 11, 12, 14 and 15")
    present = bytes(TAGS[number] for number in numbers)
    return tlv(0x60, tlv(0x5F01, VERSIONS[version].encode()) + tlv(0x5F36, UNICODE.encode()) + tlv(0x5C, present))


def parse_com(data: bytes) -> tuple[LdsVersion, tuple[int, ...]]:
    """Version and numbers of the data groups. Raises an LdsError."""
    version, unicode_version, present = expected(
        items(content(data, 0x60, "EF.COM"), "EF.COM"), (0x5F01, 0x5F36, 0x5C), "EF.COM"
    )
    if not re.fullmatch(rb"[0-9]{6}", unicode_version):
        raise LdsValueError(file="EF.COM", field="5F36", rule="six digits")
    return read_version(version, "EF.COM"), _numbers(present)


def read_version(written: bytes, file: str) -> LdsVersion:
    for name, digits in VERSIONS.items():
        if written == digits.encode():
            return name
    raise LdsValueError(file=file, field="5F01", rule="LDS 1.7 or 1.8")


def _numbers(tags: bytes) -> tuple[int, ...]:
    by_tag = {tag: number for number, tag in TAGS.items()}
    if not tags or any(tag not in by_tag for tag in tags):
        raise LdsValueError(file="EF.COM", field="5C", rule="tags of data groups this program knows")
    numbers = tuple(by_tag[tag] for tag in tags)
    if list(numbers) != sorted(set(numbers)):
        raise LdsValueError(file="EF.COM", field="5C", rule="each data group once, in order")
    return numbers


# --- DG1 ------------------------------------------------------------------------------------------------------------
def build_dg1(lines: tuple[str, str, str]) -> bytes:
    """DG1: the zone of a card, ninety characters (9303-10 §4.7.1). Not judged again: `build_td1` made it."""
    zone = "".join(lines).encode("ascii")
    if len(zone) != 90:
        raise LdsFieldError(file="DG1", field="5F1F", rule="three lines of thirty characters")
    return b"\x61\x5d\x5f\x1f\x5a" + zone


def parse_dg1(data: bytes) -> tuple[str, str, str]:
    """The three lines, after a strict reading of the zone. Raises an LdsError or an MrzError."""
    (zone,) = expected(items(content(data, 0x61, "DG1"), "DG1"), (0x5F1F,), "DG1")
    if len(zone) != 90 or not zone.isascii():
        raise LdsValueError(file="DG1", field="5F1F", rule="ninety characters")
    text = zone.decode("ascii")
    lines = text[:30], text[30:60], text[60:]
    mrz.parse_td1(lines)
    return lines
