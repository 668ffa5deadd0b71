"""One row of a register file becomes a person with a document, or the list of everything wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.partial_dates import ImpossibleDateError, PartialDate
from bitaqa.foundation.names.checks import check_arabic_name, check_latin_name, tidy
from bitaqa.foundation.names.errors import NameProblemError
from bitaqa.foundation.rules.country import CountryPack, NoRuleInForceError, check_national_number
from bitaqa.foundation.rules.persons import Address, Identity, NameParts, NameProvenance, Parents, PersonNames, Sex

from . import errors as e
from .files import Row

Dates = Literal["iso", "dmy"]
_SLASHED = re.compile(r"^\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}$")
_DMY = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")
_SEXES = {"F": Sex.FEMALE, "M": Sex.MALE, "X": Sex.UNSPECIFIED}
LIMIT = 120


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """What one good row says."""

    number: int
    national_number: str
    identity: Identity
    document_number: str
    document_type: str
    type_version: str
    issued_on: date
    expires_on: date


class RowReader:
    """Reads rows under one country pack, one day, and one way of writing dates."""

    def __init__(self, *, pack: CountryPack, on: date, dates: Dates) -> None:
        self._pack, self._on, self._dates = pack, on, dates
        self._document_number = re.compile(r"[A-Z0-9]{5,20}")

    def read(self, number: int, row: Row) -> RegisterRow | list[BitaqaError]:
        """The row, or every problem of it, each column's first."""
        problems: list[BitaqaError] = []
        birth = self._partial(row["birth"], "birth", problems)
        issued = self._day(row["issued_on"], "issued_on", problems)
        expires = self._day(row["expires_on"], "expires_on", problems)
        since = self._day(row["address_since"], "address_since", problems) if row["address_since"] else issued
        national = self._national(row["national_number"], problems)
        document = self._document(row["document_number"], problems)
        names = self._names(row, problems)
        sex = _SEXES.get(row["sex"].upper())
        if sex is None:
            problems.append(_lacking("sex", row["sex"]))
        for column in ("birth_place_ar", "birth_place_latin", "place"):
            if not row[column]:
                problems.append(e.ValueMissingError(column=column))
        for column in _FREE:
            if len(row[column]) > LIMIT:
                problems.append(e.ValueTooLongError(column=column, length=len(row[column]), limit=LIMIT))
        version = self._version(row["document_type"] or "cnie", issued, problems)
        if row["address_since"] and since and since > self._on:
            problems.append(e.ValueRefusedError(column="address_since"))
        if birth and issued and expires and not (birth.earliest() <= issued < expires and issued <= self._on):
            problems.append(e.DatesContradictError())
        if problems or not (birth and issued and expires and names and sex):
            return problems
        try:
            identity = self._identity(row, names, sex, birth, since)
        except ValueError:
            return [e.ValueRefusedError(column="place")]
        return RegisterRow(
            number, national, identity, document, row["document_type"] or "cnie", version, issued, expires
        )

    def _identity(self, row: Row, names: PersonNames, sex: Sex, birth: PartialDate, since: date | None) -> Identity:
        """`since`: the day of the address, that of the document where the file is silent: it was declared then."""
        return Identity(
            names=names,
            sex=sex,
            birth=birth,
            birth_place_ar=row["birth_place_ar"],
            birth_place_latin=row["birth_place_latin"],
            nationality=row["nationality"].upper() or self._pack.state,
            parents=Parents(
                father_ar=row["father_ar"],
                father_latin=row["father_latin"],
                mother_ar=row["mother_ar"],
                mother_latin=row["mother_latin"],
            ),
            civil_status_number=row["civil_status_number"],
            address=Address(
                place=row["place"].lower(),
                lines_ar=tuple(filter(None, (row["address_ar_1"], row["address_ar_2"]))),
                lines_latin=tuple(filter(None, (row["address_latin_1"], row["address_latin_2"]))),
                since=since,
            ),
        )

    def _names(self, row: Row, problems: list[BitaqaError]) -> PersonNames | None:
        """Both scripts; the family name may be absent, a given name never."""
        before = len(problems)
        for column, check in _NAMES:
            if not row[column]:
                if column.startswith("given"):
                    problems.append(e.ValueMissingError(column=column))
                continue
            try:
                check(row[column])
            except NameProblemError as error:
                problems.append(e.NameRefusedError(column=column, problem=error.code))
        if len(problems) > before:
            return None
        return PersonNames(
            arabic=NameParts(given=tidy(row["given_ar"]), family=tidy(row["family_ar"])),
            latin=NameParts(given=tidy(row["given_latin"]).upper(), family=tidy(row["family_latin"]).upper()),
            latin_from=NameProvenance.REGISTER,
        )

    def _national(self, text: str, problems: list[BitaqaError]) -> str:
        try:
            return check_national_number(text, pack=self._pack, on=self._on)
        except BitaqaError:
            problems.append(_lacking("national_number", text))
            return ""

    def _document(self, text: str, problems: list[BitaqaError]) -> str:
        number = re.sub(r"[\s\u00a0-]", "", text).upper()
        if not self._document_number.fullmatch(number):
            problems.append(_lacking("document_number", text))
        return number

    def _version(self, code: str, issued: date | None, problems: list[BitaqaError]) -> str:
        """The version in force when it was issued, or the oldest known for a document older than them all."""
        versions = [kind for kind in self._pack.document_types if kind.code == code]
        if not versions:
            problems.append(e.ValueRefusedError(column="document_type"))
            return ""
        try:
            return self._pack.document_type(code, issued or self._on).version
        except NoRuleInForceError:
            return min(versions, key=lambda kind: kind.since).version

    def _partial(self, text: str, column: str, problems: list[BitaqaError]) -> PartialDate | None:
        try:
            return PartialDate.parse(self._ordered(text, column, problems))
        except ImpossibleDateError:
            problems.append(_lacking(column, text))
        except e.DateOrderError as error:
            problems.append(error)
        return None

    def _day(self, text: str, column: str, problems: list[BitaqaError]) -> date | None:
        found = self._partial(text, column, problems)
        if found is not None and not found.complete:
            problems.append(e.ValueRefusedError(column=column))
            return None
        return found.earliest() if found else None

    def _ordered(self, text: str, column: str, problems: list[BitaqaError]) -> str:
        """Year first. Raises DateOrderError where only the file's author can say which number is the day."""
        text = _MIDNIGHT.sub("", text)
        if self._dates == "dmy" and (found := _DMY.match(text)):
            day, month, year = found.groups()
            return f"{year}-{int(month):02d}-{int(day):02d}"
        if _SLASHED.match(text):
            raise e.DateOrderError(column=column)
        return text


_NAMES = (
    ("given_ar", check_arabic_name),
    ("family_ar", check_arabic_name),
    ("given_latin", check_latin_name),
    ("family_latin", check_latin_name),
)
_FREE = (
    "birth_place_ar",
    "birth_place_latin",
    "father_ar",
    "father_latin",
    "mother_ar",
    "mother_latin",
    "civil_status_number",
    "address_ar_1",
    "address_ar_2",
    "address_latin_1",
    "address_latin_2",
)


def _lacking(column: str, text: str) -> BitaqaError:
    return e.ValueRefusedError(column=column) if text else e.ValueMissingError(column=column)
