"""The bench: a hit takes two to be someone else, blind opinions, figures, a joining undone."""

from __future__ import annotations

from typing import Any

import pytest

from bitaqa.backbone.accounts.errors import ProposedByOneselfError
from bitaqa.backbone.journal.door import entries
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.screening import actions, errors, joining, opinions
from bitaqa.journey.screening.models import Opinion
from bitaqa.records.applications.door import ApplicationValue, applications_by_id
from bitaqa.records.persons import door as persons

from ..intake.conftest import AT, make_world
from ..people import account, browser_of, text_of
from .seeded import Seeded, case_of, fingers_of
from .test_deciding import known

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(db: None) -> Seeded:
    return Seeded(make_world())


@pytest.fixture
def three(db: None) -> list[Any]:
    languages = ("ar", "fr", "ar")
    return [account(f"adj-{n}", "adjudicator", language=language) for n, language in enumerate(languages)]


def hit(register: Seeded) -> tuple[ApplicationValue, ApplicationValue]:
    """Someone approved, and a file of another name with the same fingers."""
    first = register.come(person(11, 1))
    return first, register.come(person(11, 2), fingers=fingers_of(person(11, 1).body, take=2))


def test_that_a_hit_is_someone_else_takes_two(register: Seeded, three: list[Any]) -> None:
    _, second = hit(register)
    case = case_of(second)
    said = {"case": case.id, "at": AT, "because": "the fingers are another's"}
    assert actions.approve_case(**said, person=None, by=three[0]) == "proposed"
    with pytest.raises(errors.SecondOpinionNeededError):
        actions.approve_case(**said, person=None, by=three[0])
    with pytest.raises(errors.ProposedByAnotherError):
        actions.approve_case(**said, person=_candidate(case), by=three[1])
    with pytest.raises(errors.NoProposalError):
        actions.confirm_refusal(case=case.id, by=three[1], at=AT)
    assert applications_by_id([second.id])[second.id].state.value == "adjudication"
    assert actions.approve_case(**said, person=None, by=three[1]) == "approved"
    assert [entry.event for entry in entries(subject=second.id)].count("application.second_opinion_asked") == 1
    assert sorted(Opinion.objects.values_list("kind", "says")) == [("decision", "different"), ("second", "different")]


def _candidate(case: Any) -> Any:
    from uuid import UUID

    return UUID(case.candidates[0]["id"])


def test_that_a_hit_is_the_same_person_takes_one(register: Seeded, three: list[Any]) -> None:
    first, second = hit(register)
    case = case_of(second)
    assert actions.approve_case(case=case.id, person=first.person, by=three[0], at=AT, because="same") == "approved"
    assert applications_by_id([second.id])[second.id].person == first.person


def test_a_blind_opinion_is_given_by_others_once_and_counted(register: Seeded, three: list[Any]) -> None:
    first, second = hit(register)
    case = case_of(second)
    with pytest.raises(errors.NothingToShowAgainError):
        opinions.case_to_show_again(three[1])
    actions.approve_case(case=case.id, person=first.person, by=three[0], at=AT, because="same", seconds=75)
    with pytest.raises(errors.NothingToShowAgainError):
        opinions.case_to_show_again(three[0])
    assert opinions.case_to_show_again(three[1]).id == case.id
    page = browser_of(three[1], "fr").get("/screening/again/")
    # The register now holds what the second file says; the page shows what it held then.
    assert person(11, 1).given[1] in text_of(page) and "Approuv" not in text_of(page)
    browser_of(three[1], "fr").post(f"/screening/again/{case.id}/", {"says": "different"})
    with pytest.raises(errors.NothingToShowAgainError):
        opinions.say_blindly(case=case.id, says="same", by=three[1], at=AT)
    opinions.say_blindly(case=case.id, says="same", by=three[2], at=AT)
    told = {one.by: one for one in opinions.figures_by_adjudicator()}
    assert [(told[u.pk].blind_agreed, told[u.pk].blind_given) for u in three] == [(0, 0), (0, 1), (1, 1)]
    assert told[three[0].pk].median_seconds == 75


def test_figures_say_which_reason_finds_whom(register: Seeded, three: list[Any]) -> None:
    first, second = hit(register)
    actions.approve_case(case=case_of(second).id, person=first.person, by=three[0], at=AT, because="same")
    rows = opinions.every_case()
    assert [(f.code, f.cases, f.same) for f in opinions.figures_by_reason(rows)] == [("fingers_alike", 1, 1)]
    (line,) = opinions.figures_by_line(rows)
    assert line.code.startswith("hit when 2 fingers") and line.same == line.cases == 1
    for language, word in (("ar", "البصمات متشابهة"), ("fr", "Les empreintes se ressemblent")):
        assert word in text_of(browser_of(three[0], language).get("/screening/figures/"))
    assert browser_of(three[0]).get("/screening/api/figures").json()["cases"] == 1


def test_the_case_says_why_in_words_and_leaks_no_template(register: Seeded, three: list[Any]) -> None:
    _, second = hit(register)
    page = text_of(browser_of(three[0], "fr").get(f"/screening/cases/{case_of(second).id}/"))
    assert "Pouce droit" in page and "au moins 2 doigts" in page and "FMR" not in page


def test_a_joining_is_undone_by_two_and_gives_back_what_led_to_the_alias(three: list[Any]) -> None:
    ids = [known(person(41, n)) for n in (1, 2, 3)]
    numbers = [person(41, n).national_number for n in (1, 2, 3)]
    for alias, into in ((2, 1), (1, 0)):
        row = joining.propose_join(alias=numbers[alias], into=numbers[into], by=three[0], at=AT, because="double_entry")
        joining.confirm_join(join=row.id, by=three[1], at=AT)
    assert set(persons.entries_of([ids[0]])) == set(ids)
    undo = joining.propose_parting(join=row.id, by=three[0], at=AT, because="other_papers")
    with pytest.raises(errors.JoinProposedAlreadyError):
        joining.propose_parting(join=row.id, by=three[1], at=AT, because="other_papers")
    with pytest.raises(ProposedByOneselfError):
        joining.confirm_join(join=undo.id, by=three[0], at=AT)
    assert joining.confirm_join(join=undo.id, by=three[1], at=AT) == []
    assert persons.entries_of([ids[0]]) == {ids[0]: ids[0]}
    assert set(persons.entries_of([ids[1]])) == {ids[1], ids[2]}
    assert "person.parted" in [entry.event for entry in entries(subject=ids[1])]
    with pytest.raises(errors.JoinUnknownError):
        joining.propose_parting(join=row.id, by=three[0], at=AT, because="other_papers")
    assert [each.alias for each in joining.joined_lately()] == [ids[2]]


def test_the_undo_is_pressed_on_the_page(three: list[Any]) -> None:
    for n in (1, 2):
        known(person(41, n))
    numbers = [person(41, n).national_number for n in (1, 2)]
    row = joining.propose_join(alias=numbers[1], into=numbers[0], by=three[0], at=AT, because="double_entry")
    joining.confirm_join(join=row.id, by=three[1], at=AT)
    one, other = browser_of(three[0], "fr"), browser_of(three[1])
    assert numbers[1] in text_of(one.get("/screening/joins/"))
    answer = one.post(f"/screening/joins/{row.id}/part/", {"because": "joined_by_mistake"})
    assert answer.status_code == 302 and other.get(answer.headers["Location"]).status_code == 200
    other.post(answer.headers["Location"] + "confirm/")
    found = persons.persons_by_number(numbers)
    assert found[numbers[0]].id != found[numbers[1]].id
