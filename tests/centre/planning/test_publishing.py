"""An announced plan is changed by two people: proposed, approved or sent back; revisions say what changed since."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from bitaqa.backbone.accounts.door import actor_of
from bitaqa.backbone.jobs.door import run_step
from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.foundation.rules.documents import VisitState
from bitaqa.journey.planning import demand, plans, publishing
from bitaqa.journey.planning.differences import CHANGED, GONE, NEW, SAME, Announced, marked, to_tell_again
from bitaqa.journey.planning.errors import (
    DayLockedError,
    NothingChangedError,
    PlanNotReadyError,
    PlanSupersededError,
    SamePersonError,
)
from bitaqa.journey.planning.plan_models import PlanDraft, PlanRevision
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.places.door import PlaceValue, save_places

from ..intake.conftest import ACTOR, World
from ..people import account, browser_of, text_of
from .test_plans import PLACES, coordinator, found, page, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 8, tzinfo=UTC)
OTHER = "user:00000000-0000-7000-8000-000000000002"


def replanned(world: World) -> tuple[PlanDraft, UUID]:
    """A published plan, and the one searched after demand moved and a new place came in."""
    draft = found(world)
    publishing.publish_plan(draft.id, by=ACTOR, at=world.station.at)
    save_places([PlaceValue("ouled-0", "douar", "دوار", "Douar", "ouled-a", (), 32.53, -7.12)], provenance="test")
    gone = [demand.DemandRow(code, kind, 0) for code in ("ouled-a", "ouled-c") for kind in ("pupil", "other")]
    more = [demand.DemandRow("ouled-b", "pupil", 900), demand.DemandRow("ouled-0", "other", 200)]
    demand.enter_demand(world.campaign, [*gone, *more], source="test", at=AT)
    made = plans.ask_again(draft.id, by=ACTOR, at=AT, today=date(2026, 5, 5))
    assert plans.ask_again(draft.id, by=ACTOR, at=AT, today=date(2026, 5, 5)) == made
    assert run_step("plan-search") == 1
    return draft, made


def test_a_change_is_approved_by_another_and_its_visits_follow(world: World) -> None:
    draft, made = replanned(world)
    again = PlanDraft.objects.get(pk=made)
    codes = [p["code"] for p in again.asked["places"]]
    assert codes == [*sorted(PLACES), "ouled-0"]
    assert plans.carried(draft, again.asked)[0][:2].tolist() == again.plan[0][:2]
    planner, chief = coordinator(), account("chief", "campaign_head")
    client, approver = browser_of(planner, "en"), browser_of(chief, "en")
    shown = text_of(client.get(page("plan", made)))
    assert 'id="changes"' in shown and 'id="tell-again"' in shown
    assert client.post(page("publish-plan", made)).status_code == 409
    client.post(page("propose-plan", made))
    assert PlanDraft.objects.get(pk=made).proposed_by == actor_of(planner)
    assert client.post(page("move-day", made), {"vehicle": 0, "day": 4, "node": 0}).status_code == 409
    assert client.post(page("approve-plan", made)).status_code == 403
    assert "approve-plan" not in text_of(client.get(page("plan", made)))
    assert f'action="{page("approve-plan", made)}"' in text_of(approver.get(page("plan", made)))
    publishing.approve_plan(made, by=actor_of(chief), at=AT)
    assert approver.post(page("approve-plan", made)).status_code == 409
    again = PlanDraft.objects.get(pk=made)
    assert (again.state, again.published_by) == ("published", actor_of(chief))
    planned = {
        (v.place, v.day, v.kind)
        for v in campaigns.visits_of_campaign(world.campaign)
        if v.place in codes and v.day > AT.date() and v.state is not VisitState.CANCELLED
    }
    wanted = [v for v in publishing.visits_of(again) if v.day > AT.date()]
    assert planned == {(v.place, v.day, v.kind) for v in wanted}
    assert [r.number for r in PlanRevision.objects.order_by("number")] == [1, 2]
    assert {"plan.published", "plan.proposed"} <= set(JournalEntry.objects.values_list("event", flat=True))


def test_nobody_approves_what_they_touched(world: World) -> None:
    _, made = replanned(world)
    row = PlanDraft.objects.get(pk=made)
    depot = len(row.asked["places"])
    node = depot if row.plan[0][4] != depot else row.plan[0][3]
    plans.move_day(made, vehicle=0, day=4, node=node, by=OTHER)
    plans.undo_move(made)
    publishing.propose_plan(made, by="user:00000000-0000-7000-8000-000000000003", at=AT)
    for by in (ACTOR, OTHER, "user:00000000-0000-7000-8000-000000000003"):
        with pytest.raises(SamePersonError):
            publishing.approve_plan(made, by=by, at=AT)


def test_a_change_is_sent_back_with_its_reason(world: World) -> None:
    _, made = replanned(world)
    publishing.propose_plan(made, by=ACTOR, at=AT)
    chief = browser_of(account("chief", "campaign_head"), "fr")
    assert chief.post(page("decline-plan", made), {"because": ""}).status_code == 422
    chief.post(page("decline-plan", made), {"because": "Le souk est mardi"})
    row = PlanDraft.objects.get(pk=made)
    assert (row.state, row.proposed_by, row.declined_because) == ("ready", "", "Le souk est mardi")
    assert "Le souk est mardi" in text_of(chief.get(page("plan", made)))
    with pytest.raises(PlanNotReadyError):
        publishing.approve_plan(made, by=OTHER, at=AT)
    publishing.propose_plan(made, by=ACTOR, at=AT)
    assert chief.post(page("approve-plan", made)).status_code == 302
    assert "2" in text_of(chief.get(page("plans", world.campaign)))


def test_an_older_change_does_not_undo_a_newer_one(world: World) -> None:
    draft, made = replanned(world)
    publishing.propose_plan(made, by=ACTOR, at=AT)
    late = plans.ask_again(draft.id, by=ACTOR, at=AT, today=date(2026, 5, 5))
    assert run_step("plan-search") == 1
    publishing.approve_plan(made, by=OTHER, at=AT)
    with pytest.raises(PlanSupersededError):
        publishing.propose_plan(late, by=ACTOR, at=AT)


def test_a_day_that_is_over_or_pinned_stays(world: World) -> None:
    _, made = replanned(world)
    row = PlanDraft.objects.get(pk=made)
    for vehicle, day in ((0, 0), (0, 1)):
        with pytest.raises(DayLockedError):
            plans.move_day(made, vehicle=vehicle, day=day, node=row.plan[0][3], by=ACTOR)
    with pytest.raises(DayLockedError):
        plans.pin_day(made, vehicle=0, day=0)
    plans.pin_day(made, vehicle=0, day=4)
    with pytest.raises(DayLockedError):
        plans.cost_of(PlanDraft.objects.get(pk=made), vehicle=0, day=4, node=0)


def test_visits_changed_by_hand_make_a_revision(world: World) -> None:
    assert publishing.issue_revision(world.campaign, by=ACTOR, at=AT) == 1
    with pytest.raises(NothingChangedError):
        publishing.issue_revision(world.campaign, by=ACTOR, at=AT)
    campaigns.move_visits([world.visit], "cancel", by=ACTOR, at=AT, because="weather")
    assert publishing.issue_revision(world.campaign, by=ACTOR, at=AT) == 2
    again = campaigns.VisitValue(
        id=UUID(int=7), campaign=world.campaign, station=world.station.head.station, kind="enrolment",
        place="el-borouj", day=date(2026, 5, 4),
    )  # fmt: skip
    campaigns.add_visits([again], by=ACTOR, at=AT)  # the day it was cancelled on
    assert publishing.issue_revision(world.campaign, by=ACTOR, at=AT) == 3


def row(day: int, place: str, station: str = "s", **more: Any) -> Announced:
    return Announced(date(2026, 5, day), place, more.pop("kind", "enrolment"), station, **more)


def test_what_changed_since_is_marked() -> None:
    before = [row(4, "a"), row(5, "b"), row(6, "c", renewals_only=True)]
    after = [row(4, "a", expected=9), row(6, "b"), row(6, "c")]
    assert [(m.row.place, m.mark) for m in marked(before, after)] == [
        ("a", SAME), ("b", GONE), ("b", NEW), ("c", CHANGED),
    ]  # fmt: skip
    told = to_tell_again(before, [*after, row(7, "a", "t")], after_day=date(2026, 5, 4))
    assert [n.place for n in told] == ["a", "b", "c"]
    assert told[1].before == {"enrolment": (date(2026, 5, 5),)} and told[1].after == {"enrolment": (date(2026, 5, 6),)}
    moved = [row(4, "a", "t"), *before[1:]]
    assert to_tell_again(before, moved, after_day=date(2026, 5, 3)) == []
