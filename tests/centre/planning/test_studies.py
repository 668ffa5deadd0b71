"""Questions beside a plan: a day's tour, a roster of crews, the curve of vehicles; found, printed, saved once."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from bitaqa.backbone.accounts.door import Scope
from bitaqa.backbone.jobs.door import run_step
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.journey.planning import demand, plans, studies
from bitaqa.journey.planning.errors import PlanNotReadyError
from bitaqa.journey.planning.models import CrewMember
from bitaqa.journey.planning.plan_models import PlanDraft
from bitaqa.journey.planning.study_models import Study
from bitaqa.journey.planning.tour_studies import found_tour
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import VisitValue
from bitaqa.records.places.door import PlaceValue, save_places

from ..intake.conftest import ACTOR, World
from ..people import account, browser_of, text_of
from .test_plans import LINES, PLACES, asked, coordinator, found, page, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db


def people(world: World, lines: str = LINES) -> None:
    rows, _ = demand.read_demand(lines, PLACES)
    demand.enter_demand(world.campaign, rows, source="test", at=world.station.at)


def tour(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "station": str(world.station.head.station), "day": "2026-05-05", "depot": "el-borouj", "stops": list(PLACES),
        "duty_minutes": 540, "enrol_minutes": "4.5", "seconds": 1, **changes,
    }  # fmt: skip


def crew(world: World, many: int) -> None:
    for n in range(many):
        CrewMember.objects.create(
            station_id=world.station.head.station, operator=f"op-{n}",
            role="station_head" if n < 2 else "field_operator", name_ar=f"عينة {n}", name_latin=f"SPECIMEN {n}",
            pin_hash="x", since=world.station.at,
        )  # fmt: skip


def roster(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "stations": [str(world.station.head.station)], "people": 2, "most_in_a_row": 6, "rest_days": 1,
        "women": ["op-0", "op-3"], "speakers": ["op-1", "op-2"], "local_speaker": "on", "away": "op-0 2026-05-05",
        **changes,
    }  # fmt: skip


def test_a_tour_is_found_and_saved_once(world: World) -> None:
    small = "place;class;people\nouled-a;other;20\nouled-b;pupil;10\nouled-b;other;10\nouled-c;other;300\n"
    people(world, small)
    client = browser_of(coordinator(), "en")
    where = client.post(page("ask-tour", world.campaign), tour(world))["Location"]
    assert 'id="search"' in text_of(client.get(where))
    study = Study.objects.get()
    study.asked |= {"rounds": 200}
    study.save()
    assert run_step("plan-study") == 1
    study.refresh_from_db()
    order = study.found["stops"]
    assert study.state == "ready" and study.found["keeps_rules"]
    assert order and len(order) + len(study.found["left"]) == 3
    clock = 0
    for stop in order:
        assert clock < stop["arrives"] < stop["leaves"]
        assert stop["leaves"] - stop["arrives"] >= 4.5 * stop["people"] + 29
        clock = stop["leaves"]
    assert clock < study.found["back"] <= 540
    told = text_of(client.get(where))
    assert "People served" in told and page("save-study", study.id) in told
    before = len(campaigns.visits_of_campaign(world.campaign))
    client.post(page("save-study", study.id))
    visits = campaigns.visits_of_campaign(world.campaign)
    assert len(visits) == before + len(order)
    mine = {v.place: v for v in visits if v.day == date(2026, 5, 5) and v.place in PLACES}
    assert {place: v.expected for place, v in mine.items()} == {s["code"]: s["people"] for s in order}
    assert studies.save_study(study.id, by=ACTOR, at=world.station.at) == 0
    assert page("save-study", study.id) not in text_of(client.get(where))


def test_places_that_cannot_be_reached_are_said_to_be_too_far(world: World) -> None:
    far = {"code": "far", "people": [0, 0, 5], "latitude": 25.0, "longitude": -14.0}
    depot = {"code": "el-borouj", "latitude": 32.55, "longitude": -7.15}
    answer = found_tour({"stops": [far], "depot": depot, "duty_minutes": 480, "enrol_minutes": 5, "seconds": 1})
    assert answer["stops"] == [] and answer["km"] == 0 and answer["left"][0]["why"] == "too_far"


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_answer_is_shown_and_printed(world: World, language: str) -> None:
    people(world)
    crew(world, 4)
    client = browser_of(coordinator(), language)
    assert client.get(page("studies", world.campaign)).status_code == 200
    client.post(page("ask-tour", world.campaign), tour(world))
    client.post(page("ask-roster", world.campaign), roster(world))
    client.post(page("ask-fleet", world.campaign), asked(world))
    for study in Study.objects.exclude(kind="roster"):
        study.asked |= {"rounds": 40}
        study.save()
    assert run_step("plan-study") == 3
    for study in Study.objects.all():
        assert study.state == "ready", study.problem
        assert 'id="answer"' in text_of(client.get(page("study", study.id)))
        assert "bq-sheet" in text_of(client.get(page("print-study", study.id)))


def test_a_roster_keeps_its_rules_and_is_printed_on_crew_orders(world: World) -> None:
    station = world.station.head.station
    save_places([PlaceValue("d-9", "douar", "دوار", "Douar", "settat")], provenance="test")
    campaigns.add_visits(
        [
            VisitValue(
                id=new_id(), campaign=world.campaign, station=station, kind="enrolment", place="d-9",
                day=date(2026, 5, day), expected=9,
            )
            for day in (5, 6, 7)
        ],
        by=ACTOR, at=world.station.at,
    )  # fmt: skip
    crew(world, 4)
    client = browser_of(coordinator(), "en")
    client.post(page("ask-roster", world.campaign), roster(world))
    assert run_step("plan-study") == 1
    study = Study.objects.get()
    assert study.state == "ready" and study.found["broken"] == []
    by_day = {row["day"]: row["operators"] for row in study.found["rows"]}
    assert {"2026-05-05", "2026-05-06", "2026-05-07"} <= by_day.keys() and "op-0" not in by_day["2026-05-05"]
    for who in by_day.values():
        assert {"op-0", "op-1"} & {*who} and {"op-0", "op-3"} & {*who} and {"op-1", "op-2"} & {*who}
    assert CrewMember.objects.filter(operator="op-3", woman=True, speaks_local=False).exists()
    client.post(page("save-study", study.id))
    in_force = studies.roster_in_force(world.campaign)
    assert {(day.isoformat(), at) for day, at, _ in in_force} == {(day, station) for day in by_day}
    assert client.post(reverse("planning:studies", args=[world.campaign])).status_code == 405


def test_a_roster_that_cannot_be_says_which_day(world: World) -> None:
    client = browser_of(coordinator(), "en")
    assert client.post(page("ask-roster", world.campaign), roster(world, women=[], speakers=[])).status_code == 422
    crew(world, 2)
    wrong = roster(world, women=["op-0"], speakers=[], away="op-0")
    assert client.post(page("ask-roster", world.campaign), wrong).status_code == 422
    client.post(page("ask-roster", world.campaign), roster(world, women=["op-0"], speakers=[], away=""))
    assert run_step("plan-study") == 1
    study = Study.objects.get()
    assert study.state == "refused" and study.problem["code"] == "planning.roster_impossible"
    assert "No roster keeps" in text_of(client.get(page("study", study.id)))
    assert client.post(page("save-study", study.id)).status_code == 409


def test_the_curve_never_falls_and_can_be_stopped(world: World) -> None:
    people(world)
    client = browser_of(coordinator(), "en")
    where = client.post(page("ask-fleet", world.campaign), asked(world))["Location"]
    study = Study.objects.get()
    study.asked |= {"rounds": 40, "stations": [*study.asked["stations"], str(new_id())]}
    study.save()
    assert run_step("plan-study") == 1
    study.refresh_from_db()
    one, two = study.found["rows"]
    assert (one["vehicles"], two["vehicles"]) == (1, 2) and one["worth"] <= two["worth"] <= two["bound"]
    assert one["enrolled"] <= study.found["expected"]
    assert "<svg" in text_of(client.get(where))
    with pytest.raises(PlanNotReadyError):
        studies.save_study(study.id, by=ACTOR, at=world.station.at)
    Study.objects.update(state="waiting", stop_asked=False)
    client.post(page("stop-study", study.id))
    assert run_step("plan-study") == 1
    assert len(Study.objects.get().found["rows"]) == 1
    assert client.post(page("ask-fleet", world.campaign), asked(world, stations=[])).status_code == 422


def test_what_cannot_be_asked_is_said(world: World) -> None:
    client = browser_of(coordinator(), "en")
    assert client.post(page("ask-tour", world.campaign), tour(world)).status_code == 422
    assert client.post(page("ask-fleet", world.campaign), asked(world)).status_code == 422
    people(world)
    assert client.post(page("ask-tour", world.campaign), tour(world, day="2027-01-01")).status_code == 422
    assert client.post(page("ask-tour", world.campaign), tour(world, stops=["el-borouj"])).status_code == 422
    assert client.get(page("study", new_id())).status_code == 404
    other = browser_of(account("other", "coordinator", scope=Scope(campaign=new_id())))
    assert other.get(page("studies", world.campaign)).status_code == 403


def test_a_plan_is_told_against_what_none_exceeds(world: World) -> None:
    draft = found(world)
    client = browser_of(coordinator(), "en")
    first = PlanDraft.objects.get(pk=draft.pk)
    assert first.bound and first.worth <= first.bound and not first.bound_final
    assert "A closer bound is being proven." in text_of(client.get(page("plan", draft.id)))
    assert run_step("plan-bound") == 1
    closer = PlanDraft.objects.get(pk=draft.pk)
    assert closer.bound_final and closer.worth <= closer.bound <= first.bound  # type: ignore[operator]
    told = text_of(client.get(page("plan", draft.id)))
    assert "No plan exceeds" in told and "A closer bound" not in told
    assert run_step("plan-bound") == 0
    again = plans.ask_again(draft.id, by=ACTOR, at=world.station.at, today=date(2026, 5, 1))
    PlanDraft.objects.filter(pk=again).update(state="searching", bound=12.5, worth=3.0)
    assert re.search(r"No plan exceeds (<[^>]*>)?13", text_of(client.get(page("plan", again))))
