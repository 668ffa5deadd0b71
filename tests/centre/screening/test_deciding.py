"""From an arrived application to an approval, a doubt, a refusal by two, an appeal by others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.journal.door import count_subjects
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.rules.applications import ApplicationKind, PaperCode
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.foundation.specimens.people import SpecimenPerson, person
from bitaqa.journey.intake.door import Sender, receive_packet
from bitaqa.journey.screening import actions, errors, jobs, returning
from bitaqa.journey.screening.domain import MissingProof, RefusalGround
from bitaqa.journey.screening.fingers import asking
from bitaqa.journey.screening.fingers.engines import house_engine
from bitaqa.journey.screening.letters import read_letter
from bitaqa.journey.screening.models import Case
from bitaqa.records.applications.door import applications_by_id
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

from ..intake.conftest import ACTOR, World, make_world
from ..people import account

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
PROOF = MissingProof((PaperCode.BIRTH_RECORD,), "نسخة كاملة", "copie intégrale")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def three(db: None) -> list[Any]:
    return [account(f"adj-{n}", "adjudicator") for n in range(3)]


def arrive(world: World, who: SpecimenPerson, kind: ApplicationKind = ApplicationKind.FIRST, **changes: Any) -> UUID:
    body, attached = world.station.application(who, kind=kind, **changes)
    packet = world.station.seal(PacketKind.APPLICATION, body.to_map(), attached)
    receive_packet(packet.data, sender=Sender(world.station.head.station, 1))
    run_until_still(["intake"])
    return body.application


def screened(*ids: UUID) -> list[str]:
    run_until_still(["fingers", "screening"])
    found = applications_by_id(ids)
    return [found[id_].state.value for id_ in ids]


def known(who: SpecimenPerson) -> UUID:
    """Someone the register knows already, with a living card."""
    id_ = new_id()
    identity = {**who.identity_map("el-borouj")}
    from bitaqa.foundation.rules.persons import Identity

    persons.create_persons(
        [persons.NewPerson(Identity.model_validate(identity), who.national_number, id_)],
        by=ACTOR,
        at=AT,
        act=new_id(),
        event="person.imported",
    )
    documents.add_documents(
        [
            documents.DocumentValue(
                id=new_id(),
                number=f"OLD{who.index}",
                person=id_,
                application=None,
                document_type="cnie",
                type_version="cnie-1",
                issued_on=date(2016, 1, 1),
                expires_on=date(2026, 1, 1),
                state=DocumentState.ACTIVE,
            )
        ],
        by=ACTOR,
        at=AT,
        act=new_id(),
        event="document.imported",
    )
    return id_


def test_a_newcomer_is_approved_and_gets_a_number(world: World) -> None:
    application = arrive(world, person(3, 1))
    assert screened(application) == ["approved"]
    about = applications_by_id([application])[application].person
    assert about is not None and persons.persons_by_id([about])[about].national_number == "W900001"


def test_a_newcomer_who_may_be_known_under_another_spelling_is_shown_to_people(world: World) -> None:
    who = next(w for w in (person(3, n) for n in range(60)) if w.birth.complete and w.sex == "M")
    respelled = replace(who, given=("محمد", "Mohamed"), family=("الشرقاوي", "Cherkaoui"))
    id_ = known(respelled)
    application = arrive(world, replace(who, given=("محمّد", "Muhammad"), family=("الشركاوي", "Sharkawi")))
    assert screened(application) == ["adjudication"]
    case = Case.objects.get(application=application)
    assert case.reasons == ["similar_name"]
    assert [candidate["id"] for candidate in case.candidates] == [str(id_)]


def test_a_brother_born_the_same_day_is_no_doubt(world: World) -> None:
    who = next(w for w in (person(3, n) for n in range(60)) if w.birth.complete and w.family[1])
    known(replace(who, given=("الحسن", "El Hassan")))
    assert screened(arrive(world, replace(who, given=("كريم", "Karim")))) == ["approved"]


def test_a_renewal_is_approved_for_the_claimed_person(world: World) -> None:
    who = person(3, 2)
    id_ = known(who)
    application = arrive(world, who, ApplicationKind.RENEWAL)
    assert screened(application) == ["approved"]
    assert applications_by_id([application])[application].person == id_


@pytest.mark.parametrize(
    ("kind", "left"),
    [(ApplicationKind.RENEWAL, DocumentState.EXPIRED), (ApplicationKind.DUPLICATE, DocumentState.LOST)],
)
def test_an_expired_card_founds_a_renewal_and_can_be_declared_lost(
    world: World, kind: ApplicationKind, left: DocumentState
) -> None:
    who = person(3, 2)
    id_ = known(who)
    assert len(documents.expire_documents(by=ACTOR, at=AT, limit=10)) == 1
    assert screened(arrive(world, who, kind)) == ["approved"]
    assert [d.state for d in documents.documents_of_persons([id_])[id_]] == [left]


def test_a_renewal_follows_a_document_of_its_own_kind(world: World) -> None:
    who = person(3, 2)
    known(who)
    from bitaqa.records.documents.models import Document

    Document.objects.update(document_type="register-extract")
    application = arrive(world, who, ApplicationKind.RENEWAL)
    assert screened(application) == ["adjudication"]
    assert Case.objects.get(application=application).reasons == ["no_valid_document"]


def test_a_declared_loss_makes_the_old_card_invalid(world: World) -> None:
    who = person(3, 2)
    id_ = known(who)
    assert screened(arrive(world, who, ApplicationKind.DUPLICATE)) == ["approved"]
    assert [d.state for d in documents.documents_of_persons([id_])[id_]] == [DocumentState.LOST]


def test_someone_elses_number_is_a_doubt(world: World) -> None:
    id_ = known(person(3, 4))
    application = arrive(
        world, person(3, 5), ApplicationKind.RENEWAL, claimed={"national_number": person(3, 4).national_number}
    )
    assert screened(application) == ["adjudication"]
    case = Case.objects.get(application=application)
    assert "names_differ" in case.reasons and case.candidates[0]["id"] == str(id_)


def test_two_files_of_one_newcomer_become_one_person_and_one_doubt(world: World, three: list[Any]) -> None:
    first, second = arrive(world, person(3, 6)), arrive(world, person(3, 6))
    assert screened(first, second) == ["adjudication", "adjudication"]
    one, other = (Case.objects.get(application=application) for application in (first, second))
    for adjudicator in three[:2]:
        actions.approve_case(case=one.id, person=None, by=adjudicator, at=AT, because="the first of two files")
    for adjudicator in three[:2]:  # the fingers are the same too: that they are two people takes two
        actions.approve_case(case=other.id, person=None, by=adjudicator, at=AT, because="not looked again")
    assert screened(first, second) == ["approved", "adjudication"]
    other.refresh_from_db()
    newcomer = applications_by_id([first])[first].person
    assert other.candidates[-1]["id"] == str(newcomer)
    assert count_subjects(event="person.created") == {(): 1}


def test_a_refusal_takes_two_people_and_makes_a_letter(world: World, three: list[Any]) -> None:
    known(person(3, 7))
    application = arrive(world, person(3, 7))
    assert screened(application) == ["adjudication"]
    case = Case.objects.get(application=application)
    with pytest.raises(errors.NoProposalError):
        actions.confirm_refusal(case=case.id, by=three[1], at=AT)
    actions.propose_refusal(case=case.id, ground=RefusalGround.ANOTHER_IDENTITY, missing=PROOF, by=three[0], at=AT)
    with pytest.raises(errors.SamePersonTwiceError):
        actions.confirm_refusal(case=case.id, by=three[0], at=AT)
    letter = actions.confirm_refusal(case=case.id, by=three[1], at=AT)
    assert read_letter(letter).startswith(b"%PDF")
    assert screened(application) == ["refused"]
    with pytest.raises(errors.CaseSettledError):
        actions.confirm_refusal(case=case.id, by=three[1], at=AT)
    assert count_subjects(event="application.refused") == {(): 1}


def test_an_appeal_is_heard_by_others(world: World, three: list[Any]) -> None:
    known(person(3, 8))
    application = arrive(world, person(3, 8))
    screened(application)
    case = Case.objects.get(application=application)
    actions.propose_refusal(case=case.id, ground=RefusalGround.NOT_PROVEN, missing=PROOF, by=three[0], at=AT)
    actions.confirm_refusal(case=case.id, by=three[1], at=AT)
    appeal = actions.open_appeal(application=application, by=three[0], at=AT, because="new proof")
    with pytest.raises(errors.DecidedBeforeError):
        actions.approve_case(case=appeal, person=None, by=three[1], at=AT, because="x")
    said = {"case": appeal, "person": None, "at": AT, "because": "the birth record proves it"}
    assert actions.approve_case(by=three[2], **said) == "proposed"
    assert screened(application) == ["adjudication"], "one person does not overturn what two refused"
    with pytest.raises(errors.SecondOpinionNeededError):
        actions.approve_case(by=three[2], **said)
    fourth = account("adj-four", "adjudicator")
    assert actions.approve_case(by=fourth, **said) == "approved"
    row = Case.objects.get(pk=appeal)
    assert screened(application) == ["approved"] and (row.proposed_by, row.settled_by) == (three[2].pk, fourth.pk)
    with pytest.raises(errors.AppealTooLateError):
        late = arrive(world, person(3, 7))
        known(person(3, 7))
        screened(late)
        Case.objects.filter(application=application).update(settled_at=datetime(2025, 1, 1, tzinfo=UTC))
        actions.open_appeal(application=application, by=three[0], at=AT, because="again")


def test_a_case_is_approved_for_a_candidate_only(world: World, three: list[Any]) -> None:
    id_ = known(person(3, 9))
    application = arrive(world, person(3, 9))
    screened(application)
    case = Case.objects.get(application=application)
    with pytest.raises(errors.NotACandidateError):
        actions.approve_case(case=case.id, person=new_id(), by=three[0], at=AT, because="x")
    with pytest.raises(errors.ReasonMissingError):
        actions.approve_case(case=case.id, person=id_, by=three[0], at=AT, because=" ")
    actions.approve_case(case=case.id, person=id_, by=three[0], at=AT, because="same person")
    assert applications_by_id([application])[application].person == id_


def test_a_returned_file_waits_for_its_later_visit(world: World, three: list[Any]) -> None:
    known(person(3, 10))
    application = arrive(world, person(3, 10))
    screened(application)
    case = Case.objects.get(application=application)
    returning.return_case(case=case.id, papers=[PaperCode.BIRTH_RECORD], complete_at=world.visit, by=three[0], at=AT)
    assert screened(application) == ["returned"]


def test_a_death_stops_what_is_pending(world: World) -> None:
    who = person(3, 11)
    id_ = known(who)
    application = arrive(world, who, ApplicationKind.RENEWAL)
    screened(application)
    assert actions.report_death(person=id_, died_on=AT, by=ACTOR, at=AT) == [application]
    assert screened(application) == ["stopped"]
    with pytest.raises(errors.PersonDeadAlreadyError):
        actions.report_death(person=id_, died_on=AT, by=ACTOR, at=AT)
    again = arrive(world, who, ApplicationKind.RENEWAL)
    assert screened(again) == ["adjudication"]


def test_round_trips_do_not_grow_with_the_batch(world: World) -> None:
    seen = {}
    house_engine()  # brought to what the vault holds, once
    for count in (2, 9):
        for index in range(count):
            arrive(world, person(3, 100 * count + index))
        with CaptureQueriesContext(connection) as queries:
            assert asking.ask_engines() == count and jobs.screen() == count
        seen[count] = len(queries)
    assert seen[2] == seen[9]
