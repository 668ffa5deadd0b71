"""First Latin spellings: the table first, then the rules, and the difference is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.names.checks import check_arabic_name, check_latin_name
from bitaqa.foundation.names.spelling import common_names, suggested_latin


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("محمد", "Mohamed"),
        ("فاطمة الزهراء", "Fatima Zahra"),
        ("عبدالرحمن", "Abderrahmane"),
        ("عبد الرّحمن", "Abderrahmane"),
        ("أحمد أمين", "Ahmed Amine"),
        ("شيماء", "Chaimae"),
    ],
)
def test_common_names_are_certain(arabic: str, latin: str) -> None:
    assert suggested_latin(arabic).latin == latin
    assert suggested_latin(arabic).certain


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("حسناوي", "Hasnaoui"),
        ("العمراني", "El Amrani"),
        ("الݣراوي", "El Garaoui"),
        ("شفيق", "Chafik"),
        ("عبد الصبور", "Abdessabour"),
        ("عبدالباقي", "Abdelbaki"),
        ("بنجلون", "Benjaloun"),
        ("مسعودي", "Masaoudi"),
        ("خولاني", "Khoulani"),
        ("يازيد", "Yazid"),
    ],
)
def test_rules_guess_and_say_so(arabic: str, latin: str) -> None:
    assert suggested_latin(arabic).latin == latin
    assert not suggested_latin(arabic).certain


def test_nothing_from_nothing() -> None:
    assert suggested_latin("") == suggested_latin("Ali")
    assert suggested_latin("").latin == "" and not suggested_latin("").certain


def test_the_table_holds_names_which_the_fields_accept() -> None:
    assert len(common_names()) >= 150
    for arabic, latin in common_names().items():
        check_arabic_name(arabic)
        check_latin_name(latin)


@given(st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويءةىأإآؤئگ ", min_size=1, max_size=40))
def test_a_suggestion_is_always_a_latin_name_or_nothing(arabic: str) -> None:
    latin = suggested_latin(arabic).latin
    if latin:
        check_latin_name(latin[:60])
