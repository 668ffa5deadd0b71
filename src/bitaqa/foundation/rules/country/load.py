"""Reading a country pack and answering its questions for a day."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.money import Money
from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.applications import ApplicationKind, Ground, PaperCode


class NoRuleInForceError(BitaqaError):
    code = "country.no_rule_in_force"
    sentence = "The country pack has no rule “%(rule)s” in force on %(day)s."
    next_step = "Ask the administrator to complete the country pack."


class UnknownDocumentTypeError(BitaqaError):
    code = "country.unknown_document_type"
    sentence = "The document type “%(document_type)s” is not in the country pack."
    next_step = "Ask the centre which country pack is in force: it must declare this document type."
    status = 422


@dataclass(frozen=True, slots=True)
class PaperRule:
    kind: ApplicationKind
    needs: tuple[PaperCode, ...]
    ground: Ground | None = None
    minors: bool = False


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One kind of document, entirely as data: a third type needs no Python."""

    code: str
    version: str
    since: date
    names: Mapping[str, str]
    carrier: str
    layout: str
    mrz_code: str
    kinds: tuple[ApplicationKind, ...]
    fingers_from_age: int
    own_signature_from_age: int
    mandatory_from_age: int
    adult_age: int
    makes_person: bool
    collect: tuple[str, ...]
    validity: tuple[Mapping[str, Any], ...]
    fees: tuple[Mapping[str, Any], ...]
    free_grounds: tuple[Ground, ...]
    papers: tuple[PaperRule, ...]
    rule_version: str

    def age(self, birth: PartialDate, on: date) -> int:
        """The age that rules use: the younger reading of a partial birth date, in whole years."""
        return birth.age_range(on)[0]

    def takes_fingers(self, birth: PartialDate, on: date) -> bool:
        """False under the age by rule (not by exception)."""
        return self.age(birth, on) >= self.fingers_from_age

    def needs_representative(self, birth: PartialDate, on: date) -> bool:
        return self.age(birth, on) < self.adult_age

    def fee(self, birth: PartialDate, ground: Ground, on: date) -> tuple[str, Money]:
        """(rule code, amount). Raises NoRuleInForceError."""
        if ground in self.free_grounds:
            return f"free-{ground.value.replace('_', '-')}", Money(0)
        age = self.age(birth, on)
        for fee in self.fees:
            if "under_age" not in fee or age < fee["under_age"]:
                return fee["rule"], Money(fee["centimes"])
        raise NoRuleInForceError(rule="fees", day=on.isoformat())

    def last_day(self, birth: PartialDate, issued: date) -> date:
        """The last day of validity of a document issued that day."""
        age = self.age(birth, issued)
        for rule in self.validity:
            if "under_age" in rule and age >= rule["under_age"]:
                continue
            months = rule.get("months", 0) + 12 * rule.get("years", 0)
            year, month = divmod(issued.year * 12 + issued.month - 1 + months, 12)
            day = issued.day
            while True:  # 29 February of a year that has none: the last day that exists
                try:
                    return date(year, month + 1, day)
                except ValueError:
                    day -= 1
        raise NoRuleInForceError(rule="validity", day=issued.isoformat())

    def papers_needed(self, kind: ApplicationKind, ground: Ground, *, minor: bool) -> tuple[PaperCode, ...]:
        """Which papers a complete file holds; the rule that says most about the case wins."""
        fitting = [
            rule
            for rule in self.papers
            if rule.kind is kind and rule.ground in (None, ground) and (not rule.minors or minor)
        ]
        if not fitting:
            return ()
        return max(fitting, key=lambda rule: (rule.ground is not None, rule.minors)).needs


@dataclass(frozen=True, slots=True)
class CountryPack:
    code: str
    version: str
    state: str
    currency: str
    levels: tuple[str, ...]
    document_types: tuple[DocumentType, ...]
    raw: Mapping[str, Any]

    def document_type(self, code: str, on: date) -> DocumentType:
        """The version of the type in force that day. Raises UnknownDocumentTypeError, NoRuleInForceError."""
        versions = [kind for kind in self.document_types if kind.code == code]
        if not versions:
            raise UnknownDocumentTypeError(document_type=code)
        in_force = [kind for kind in versions if kind.since <= on]
        if not in_force:
            raise NoRuleInForceError(rule=code, day=on.isoformat())
        return max(in_force, key=lambda kind: kind.since)

    def rule(self, name: str, on: date) -> Mapping[str, Any]:
        """The newest `[[name]]` entry in force that day. Raises NoRuleInForceError."""
        in_force = [entry for entry in self.raw.get(name, ()) if entry["since"] <= on]
        if not in_force:
            raise NoRuleInForceError(rule=name, day=on.isoformat())
        return dict(max(in_force, key=lambda entry: entry["since"]))


def _document_type(raw: Mapping[str, Any], version: str) -> DocumentType:
    return DocumentType(
        code=raw["code"],
        version=raw["version"],
        since=raw["since"],
        names={"ar": raw["name_ar"], "fr": raw["name_fr"], "en": raw["name_en"]},
        carrier=raw["carrier"],
        layout=raw["layout"],
        mrz_code=raw["mrz_code"],
        kinds=tuple(ApplicationKind(kind) for kind in raw["kinds"]),
        fingers_from_age=raw["fingers_from_age"],
        own_signature_from_age=raw["own_signature_from_age"],
        mandatory_from_age=raw["mandatory_from_age"],
        adult_age=raw["adult_age"],
        makes_person=raw["makes_person"],
        collect=tuple(raw["collect"]),
        validity=tuple(raw["validity"]),
        fees=tuple(raw["fees"]),
        free_grounds=tuple(Ground(ground) for ground in raw["free_grounds"]),
        papers=tuple(
            PaperRule(
                kind=ApplicationKind(rule["kind"]),
                needs=tuple(PaperCode(code) for code in rule["needs"]),
                ground=Ground(rule["ground"]) if "ground" in rule else None,
                minors=rule.get("minors", False),
            )
            for rule in raw["papers"]
        ),
        rule_version=version,
    )


def parse_country_pack(text: str) -> CountryPack:
    """A pack from its TOML text."""
    raw = tomllib.loads(text)
    return CountryPack(
        code=raw["code"],
        version=raw["version"],
        state=raw["state"],
        currency=raw["currency"],
        levels=tuple(raw["levels"]),
        document_types=tuple(_document_type(entry, raw["version"]) for entry in raw["document_type"]),
        raw=raw,
    )


@cache
def load_country_pack(code: str = "ma") -> CountryPack:
    """The pack shipped under that code, or an authority's own: the path of a `.toml` file.

    Raises FileNotFoundError when there is none.
    """
    if code.endswith(".toml"):
        return parse_country_pack(Path(code).read_text(encoding="utf-8"))
    return parse_country_pack((files(__package__) / f"{code}.toml").read_text(encoding="utf-8"))
