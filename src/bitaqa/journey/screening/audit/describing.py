"""A person as the audit compares them: normal forms, a skeleton of consonants, the parts of a birth date. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from bitaqa.foundation.names.normal import arabic_key, latin_key
from bitaqa.foundation.rules.persons import Identity

COLUMNS: Final = (
    "unique_id", "given", "family", "given_lat", "family_lat", "given_sk", "family_sk", "day", "year", "month", "dom",
    "sex", "mother", "father", "place", "civil",
)  # fmt: skip
NUMBERS: Final = frozenset({"year", "month", "dom"})
_SOUNDS: Final = (
    ("tch", "c"), ("sh", "c"), ("ch", "c"), ("kh", "k"), ("gh", "r"), ("dj", "j"), ("ph", "f"), ("th", "t"),
    ("dh", "d"),
    ("q", "k"), ("g", "j"), ("z", "s"), ("p", "b"), ("v", "f"), ("x", "ks"),
)  # fmt: skip


@lru_cache(maxsize=200_000)
def skeleton(latin: str) -> str:
    """Consonants as they sound, doubled ones once: two spellings of one name nearly always share it."""
    text = latin.lower()
    for sound, letter in _SOUNDS:
        text = text.replace(sound, letter)
    text = re.sub(r"[^bcdfjklmnrst]", "", text)
    return re.sub(r"(.)\1+", r"\1", text)


@lru_cache(maxsize=200_000)
def arabic_form(text: str) -> str | None:
    return arabic_key(text) or None


@lru_cache(maxsize=200_000)
def latin_form(text: str) -> str | None:
    return latin_key(text).replace(" ", "") or None


def described(unique_id: str, identity: Identity) -> tuple[Any, ...]:
    """One row in the order of COLUMNS; what is not known is None and says nothing."""
    names, birth = identity.names, identity.birth
    given, family = latin_form(names.latin.given), latin_form(names.latin.family)
    return (
        unique_id,
        arabic_form(names.arabic.given), arabic_form(names.arabic.family),
        given, family, skeleton(given or "") or None, skeleton(family or "") or None,
        str(birth) if birth.complete else None, birth.year, birth.month, birth.day if birth.complete else None,
        identity.sex.value if identity.sex.value != "X" else None,
        arabic_form(identity.parents.mother_ar), arabic_form(identity.parents.father_ar),
        arabic_form(identity.birth_place_ar), identity.civil_status_number or None,
    )  # fmt: skip
