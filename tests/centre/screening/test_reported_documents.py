"""A card said to be lost or stolen is invalid from the report on; what ends the report brings it back, or does not."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.foundation.rules.applications import ApplicationKind, Ground
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.foundation.rules.reports import ReportEnd, Teller, Withdrawal
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.planning.lapsing import lapse_files
from bitaqa.journey.screening import actions, losses, withdrawing
from bitaqa.journey.screening.domain import RefusalGround
from bitaqa.journey.screening.models import Case
from bitaqa.records.applications.models import Application
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.documents import door as documents
from bitaqa.records.documents.models import Report

from ..intake.conftest import ACTOR, World, make_world
from ..people import account
from .test_deciding import AT, PROOF, arrive, known, screened

pytestmark = pytest.mark.django_db
WHO = person(3, 4)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def lost(world: World, **changes: Any) -> UUID:
    """A duplicate for a lost card, taken in and not screened yet."""
    application = arrive(world, WHO, ApplicationKind.DUPLICATE, **changes)
    run_until_still(["intake"])
    return application


def card(holder: UUID) -> DocumentState:
    [held] = documents.documents_of_persons([holder])[holder]
    return held.state


@pytest.mark.parametrize(("ground", "ends"), [(Ground.LOSS, DocumentState.LOST), (Ground.THEFT, DocumentState.STOLEN)])
def test_it_is_suspended_at_intake_and_ends_at_approval(world: World, ground: Ground, ends: DocumentState) -> None:
    holder = known(WHO)
    application = lost(world, ground=ground.value)
    assert card(holder) is DocumentState.SUSPENDED, "nobody approved anything yet"
    assert screened(application) == ["approved"] and card(holder) is ends


def test_it_is_named_by_its_own_number_too(world: World) -> None:
    holder = known(WHO)
    lost(world, claimed={"document_number": f"OLD{WHO.index}"})
    assert card(holder) is DocumentState.SUSPENDED


@pytest.mark.parametrize(
    "changes",
    [
        {"identity": {**WHO.identity_map("el-borouj"), "birth": "1961-02-03"}},
        {"ground": Ground.DAMAGE.value},
        {"claimed": {"national_number": "ZZ0000001"}},
        {"claimed": None},
    ],
    ids=["of-another-birth", "a-damaged-card", "a-number-nobody-has", "no-number"],
)
def test_what_is_no_report_on_this_card_suspends_nothing(world: World, changes: dict[str, Any]) -> None:
    holder = known(WHO)
    lost(world, **changes)
    assert card(holder) is DocumentState.ACTIVE


def test_refused_by_two_it_is_in_force_again(world: World) -> None:
    holder = known(WHO)
    application = lost(world, identity=dict(person(3, 5).identity_map("el-borouj"), birth=str(WHO.birth)))
    assert screened(application) == ["adjudication"] and card(holder) is DocumentState.SUSPENDED
    case = Case.objects.get(application=application)
    first, second = account("adj-1", "adjudicator"), account("adj-2", "adjudicator")
    actions.propose_refusal(case=case.id, ground=RefusalGround.ANOTHER_IDENTITY, missing=PROOF, by=first, at=AT)
    assert card(holder) is DocumentState.SUSPENDED
    actions.confirm_refusal(case=case.id, by=second, at=AT)
    assert card(holder) is DocumentState.ACTIVE
    third = account("adj-3", "adjudicator")
    actions.open_appeal(application=application, by=third, at=AT, because="papers found")
    assert card(holder) is DocumentState.SUSPENDED, "looked at again, the report stands again"


@pytest.mark.parametrize(
    ("missing", "after"), [("declaration_of_loss", "active"), ("residence_certificate", "suspended")]
)
def test_a_file_that_lapses_ends_a_loss_never_declared(world: World, missing: str, after: str) -> None:
    holder = known(WHO)
    paper = {"code": missing}
    application = lost(world, missing=[paper], complete_at=str(world.visit))
    assert card(holder) is DocumentState.SUSPENDED
    campaigns.move_visits([world.visit], "cancel", by=ACTOR, at=AT, because="weather")
    assert lapse_files(campaign=world.campaign, by=ACTOR, at=AT) == [application]
    assert card(holder) == after


@pytest.mark.parametrize("because", list(Withdrawal))
def test_a_withdrawn_file_ends_the_loss_of_a_card_that_is_found(world: World, because: Withdrawal) -> None:
    holder = known(WHO)
    application = lost(world)
    adjudicator = account("adj-1", "adjudicator")
    withdrawing.withdraw_application(application=application, by=adjudicator, at=AT, because=because)
    found = because in (Withdrawal.CARD_FOUND, Withdrawal.BY_MISTAKE)
    assert card(holder) is (DocumentState.ACTIVE if found else DocumentState.SUSPENDED)


def test_a_death_brings_no_card_back(world: World) -> None:
    holder = known(WHO)
    application = lost(world)
    assert screened(application) == ["approved"]
    actions.report_death(person=holder, died_on=None, by=ACTOR, at=AT)
    assert card(holder) is DocumentState.LOST


def test_the_document_stays_suspended_while_another_report_stands(world: World) -> None:
    holder = known(WHO)
    application = lost(world)
    adjudicator = account("adj-1", "adjudicator")
    [held] = documents.documents_of_persons([holder])[holder]
    told = losses.report_document(document=held.id, ground=Ground.THEFT, teller=Teller.POLICE, by=adjudicator, at=AT)
    withdrawing.withdraw_application(application=application, by=adjudicator, at=AT, because=Withdrawal.CARD_FOUND)
    assert card(holder) is DocumentState.SUSPENDED
    assert losses.lift_report(report=told, because=ReportEnd.FOUND, by=adjudicator, at=AT)
    assert card(holder) is DocumentState.ACTIVE and documents.standing_reports([held.id]) == {}


@pytest.mark.parametrize("claimed", [{}, {"claimed": {"document_number": f"OLD{WHO.index}"}}], ids=["holder", "card"])
def test_what_was_suspended_before_reports_stood_is_ended_like_the_rest(world: World, claimed: dict[str, Any]) -> None:
    """As the register was then: a suspended document, its entry in the journal, and no report."""
    holder = known(WHO)
    application = lost(world, ground=Ground.THEFT.value, **claimed)
    [told] = documents.standing_reports([documents.documents_of_persons([holder])[holder][0].id]).values()
    Report.objects.all().delete()
    fill = import_module("bitaqa.records.documents.migrations.0004_reports_of_suspended").fill
    fill(apps, None)
    fill(apps, None)  # nothing is entered twice
    [again] = documents.standing_reports([told[0].document]).values()
    assert [(one.application, one.ground, one.reported_by) for one in again] == [
        (application, Ground.THEFT, told[0].reported_by)
    ]
    adjudicator = account("adj-1", "adjudicator")
    withdrawing.withdraw_application(application=application, by=adjudicator, at=AT, because=Withdrawal.CARD_FOUND)
    assert card(holder) is DocumentState.ACTIVE
    fill(apps, None)
    assert documents.standing_reports([told[0].document]) == {}, "a document in force gets none"


def test_what_no_file_is_found_for_is_ended_by_people(world: World) -> None:
    holder = known(WHO)
    application = lost(world)
    adjudicator = account("adj-1", "adjudicator")
    withdrawing.withdraw_application(application=application, by=adjudicator, at=AT, because=Withdrawal.NOT_WANTED)
    Report.objects.all().delete()
    Application.objects.filter(pk=application).update(body={})  # its words were erased since
    import_module("bitaqa.records.documents.migrations.0004_reports_of_suspended").fill(apps, None)
    row = Report.objects.get()
    assert row.application is None and row.ground == Ground.LOSS
    assert losses.lift_report(report=row.id, because=ReportEnd.FOUND, by=adjudicator, at=AT)
    assert card(holder) is DocumentState.ACTIVE
