"""Papers of an announced campaign: letters, posters, crews; what changed since is marked and no one is named."""

from __future__ import annotations

import io
import os
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.urls import reverse

from bitaqa.backbone.accounts.door import Scope
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.journey.planning.departures import needs_of, short_of
from bitaqa.journey.planning.models import CrewMember
from bitaqa.journey.planning.publishing import issue_revision
from bitaqa.journey.planning.study_models import Study
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import VisitValue
from bitaqa.records.places.door import PlaceValue, save_places
from bitaqa.records.stations import door as stations
from bitaqa.services.papers import letters
from bitaqa.services.papers.crews import crew_order
from bitaqa.services.papers.screens import _issue

from ..intake.conftest import ACTOR, World, make_world
from ..people import account, browser_of, text_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 2, 8, tzinfo=UTC)
TREE = [
    PlaceValue("c-1", "caidat", "قيادة أولاد سعيد", "Caïdat Oulad Saïd", "settat"),
    PlaceValue("p-1", "pachalik", "باشوية البروج", "Pachalik El Borouj", "settat"),
    PlaceValue("d-1", "douar", "دوار أولاد علي", "Douar Oulad Ali", "c-1", (), 32.5, -7.2),
    PlaceValue("s-1", "school", "مدرسة النور", "École An-Nour", "p-1", (), 32.6, -7.1),
    PlaceValue("m-1", "market", "سوق الخميس", "Souk El Khemis", "settat"),
]


def visit(world: World, place: str, day: int, kind: str = "enrolment", expected: int = 40) -> VisitValue:
    return VisitValue(
        id=new_id(), campaign=world.campaign, station=world.station.head.station, kind=kind, place=place,
        day=date(2026, 5, day), expected=expected,
    )  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    """Revision 1: a douar, a school, a market. Revision 2: the school's day moved, a hand-over came in."""
    made = make_world()
    save_places(TREE, provenance="test")
    first = [visit(made, "d-1", 5), visit(made, "s-1", 6), visit(made, "m-1", 8)]
    campaigns.add_visits(first, by=ACTOR, at=AT)
    CrewMember.objects.create(
        station_id=made.station.head.station, operator="op-1", role="station_head", name_ar="عينة رئيسة",
        name_latin="SPECIMEN Cheffe", pin_hash="x", since=AT,
    )  # fmt: skip
    assert issue_revision(made.campaign, by=ACTOR, at=AT) == 1
    campaigns.move_visits([first[1].id], "cancel", by=ACTOR, at=AT, because="moved")
    campaigns.add_visits([visit(made, "s-1", 7), visit(made, "d-1", 9, "delivery")], by=ACTOR, at=AT)
    assert issue_revision(made.campaign, by=ACTOR, at=AT) == 2
    return made


def address(world: World, paper: str, revision: int = 2, **query: str) -> str:
    return reverse("papers:paper", args=[world.campaign, revision, paper], query=query)


def text_of_pdf(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return unicodedata.normalize("NFKC", "\n".join(page.extract_text() for page in pages)).replace("’", "'")


def printed(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    if folder := os.environ.get("BITAQA_PAPERS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / (url.rpartition("/")[2].replace("?", "_") + ".pdf")).write_bytes(answer.content)
    return text_of_pdf(answer.content)


def test_each_authority_and_school_gets_its_letter(world: World) -> None:
    client = browser_of(account("coord", "coordinator"))
    everything = printed(client, address(world, "notices"))
    for name in ("Caïd — Caïdat Oulad Saïd", "Mokaddem — Douar Oulad Ali", "Pacha — Pachalik El Borouj"):
        assert name in everything
    school = printed(client, address(world, "notices", office="school_head", place="s-1"))
    assert "École An-Nour" in school and "Oulad Ali" not in school
    assert "Annulé" in school and "Nouveau" in school and "remplace la révision 1" in school
    first = printed(client, address(world, "notices", revision=1, office="school_head", place="s-1"))
    assert "Annulé" not in first and "première" in first


def test_a_poster_says_each_day_once(world: World) -> None:
    text = printed(browser_of(account("coord", "coordinator")), address(world, "posters", place="d-1"))
    assert text.count("mardi 5 mai 2026") == 1 and "samedi 9 mai 2026" in text
    issue, _ = _issue(campaigns.get_campaign(world.campaign), 2)
    assert issue is not None
    posters = {p["place_fr"]: p for p in letters.posters(issue)}
    school = posters["École An-Nour"]["days"][0]["dates"]
    assert [(d["day"][-2:], d["mark"]) for d in school] == [("06", "gone"), ("07", "new")]
    assert posters["Douar Oulad Ali"]["days"][0]["dates"][0]["mark"] == "same"


def test_the_crew_gets_its_road_and_its_order(world: World) -> None:
    client = browser_of(account("coord", "coordinator"))
    code = "unit-1-a"
    road = printed(client, address(world, "itinerary", station=code))
    assert "km" in road and "École An-Nour" in road
    order = printed(client, address(world, "crew-order", station=code))
    assert "SPECIMEN Cheffe" in order and "Carburant" in order and "Carte SIM" in order
    assert "samedi 9 mai 2026" in printed(client, address(world, "deliveries", station=code))


def test_who_is_told_again_is_listed_with_both_dates(world: World) -> None:
    text = printed(browser_of(account("coord", "coordinator")), address(world, "told-again"))
    assert "06/05" in text and "07/05" in text and "École An-Nour" in text
    assert "Souk El Khemis" not in text


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_page_of_papers(world: World, language: str) -> None:
    client = browser_of(account("coord", "coordinator"), language)
    page = reverse("papers:papers", args=[world.campaign])
    shown = text_of(client.get(page))
    assert address(world, "notices").replace("&", "&amp;") in shown and 'id="number"' not in shown
    assert "/1/notices.pdf" in text_of(client.get(page, {"revision": "1"}))
    assert 'id="papers"' not in text_of(client.get(page, {"revision": "9"}))


def test_visits_changed_by_hand_are_numbered_once(world: World) -> None:
    client = browser_of(account("coord", "coordinator"), "en")
    page = reverse("papers:papers", args=[world.campaign])
    campaigns.add_visits([visit(world, "d-1", 8)], by=ACTOR, at=AT)
    assert 'id="number"' in text_of(client.get(page))
    number = reverse("papers:number", args=[world.campaign])
    assert client.post(number).status_code == 302
    assert client.post(number).status_code == 409


def test_papers_that_are_not_there(world: World) -> None:
    client = browser_of(account("coord", "coordinator"))
    for url in (address(world, "notices", revision=7), address(world, "told-again", revision=1), address(world, "x")):
        assert client.get(url).status_code == 404
    assert client.get(address(world, "posters", place="nowhere")).status_code == 404
    assert client.get(address(world, "itinerary", station="nobody")).status_code == 404


def test_who_may_print(world: World) -> None:
    other = account("other", "coordinator", scope=Scope(campaign=new_id()))
    for client in (browser_of(account("aud", "auditor")), browser_of(other)):
        assert client.get(reverse("papers:papers", args=[world.campaign])).status_code == 403
        assert client.get(address(world, "notices")).status_code == 403
        assert client.post(reverse("papers:number", args=[world.campaign])).status_code == 403


def test_what_a_day_needs_on_board() -> None:
    needs = needs_of(km=100, hours=8, enrolments=40, hand_overs=20)
    assert needs == {
        "fuel_litres": 30, "generator_hours": 8, "battery_percent": 90, "paper_sheets": 175, "sim_cards": 1,
    }  # fmt: skip
    assert short_of(needs, needs) == {} and short_of(needs, needs | {"fuel_litres": 12}) == {"fuel_litres": 18}


def test_a_saved_roster_stands_on_the_crew_order(world: World) -> None:
    station = world.station.head.station
    Study.objects.create(
        campaign_id=world.campaign, kind="roster", state="ready", asked={}, by=ACTOR, at=AT, saved_by=ACTOR,
        saved_at=AT, found={"rows": [{"day": "2026-05-05", "station": str(station), "operators": ["op-1", "op-9"]}]},
    )  # fmt: skip
    value = next(s for s in stations.all_stations() if s.id == station)
    issue, _ = _issue(campaigns.get_campaign(world.campaign), None)
    assert issue is not None
    order = crew_order(issue, value)
    assert order[-1]["rows"] == [
        {"cells": [{"day": "2026-05-05"}, {"ar": "عينة رئيسة، op-9", "fr": "SPECIMEN Cheffe, op-9"}]}
    ]
