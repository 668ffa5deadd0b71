"""DG11 and DG12: what the register says about the holder and the document beyond the zone (ICAO 9303-10 §4.7.11–12).

DG11 carries the names as the register holds them, Arabic included; the zone has Latin letters only. Every field is
optional; a list at the front (5C) names those present. Refuses: a field twice, a list that does not fit what follows,
pictures (none is written), text that is not UTF-8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from bitaqa.foundation.kernel.partial_dates import ImpossibleDateError, PartialDate

from .lds_errors import LdsFieldError, LdsTagError, LdsValueError
from .tlv import content, head, items, tag_bytes, tlv

_OTHERS: Final = 0xA0
"""Content-specific group holding the other names (with their number in front)."""


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """DG11. Lines of an address or a place are separate values; the chip separates them by `<`."""

    family_name: str = ""
    given_names: str = ""
    other_names: tuple[str, ...] = ()
    personal_number: str = ""
    birth: PartialDate | None = None
    """Unknown month or day are written 00: the field has eight digits."""
    birth_place: tuple[str, ...] = ()
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentDetails:
    """DG12."""

    authority: str = ""
    issued_on: date | None = None
    personalised_at: datetime | None = None
    system_serial: str = ""


_DG11: Final = {0x5F0E: "name", 0x5F0F: "other_names", 0x5F10: "personal_number", 0x5F2B: "birth",
                0x5F11: "birth_place", 0x5F42: "address"}  # fmt: skip
_DG12: Final = {0x5F19: "authority", 0x5F26: "issued_on", 0x5F55: "personalised_at", 0x5F56: "system_serial"}


# --- building -------------------------------------------------------------------------------------------------------
def build_dg11(details: PersonDetails) -> bytes:
    """DG11 with the fields that are not empty, in the order of the standard. Raises LdsFieldError."""
    values: dict[int, bytes] = {}
    if details.family_name or details.given_names:
        given = _name(details.given_names, "5F0E")
        values[0x5F0E] = _name(details.family_name, "5F0E") + (b"<<" + given if given else b"")
    if details.other_names:
        if len(details.other_names) > 99:
            raise LdsFieldError(file="DG11", field="5F0F", rule="at most 99 names")
        names = (tlv(0x5F0F, _name(name, "5F0F")) for name in details.other_names)
        values[0x5F0F] = bytes((2, 1, len(details.other_names))) + b"".join(names)
    if details.personal_number:
        values[0x5F10] = _text("DG11", "5F10", details.personal_number)
    if details.birth is not None:
        birth = details.birth
        values[0x5F2B] = f"{birth.year:04d}{birth.month or 0:02d}{birth.day or 0:02d}".encode()
    for tag, lines in ((0x5F11, details.birth_place), (0x5F42, details.address)):
        if lines:
            values[tag] = b"<".join(_text("DG11", f"{tag:02X}", line) for line in lines)
    return _group(0x6B, values)


def build_dg12(details: DocumentDetails) -> bytes:
    """DG12 with the fields that are not empty. Raises LdsFieldError; an instant without zone is refused."""
    values: dict[int, bytes] = {}
    if details.authority:
        values[0x5F19] = _text("DG12", "5F19", details.authority, separators=True)
    if details.issued_on is not None:
        values[0x5F26] = f"{details.issued_on:%Y%m%d}".encode()
    if details.personalised_at is not None:
        if details.personalised_at.tzinfo is None:
            raise LdsFieldError(file="DG12", field="5F55", rule="an instant with its time zone")
        values[0x5F55] = f"{details.personalised_at.astimezone(UTC):%Y%m%d%H%M%S}".encode()
    if details.system_serial:
        values[0x5F56] = _text("DG12", "5F56", details.system_serial)
    return _group(0x6C, values)


def _group(tag: int, values: dict[int, bytes]) -> bytes:
    present = b"".join(map(tag_bytes, values))
    written = (tlv(_OTHERS if each == 0x5F0F else each, value) for each, value in values.items())
    return tlv(tag, tlv(0x5C, present) + b"".join(written))


def _name(value: str, field: str) -> bytes:
    return b"<".join(_text("DG11", field, word) for word in value.split())


def _text(file: str, field: str, value: str, *, separators: bool = False) -> bytes:
    # No `<` inside a value: it separates parts, and a reader could not tell them apart.
    if not value.isprintable() or ("<" in value and not separators):
        raise LdsFieldError(file=file, field=field, rule="printable text without <")
    return value.encode()


# --- reading --------------------------------------------------------------------------------------------------------
def parse_dg11(data: bytes) -> PersonDetails:
    """Raises an LdsError."""
    found = _read_group(data, 0x6B, "DG11", _DG11)
    family, _, given = _decoded(found.get(0x5F0E, b""), "DG11", "5F0E").partition("<<")
    return PersonDetails(
        family_name=family.replace("<", " "),
        given_names=given.replace("<", " "),
        other_names=_other_names(found[0x5F0F]) if 0x5F0F in found else (),
        personal_number=_decoded(found.get(0x5F10, b""), "DG11", "5F10"),
        birth=_birth(found[0x5F2B]) if 0x5F2B in found else None,
        birth_place=_lines(found, 0x5F11),
        address=_lines(found, 0x5F42),
    )


def parse_dg12(data: bytes) -> DocumentDetails:
    """Raises an LdsError."""
    found = _read_group(data, 0x6C, "DG12", _DG12)
    issued, personalised = found.get(0x5F26), found.get(0x5F55)
    return DocumentDetails(
        authority=_decoded(found.get(0x5F19, b""), "DG12", "5F19"),
        issued_on=None if issued is None else _instant(issued, "%Y%m%d", "5F26").date(),
        personalised_at=None if personalised is None else _instant(personalised, "%Y%m%d%H%M%S", "5F55"),
        system_serial=_decoded(found.get(0x5F56, b""), "DG12", "5F56"),
    )


def _read_group(data: bytes, tag: int, file: str, known: dict[int, str]) -> dict[int, bytes]:
    found = items(content(data, tag, file), file)
    if not found or found[0][0] != 0x5C:
        raise LdsTagError(file=file, expected="5C", found=f"{found[0][0]:02X}" if found else "–")
    announced = _tag_list(found[0][1], file)
    present = [0x5F0F if each == _OTHERS else each for each, _ in found[1:]]
    if announced != present:
        raise LdsValueError(file=file, field="5C", rule="the list of the fields that follow, in their order")
    unknown = [each for each in present if each not in known]
    if unknown or len(set(present)) != len(present):
        raise LdsValueError(file=file, field="5C", rule="fields this program knows, each once")
    return dict(zip(present, (value for _, value in found[1:]), strict=True))


def _tag_list(written: bytes, file: str) -> list[int]:
    tags, at = [], 0
    while at < len(written):
        # A list of tags is read like objects of length zero.
        width = 2 if written[at] & 0x1F == 0x1F else 1
        tag, _, _ = head(written[at : at + width] + b"\0", 0, file)
        tags.append(tag)
        at += width
    return tags


def _other_names(written: bytes) -> tuple[str, ...]:
    found = items(written, "DG11")
    if not found or found[0][0] != 0x02 or any(tag != 0x5F0F for tag, _ in found[1:]):
        raise LdsTagError(file="DG11", expected="02, 5F0F …", found="–")
    if len(found) == 1 or found[0][1] != bytes((len(found) - 1,)):
        raise LdsValueError(file="DG11", field="5F0F", rule="as many names as their number says")
    return tuple(_decoded(value, "DG11", "5F0F").replace("<", " ") for _, value in found[1:])


def _lines(found: dict[int, bytes], tag: int) -> tuple[str, ...]:
    return tuple(_decoded(found[tag], "DG11", f"{tag:02X}").split("<")) if tag in found else ()


def _decoded(value: bytes, file: str, field: str) -> str:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        raise LdsValueError(file=file, field=field, rule="UTF-8 text") from None
    if not text.isprintable():
        raise LdsValueError(file=file, field=field, rule="printable text")
    return text


def _birth(value: bytes) -> PartialDate:
    if not re.fullmatch(rb"[0-9]{8}", value):
        raise LdsValueError(file="DG11", field="5F2B", rule="eight digits")
    year, month, day = int(value[:4]), int(value[4:6]), int(value[6:])
    try:
        return PartialDate(year, month or None, day or None)
    except ImpossibleDateError:
        raise LdsValueError(file="DG11", field="5F2B", rule="a date") from None


def _instant(value: bytes, form: str, field: str) -> datetime:
    digits = 14 if "H" in form else 8
    if not re.fullmatch(rb"[0-9]{%d}" % digits, value):
        raise LdsValueError(file="DG12", field=field, rule=f"{digits} digits")
    try:
        return datetime.strptime(value.decode("ascii"), form).replace(tzinfo=UTC)
    except ValueError:
        raise LdsValueError(file="DG12", field=field, rule="a date") from None
