"""A file goes back to a real station and comes again: the bench asks, the pack tells, the centre searches anew."""

from __future__ import annotations

from uuid import UUID

import pytest

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.journal.door import entries
from bitaqa.foundation.rules.applications import Recapture
from bitaqa.journey.intake.models import Packet
from bitaqa.journey.planning.packing import issue_field_pack
from bitaqa.journey.screening import returning
from bitaqa.journey.screening.models import Case
from bitaqa.records.applications.door import applications_by_id
from centre_env.real_station import crew

from ..people import account
from .test_real_station import BY, PIN, Field, adults, field

__all__ = ["field"]
pytestmark = pytest.mark.django_db(transaction=True)
JOURNEY = ["intake", "fingers", "screening"]


def test_a_stranger_s_fingers_are_taken_again_where_the_applicant_comes(field: Field) -> None:
    """The first applicant's fingers were laid down for the second, who is then nobody's double."""
    first, second = adults(2)
    station = field.machine()
    with crew(station, "op.amina", PIN) as op:
        op.seal(op.enrol(first.identity_map("el-borouj"), visit=field.visit, seed="1"))
        mixed = op.seal(op.enrol(second.identity_map("el-borouj"), visit=field.visit, seed="1"))
        assert op.ask("POST", "sync")["sent"] == 2
        run_until_still(JOURNEY)
        file = UUID(mixed["application"])
        case = Case.objects.get(application=file, settled_at=None)
        returning.return_case(
            case=case.id, recapture=list(Recapture), complete_at=UUID(field.visit),
            by=account("adj-0", "adjudicator"), at=now(),
        )  # fmt: skip
        issue_field_pack(station=field.station, by=BY, at=now())
        op.ask("POST", "sync")
        [waiting] = op.ask("GET", "incomplete")
        assert (waiting["application"], waiting["recapture"]) == (str(file), ["portrait", "fingers"])
        for what in waiting["recapture"]:
            op.ask("POST", f"incomplete/{file}/{what}", {"simulated": {"seed": "2"}})
        op.ask("POST", f"incomplete/{file}/complete", {})
        assert op.ask("POST", "sync")["sent"] >= 1
    run_until_still(JOURNEY)
    assert not Packet.objects.exclude(state="accepted").exists()
    after = applications_by_id([file])[file]
    assert after.state.value == "approved" and after.recapture == ()
    told = [entry.event for entry in entries(subject=file)]
    assert [event for event in told if event in ("application.returned", "application.recaptured")] == [
        "application.returned", "application.recaptured",
    ]  # fmt: skip
