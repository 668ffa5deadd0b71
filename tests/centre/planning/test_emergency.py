"""An emergency programme opens with one press: programme, campaign, visits from today on, field packs (F3.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from bitaqa.backbone.accounts.door import Scope
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.documents import CampaignState
from bitaqa.foundation.rules.roles import RoleCode
from bitaqa.journey.planning.models import FieldPackIssue
from bitaqa.journey.planning.provisioning import save_crew_member
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations

from ..intake.conftest import World, make_world
from ..people import account, browser_of, text_of

pytestmark = pytest.mark.django_db
HERE = "planning:emergency"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def given(**changes: Any) -> dict[str, Any]:
    place = places.all_places()[0].code
    told = {
        "code": "seisme", "name_ar": "برنامج استعجالي", "name_fr": "Urgence", "area": place, "place": place,
        "stations": ["unit-1-a"], "days": "3", "fee_waived": "on", "eligibility": "TELLTALE",
        "eligibility_sensitive": "on",
    }  # fmt: skip
    return told | changes


def crew() -> None:
    station = stations.station_by_code("unit-1-a")
    save_crew_member(
        station=station.id, operator="head", role=RoleCode.STATION_HEAD, name_ar="عينة", name_latin="SPECIMEN",
        pin="123456", at=now(),
    )  # fmt: skip


def test_one_press_opens_everything(world: World) -> None:
    crew()
    client = browser_of(account("coord", "coordinator"))
    before = FieldPackIssue.objects.count()
    answer = client.post(reverse(HERE), given())
    assert answer.status_code == 302, text_of(answer)
    assert client.post(reverse(HERE), given()).status_code == 422, "a second press opens nothing twice"
    programme = campaigns.get_programme("seisme")
    assert programme.fee_waived and programme.eligibility_sensitive
    campaign = next(one for one in campaigns.all_campaigns() if one.code == "seisme")
    assert campaign.state is CampaignState.OPEN
    today = local_day(now())
    days = [visit.day for visit in campaigns.visits_of_campaign(campaign.id)]
    assert days == [today, today + timedelta(days=1), today + timedelta(days=2)]
    assert FieldPackIssue.objects.count() == before + 1
    pack = FieldPackIssue.objects.latest("serial")
    assert b"TELLTALE" not in bytes(pack.data)
    page = text_of(client.get(reverse("planning:campaign", args=[campaign.id])))
    assert "unit-1-a" in page


def test_a_vehicle_without_a_crew_is_told_and_the_programme_is_open(world: World) -> None:
    client = browser_of(account("coord", "coordinator"), "fr")
    answer = client.post(reverse(HERE), given(), follow=True)
    assert "n'a pas encore de paquet de terrain" in text_of(answer).replace("&#x27;", "'").replace("&#39;", "'")
    assert campaigns.get_programme("seisme").code == "seisme"


@pytest.mark.parametrize("wrong", [{"stations": []}, {"days": "0"}, {"days": "40"}, {"place": "atlantis"}])
def test_what_is_missing_opens_nothing(world: World, wrong: dict[str, Any]) -> None:
    client = browser_of(account("coord", "coordinator"))
    assert client.post(reverse(HERE), given(**wrong)).status_code == 422
    assert all(one.code != "seisme" for one in campaigns.all_programmes())


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_page_in_each_language_is_for_planners_without_limits(world: World, language: str) -> None:
    assert browser_of(account("coord", "coordinator"), language).get(reverse(HERE)).status_code == 200
    narrow = browser_of(account("narrow", "coordinator", scope=Scope(campaign=world.campaign)), language)
    assert narrow.get(reverse(HERE)).status_code == 403


def test_a_sensitive_eligibility_is_told_by_the_machine_door_to_planners_without_limits_alone(world: World) -> None:
    crew()
    wide = browser_of(account("coord", "coordinator"))
    wide.post(reverse(HERE), given())
    here = "/planning/api/programmes/seisme"
    assert wide.get(here).json()["eligibility"] == "TELLTALE"
    narrow = browser_of(account("narrow", "coordinator", scope=Scope(campaign=world.campaign)))
    assert narrow.get(here).json()["eligibility"] == ""
    assert wide.get("/planning/api/programmes/none").status_code == 404
