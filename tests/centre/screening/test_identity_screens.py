"""The screens and machine doors that re-establish an identity: what they show, what they never show, who decides."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.journey.screening.models import Interview
from bitaqa.records.applications.door import ApplicationValue, applications_by_id
from bitaqa.scenarios.deciding import approve_as
from bitaqa.scenarios.errors import RefusedByProgramError
from bitaqa.scenarios.reestablishing import find_person
from bitaqa.scenarios.story import Fate

from ..intake.conftest import make_world
from ..people import account, browser_of, text_of
from .pages import looks_of
from .seeded import Seeded, case_of
from .test_deciding import known
from .test_identity import LOST, adult, truth

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(db: None) -> Seeded:
    return Seeded(make_world())


def at(name: str, *ids: UUID) -> str:
    return reverse(f"screening:{name}", args=ids)


def state(file: ApplicationValue) -> str:
    return applications_by_id([file.id])[file.id].state.value


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_asked_and_witnessed_on_screen_then_decided_by_two(register: Seeded, language: str) -> None:
    who, near, kin = (adult(31, apart=n) for n in range(3))
    about = known(who)
    for witness in (near, kin):
        known(witness)
    file = register.come(who, **LOST)
    case = case_of(file).id
    asks, first, second = (browser_of(account(f"adj-{n}", "adjudicator"), language) for n in range(3))
    shown = text_of(asks.get(at("case", case)))
    assert at("identity", case) in shown and "approve-new" not in shown and who.mother[0] not in shown
    assert at("identity-search", case) in text_of(asks.get(at("identity", case)))
    assert asks.post(at("identity-search", case)).headers["Location"] == at("identity", case)
    ranked = text_of(asks.get(at("identity", case)))
    begin = at("interview-begin", case, about)
    assert begin in ranked and who.national_number not in ranked and who.mother[0] not in ranked
    assert asks.post(at("interview-begin", case, new_id()), follow=True).status_code == 200, "nobody of the list"

    page = asks.post(begin).headers["Location"]
    held = Interview.objects.get()
    answers = truth(who) | {held.questions[0]: ""}
    assert asks.post(f"{page}answer/", {"question": held.questions[0], "said": " "}).headers["Location"] == page
    assert asks.post(f"{page}answer/", {"question": "shoe_size", "said": "42"}).headers["Location"] == page
    assert held.answers.count() == 0
    for number, question in enumerate(held.questions, start=1):
        asking = text_of(asks.get(page))
        assert f'value="{question}"' in asking and who.mother[0] not in asking and who.mother[1] not in asking
        said = {"said": answers[question]} if answers[question] else {"declined": "1"}
        went = asks.post(f"{page}answer/", {"question": question, **said}).headers["Location"]
        assert went == (at("identity", case) if number == len(held.questions) else page)
    assert asks.get(page).headers["Location"] == at("identity", case), "it has ended"
    assert held.answers.filter(verdict="declined").count() == 1
    assert first.get(page).status_code == 404, "somebody else's interview"

    told = {"person": str(about), "national_number": near.national_number, "relation": "neighbour"}
    vouch = at("identity-witness", case)
    assert asks.post(vouch, told | {"relation": ""}).status_code == 422
    assert asks.post(vouch, told | {"national_number": "ZZ1"}).status_code == 422
    early = {"person": str(about), "because": "answers"}
    assert first.post(at("approve-same", case), early).headers["Location"] == at("case", case), "not enough yet"
    assert state(file) == "adjudication" and case_of(file).state == "open"
    for witness in (near, kin):
        told["national_number"] = witness.national_number
        assert asks.post(vouch, told).headers["Location"] == at("identity", case)
    enough = text_of(asks.get(at("identity", case)))
    assert (near.given[0] if language == "ar" else near.given[1]) in enough and begin not in enough
    beside = text_of(first.get(at("case", case)))
    assert who.mother[0] in beside, "after the interview the two stand side by side"
    first.post(at("approve-same", case), early)
    assert (state(file), case_of(file).state) == ("adjudication", "proposed")
    second.post(at("approve-same", case), early)
    assert state(file) == "approved" and applications_by_id([file.id])[file.id].person == about
    for purpose in ("identity_search", "identity_interview", "identity_witness"):
        assert looks_of(purpose), purpose


def test_an_interview_is_ended_early(register: Seeded) -> None:
    who = adult(32)
    about = known(who)
    case = case_of(register.come(who, **LOST)).id
    asks, other = (browser_of(account(f"adj-{n}", "adjudicator"), "fr") for n in range(2))
    asks.post(at("identity-search", case))
    page = asks.post(at("interview-begin", case, about)).headers["Location"]
    assert page in text_of(asks.get(at("identity", case))), "one's own goes on"
    waiting = text_of(other.get(at("identity", case)))
    assert page not in waiting and at("interview-begin", case, about) not in waiting
    assert asks.post(f"{page}end/").headers["Location"] == at("identity", case)
    assert Interview.objects.get().ended_at is not None


def test_nobody_is_found_on_screen_and_the_slip_is_printed(register: Seeded) -> None:
    file = register.come(adult(33), **LOST)
    case = case_of(file).id
    first, second = (browser_of(account(f"adj-{n}", "adjudicator"), "fr") for n in range(2))
    given = {"ground": "nobody_found", "papers": ["birth_record"]}
    assert first.get(at("slip", case)).status_code == 404
    assert first.post(at("propose", case), given).headers["Location"] == at("case", case)
    assert case_of(file).state == "open", "the register was not searched yet"
    assert first.post(at("identity-search", case)).headers["Location"] == at("identity", case)
    assert "bq-empty" in text_of(first.get(at("identity", case)))
    first.post(at("propose", case), given)
    second.post(at("confirm", case))
    assert state(file) == "refused" and at("slip", case) in text_of(second.get(at("case", case)))
    slip = second.get(at("slip", case))
    assert slip.headers["Content-Type"] == "application/pdf" and "no-store" in slip.headers["Cache-Control"]


def test_a_file_with_a_number_has_no_such_page_and_no_such_ground(register: Seeded) -> None:
    file = register.come(adult(34), ApplicationKind.DUPLICATE)
    case = case_of(file).id
    browser = browser_of(account("adj", "adjudicator"))
    assert browser.get(at("identity", case)).status_code == 409
    assert "nobody_found" not in text_of(browser.get(at("case", case)))
    given = {"ground": "nobody_found", "papers": ["birth_record"]}
    assert browser.post(at("propose", case), given).status_code == 422
    assert browser.post(at("identity-search", case)).headers["Location"] == at("case", case)
    assert browser_of(account("coord", "coordinator")).get(at("identity", case)).status_code == 403


@dataclass
class Desk:
    """The centre as the play's player reaches it, in this process."""

    people: dict[str, Any] = field(default_factory=dict)

    def as_(self, name: str) -> Any:
        def post(path: str, body: Any = None, *, once: bool = False) -> Any:
            client = browser_of(self.people.setdefault(name, account(name, "adjudicator")), "en")
            answer = client.post(path, json.dumps(body or {}), content_type="application/json")
            told = answer.json()
            if answer.status_code >= 400:
                refused = RefusedByProgramError(method="POST", path=path, status=answer.status_code,
                                                reason=told.get("code", ""), said=told.get("sentence", ""))  # fmt: skip
                refused.reason = told.get("code", "")
                raise refused
            return told

        return SimpleNamespace(post=post)


def line(number: int, who: Any, *, known: bool = True) -> Any:
    return SimpleNamespace(
        applicant=SimpleNamespace(number=number, person=who, known=known, fate=Fate.HANDED_OVER)
    )  # fmt: skip


def test_the_play_re_establishes_whom_it_enrolled_without_papers(register: Seeded) -> None:
    who, near, kin = (adult(35, apart=n) for n in range(3))
    about = known(who)
    for witness in (near, kin):
        known(witness)
    file = register.come(who, **LOST)
    mine, desk = line(7, who), Desk()
    lines = dict(enumerate([mine, line(8, near), line(5, kin), line(6, adult(35, apart=3), known=False)]))
    case = str(case_of(file).id)
    found = find_person(desk, case, mine, SimpleNamespace(lines=lines), asks="adjudicator4")  # type: ignore[arg-type]
    assert found == str(about)
    desk.people["adjudicator1"] = account("adjudicator1", "adjudicator")
    approve_as(desk, "adjudicator1", case, found)  # type: ignore[arg-type]
    assert applications_by_id([file.id])[file.id].person == about


def test_the_play_finds_nobody_where_the_register_holds_nobody(register: Seeded) -> None:
    who = adult(36)
    file = register.come(who, **LOST)
    mine = line(1, who)
    ledger: Any = SimpleNamespace(lines={1: mine})
    assert find_person(Desk(), str(case_of(file).id), mine, ledger, asks="adjudicator4") is None  # type: ignore[arg-type]
