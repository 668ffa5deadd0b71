"""The machine readable zone of a card: three lines of thirty characters (TD1, ICAO 9303-5 §4.2).

Built once, at production, from the registered Latin name, and read back strictly at quality check and when a
renewal starts from an old card. Reading refuses whatever the standard does not allow, each with its own error:
a lenient reader would hide a printing fault until a border.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from operator import mul
from typing import Final, Literal, cast

from bitaqa.foundation.kernel.partial_dates import ImpossibleDateError, PartialDate

from . import errors as e
from .transliteration import Script, mrz_letters

Sex = Literal["M", "F", "<"]
"""`<` is unspecified; the printed card shows X (9303-5 §4.2.2)."""

LINE_LENGTH: Final = 30
LONGEST_NUMBER: Final = 22
"""Nine in their field, thirteen in the optional field, which also takes the check digit and one filler."""

_WEIGHTS: Final = (7, 3, 1)
_VALUES: Final = {c: v for v, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
_STATE: Final = re.compile(r"^(?:[A-Z]<<|[A-Z]{2}<|[A-Z]{3})$")
_NUMBER: Final = re.compile(r"^[A-Z0-9]+(?:<[A-Z0-9]+)*$")
_OPTIONAL: Final = re.compile(r"^[A-Z0-9<]*$")
_BIRTH: Final = re.compile(r"^(?:\d{6}|\d{4}<<|\d{2}<<<<|<{6})$")
_NAME: Final = re.compile(r"^[A-Z]+(?:<[A-Z]+)*(?:<<[A-Z]+(?:<[A-Z]+)*)?<*$")


@dataclass(frozen=True, slots=True)
class Td1:
    """What a zone says. Names are in the zone's own letters, words separated by a space."""

    document_code: str
    issuing_state: str
    document_number: str
    birth: str
    """`YYMMDD`, unknown parts as `<<`; the century is not in the zone: see `birth_date`."""
    sex: Sex
    expiry: str
    nationality: str
    family_name: str
    given_names: str
    optional_1: str = ""
    optional_2: str = ""
    may_be_truncated: bool = False
    """The thirtieth place holds a letter: the name filled the line or was cut (9303-5 §4.2.3)."""

    def birth_date(self, *, as_of: date) -> PartialDate | None:
        """The latest such date not after `as_of`; None when wholly unknown. Raises MrzBirthDateError."""
        if self.birth == "<<<<<<":
            return None
        year = as_of.year - (as_of.year - int(self.birth[:2])) % 100
        month, day = (None if part == "<<" else int(part) for part in (self.birth[2:4], self.birth[4:]))
        try:
            found = PartialDate(year, month, day)
            return found if found.earliest() <= as_of else PartialDate(year - 100, month, day)
        except ImpossibleDateError as fact:
            raise e.MrzBirthDateError from fact

    def expiry_date(self) -> date:
        """Cards live at most ten years and none of this kind is older than 2000. Raises MrzExpiryDateError."""
        try:
            return date(2000 + int(self.expiry[:2]), int(self.expiry[2:4]), int(self.expiry[4:]))
        except ValueError as fact:
            raise e.MrzExpiryDateError from fact


def check_digit(characters: str) -> str:
    """Sum of values times 7, 3, 1, 7, … modulo 10 (9303-3 §4.9). Raises MrzCharacterError (line 0)."""
    try:
        return str(sum(map(mul, map(_VALUES.__getitem__, characters), cycle(_WEIGHTS))) % 10)
    except KeyError:
        column = next(place for place, char in enumerate(characters, 1) if char not in _VALUES)
        raise e.MrzCharacterError(line=0, column=column) from None


def build_td1(
    *,
    document_code: str,
    issuing_state: str,
    document_number: str,
    birth: PartialDate | None,
    sex: Sex,
    expiry: date,
    nationality: str,
    family_name: str,
    given_names: str,
    optional_1: str = "",
    optional_2: str = "",
    script: Script = "latin",
) -> tuple[str, str, str]:
    """Three lines of 30. Either name may be empty, not both: a lone name is primary (9303-3 §4.6).

    `birth` None is a wholly unknown date. Raises MrzFieldError, MrzLongNumberError, MrzNoNameError, MrzLetterError.
    """
    code = document_code.ljust(2, "<")
    if not re.match(r"^[ACI][A-Z<]$", code):
        raise e.MrzFieldError(field="document_code", rule="A, C or I, then at most one letter")
    for field, value in (("issuing_state", issuing_state), ("nationality", nationality)):
        if not _STATE.match(value.ljust(3, "<")):
            raise e.MrzFieldError(field=field, rule="one to three letters A–Z")
    if sex not in ("M", "F", "<"):
        raise e.MrzFieldError(field="sex", rule="M, F or <")
    if not re.match(r"^[A-Z0-9]+$", document_number):
        raise e.MrzFieldError(field="document_number", rule="letters A–Z and digits")
    for field, value, room in (("optional_1", optional_1, 15), ("optional_2", optional_2, 11)):
        if not _OPTIONAL.match(value) or len(value) > room:
            raise e.MrzFieldError(field=field, rule=f"at most {room} of A–Z, 0–9 and <")
    line_1 = code + issuing_state.ljust(3, "<") + _number_fields(document_number, optional_1)
    birth_digits = "<<<<<<" if birth is None else birth.mrz()
    if not _BIRTH.match(birth_digits):
        raise e.MrzFieldError(field="birth", rule="a day is known only with its month")
    expiry_digits = f"{expiry:%y%m%d}"
    line_2 = (
        f"{birth_digits}{check_digit(birth_digits)}{sex}{expiry_digits}{check_digit(expiry_digits)}"
        f"{nationality.ljust(3, '<')}{optional_2.ljust(11, '<')}"
    )
    return line_1, line_2 + check_digit(_composite(line_1, line_2)), name_line(family_name, given_names, script)


def _number_fields(number: str, optional: str) -> str:
    """Number, its check digit and the optional field: 25 characters; long numbers spill over (9303-5 §4.2.2 j)."""
    if len(number) <= 9:
        return number.ljust(9, "<") + check_digit(number.ljust(9, "<")) + optional.ljust(15, "<")
    tail = number[9:] + check_digit(number) + "<" + optional
    if len(tail) > 15:
        raise e.MrzLongNumberError(length=len(number), limit=LONGEST_NUMBER - len(optional))
    return number[:9] + "<" + tail.ljust(15, "<")


def _composite(line_1: str, line_2: str) -> str:
    """The upper line from place 6 on, then places 1–7, 9–15 and 19–29 of the middle line."""
    return line_1[5:30] + line_2[0:7] + line_2[8:15] + line_2[18:29]


def name_line(family_name: str, given_names: str, script: Script = "latin") -> str:
    """The third line, truncated by the rule of 9303-3 §4.6 when needed. Raises MrzNoNameError, MrzLetterError.

    The family name gives way only when it would leave no room for two fillers and one letter of the given names;
    given names are cut from the end; the thirtieth place is then a letter, so that a reader sees the cut.
    """
    primary, secondary = mrz_letters(family_name, script), mrz_letters(given_names, script)
    if not primary:
        primary, secondary = secondary, ""
    if not primary:
        raise e.MrzNoNameError
    if not secondary:
        return _cut(primary, LINE_LENGTH).ljust(LINE_LENGTH, "<")
    if len(primary) + 2 + len(secondary) > LINE_LENGTH:
        whole, primary = secondary, _cut(primary, LINE_LENGTH - 3)
        secondary = _cut(whole, LINE_LENGTH - 2 - len(primary))
        if len(primary) + 2 + len(secondary) < LINE_LENGTH:
            # Initials alone cannot end on the thirtieth place: the family name gives one letter more.
            primary = _cut(primary, len(primary) - 1)
            secondary = _cut(whole, LINE_LENGTH - 2 - len(primary))
    return f"{primary}<<{secondary}".ljust(LINE_LENGTH, "<")


def _cut(words: str, room: int) -> str:
    """At most `room` characters of `words`, never ending in a filler.

    When the cut falls on a separator, an earlier word gives one letter so that the next one keeps its initial.
    """
    if len(words) <= room or words[room - 1] != "<":
        return words[:room]
    kept, initial = words[: room - 1].split("<"), words[room]
    for place in range(len(kept) - 1, -1, -1):
        if len(kept[place]) > 1:
            kept[place] = kept[place][:-1]
            return "<".join([*kept, initial])
    return words[: room - 1]  # only initials, none can give a letter


def parse_td1(lines: str | list[str] | tuple[str, ...]) -> Td1:
    """Read three lines (a text with line breaks, 90 characters in a row, or a list). Raises an MrzError subclass.

    Every check digit is verified before a field is believed; dates must exist in the calendar.
    """
    line_1, line_2, line_3 = _lines(lines)
    if not re.match(r"^[ACI][A-Z<]$", line_1[:2]):
        raise e.MrzDocumentCodeError
    if not _STATE.match(line_1[2:5]):
        raise e.MrzStateError
    number, optional_1 = _read_number(line_1)
    birth, expiry = line_2[0:6], line_2[8:14]
    if line_2[6] != check_digit(birth):
        raise e.MrzBirthDigitError
    if line_2[14] != check_digit(expiry):
        raise e.MrzExpiryDigitError
    if line_2[29] != check_digit(_composite(line_1, line_2)):
        raise e.MrzCompositeDigitError
    if line_2[7] not in "MF<":
        raise e.MrzSexError
    if not _STATE.match(line_2[15:18]):
        raise e.MrzNationalityError
    if not _BIRTH.match(birth):
        raise e.MrzBirthDateError
    if not re.match(r"^\d{6}$", expiry):
        raise e.MrzExpiryDateError
    if not _NAME.match(line_3):
        raise e.MrzNameError
    primary, _, secondary = line_3.rstrip("<").partition("<<")
    zone = Td1(
        document_code=line_1[:2].rstrip("<"),
        issuing_state=line_1[2:5].rstrip("<"),
        document_number=number,
        birth=birth,
        sex=cast(Sex, line_2[7]),
        expiry=expiry,
        nationality=line_2[15:18].rstrip("<"),
        family_name=primary.replace("<", " "),
        given_names=secondary.replace("<", " "),
        optional_1=optional_1,
        optional_2=line_2[18:29].rstrip("<"),
        may_be_truncated=line_3[29] != "<",
    )
    # 29 February exists in one century in four at least, so any leap year stands for the unknown century.
    zone.birth_date(as_of=date(2099, 12, 31))
    zone.expiry_date()
    return zone


def _lines(lines: str | list[str] | tuple[str, ...]) -> tuple[str, str, str]:
    if isinstance(lines, str):
        text = lines.strip("\r\n")
        found = text.splitlines() if "\n" in text else [text[i : i + 30] for i in range(0, len(text), 30)]
    else:
        found = list(lines)
    if len(found) != 3:
        raise e.MrzLineCountError(count=len(found))
    for row, line in enumerate(found, 1):
        if len(line) != LINE_LENGTH:
            raise e.MrzLineLengthError(line=row, length=len(line))
        for column, char in enumerate(line, 1):
            if char not in _VALUES or (row == 3 and char.isdigit()):
                raise e.MrzCharacterError(line=row, column=column)
    return found[0], found[1], found[2]


def _read_number(line_1: str) -> tuple[str, str]:
    """Document number and what remains of the optional field."""
    field, digit, optional = line_1[5:14], line_1[14], line_1[15:]
    if digit == "<" and optional[0] != "<":
        tail, _, rest = optional.partition("<")
        number, digit = field + tail[:-1], tail[-1]
        # A long number has at least one character beyond the nine, then its digit.
        if "<" in field or len(tail) < 2 or len(tail) > 14:
            raise e.MrzDocumentNumberError
        if digit != check_digit(number):
            raise e.MrzDocumentNumberDigitError
        return number, rest.rstrip("<")
    number = field.rstrip("<")
    if not _NUMBER.match(number):
        raise e.MrzDocumentNumberError
    if digit != check_digit(field):
        raise e.MrzDocumentNumberDigitError
    return number, optional.rstrip("<")
