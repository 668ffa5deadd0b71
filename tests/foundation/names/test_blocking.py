"""The keys of a stored name are met by the name written another way, and by hardly anyone else's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.names.blocking import (
    KeyedName,
    arabic_skeleton,
    latin_skeleton,
    name_keys,
    phonetic_class,
    same_day_keys,
    searched_keys,
    stored_keys,
    text_keys,
)
from bitaqa.foundation.names.written import WrittenName, written_name

BORN = PartialDate.parse("1984-05-17")


def keyed(given: str, family: str) -> KeyedName:
    return KeyedName(written_name(given), written_name(family))


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        (("محمد", "الشرقاوي"), ("Mohamed", "Cherkaoui")),
        (("محمد", "الشرقاوي"), ("Mohammad", "Sharqawi")),
        (("Khadija", "Benjelloun"), ("خديجة", "بنجلون")),
        (("عبد الله", "آيت الحسين"), ("Abdellah", "Aït El Houssine")),
        (("Saïd", "Amghar"), ("Saeed", "Amgar")),
        (("فاطمة الزهراء", "بناني"), ("Fatima Zahra", "Bennani")),
        (("فاطمة الزهراء", "بناني"), ("Fatimazahra", "Bennani")),
        (("ⵎⵓⵃⵎⵎⴰⴷ", "Amghar"), ("محمد", "أمغار")),
        (("علي بن صالح", ""), ("Ali Bensalah", "")),
    ],
)
def test_another_spelling_meets_the_stored_name(stored: tuple[str, str], asked: tuple[str, str]) -> None:
    held, wanted = stored_keys(keyed(*stored), BORN), searched_keys(keyed(*asked), BORN)
    by_name = searched_keys(keyed(*asked))
    assert all(set(half) & set(held.name_keys) for half in by_name.words) and not by_name.birth_keys
    assert set(wanted.birth_keys) & set(held.birth_keys), "with the birth date"
    assert set(same_day_keys(keyed(*asked), BORN)) & set(held.birth_keys)


def test_one_word_and_the_date_are_enough() -> None:
    held = stored_keys(keyed("محمد", "الشرقاوي"), BORN)
    for asked in (keyed("Brahim", "Cherkaoui"), keyed("Mohamed", "Tazi"), keyed("Cherkaoui", "Mohamed")):
        assert set(searched_keys(asked, BORN).birth_keys) & set(held.birth_keys)
    other_day = searched_keys(keyed("Mohamed", "Tazi"), PartialDate.parse("1984-05-18"))
    assert not set(other_day.birth_keys) & set(held.birth_keys)


def test_the_same_consonants_are_enough_when_the_date_was_written_wrongly() -> None:
    held = stored_keys(keyed("محمد", "الشرقاوي"), BORN)
    wanted = searched_keys(keyed("محمد", "الشرقاوى"), PartialDate.parse("1948-05-17"))
    assert all(set(half) & set(held.name_keys) for half in wanted.words)
    assert not all(set(half) & set(held.name_keys) for half in searched_keys(keyed("سعيد", "الشرقاوي"), BORN).words)


def test_a_year_alone_finds_and_is_found() -> None:
    year, name = PartialDate.parse("1984"), keyed("محمد", "الشرقاوي")
    for held, asked in ((year, BORN), (BORN, year), (year, year)):
        assert set(searched_keys(keyed("Mohamed", "Cherkaoui"), asked).birth_keys) & set(
            stored_keys(name, held).birth_keys
        )
    assert same_day_keys(name, year) == ()


def test_words_typed_in_any_order() -> None:
    held = set(name_keys(keyed("محمد", "الشرقاوي")))
    for text in ("Cherkaoui Mohamed", "الشرقاوي", "محمد Cherkaoui"):
        assert all(set(half) & held for half in text_keys(written_name(text)).words)
    assert not all(set(half) & held for half in text_keys(written_name("Mohamed Tazi")).words)
    assert text_keys(written_name("…")).words == ()


def test_skeletons_and_classes() -> None:
    assert latin_skeleton("cherkaoui") == "crk" == latin_skeleton("sharqawi")
    assert arabic_skeleton("شرقاوي") == "شرق"
    assert phonetic_class(latin_skeleton("cherkaoui")) == phonetic_class(arabic_skeleton("شرقاوي"))
    assert latin_skeleton("aya") == arabic_skeleton("آية") == ""


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_written_has_keys_of_32_bits(given_text: str, family: str) -> None:
    name = keyed(given_text, family)
    keys = stored_keys(name, BORN)
    numbers = (*keys.name_keys, *keys.birth_keys)
    assert all(-(1 << 31) <= number < (1 << 31) for number in numbers)
    assert bool(numbers) == bool(name.given or name.family)
    assert WrittenName() == written_name("")
