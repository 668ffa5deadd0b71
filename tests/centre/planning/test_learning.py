"""What is known without asking: kinds of requests, cards that expire, earlier visits, what a vehicle does in a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.journey.planning import demand, learning
from bitaqa.journey.planning.plan_models import Demand
from bitaqa.records.applications import door as applications
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.documents import door as documents

from ..intake.conftest import ACTOR, World
from ..people import browser_of, text_of
from .test_plans import LINES, PLACES, coordinator, demand_file, page, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db


def took(world: World, campaign: Any, *, place: str, kind: str, day: date, many: int) -> None:
    record(
        [
            Entry(
                event="application.registered", subject_kind="application", subject=new_id(), acted_at=world.station.at,
                actor=ACTOR, act=new_id(), kind=kind, place=place, campaign=campaign,
                station=world.station.head.station, day=day,
            )
            for _ in range(many)
        ]
    )  # fmt: skip


def test_a_file_tells_kinds_and_replaces_what_was_said_of_a_class(world: World) -> None:
    text = "place;class;kind;people\nouled-a;other;first;30\nouled-a;other;renewal;50\nouled-a;other;visit;1\n"
    rows, wrong = demand.read_demand(LINES, PLACES)
    demand.enter_demand(world.campaign, rows, source="test", at=world.station.at)
    assert wrong == [] and demand.demand_of(world.campaign)["ouled-a"] == [30, 0, 180]
    client = browser_of(coordinator(), "en")
    client.post(page("enter-demand", world.campaign), demand_file(text))
    assert demand.demand_of(world.campaign)["ouled-a"] == [30, 0, 80]
    assert demand.kinds_of(world.campaign)["ouled-a"] == {"": 30, "first": 30, "renewal": 50}
    told = text_of(client.get(page("plans", world.campaign)))
    assert "First issue 30" in told and "Renewal 50" in told and "not said 30" in told


def test_the_register_and_earlier_visits_announce_people(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    soon, earlier = {new_id(): "ouled-a", new_id(): "ouled-a", new_id(): "ouled-b"}, new_id()
    monkeypatch.setattr(applications, "places_of_applications", lambda _places: soon)
    monkeypatch.setattr(documents, "expiring_applications", lambda found, **_days: list(found))
    took(world, earlier, place="ouled-a", kind="first", day=date(2025, 5, 4), many=4)
    took(world, new_id(), place="ouled-a", kind="first", day=date(2025, 5, 4), many=2)
    took(world, earlier, place="ouled-b", kind="renewal", day=date(2025, 5, 5), many=3)
    took(world, world.campaign, place="ouled-c", kind="first", day=date(2026, 5, 4), many=5)
    client = browser_of(coordinator(), "en")
    client.post(page("forecast-demand", world.campaign))
    found = {(d.place_id, d.kind): (d.people, d.source, d.confidence) for d in Demand.objects.all()}
    assert found == {
        ("ouled-a", "renewal"): (2, "@register", "inferred"),
        ("ouled-b", "renewal"): (1, "@register", "inferred"),
        ("ouled-a", "first"): (3, "@visits", "inferred"),
    }
    told = text_of(client.get(page("plans", world.campaign)))
    assert "The register: cards that expire" in told and "@register" not in told
    client.post(page("enter-demand", world.campaign), demand_file("place;class;people\nouled-a;other;77\n"))
    client.post(page("forecast-demand", world.campaign))
    assert demand.demand_of(world.campaign) == {"ouled-a": [0, 0, 77], "ouled-b": [0, 0, 1]}


def test_expiring_cards_are_looked_up_where_they_were_asked_for(world: World) -> None:
    value = campaigns.get_campaign(world.campaign)
    assert applications.places_of_applications(PLACES) == {}
    assert documents.expiring_applications([], since=value.starts, until=value.ends) == []
    assert learning.forecast_demand(value, at=world.station.at) == 0


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_what_a_vehicle_does_in_a_day_is_learned(world: World, language: str) -> None:
    assert learning.learned_pace(world.campaign) is None
    client = browser_of(coordinator(), language)
    assert 'id="pace"' not in text_of(client.get(page("plans", world.campaign)))
    earlier = new_id()
    took(world, earlier, place="ouled-a", kind="first", day=date(2025, 5, 4), many=30)
    took(world, earlier, place="ouled-a", kind="renewal", day=date(2025, 5, 5), many=36)
    pace = learning.learned_pace(world.campaign)
    assert pace == learning.Pace(33.0, 2, own=False) and pace.minutes_each(540) == 15.0
    for n in range(3):
        took(world, world.campaign, place="ouled-b", kind="first", day=date(2026, 5, 4) + timedelta(n), many=11)
    pace = learning.learned_pace(world.campaign)
    assert pace == learning.Pace(11.0, 3, own=True) and pace.minutes_each(540) == 45.0
    told = text_of(client.get(page("plans", world.campaign)))
    assert 'id="pace"' in told and 'value="45.0"' in told
    assert learning.came_so_far(world.campaign) == {"ouled-b": 33}
