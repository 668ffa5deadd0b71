"""A visit without its companions is announced as renewals only; a vehicle's board is looked at before it leaves."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.journey.planning.companions import confirmed_companions, needed_companions
from bitaqa.journey.planning.differences import announced_rows
from bitaqa.journey.planning.home import home_of
from bitaqa.journey.planning.visit_models import Companion, Departure
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.models import Programme

from ..intake.conftest import ACTOR, World, make_world
from ..people import account, browser_of, text_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def ticked(*kinds: str, day: date = DAY) -> dict[str, Any]:
    return {"confirmed": [f"el-borouj|{day}|{kind}" for kind in kinds], "confirmed_by": "Caïdat"}


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_visit_needs_all_its_companions(world: World, language: str) -> None:
    client = browser_of(account("coord", "coordinator"), language)
    page = reverse("planning:companions", args=[world.campaign])
    assert text_of(client.get(page)).count('name="confirmed"') == 3
    assert [row.renewals_only for row in announced_rows(world.campaign)] == [True]
    assert client.post(page, ticked("civil_status") | {"confirmed_by": ""}).status_code == 422
    client.post(page, ticked("civil_status", "residence"))
    assert [row.renewals_only for row in announced_rows(world.campaign)] == [True]
    client.post(page, ticked(*Companion.KINDS, day=DAY))
    assert [row.renewals_only for row in announced_rows(world.campaign)] == [False]
    assert set(Companion.objects.values_list("confirmed_by", flat=True)) == {"Caïdat"}
    client.post(page, ticked("residence"))
    assert confirmed_companions(world.campaign) == {("el-borouj", DAY): frozenset({"residence"})}
    client.post(page, ticked("residence", day=date(2026, 5, 5)))
    assert confirmed_companions(world.campaign) == {}


def test_a_free_programme_needs_no_stamp(world: World) -> None:
    Programme.objects.update(fee_waived=True)
    assert needed_companions(world.campaign) == ("civil_status", "residence")


def test_other_campaigns_companions_are_not_ours(world: World) -> None:
    assert (
        browser_of(account("aud", "auditor")).get(f"/planning/campaigns/{world.campaign}/companions/").status_code
        == 403
    )


def leaving_today(world: World) -> tuple[datetime, date]:
    at = now()
    today = local_day(at)
    campaigns.add_visits(
        [
            campaigns.VisitValue(
                id=new_id(), campaign=world.campaign, station=world.station.head.station, kind="enrolment",
                place="settat", day=today, expected=40,
            )
        ],
        by=ACTOR, at=at,
    )  # fmt: skip
    return at, today


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_what_is_short_on_board_is_said(world: World, language: str) -> None:
    _, today = leaving_today(world)
    user = account("coord", "coordinator")
    client, page = browser_of(user, language), reverse("planning:departures")
    assert any(str(item.href) == page for item in home_of(user).waiting)
    assert "unit-1-a" in text_of(client.get(page)) and "unit-1-a" not in text_of(
        client.get(page, {"day": "2026-01-01"})
    )
    found = {"fuel_litres": 60, "generator_hours": 9, "battery_percent": 95, "paper_sheets": 20, "sim_cards": 1}
    asked = {"station": str(world.station.head.station), "day": today.isoformat()}
    assert client.post(page, asked | {"fuel_litres": 3}).status_code == 422
    client.post(page, asked | found)
    made = Departure.objects.get()
    assert made.found == found and made.needs["paper_sheets"] == 150
    assert "130" in text_of(client.get(page, {"day": today.isoformat()}))
    client.post(page, asked | found | {"paper_sheets": 200})
    assert Departure.objects.get().found["paper_sheets"] == 200
    assert not any(str(item.href) == page for item in home_of(user).waiting)
