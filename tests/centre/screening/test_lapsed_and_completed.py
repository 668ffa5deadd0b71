"""A file that lapsed while the packet that completes it was still on the road: what was brought in time is not lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.journal.door import entries
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.intake.door import Sender, receive_packet
from bitaqa.journey.intake.models import Packet
from bitaqa.journey.planning.lapsing import lapse_files
from bitaqa.journey.screening import actions
from bitaqa.journey.screening.domain import RefusalGround
from bitaqa.journey.screening.models import Case
from bitaqa.records.applications import erasing
from bitaqa.records.applications.door import applications_by_id
from bitaqa.records.campaigns import door as campaigns

from ..intake.conftest import ACTOR, World, make_world
from ..people import account
from .test_deciding import AT, PROOF, arrive, known, screened
from .test_reported_documents import card

pytestmark = pytest.mark.django_db
WHO = person(3, 4)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def lapsed(world: World, missing: str, kind: ApplicationKind = ApplicationKind.FIRST) -> UUID:
    """A file that awaits a paper at a visit which the centre, hearing nothing of it, cancelled a day later."""
    file = arrive(world, WHO, kind, missing=[{"code": missing}], complete_at=str(world.visit))
    at = AT + timedelta(days=1)
    campaigns.move_visits([world.visit], "cancel", by=ACTOR, at=at, because="weather")
    assert lapse_files(campaign=world.campaign, by=ACTOR, at=at) == [file]
    assert applications_by_id([file])[file].state == "lapsed"
    return file


def completed(world: World, file: UUID, paper: str, *, at: datetime, visit: UUID | None = None) -> Packet:
    """The packet of whoever brought the paper, taken in."""
    body: dict[str, Any] = {
        "what": "completion", "application": str(file), "visit": str(visit or world.visit), "place": "el-borouj",
        "day": at.date().isoformat(), "operator": "op-1", "at": at.isoformat(),
        "papers": [{"code": paper, "number": "1/2026", "issued_by": "SPECIMEN"}],
    }  # fmt: skip
    packet = world.station.seal(PacketKind.CORRECTION, body)
    receive_packet(packet.data, sender=Sender(world.station.head.station, 1))
    run_until_still(["intake"])
    return Packet.objects.get(hash=packet.hash)


def another_visit(world: World) -> UUID:
    later = campaigns.VisitValue(
        id=new_id(), campaign=world.campaign, station=world.station.head.station, kind="enrolment", place="el-borouj",
        day=(AT + timedelta(days=4)).date(),
    )  # fmt: skip
    campaigns.add_visits([later], by=ACTOR, at=AT)
    return later.id


@pytest.mark.parametrize(
    ("hours", "elsewhere"), [(2, True), (30, False)], ids=["before-it-lapsed", "at-the-visit-named-by-a-clock-astray"]
)
def test_papers_brought_in_time_reopen_the_file(world: World, hours: int, elsewhere: bool) -> None:
    file = lapsed(world, "residence_certificate")
    visit = another_visit(world) if elsewhere else None
    packet = completed(world, file, "residence_certificate", at=AT + timedelta(hours=hours), visit=visit)
    assert packet.state == "accepted", packet.reason_code
    assert applications_by_id([file])[file].missing == () and screened(file) == ["approved"]
    told = [entry.event for entry in entries(subject=file)]
    assert told[-1] == "application.approved" and {"application.lapsed", "application.completed"} < set(told)


def test_papers_brought_after_it_lapsed_make_no_new_file_of_it(world: World) -> None:
    file = lapsed(world, "residence_certificate")
    late = completed(world, file, "residence_certificate", at=AT + timedelta(days=4), visit=another_visit(world))
    assert (late.state, late.reason_code) == ("quarantined", "intake.completed_too_late")
    assert applications_by_id([file])[file].state == "lapsed"


def test_a_loss_that_ended_with_its_file_stands_again(world: World) -> None:
    holder = known(WHO)
    file = lapsed(world, "declaration_of_loss", ApplicationKind.DUPLICATE)
    assert card(holder) is DocumentState.ACTIVE, "a loss never declared on paper"
    assert completed(world, file, "declaration_of_loss", at=AT + timedelta(hours=2)).state == "accepted"
    assert card(holder) is DocumentState.SUSPENDED
    assert screened(file) == ["approved"] and card(holder) is DocumentState.LOST


def test_a_file_whose_days_of_keeping_are_over_is_not_brought_back(world: World) -> None:
    file = lapsed(world, "residence_certificate")
    erasing.erase_applications([file], at=AT + timedelta(days=400))
    late = completed(world, file, "residence_certificate", at=AT + timedelta(hours=2))
    assert (late.reason_code, late.reason_facts["state"]) == ("intake.application_not_waiting", "lapsed")


def test_a_completed_file_that_is_refused_can_be_appealed(world: World) -> None:
    known(WHO)
    changes = {"identity": dict(person(3, 5).identity_map("el-borouj"), birth=str(WHO.birth))}
    file = arrive(
        world, WHO, ApplicationKind.DUPLICATE, missing=[{"code": "residence_certificate"}],
        complete_at=str(world.visit), **changes,
    )  # fmt: skip
    assert completed(world, file, "residence_certificate", at=AT).state == "accepted"
    assert screened(file) == ["adjudication"]
    case = Case.objects.get(application=file)
    first, second = account("adj-1", "adjudicator"), account("adj-2", "adjudicator")
    actions.propose_refusal(case=case.id, ground=RefusalGround.ANOTHER_IDENTITY, missing=PROOF, by=first, at=AT)
    actions.confirm_refusal(case=case.id, by=second, at=AT)
    third = account("adj-3", "adjudicator")
    assert actions.open_appeal(application=file, by=third, at=AT, because="papers found")
