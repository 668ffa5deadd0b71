"""The live board: counted from the journal, renewed by streams that end, only for those who may see the campaign."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from bitaqa.services.board import screens
from bitaqa.services.board.domain import SILENT_AFTER, Part, is_silent
from bitaqa.services.board.pictures import bars
from bitaqa.services.board.queries import board_of
from centre.bulletin.computing import a_small_campaign
from centre.bulletin.conftest import AT, World, people, world

__all__ = ["people", "world"]
pytestmark = pytest.mark.django_db
People = Callable[[str], Any]
FIRST_DAY = AT + timedelta(hours=3)


def client_of(user: Any, language: str = "en") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


@pytest.fixture(autouse=True)
def _on_the_first_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "now", lambda: FIRST_DAY)


def test_today_and_in_all_each_part_sums_to_the_whole(world: World) -> None:
    a_small_campaign(world)
    told = board_of(world.campaign, at=FIRST_DAY)
    assert told.requests == 9
    for parts in (told.kinds, told.places):
        assert sum(part.whole for part in parts) == 9
        assert all(part.today <= part.whole for part in parts)
    assert sum(one.enrolled for one in told.vehicles) == 9
    assert told.enrolled_today == sum(part.today for part in told.kinds) > 0
    later = board_of(world.campaign, at=FIRST_DAY + timedelta(days=20))
    assert (later.requests, later.enrolled_today, later.handed_over_today) == (9, 0, 0)
    assert told.handed_over == later.handed_over == 5
    assert told.percent == 56, "as the bulletin says it"
    assert replace(told, requests=0).percent == 0 and replace(told, requests=5).percent == 100


def test_a_card_needed_soon_is_due_until_its_request_ends(world: World) -> None:
    from bitaqa.records.applications.models import Application

    pending, ended = world.request(), world.fulfilled()
    day = (FIRST_DAY + timedelta(days=5)).date()
    Application.objects.filter(pk__in=[pending, ended]).update(needed_by=day)
    assert board_of(world.campaign, at=FIRST_DAY).due == ((day, 1),)
    assert board_of(world.campaign, at=FIRST_DAY - timedelta(days=30)).due == ()


def test_a_station_is_silent_two_hours_after_its_last_packet_or_the_morning() -> None:
    morning = datetime(2026, 5, 4, 7, tzinfo=UTC)
    late = morning + SILENT_AFTER + timedelta(minutes=1)
    assert is_silent(visit_today=True, heard=None, at=late, day_begins=morning)
    assert not is_silent(visit_today=True, heard=None, at=morning + SILENT_AFTER, day_begins=morning)
    assert not is_silent(visit_today=False, heard=None, at=late, day_begins=morning)
    assert not is_silent(visit_today=True, heard=late - timedelta(minutes=5), at=late, day_begins=morning)
    assert is_silent(visit_today=True, heard=morning - timedelta(days=1), at=late, day_begins=morning)


def test_bars_are_as_long_as_their_counts_and_read_from_the_right_in_arabic() -> None:
    parts = [Part("a", "أ", "A", 2, 8), Part("b", "ب", "B", 0, 4)]
    french, arabic = bars(parts, title="T", arabic=False), bars(parts, title="T", arabic=True)
    assert 'width="75.0%"' in french and 'width="25.0%"' in french and 'width="50.0%"' in french
    assert 'x="0.0%"' in french and 'x="25.0%"' in arabic
    assert "<bdi>A</bdi> · <strong>8" in french and "<bdi>أ</bdi> · <strong>8" in arabic
    assert 'aria-label="T"' in bars([], title="T", arabic=True)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_pages_are_drawn_for_who_may_see_the_campaign(world: World, people: People, language: str) -> None:
    a_small_campaign(world)
    coordinator = client_of(people("coordinator"), language)
    assert f"/board/{world.campaign}/" in coordinator.get("/board/").content.decode()
    page = coordinator.get(f"/board/{world.campaign}/").content.decode()
    assert "board/board.js" in page and f"/board/{world.campaign}/stream" in page
    assert client_of(people("quality"), language).get(f"/board/{world.campaign}/").status_code == 403


def test_the_stream_says_what_is_new_once_and_ends(world: World, people: People) -> None:
    a_small_campaign(world)
    coordinator = client_of(people("coordinator"))
    here = f"/board/{world.campaign}/stream"
    first = coordinator.get(here)
    assert first["Content-Type"].startswith("text/event-stream") and not first.streaming
    lines = dict(line.split(": ", 1) for line in first.content.decode().strip().splitlines())
    assert lines["event"] == "board" and lines["retry"].isdigit()
    assert "Requests processed" in json.loads(lines["data"])
    again = coordinator.get(here, headers={"Last-Event-ID": lines["id"]}).content.decode()
    assert "event:" not in again and "retry:" in again
    world.request()
    assert "event: board" in coordinator.get(here, headers={"Last-Event-ID": lines["id"]}).content.decode()


def test_an_unknown_campaign_has_no_board(people: People) -> None:
    missing = "/board/00000000-0000-7000-8000-000000000000/"
    assert client_of(people("admin-a")).get(missing).status_code in (403, 404)


def test_silent_stations_are_named_first(world: World, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    from bitaqa.records.campaigns.models import Visit

    day = Visit.objects.filter(campaign_id=world.campaign).order_by("day").values_list("day", flat=True)[0]
    monkeypatch.setattr(screens, "now", lambda: datetime(day.year, day.month, day.day, 15, tzinfo=UTC))
    page = client_of(people("coordinator")).get(f"/board/{world.campaign}/").content.decode()
    assert "1 station is silent" in page
