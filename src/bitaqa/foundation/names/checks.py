"""What may be written in a name field, checked while the operator types and again when the packet is opened.

Refuses invisible characters, digits, mixed or wrong scripts, signs, more than 60 characters, nothing at all. It
never corrects a spelling: the registered form is copied from the civil-status paper.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final, Literal

from . import errors as e

Script = Literal["arabic", "latin", "tifinagh"]

LONGEST_NAME: Final = 60

TIFINAGH_LETTERS: Final = frozenset("ⴰⴱⴳⴷⴹⴻⴼⴽⵀⵃⵄⵅⵇⵉⵊⵍⵎⵏⵓⵔⵕⵖⵙⵚⵛⵜⵟⵡⵢⵣⵥⵯ")
"""The 31 letters of the official alphabet, the labialisation mark and the two doubled forms ⴳⵯ ⴽⵯ they make."""

_SIGNS: Final[dict[str, frozenset[str]]] = {
    "arabic": frozenset(" -ـ"),
    "latin": frozenset(" -'’‘ʼ."),
    "tifinagh": frozenset(" -"),
}


def tidy(text: str) -> str:
    """Composed letters (NFC), single spaces, none around. What is registered."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def check_arabic_name(text: str) -> None:
    """Raises the first NameProblemError of an Arabic name field."""
    _check(text, "arabic")


def check_latin_name(text: str) -> None:
    """Raises the first NameProblemError of a Latin name field."""
    _check(text, "latin")


def check_tifinagh_name(text: str) -> None:
    """Raises the first NameProblemError of a Tifinagh name field (a layout option, off by default)."""
    _check(text, "tifinagh")


def name_problems(text: str, script: Script) -> tuple[e.NameProblemError, ...]:
    """Everything wrong at once, each kind once, for a field that is checked while it is typed."""
    seen: dict[type[e.NameProblemError], e.NameProblemError] = {}
    for problem in _problems(text, script):
        seen.setdefault(type(problem), problem)
    return tuple(seen.values())


def script_of(char: str) -> str:
    """`arabic`, `latin`, `tifinagh` or `other`, for a letter or a sign that belongs to a letter."""
    point = ord(char)
    if 0x0600 <= point <= 0x06FF or 0x0750 <= point <= 0x077F or 0xFB50 <= point <= 0xFDFF or 0xFE70 <= point <= 0xFEFC:
        return "arabic"
    if 0x2D30 <= point <= 0x2D7F:
        return "tifinagh"
    if unicodedata.name(char, "").startswith("LATIN "):
        return "latin"
    return "other"


def _check(text: str, script: Script) -> None:
    for problem in _problems(text, script):
        raise problem


def _problems(text: str, script: Script) -> Iterator[e.NameProblemError]:
    # Spaces are collapsed only: a line break inside a pasted name is a fault to show, not to hide.
    name = unicodedata.normalize("NFC", text).strip(" ")
    if not any(c.isalpha() for c in name):
        yield e.NameEmptyError()
    if len(name) > LONGEST_NAME:
        yield e.NameTooLongError(length=len(name), limit=LONGEST_NAME)
    scripts = {script_of(c) for c in name if c.isalpha()}
    for place, char in enumerate(name, 1):
        category = unicodedata.category(char)
        if category[0] == "C" or category in ("Zl", "Zp"):
            yield e.NameControlCharacterError(place=place)
        elif category[0] == "N":
            yield e.NameDigitError(place=place)
        elif char in _SIGNS[script]:
            continue
        elif category[0] not in "LM":
            yield e.NameCharacterError(place=place)
        elif category[0] == "M":
            if script_of(char) != "arabic" if script == "arabic" else script_of(char) == "arabic":
                yield e.NameCharacterError(place=place)
        elif script_of(char) != script:
            yield (e.NameMixedScriptsError(place=place) if len(scripts) > 1 else e.NameScriptError())
        elif script == "tifinagh" and char not in TIFINAGH_LETTERS:
            yield e.NameCharacterError(place=place)
