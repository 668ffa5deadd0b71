"""Files whose papers never came: how many wait, how many would end, and the button that ends them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from bitaqa.backbone.accounts.door import Scope
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.journey.planning.lapsing import Waiting, files_waiting
from bitaqa.records.applications.door import applications_by_id
from bitaqa.records.campaigns import door as campaigns

from ..intake.conftest import ACTOR, AT, World, make_world
from ..people import account, browser_of, text_of
from .test_api import incomplete

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def page(world: World, name: str = "campaign") -> str:
    return reverse(f"planning:{name}", args=[world.campaign])


def with_one_file(world: World) -> tuple[Any, UUID]:
    return browser_of(account("coord", "coordinator"), "en"), incomplete(world, 3)


def test_a_campaign_without_such_files_says_nothing_of_them(world: World) -> None:
    client = browser_of(account("coord", "coordinator"), "en")
    assert 'id="waiting"' not in text_of(client.get(page(world)))
    assert "none waits for a visit that is over" in text_of(client.post(page(world, "lapse-files"), follow=True))


def test_a_file_whose_visit_is_not_over_is_counted_and_stays(world: World) -> None:
    client, file = with_one_file(world)
    shown = text_of(client.get(page(world)))
    assert "1 file waits for a visit that is not over" in shown and page(world, "lapse-files") not in shown
    assert client.post(page(world, "lapse-files")).status_code == 302
    assert applications_by_id([file])[file].state == "incomplete"


def test_files_whose_papers_never_came_end_by_a_button_with_their_count(world: World) -> None:
    client, file = with_one_file(world)
    campaigns.move_visits([world.visit], "cancel", by=ACTOR, at=AT, because="weather")
    assert files_waiting(world.campaign) == Waiting(late=1, others=0)
    shown = text_of(client.get(page(world)))
    assert "1 file waited for a visit that is over" in shown and page(world, "lapse-files") in shown
    assert "1 file has ended." in text_of(client.post(page(world, "lapse-files"), follow=True))
    assert applications_by_id([file])[file].state == "lapsed"
    assert 'id="waiting"' not in text_of(client.get(page(world)))


def test_only_who_plans_this_campaign_ends_its_files(world: World) -> None:
    campaigns.move_visits([world.visit], "cancel", by=ACTOR, at=AT, because="weather")
    _, file = with_one_file(world)
    elsewhere = browser_of(account("other", "coordinator", scope=Scope(campaign=new_id())))
    for client in (browser_of(account("adj", "adjudicator")), elsewhere):
        assert client.post(page(world, "lapse-files")).status_code == 403
        assert client.post(f"/planning/api/campaigns/{world.campaign}/lapse").status_code == 403
    assert applications_by_id([file])[file].state == "incomplete"
