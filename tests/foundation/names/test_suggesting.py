"""Spellings to choose from: the usual one first, sound in their script, none for what is no name."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bitaqa.foundation.names.checks import check_arabic_name, check_latin_name
from bitaqa.foundation.names.spelling import suggested_latin
from bitaqa.foundation.names.suggesting import MOST, arabic_suggestions, latin_suggestions


def test_a_common_name_has_one_spelling() -> None:
    assert [each.latin for each in latin_suggestions("عبد الرزاق")] == ["Abderrazak"]


def test_a_rare_name_has_several_and_the_usual_one_stands_first() -> None:
    found = latin_suggestions("الزروالي")
    assert found[0] == suggested_latin("الزروالي") and len(found) == MOST
    assert len({each.latin for each in found}) == MOST and all(each.latin.startswith("El ") for each in found)
    assert not any(each.certain for each in found)


def test_only_the_uncommon_word_varies() -> None:
    assert all(each.latin.startswith("Abderrazak ") for each in latin_suggestions("عبد الرزاق الزروالي"))


@pytest.mark.parametrize(
    ("latin", "arabic"), [("Mohamed", "محمد"), ("Johnson", "جونسون"), ("Fatoumata Diallo", "فاتوماتا ديالو")]
)
def test_foreign_names_in_arabic(latin: str, arabic: str) -> None:
    assert arabic_suggestions(latin)[0] == arabic


@given(st.text(max_size=30))
@example("ګ")
def test_what_is_offered_may_be_written(text: str) -> None:
    for spelling in latin_suggestions(text):
        check_latin_name(spelling.latin[:60])
    for arabic in arabic_suggestions(text):
        check_arabic_name(arabic[:60])
