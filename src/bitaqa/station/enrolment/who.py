"""Remarks on who the person is: names in both scripts, birth date, place, legal representative. Pure.

Names are judged by `foundation.names`; a missing Latin form is remarked with a suggestion, never filled in: the
registered Latin form is copied from the civil-status paper, and a suggestion that is taken says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.partial_dates import ImpossibleDateError, PartialDate
from bitaqa.foundation.names.checks import Script, name_problems
from bitaqa.foundation.names.spelling import suggested_latin
from bitaqa.foundation.rules.persons import Body, Identity, LegalRepresentative

OLDEST = 125


@dataclass(frozen=True, slots=True)
class Remark:
    """What a step lacks: a stable code, a whole sentence (msgid with `%(name)s`), its facts, and the field meant."""

    code: str
    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    field: str = ""
    blocking: bool = True
    next_step: str = ""

    @classmethod
    def of(cls, error: BitaqaError, *, field: str = "", blocking: bool = True) -> Remark:
        return cls(error.code, error.sentence, error.facts, field, blocking, error.next_step)

    @property
    def text(self) -> str:
        """The English sentence, whole."""
        return self.sentence % self.facts


def parsed(shape: type[Body], raw: Mapping[str, Any]) -> tuple[Any, tuple[Remark, ...]]:
    """The value `raw` makes, or None and one remark per field that is not sound."""
    try:
        return shape.model_validate(dict(raw)), ()
    except ImpossibleDateError as refused:
        return None, (Remark.of(refused, field="birth"),)
    except ValidationError as refused:
        return None, tuple(
            Remark(
                "who.field_not_sound" if error["type"] != "missing" else "who.field_missing",
                "“%(field)s” is missing." if error["type"] == "missing" else "“%(field)s” cannot be understood.",
                {"field": ".".join(str(part) for part in error["loc"])},
                ".".join(str(part) for part in error["loc"]),
            )
            for error in refused.errors(include_input=False, include_url=False)[:20]
        )


def dated_address(typed: Mapping[str, Any], kept: Mapping[str, Any], *, day: date) -> dict[str, Any]:
    """The identity with its address dated: the day typed, else that of the declaration. Pure.

    An address that was changed while the day beside it was left as it stood holds from the declaration: a day says
    nothing of an address it was not written for.
    """
    address, before = dict(typed.get("address") or {}), dict(kept.get("address") or {})
    if not address.get("place"):
        return dict(typed)
    moved = bool(before.get("place")) and any(
        (address.get(part) or "") != (before.get(part) or "") and before.get(part)
        for part in ("place", "lines_ar", "lines_latin")
    )
    if not address.get("since") or (moved and address.get("since") == before.get("since")):
        address["since"] = day.isoformat()
    return {**typed, "address": address}


def birth_of(raw: Mapping[str, Any]) -> PartialDate | None:
    """The birth date in what was typed, when it is one; ages and duties are known before the rest is."""
    try:
        return PartialDate.parse(str(raw.get("birth") or ""))
    except ImpossibleDateError:
        return None


def identity_remarks(
    raw: Mapping[str, Any], identity: Identity | None, *, day: date, places: frozenset[str]
) -> tuple[Remark, ...]:
    """Everything wrong at once, so that nobody corrects a form five times."""
    if not raw:
        return (Remark("who.none", "Write who the person is."),)
    found: list[Remark] = []
    if identity is None:
        found += parsed(Identity, raw)[1]
    names = raw.get("names") if isinstance(raw.get("names"), Mapping) else {}
    found += _names(names or {}, "identity.names")
    birth = birth_of(raw)
    if birth is not None:
        if birth.earliest() > day:
            found.append(Remark("who.born_later", "The birth date lies in the future.", field="identity.birth"))
        elif birth.age_range(day)[0] > OLDEST:
            found.append(Remark("who.too_old", "Nobody is that old: check the year of birth.", field="identity.birth"))
    if identity is not None:
        if not identity.birth_place_ar and not identity.birth_place_latin:
            found.append(Remark("who.no_birth_place", "The birth place is missing.", field="identity.birth_place_ar"))
        if places and identity.address.place not in places:
            found.append(
                Remark("who.place_unknown", "The place of the address is not in the list.", field="identity.address")
            )
        if identity.address.since and identity.address.since > day:
            found.append(
                Remark(
                    "who.lives_there_later",
                    "The address holds from a day that is still to come.",
                    field="address.since",
                )
            )
        if not identity.address.lines_ar and not identity.address.lines_latin:
            found.append(
                Remark(
                    "who.address_without_lines",
                    "The address has no line: a douar with its commune is enough.",
                    field="identity.address",
                    blocking=False,
                )
            )
    return tuple(found)


def representative_remarks(raw: Mapping[str, Any], representative: LegalRepresentative | None) -> tuple[Remark, ...]:
    if not raw:
        return (
            Remark(
                "who.no_representative", "A minor needs a legal representative: father, mother, guardian or kafala."
            ),
        )
    if representative is None:
        return tuple(
            Remark(r.code, r.sentence, r.facts, f"representative.{r.field}")
            for r in parsed(LegalRepresentative, raw)[1]
        )
    found = list(_names(raw.get("names") or {}, "representative.names"))
    if not representative.signed:
        found.append(
            Remark(
                "who.representative_not_signed",
                "The legal representative has not signed.",
                field="representative.signed",
            )
        )
    return tuple(found)


def _names(names: Mapping[str, Any], at: str) -> Iterator[Remark]:
    for script in ("arabic", "latin"):
        parts = names.get(script)
        parts = parts if isinstance(parts, Mapping) else {}
        for part in ("given", "family"):
            text = str(parts.get(part) or "")
            if part == "family" and not text.strip():
                continue  # some people have none
            if script == "latin" and not text.strip():
                arabic = names.get("arabic")
                written = str(arabic.get(part) or "") if isinstance(arabic, Mapping) else ""
                yield Remark(
                    "who.no_latin_form",
                    "The Latin form of the name is missing (suggestion: %(suggestion)s).",
                    {"suggestion": suggested_latin(written).latin or "—"},
                    f"{at}.latin.{part}",
                    next_step="Copy it from the civil-status paper; the suggestion serves only where it is silent.",
                )
                continue
            for problem in name_problems(text, _script(script)):
                yield Remark.of(problem, field=f"{at}.{script}.{part}")


def _script(name: str) -> Script:
    return "arabic" if name == "arabic" else "latin"
