"""Invented people: the same for the same seed, accepted by the rules, and as varied as the desk is hard."""

from collections import Counter
from datetime import date

import pytest

from bitaqa.foundation.names.checks import name_problems
from bitaqa.foundation.rules.country.load import load_country_pack
from bitaqa.foundation.rules.country.numbers import check_national_number
from bitaqa.foundation.rules.persons import Identity, LegalRepresentative
from bitaqa.foundation.specimens.people import AgeGroup, SpecimenPerson, national_number, people, person

CROWD = list(people(7, 3000))


def test_the_same_seed_gives_the_same_people_in_any_order() -> None:
    assert list(people(7, 50)) == CROWD[:50]
    assert person(7, 2999) == CROWD[2999]
    assert next(people(8, 1)) != CROWD[0]


def test_every_person_fits_the_shape_of_the_rules() -> None:
    for who in CROWD[:600]:
        assert Identity.model_validate(who.identity_map("ma.el-borouj")).names.latin.given == who.given[1]
        proxy = who.representative_map()
        assert (proxy is None) == (who.age >= 18)
        if proxy is not None:
            LegalRepresentative.model_validate(proxy)


def test_every_name_may_be_written_in_a_name_field() -> None:
    for who in CROWD:
        for given, script in ((0, "arabic"), (1, "latin")):
            for text in (who.given[given], who.family[given], who.father[given], who.mother[given]):
                assert not text or not name_problems(text, script), text  # type: ignore[arg-type]


def test_the_hard_cases_are_there() -> None:
    latin = [who.whole_name(1) for who in CROWD]
    assert any("'" in name for name in latin)
    assert {"Aït", "Ben", "Ould"} <= {part for name in latin for part in name.split()}
    assert any("Abde" in who.family[1] for who in CROWD)
    assert any(who.family == ("", "") and "Bent" in who.given[1] for who in CROWD)
    assert max(len(who.family[1]) for who in CROWD) > 50
    assert max(len(who.family[s]) for who in CROWD for s in (0, 1)) <= 60
    assert {who.sex for who in CROWD} == {"F", "M", "X"}
    assert {AgeGroup.ELDERLY, AgeGroup.PUPIL} < {who.group for who in CROWD}
    kinds = Counter((who.birth.month is None, who.birth.day is None) for who in CROWD)
    assert set(kinds) == {(False, False), (False, True), (True, True)}
    capacities = {who.representative.capacity for who in CROWD if who.representative}
    assert capacities == {"father", "mother", "guardian", "kafala"}


@pytest.mark.parametrize(("group", "low", "high"), [
    (AgeGroup.ELDERLY, 60, 94), (AgeGroup.PUPIL, 16, 19), (AgeGroup.ADULT, 20, 59), (AgeGroup.CHILD_12_15, 12, 15),
    (AgeGroup.CHILD_UNDER_12, 3, 11),
])  # fmt: skip
def test_ages_are_those_of_the_group(group: AgeGroup, low: int, high: int) -> None:
    day = date(2024, 2, 29)
    for who in people(1, 200, as_of=day, mix={group: 1}):
        assert low <= who.age <= high
        assert low - 1 <= day.year - who.birth.year <= high + 1


def test_numbers_are_different_and_follow_no_real_range() -> None:
    numbers = {national_number(3, i) for i in range(20_000)}
    assert len(numbers) == 20_000
    assert all(n.startswith("SP") and len(n) == 9 for n in numbers)


def test_twins_share_all_but_name_body_and_number() -> None:
    crowd = list(people(2, 400, twins=0.5, namesakes=0))
    twins = [(who, crowd[who.like]) for who in crowd if who.like is not None]
    assert len(twins) == 200
    for one, other in twins:
        assert one.given != other.given
        assert one.body != other.body
        assert one.national_number != other.national_number
        assert (one.family, one.birth, one.father, one.douar) == (other.family, other.birth, other.father, other.douar)


def test_namesakes_share_names_and_year_only() -> None:
    crowd: list[SpecimenPerson] = list(people(2, 400, twins=0, namesakes=0.3))
    pairs = [(who, crowd[who.like]) for who in crowd if who.like is not None]
    assert 80 < len(pairs) < 160
    for one, other in pairs:
        assert (one.given, one.family, one.birth.year) == (other.given, other.family, other.birth.year)
        assert one.body != other.body
    assert sum(one.birth_place != other.birth_place for one, other in pairs) > len(pairs) / 2


def test_addresses_are_complete_without_a_street() -> None:
    who = CROWD[0]
    assert who.address_lines(0)[0].startswith("دوار ")
    assert who.address_lines(1)[1].startswith("Commune ")


def test_the_country_pack_accepts_the_numbers() -> None:
    pack = load_country_pack("ma")
    for who in CROWD[:20]:
        assert check_national_number(who.national_number, pack=pack, on=date(2026, 1, 1)) == who.national_number
