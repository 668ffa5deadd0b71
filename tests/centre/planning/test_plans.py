"""A campaign's plan from the people expected to visits: asked for, searched by the worker, changed, published."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bitaqa.backbone.accounts.door import Scope
from bitaqa.backbone.jobs.door import run_step
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.journey.planning import demand, plans
from bitaqa.journey.planning.plan_models import DayNote, Demand, PlanDraft
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.places.door import PlaceValue, save_places

from ..intake.conftest import ACTOR, World, make_world
from ..people import account, browser_of, text_of

pytestmark = pytest.mark.django_db
PLACES = {"ouled-a": (32.50, -7.20, 180), "ouled-b": (32.62, -7.10, 60), "ouled-c": (32.45, -7.05, 240)}
LINES = "place;class;people\n" + "".join(
    f"{code};pupil;{people // 6}\n{code};other;{people}\n" for code, (_, _, people) in PLACES.items()
)


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    save_places(
        [PlaceValue("el-borouj", "cercle", "البروج", "El Borouj", "settat", (), 32.55, -7.15)]
        + [
            PlaceValue(code, "commune", f"أولاد {code}", code, "settat", (), a, b) for code, (a, b, _) in PLACES.items()
        ],
        provenance="test",
    )
    return made


def coordinator(**kwargs: Any) -> Any:
    return account("coord", "coordinator", **kwargs)


def page(name: str, id_: UUID) -> str:
    return reverse(f"planning:{name}", args=[id_])


def demand_file(text: str = LINES) -> dict[str, Any]:
    return {
        "file": SimpleUploadedFile("people.csv", text.encode(), "text/csv"),
        "source": "school heads",
        "confidence": "estimated",
    }


def asked(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "stations": [str(world.station.head.station)], "depot": "el-borouj", "lead": 2, "exam": "", "duty_minutes": 480,
        "enrol_minutes": "5", "hand_over_minutes": "1.5", "rest_sundays": "on", "aims": ["most_people"],
        "friday_percent": 80, "seconds": 5, **changes,
    }  # fmt: skip


def found(world: World, **changes: Any) -> PlanDraft:
    """A plan as the worker leaves it, after few rounds instead of seconds."""
    rows, _ = demand.read_demand(LINES, PLACES)
    demand.enter_demand(world.campaign, rows, source="test", at=world.station.at)
    how = {
        "stations": [str(world.station.head.station)], "depot": "el-borouj", "lead": 2, "exam": "", "duty_minutes": 480,
        "enrol_minutes": 5.0, "hand_over_minutes": 1.5, "rest_sundays": True, "seconds": 0, "rounds": 50, **changes,
    }  # fmt: skip
    draft = plans.ask_plan(campaigns.get_campaign(world.campaign), how, by=ACTOR, at=world.station.at)
    assert run_step("plan-search") == 1
    return PlanDraft.objects.get(pk=draft)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_pages_in_each_language(world: World, language: str) -> None:
    client = browser_of(coordinator(), language)
    assert client.get(page("plans", world.campaign)).status_code == 200
    draft = found(world, exam="2026-05-20")
    text = text_of(client.get(page("plan", draft.id)))
    assert "<svg" in text and 'id="calendar"' in text and 'id="reasons"' in text
    assert page("plan", draft.id) in text_of(client.get(page("plans", world.campaign)))
    assert client.get(page("plan", new_id())).status_code == 404


def test_from_people_expected_to_visits(world: World) -> None:
    client = browser_of(coordinator(), "en")
    client.post(page("enter-demand", world.campaign), demand_file())
    assert demand.demand_of(world.campaign)["ouled-a"] == [30, 0, 180]
    assert demand.sources_of(world.campaign)["ouled-a"] == ("school heads", "estimated")
    assert client.post(page("ask-plan", world.campaign), asked(world)).status_code == 302
    draft = PlanDraft.objects.get()
    assert 'id="search"' in text_of(client.get(page("plan", draft.id)))
    client.post(page("stop-search", draft.id))
    assert PlanDraft.objects.get().stop_asked
    PlanDraft.objects.update(stop_asked=False)
    draft.asked |= {"seconds": 0, "rounds": 50}
    draft.save()
    assert run_step("plan-search") == 1
    before = len(campaigns.visits_of_campaign(world.campaign))
    client.post(page("publish-plan", draft.id))
    draft = PlanDraft.objects.get()
    assert draft.state == "published" and draft.published_by
    visits = campaigns.visits_of_campaign(world.campaign)
    assert len(visits) > before
    account_ = plans.judged(draft)[2]
    new = [v for v in visits if v.place in PLACES]
    assert sum(v.expected for v in new if v.kind == "enrolment") == account_.enrolled.sum()
    assert sum(v.expected for v in new if v.kind == "delivery") == account_.handed_over.sum() > 0


def test_several_aims_are_plans_laid_side_by_side(world: World) -> None:
    client = browser_of(coordinator(), "en")
    client.post(page("enter-demand", world.campaign), demand_file())
    both = asked(world, aims=["most_people", "fewest_km"])
    assert client.post(page("ask-plan", world.campaign), both)["Location"] == page("plans", world.campaign)
    for draft in PlanDraft.objects.all():
        draft.asked |= {"seconds": 0, "rounds": 30}
        draft.save()
    assert run_step("plan-search") == 2
    most, few = (PlanDraft.objects.get(asked__aim=aim) for aim in ("most_people", "fewest_km"))
    assert most.figures["km"] >= few.figures["km"] > 0
    assert "Fewest kilometres" in text_of(client.get(page("plans", world.campaign)))


def test_a_move_is_told_and_taken_back(world: World) -> None:
    draft = found(world)
    client = browser_of(coordinator(), "en")
    first = draft.plan[0][0]
    depot = len(draft.asked["places"])
    client.post(page("move-day", draft.id), {"vehicle": 0, "day": 0, "node": depot})
    moved = PlanDraft.objects.get()
    assert moved.plan[0][0] == depot and moved.worth < draft.worth and len(moved.earlier) == 1
    client.post(page("undo-move", draft.id))
    assert PlanDraft.objects.get().plan[0][0] == first
    assert PlanDraft.objects.get().worth == pytest.approx(draft.worth)


def test_a_search_goes_on_around_pins(world: World) -> None:
    draft = found(world)
    client = browser_of(coordinator(), "en")
    client.post(page("move-day", draft.id), {"vehicle": 0, "day": 3, "node": len(draft.asked["places"])})
    client.post(page("pin-day", draft.id), {"vehicle": 0, "day": 3, "node": 0})
    kept = PlanDraft.objects.get(pk=draft.pk)
    assert kept.pinned == [[0, 3]]
    client.post(page("ask-again", draft.id))
    assert run_step("plan-search") == 1
    made = PlanDraft.objects.get(follows=draft)
    assert made.state == "ready" and made.plan[0][3] == kept.plan[0][3] == len(draft.asked["places"])
    assert client.get(page("plan", made.id)).status_code == 200
    assert not plans.pin_day(draft.id, vehicle=0, day=3)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_particular_days_are_planned_around(world: World, language: str) -> None:
    found(world)
    client, days = browser_of(coordinator(), language), page("day-notes", world.campaign)
    assert client.post(days, {"day": "2026-05-05", "kind": "closed", "place": ""}).status_code == 422
    client.post(days, {"day": "2026-05-05", "kind": "holiday", "place": ""})
    client.post(days, {"day": "2026-05-06", "kind": "closed", "place": "ouled-a"})
    client.post(days, {"day": "2026-05-07", "kind": "market", "place": "ouled-a"})
    assert text_of(client.get(days)).count('name="note"') == 3
    draft = found(world, friday_share=0.5)
    instance = plans.judged(draft)[0]
    assert instance.duty[0].tolist() == [480, 0, 480, 480, 240, 480]
    assert instance.cut[0].tolist() == [False, False, True, False, False, False] and instance.attendance[0, 3] == 0.5
    assert not any(visit.place == 0 and visit.day == 2 for visit in plans.judged(draft)[2].visits)
    client.post(days, {"note": str(DayNote.objects.get(kind="holiday").id)})
    assert DayNote.objects.count() == 2


@pytest.mark.parametrize("aim", ["fewest_km", "equity"])
def test_each_aim_gives_a_plan(world: World, aim: str) -> None:
    assert found(world, aim=aim).state == "ready"


def test_the_cost_of_a_move_is_told_before_it_is_made(world: World) -> None:
    draft = found(world)
    client = browser_of(coordinator(), "en")
    depot = len(draft.asked["places"])
    told = client.get(page("move-cost", draft.id), {"vehicle": 0, "day": 0, "node": depot})
    assert "-" in told.content.decode() and PlanDraft.objects.get().plan == draft.plan
    assert client.get(page("move-cost", draft.id), {"vehicle": 7}).status_code == 422


def test_a_move_that_cannot_be_is_refused(world: World) -> None:
    save_places([PlaceValue("ouled-c", "commune", "بعيد", "Loin", "settat", (), 25.0, -14.0)], provenance="test")
    draft = found(world)
    client = browser_of(coordinator(), "en")
    far = [p["code"] for p in draft.asked["places"]].index("ouled-c")
    answer = client.post(page("move-day", draft.id), {"vehicle": 0, "day": 2, "node": far})
    assert answer.status_code == 422 and PlanDraft.objects.get().plan == draft.plan


def test_what_cannot_be_planned_is_said(world: World) -> None:
    client = browser_of(coordinator(), "en")
    assert client.post(page("ask-plan", world.campaign), asked(world)).status_code == 422
    assert client.post(page("ask-plan", world.campaign), asked(world, stations=[])).status_code == 422
    assert client.post(page("enter-demand", world.campaign), demand_file("place;class\n")).status_code == 422
    answer = client.post(page("enter-demand", world.campaign), demand_file(LINES + "nowhere;pupil;3\n"), follow=True)
    assert "no place of the area" in text_of(answer) and Demand.objects.count() == 6
    draft = found(world)
    PlanDraft.objects.filter(pk=draft.pk).update(state="waiting", plan=[])
    assert client.post(page("publish-plan", draft.id)).status_code == 409


def test_who_may_plan(world: World) -> None:
    draft = found(world)
    other = account("other", "coordinator", scope=Scope(campaign=new_id()))
    for client in (browser_of(account("aud", "auditor")), browser_of(other)):
        for name in ("plan", "plans"):
            id_ = draft.id if name == "plan" else world.campaign
            assert client.get(page(name, id_)).status_code == 403
        for name in ("move-day", "undo-move", "stop-search", "publish-plan", "pin-day", "ask-again", "propose-plan"):
            assert client.post(page(name, draft.id)).status_code == 403
    assert PlanDraft.objects.get().plan == draft.plan
