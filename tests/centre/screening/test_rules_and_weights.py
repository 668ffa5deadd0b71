"""The policy's lines, and the weights with their pitfalls. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.foundation.rules.country.load import parse_country_pack
from bitaqa.foundation.rules.persons import Identity
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.screening.rules import Level, Pair, PolicyLineError, policy_in_force, read_line
from bitaqa.journey.screening.weighing import OTHER_BIRTH, birth_weight, weigh

TODAY = date(2026, 5, 4)
BORN = PartialDate(1980, 5, 4)


@pytest.mark.parametrize(
    ("line", "pair", "fits"),
    [
        ("hit when 2 fingers score at least 0.36", Pair(fingers={1: 0.4, 2: 0.36}), True),
        ("hit when 2 fingers score at least 0.36", Pair(fingers={1: 0.9, 2: 0.35}), False),
        ("candidate when 1 finger score at least 0.45", Pair(fingers={7: 0.45}), True),
        ("candidate when same name and compatible birth", Pair(same_name=True), False),
        ("candidate when same name and compatible birth", Pair(same_name=True, compatible_birth=True), True),
        ("candidate when fingers together score at least 0.2", Pair(fingers={1: 0.2, 2: 0.2, 6: 0.2}), True),
        ("candidate when fingers together score at least 0.2", Pair(fingers={1: 0.3, 2: 0.3}), False),
        ("candidate when fingers together score at least 0.2", Pair(fingers=dict.fromkeys(range(8), 0.1)), False),
        ("candidate when same name and no fingers of another", Pair(same_name=True), True),
        ("candidate when same name and no fingers of another", Pair(same_name=True, fingers_of_another=True), False),
        ("candidate when weight at least 12", Pair(weight=12.0), True),
    ],
)
def test_a_line_fits_what_it_says(line: str, pair: Pair, fits: bool) -> None:
    assert read_line(line).fits(pair) is fits


@pytest.mark.parametrize(
    "line", ["refuse when same name", "hit when same nam", "hit when 2 fingers", "candidate", "hit when same name and "]
)
def test_a_slip_of_the_pen_stops_screening(line: str) -> None:
    with pytest.raises(PolicyLineError):
        read_line(line)


def test_the_shipped_policy_is_read_and_the_first_line_that_fits_says_it() -> None:
    policy = policy_in_force(load_country_pack("ma"), TODAY)
    both = Pair(same_name=True, compatible_birth=True, compatible_sex=True, fingers={1: 0.9, 2: 0.9})
    said = policy.said_of(both)
    assert said is not None and said.level is Level.HIT
    assert policy.said_of(Pair()) is None


def test_a_programme_and_an_office_have_lines_of_their_own() -> None:
    from importlib.resources import files

    text = (files("bitaqa.foundation.rules.country") / "ma.toml").read_text(encoding="utf-8")
    own = """
[[screening]]
since = 2020-01-01
programme = "after-the-earthquake"
lines = ["hit when 1 finger score at least 0.36"]

[[screening]]
since = 2020-01-01
station = "consulate-1"
target_fpir = 0.01
"""
    pack = parse_country_pack(text + own)
    general = policy_in_force(pack, TODAY)
    shaken = policy_in_force(pack, TODAY, programme="after-the-earthquake", station="unit-1")
    abroad = policy_in_force(pack, TODAY, station="consulate-1")
    assert [line.text for line in shaken.lines] == ["hit when 1 finger score at least 0.36"]
    assert (shaken.target_fpir, abroad.target_fpir) == (general.target_fpir, 0.01)
    assert abroad.lines == general.lines


def test_births_weigh_by_how_a_pen_slips() -> None:
    near = [
        birth_weight(BORN, PartialDate(*other))
        for other in ((1980, 5, 4), (1980, 4, 5), (1980, 5, 14), (1981, 5, 4), (1995, 5, 4))
    ]
    assert near == sorted(near, reverse=True) and near[-1] == OTHER_BIRTH < 0 < near[-2]
    assert 0 < birth_weight(BORN, PartialDate(1980)) < birth_weight(BORN, BORN)


def identity(**changes: Any) -> Identity:
    return Identity.model_validate(replace(person(3, 7), **changes).identity_map("el-borouj"))


def told(other: Identity, *, name: float = 12.0, weakest: float = 6.0, bearers: int = 1) -> Any:
    return weigh(identity(birth=BORN), other, name=name, weakest=weakest, bearers=bearers, register=40_000_000)


def test_one_person_weighs_more_than_twins_or_a_father() -> None:
    same = told(identity(birth=BORN))
    twin = told(identity(birth=BORN), name=4.0, weakest=-3.0)
    father = told(identity(birth=PartialDate(1950, 5, 4)))
    assert same.total > 20 and same.held_back == ""
    assert twin.total < 0 and twin.held_back == "siblings"
    assert father.total < 0 and father.held_back == "generation"


def test_a_frequent_name_says_less() -> None:
    rare, frequent = told(identity(birth=BORN)), told(identity(birth=BORN), bearers=30_000)
    assert rare.parts["name"] == 12.0 and frequent.parts["name"] < 8
