"""A name field says what is wrong in words, at the right place, and lets real names through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.names import errors as e
from bitaqa.foundation.names.checks import (
    LONGEST_NAME,
    check_arabic_name,
    check_latin_name,
    check_tifinagh_name,
    name_problems,
    script_of,
    tidy,
)


@pytest.mark.parametrize(
    "name",
    ["محمد أمين", "فاطمة الزهراء", "مُحَمَّد", "ڭزولة", "آيت-الحسين", " ݣنون ", "م" * 60],
)
def test_arabic_names_pass(name: str) -> None:
    check_arabic_name(name)
    assert name_problems(name, "arabic") == ()


@pytest.mark.parametrize(
    "name",
    ["M'hamdi", "Aït El-Hocine", "Œuvré", "O’Neil", "Zoe\u0308", "a" * 60, "Ḥasan"],
)
def test_latin_names_pass(name: str) -> None:
    check_latin_name(name)


def test_tifinagh_names() -> None:
    check_tifinagh_name("ⵎⵓⵃⵎⵎⴰⴷ")
    with pytest.raises(e.NameCharacterError):
        check_tifinagh_name("ⵎⴲ")  # a letter outside the official alphabet


@pytest.mark.parametrize(
    ("name", "refusal", "place"),
    [
        ("", e.NameEmptyError, None),
        ("  ", e.NameEmptyError, None),
        ("-", e.NameEmptyError, None),
        ("م" * 61, e.NameTooLongError, None),
        ("محم\u200fد", e.NameControlCharacterError, 4),
        ("محمد\nأمين", e.NameControlCharacterError, 5),
        ("محمد 2", e.NameDigitError, 6),
        ("محمد٣", e.NameDigitError, 5),
        ("محمدA", e.NameMixedScriptsError, 5),
        ("Ali", e.NameScriptError, None),
        ("محمد!", e.NameCharacterError, 5),
        ("محم\u0301د", e.NameCharacterError, 4),
    ],
)
def test_arabic_faults(name: str, refusal: type[e.NameProblemError], place: int | None) -> None:
    with pytest.raises(refusal) as fact:
        check_arabic_name(name)
    assert type(fact.value) is refusal and fact.value.next_step
    if place:
        assert fact.value.facts["place"] == place


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("Аli", e.NameMixedScriptsError),  # a Cyrillic capital that looks Latin
        ("Иван", e.NameScriptError),
        ("علي", e.NameScriptError),
        ("Ali 2nd", e.NameDigitError),
        ("Ali@", e.NameCharacterError),
        ("Ali\u00adne", e.NameControlCharacterError),
        ("Al\u064ei", e.NameCharacterError),
    ],
)
def test_latin_faults(name: str, refusal: type[e.NameProblemError]) -> None:
    with pytest.raises(refusal) as fact:
        check_latin_name(name)
    assert type(fact.value) is refusal


def test_all_problems_at_once_each_kind_once() -> None:
    kinds = [type(p) for p in name_problems("A1\u200b2!!" + "é" * LONGEST_NAME, "latin")]
    assert kinds == [
        e.NameTooLongError,
        e.NameDigitError,
        e.NameControlCharacterError,
        e.NameCharacterError,
    ]


def test_tidy_and_scripts() -> None:
    assert tidy("  Zoe\u0308 \t b ") == "Zoë b"
    assert [script_of(c) for c in "aمⵎИ"] == ["latin", "arabic", "tifinagh", "other"]


@given(st.text(max_size=80))
def test_whatever_is_typed_gets_a_name_error_or_passes(text: str) -> None:
    for script in ("arabic", "latin", "tifinagh"):
        for problem in name_problems(text, script):  # type: ignore[arg-type]
            assert isinstance(problem, e.NameProblemError) and str(problem)
