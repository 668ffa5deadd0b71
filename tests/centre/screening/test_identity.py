"""Somebody whose papers are under the rubble (F3.4): found, asked, witnessed, decided by two; never invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from bitaqa.backbone.journal.door import entries, has_looked, looks
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.foundation.specimens.people import SpecimenPerson, person
from bitaqa.journey.screening import actions, door, errors
from bitaqa.journey.screening.domain import MissingProof, RefusalGround
from bitaqa.journey.screening.identity import acts
from bitaqa.journey.screening.identity.enough import proof_about
from bitaqa.journey.screening.identity.proof import Fingers
from bitaqa.journey.screening.identity.questions import Question, Verdict
from bitaqa.journey.screening.letters import read_letter, read_slip
from bitaqa.journey.screening.models import Answer, Case, IdentitySearch
from bitaqa.records.applications.door import ApplicationValue, applications_by_id
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

from ..intake.conftest import AT, make_world
from ..people import account
from ..printing.test_sheets import text_of as text_of_pdf
from .seeded import Seeded, case_of, fingers_of
from .test_deciding import known

pytestmark = pytest.mark.django_db
LOST = {"kind": ApplicationKind.DUPLICATE, "claimed": None}


@pytest.fixture
def register(db: None) -> Seeded:
    return Seeded(make_world())


def adjudicators(count: int) -> list[Any]:
    return [account(f"adj-{n}", "adjudicator") for n in range(count)]


def adult(seed: int, *, apart: int = 0) -> SpecimenPerson:
    """Somebody with a whole birth date and a family name."""
    fitting = [who for who in (person(seed, n) for n in range(40)) if who.birth.complete and who.family[0]]
    return [who for who in fitting if who.birth.year < 2000][apart]


def truth(who: SpecimenPerson) -> dict[str, str]:
    return {
        "mother": who.mother[1], "father": who.father[0], "birth_place": who.identity_map("x")["birth_place_ar"],
        "home": "El Borouj", "card_year": "2016", "last_place": "El Borouj", "number_end": who.national_number[-2:],
    }  # fmt: skip


def held_interview(case: Case, about: UUID, by: Any, answers: dict[str, str]) -> dict[Verdict, int]:
    held = acts.begin_interview(case=case.id, person=about, by=by, at=AT)
    for question in held.questions:
        acts.answer_question(
            interview=held.id, question=Question(question), said=answers.get(question, ""), by=by, at=AT
        )
    return acts.end_interview(interview=held.id, by=by, at=AT)


def events_of(file: ApplicationValue) -> list[str]:
    return [entry.event for entry in entries(subject=file.id)]


def test_fingers_and_memory_lead_to_the_person_and_two_people_decide(register: Seeded) -> None:
    """Enrolled once with fingers under their own name; the house fell; they come back with a name misspelled."""
    who = adult(21)
    before = register.come(who)
    about = before.person
    assert about is not None
    again = register.come(replace(who, family=("غيره", "Ghayrou")), fingers=fingers_of(who.body, take=2), **LOST)
    case, (asks, decides, third) = case_of(again), adjudicators(3)
    with pytest.raises(errors.IdentityNotSearchedError):
        acts.begin_interview(case=case.id, person=about, by=asks, at=AT)
    ranked = acts.search_register(case=case.id, by=asks, at=AT).ranked
    assert (ranked[0]["person"], ranked[0]["said"]) == (str(about), "alike")
    with pytest.raises(errors.NotACandidateError):
        acts.begin_interview(case=case.id, person=new_id(), by=asks, at=AT)

    say = {"case": case.id, "person": about, "at": AT, "because": "asked and answered"}
    with pytest.raises(errors.ProofNotEnoughError):
        actions.approve_case(by=decides, **say)
    number = persons.persons_by_id([about])[about].national_number or ""
    told = held_interview(case, about, asks, truth(who) | {"number_end": number[-2:]})
    assert told[Verdict.RIGHT] >= 3 and told[Verdict.WRONG] == 0
    assert proof_about(case, about).fingers is Fingers.ALIKE
    with pytest.raises(errors.IdentityInventedError):
        actions.approve_case(by=decides, **{**say, "person": None})
    assert actions.approve_case(by=decides, **say) == "proposed"
    with pytest.raises(errors.SecondOpinionNeededError):
        actions.approve_case(by=decides, **say)
    assert actions.approve_case(by=third, **say) == "approved"
    assert applications_by_id([again.id])[again.id].person == about
    assert {
        "application.identity_searched", "application.interviewed", "application.identity_proposed",
        "application.approved",
    } <= set(events_of(again))  # fmt: skip


def test_without_fingers_on_file_it_takes_answers_and_two_witnesses(register: Seeded) -> None:
    """Loaded from an old register, without fingers: the holder's old card is then declared lost."""
    who = adult(22)
    about = known(who)
    near, kin = known(adult(22, apart=1)), known(adult(22, apart=2))
    file = register.come(who, **LOST)
    case, (asks, decides, third) = case_of(file), adjudicators(3)
    assert acts.search_register(case=case.id, by=asks, at=AT).ranked[0]["person"] == str(about)
    assert held_interview(case, about, asks, truth(who))[Verdict.RIGHT] >= 4
    say = {"case": case.id, "person": about, "at": AT, "because": "asked, and two neighbours"}
    for witness, relation in ((adult(22, apart=1), "neighbour"), (adult(22, apart=2), "kin")):
        with pytest.raises(errors.ProofNotEnoughError):
            actions.approve_case(by=decides, **say)
        acts.name_witness(
            case=case.id, person=about, national_number=f" {witness.national_number.lower()}", relation=relation,
            by=asks, at=AT,
        )  # fmt: skip
    assert {row.witness for row in case.witnesses.all()} == {near, kin}
    assert actions.approve_case(by=decides, **say) == "proposed"
    with pytest.raises(errors.ProposedByAnotherError):
        acts.search_register(case=case.id, by=asks, at=AT)
    assert actions.approve_case(by=third, **say) == "approved"
    assert [held.state for held in documents.documents_of_persons([about])[about]] == [DocumentState.LOST]


def test_who_cannot_be_a_witness(register: Seeded) -> None:
    who, dead = adult(23), adult(23, apart=1)
    about, gone = known(who), known(dead)
    persons.report_death(gone, died_on=AT.date(), by="worker:test", at=AT, because="reported")
    case, [by] = case_of(register.come(who, **LOST)), adjudicators(1)
    acts.search_register(case=case.id, by=by, at=AT)
    known(adult(23, apart=2))
    fine = adult(23, apart=2).national_number
    for number in ("ZZ999999", who.national_number, dead.national_number):
        with pytest.raises(errors.WitnessRefusedError):
            acts.name_witness(case=case.id, person=about, national_number=number, relation="kin", by=by, at=AT)
    acts.name_witness(case=case.id, person=about, national_number=fine, relation="kin", by=by, at=AT)
    with pytest.raises(errors.WitnessRefusedError):
        acts.name_witness(case=case.id, person=about, national_number=fine, relation="neighbour", by=by, at=AT)


def test_whoever_asks_knows_no_answers_and_nobody_is_asked_twice(register: Seeded) -> None:
    who = adult(24)
    about = known(who)
    case, (asks, knows, other) = case_of(register.come(who, **LOST)), adjudicators(3)
    acts.search_register(case=case.id, by=asks, at=AT)
    actor = f"user:{knows.pk}"
    looks("person.looked_at", subject_kind="person", subjects=[about], by=actor, purpose="identity_search")
    assert not has_looked(by=actor, at=about, but=acts.MASKED)
    looks("person.looked_at", subject_kind="application", subjects=[new_id(), about], by=actor, purpose="complaint")
    with pytest.raises(errors.AnswersKnownError):
        acts.begin_interview(case=case.id, person=about, by=knows, at=AT)

    held = acts.begin_interview(case=case.id, person=about, by=asks, at=AT)
    assert acts.begin_interview(case=case.id, person=about, by=asks, at=AT) == held, "a second press goes on"
    with pytest.raises(errors.InterviewHeldError):
        acts.begin_interview(case=case.id, person=about, by=other, at=AT)
    first = Question(held.questions[0])
    with pytest.raises(errors.InterviewUnknownError):
        acts.answer_question(interview=held.id, question=first, said="x", by=other, at=AT)
    left = acts.answer_question(interview=held.id, question=first, said="a wrong word", by=asks, at=AT)
    assert left == len(held.questions) - 1
    with pytest.raises(errors.InterviewOverError):
        acts.answer_question(interview=held.id, question=first, said=truth(who)[first], by=asks, at=AT)
    with pytest.raises(errors.InterviewOverError):
        acts.answer_question(interview=held.id, question=Question.LAST_PLACE, said="x", by=asks, at=AT)
    assert acts.end_interview(interview=held.id, by=asks, at=AT) == {
        Verdict.RIGHT: 0, Verdict.WRONG: 1, Verdict.DECLINED: 0,
    }  # fmt: skip
    with pytest.raises(errors.InterviewOverError):
        acts.end_interview(interview=held.id, by=asks, at=AT)
    with pytest.raises(errors.InterviewHeldError):
        acts.begin_interview(case=case.id, person=about, by=asks, at=AT)


def test_of_whom_the_register_knows_too_little_nobody_is_asked(register: Seeded) -> None:
    who = adult(25)
    bare = who.identity_map("nowhere-known") | {"parents": {}}
    from bitaqa.foundation.rules.persons import Identity

    about = new_id()
    persons.create_persons(
        [persons.NewPerson(Identity.model_validate(bare), None, about)], by="worker:test", at=AT, act=new_id()
    )
    case, [by] = case_of(register.come(who, **LOST)), adjudicators(1)
    assert acts.search_register(case=case.id, by=by, at=AT).ranked[0]["person"] == str(about)
    with pytest.raises(errors.TooLittleKnownError):
        acts.begin_interview(case=case.id, person=about, by=by, at=AT)


def test_when_nobody_is_found_two_people_refuse_and_a_slip_says_where_to_go(register: Seeded) -> None:
    file = register.come(adult(26), **LOST)
    case, (first, second) = case_of(file), adjudicators(2)
    propose = {
        "case": case.id,
        "ground": RefusalGround.NOBODY_FOUND,
        "missing": MissingProof(line_ar="لا شيء", line_fr="rien"),
        "by": first,
        "at": AT,
    }
    with pytest.raises(errors.IdentityNotSearchedError):
        actions.propose_refusal(**propose)
    assert acts.search_register(case=case.id, by=first, at=AT).ranked == []
    actions.propose_refusal(**propose)
    with pytest.raises(errors.SamePersonTwiceError):
        actions.confirm_refusal(case=case.id, by=first, at=AT)
    letter = actions.confirm_refusal(case=case.id, by=second, at=AT)
    slip = text_of_pdf(read_slip(letter))
    assert "Fiche d'orientation" in slip and "jugement" in slip and file.receipt_number in slip
    assert "Décision" in text_of_pdf(read_letter(letter)) or file.receipt_number in text_of_pdf(read_letter(letter))
    assert applications_by_id([file.id])[file.id].state.value == "refused"
    assert persons.register_size() >= 0 and not persons.persons_named(file.name_latin), "nobody was made"


def test_a_file_that_names_a_number_is_decided_as_any_other(register: Seeded) -> None:
    file = register.come(adult(27), ApplicationKind.DUPLICATE)
    case, [by] = case_of(file), adjudicators(1)
    with pytest.raises(errors.PapersNotLostError):
        acts.search_register(case=case.id, by=by, at=AT)
    with pytest.raises(errors.PapersNotLostError):
        actions.propose_refusal(
            case=case.id,
            ground=RefusalGround.NOBODY_FOUND,
            missing=MissingProof(line_ar="ا", line_fr="x"),
            by=by,
            at=AT,
        )


def test_erasing_a_file_takes_what_was_said_and_leaves_who_decided(register: Seeded) -> None:
    who = adult(28)
    about = known(who)
    file = register.come(who, **LOST)
    case, [by] = case_of(file), adjudicators(1)
    acts.search_register(case=case.id, by=by, at=AT)
    held_interview(case, about, by, truth(who))
    door.erase_files([file.id], by="worker:test", at=AT, because="end_of_keeping")
    assert set(Answer.objects.values_list("said", flat=True)) == {""}
    assert IdentitySearch.objects.get(case=case).ranked == []
    assert Answer.objects.filter(verdict="right").exists()
