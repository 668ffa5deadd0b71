"""The plan and the story: parts that sum, the same people for the same seed, every turn told, scaled honestly."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.rules.applications import GROUNDS, ApplicationKind
from bitaqa.foundation.rules.country import check_national_number, load_country_pack
from bitaqa.scenarios.plan import read_plan
from bitaqa.scenarios.scheduling import shares
from bitaqa.scenarios.story import Fate, Story, Turn, tell_story

COUNTRY = load_country_pack()


@pytest.fixture(scope="module")
def story() -> Story:
    return tell_story(read_plan("el-borouj"), COUNTRY, seed=1)


@given(st.lists(st.integers(1, 500), min_size=1, max_size=12), st.integers(0, 3000))
def test_shares_sum_to_their_total(weights: list[int], total: int) -> None:
    parts = shares(weights, total)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)
    assert all(abs(part - weight * total / sum(weights)) < 1 for part, weight in zip(parts, weights, strict=True))


def test_the_whole_campaign_is_the_published_one(story: Story) -> None:
    kinds = Counter(one.kind for one in story.applicants)
    assert kinds == {ApplicationKind.RENEWAL: 1465, ApplicationKind.FIRST: 532, ApplicationKind.DUPLICATE: 98}
    assert len(story.applicants) == 2095
    assert [len(story.of_visit(visit.number)) for visit in story.plan.enrolments] == [
        visit.people for visit in story.plan.enrolments
    ]


def test_every_turn_of_the_story_happens_as_often_as_planned(story: Story) -> None:
    turns = Counter(one.turn for one in story.applicants)
    told = [turn for turn in Turn if turn.value in story.plan.story]
    assert {turn: turns[turn] for turn in told} == {turn: story.plan.story[turn.value] for turn in told}
    assert set(turns) == {*told, Turn.NONE}
    fates = Counter(one.fate for one in story.applicants)
    assert sum(fates.values()) == 2095
    assert set(fates) == set(Fate) - {Fate.AWAITED}


def test_the_same_seed_tells_the_same_story_and_another_one_does_not(story: Story) -> None:
    assert tell_story(read_plan("el-borouj"), COUNTRY, seed=1).applicants == story.applicants
    assert tell_story(read_plan("el-borouj"), COUNTRY, seed=2).applicants != story.applicants


def test_nobody_shares_a_number_or_a_document(story: Story) -> None:
    numbers = [holder.person.national_number for holder in story.holders]
    documents = [holder.document for holder in story.holders]
    assert len(set(numbers)) == len(numbers)
    assert len(set(documents)) == len(documents)
    for number in numbers[:50]:
        check_national_number(number, pack=COUNTRY, on=story.plan.first_day)


def test_whoever_renews_or_asks_for_a_duplicate_is_in_the_register_with_a_valid_card(story: Story) -> None:
    held = {holder.person.national_number: holder for holder in story.holders}
    for one in story.applicants:
        assert one.ground in GROUNDS[one.kind]
        if one.known:
            assert held[one.person.national_number].document == one.old_document
            assert held[one.person.national_number].expires > story.plan.first_day
        else:
            assert one.person.national_number not in held


def test_namesakes_and_refused_bear_the_name_and_birth_of_someone_registered(story: Story) -> None:
    known = {(holder.person.given, holder.person.family, holder.person.birth) for holder in story.holders}
    alike = story.with_turn(Turn.NAMESAKE, Turn.REFUSED, Turn.APPEALED)
    assert alike
    assert all((one.person.given, one.person.family, one.person.birth) in known for one in alike)


def test_what_is_missing_is_brought_at_a_later_visit(story: Story) -> None:
    for one in story.with_turn(Turn.COMPLETED_LATER, Turn.LAPSED):
        assert one.missing
        assert one.visit not in story.plan.completion_visits
    assert all(not one.missing for one in story.applicants if one.turn not in (Turn.COMPLETED_LATER, Turn.LAPSED))


def test_wrong_cards_are_found_where_the_unit_comes_again(story: Story) -> None:
    places = {visit.place for visit in story.plan.deliveries[len(story.plan.enrolments) :]}
    for one in story.with_turn(Turn.WRONG_OURS, Turn.WRONG_HOLDER):
        assert story.plan.deliveries[one.visit].place in places


def test_each_place_has_its_delivery_after_its_enrolment() -> None:
    plan = read_plan("el-borouj")
    for enrolment, delivery in zip(plan.enrolments, plan.deliveries, strict=False):
        assert delivery.place == enrolment.place
        assert delivery.day - enrolment.day >= timedelta(days=7)
    days = [visit.day for visit in (*plan.enrolments, *plan.deliveries)]
    assert days == sorted(set(days)), "one station is in one place on one day"


@pytest.mark.parametrize("people", [40, 60, 500])
def test_a_smaller_campaign_has_every_kind_and_every_turn(people: int) -> None:
    story = tell_story(read_plan("el-borouj", people), COUNTRY, seed=3)
    assert len(story.applicants) == people
    assert {one.turn for one in story.applicants} == {
        *(Turn(t) for t in Turn if t.value in story.plan.story),
        Turn.NONE,
    }
    assert sum(story.plan.kinds.values()) == people
    assert all(story.plan.kinds.values())


def test_the_plan_enters_places_after_what_they_lie_in() -> None:
    seen: set[str] = set()
    body = read_plan("el-borouj", 60).campaign_body()
    for place in body["places"]:
        assert place.get("within") is None or place["within"] in seen
        seen.add(place["code"])
    assert {visit["place"] for visit in body["visits"]} <= seen
