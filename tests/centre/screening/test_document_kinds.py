"""Screening of documents that make nobody: an extract says what the register holds, of people it holds."""

from __future__ import annotations

from typing import Any

import pytest

from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.screening import actions, errors
from bitaqa.journey.screening.models import Case
from bitaqa.records.applications.door import applications_by_id
from bitaqa.records.documents import door as documents
from bitaqa.records.documents.door import DocumentState
from bitaqa.records.persons import door as persons

from ..intake.conftest import World, make_world
from ..people import account
from .test_deciding import AT, arrive, known, screened

pytestmark = pytest.mark.django_db
VERSIONS = {"rules": "ma-2026.1", "document_type": "register-extract-1", "software": "specimen"}


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def ask_extract(world: World, index: int, number: str | None, **changes: Any) -> Any:
    claimed = {"national_number": number} if number else None
    return arrive(
        world, person(9, index), document_type="register-extract", claimed=claimed, versions=VERSIONS, **changes
    )


def test_an_extract_is_of_the_person_it_claims_and_changes_nothing_of_them(world: World) -> None:
    who = person(9, 1)
    holder = known(who)
    identity = who.identity_map(world.station.place) | {"civil_status_number": "an older extract"}
    asked = ask_extract(world, 1, who.national_number, identity=identity)
    assert screened(asked) == ["approved"]
    assert applications_by_id([asked])[asked].person == holder
    assert persons.persons_by_id([holder])[holder].identity.civil_status_number != "an older extract"


def test_an_extract_makes_no_person_even_by_hand(world: World) -> None:
    asked = ask_extract(world, 2, None)
    assert screened(asked) == ["adjudication"]
    case = Case.objects.get(application=asked)
    assert (case.reasons, case.candidates) == (["number_missing"], [])
    decider = account("adj-extract", "adjudicator")
    with pytest.raises(errors.NotACandidateError):
        actions.approve_case(case=case.id, person=None, by=decider, at=AT, because="seen")


def test_a_lost_number_is_looked_for_by_name_and_birth(world: World) -> None:
    who = person(9, 3)
    holder = known(who)
    asked = arrive(world, who, ApplicationKind.DUPLICATE, claimed=None)
    assert screened(asked) == ["adjudication"]
    case = Case.objects.get(application=asked)
    assert [(c["kind"], c["id"]) for c in case.candidates] == [("person", str(holder))]
    with pytest.raises(errors.IdentityNotSearchedError):
        actions.approve_case(case=case.id, person=holder, by=account("adj-lost", "adjudicator"), at=AT, because="seen")


def test_two_kinds_of_document_at_once_are_no_double(world: World) -> None:
    who = person(9, 4)
    known(who)
    renewal = arrive(world, who, ApplicationKind.RENEWAL)
    extract = ask_extract(world, 4, who.national_number)
    assert screened(renewal, extract) == ["approved", "approved"]


def test_a_loss_ends_only_documents_of_its_kind(world: World) -> None:
    who = person(9, 5)
    holder = known(who)
    [card] = documents.documents_of_persons([holder])[holder]
    from dataclasses import replace

    from bitaqa.foundation.kernel.ids import new_id

    paper = replace(card, id=new_id(), number="PAPER5", document_type="register-extract")
    documents.add_documents([paper], by="worker:test", at=AT, act=new_id())
    assert screened(arrive(world, who, ApplicationKind.DUPLICATE)) == ["approved"]
    states = {d.document_type: d.state for d in documents.documents_of_persons([holder])[holder]}
    assert states == {"cnie": DocumentState.LOST, "register-extract": DocumentState.ACTIVE}
