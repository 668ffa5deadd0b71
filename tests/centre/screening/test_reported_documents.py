"""A card said to be lost or stolen is invalid from the report on, and in force again when people refuse the report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.foundation.rules.applications import ApplicationKind, Ground
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.screening import actions
from bitaqa.journey.screening.domain import RefusalGround
from bitaqa.journey.screening.models import Case
from bitaqa.records.documents import door as documents

from ..intake.conftest import World, make_world
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
