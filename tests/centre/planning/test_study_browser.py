"""Tours, rosters and the curve of vehicles in a browser: nothing overlaps, is too wide or serious to axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from bitaqa.journey.planning import demand
from bitaqa.journey.planning.models import CrewMember
from bitaqa.journey.planning.study_models import Study
from bitaqa.records.places.door import PlaceValue, save_places
from centre_env.browser import picture, serious, too_wide

from ..intake.conftest import ACTOR, AT, World, make_world
from ..people import browser_of
from .test_plans import LINES, PLACES, coordinator
from .test_plans import page as address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def answers(world: World) -> dict[str, Study]:
    """One ready study of each kind, as the workroom leaves it."""
    station = str(world.station.head.station)
    depot = {"code": "el-borouj", "latitude": 32.55, "longitude": -7.15}
    people = [{"code": code, "people": [0, 0, n], "latitude": a, "longitude": b} for code, (a, b, n) in PLACES.items()]
    found: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "tour": (
            {"station": station, "day": "2026-05-05", "depot": depot, "stops": people},
            {
                "stops": [
                    {"code": "ouled-b", "arrives": 17, "leaves": 317, "people": 60, "expected": 70, "km": 10.4},
                    {"code": "ouled-a", "arrives": 352, "leaves": 480, "people": 20, "expected": 20, "km": 21.9},
                ],
                "left": [{"code": "ouled-c", "people": 240, "why": "no_time"}],
                "back": 501, "km": 43.0, "people": 80, "keeps_rules": True,
            },
        ),
        "roster": (
            {"stations": [station]},
            {
                "rows": [
                    {"day": f"2026-05-0{day}", "station": station, "operators": ["op-0", "op-1"], "lent": ["op-1"]}
                    for day in (4, 5, 6)
                ],
                "worked": {"op-0": 3, "op-1": 3},
                "broken": [],
            },
        ),
        "fleet": (
            {"places": people},
            {
                "rows": [
                    {"vehicles": n, "enrolled": 100 * n + 60, "cards": 90 * n, "km": 300 * n, "worth": 90 * n,
                     "bound": 110 * n}
                    for n in (1, 2, 3, 4)
                ],
                "expected": 480,
            },
        ),
    }  # fmt: skip
    return {
        kind: Study.objects.create(
            campaign_id=world.campaign,
            kind=kind,
            state="ready",
            asked=asked,
            found=answer,
            by=ACTOR,
            at=AT,
            found_at=AT,
        )
        for kind, (asked, answer) in found.items()
    }


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("fr", 1280)])
def test_questions_and_answers_stand_on_their_pages(
    transactional_db: None, live_server: Any, open_page: Callable[..., Any], language: str, width: int
) -> None:
    world = make_world()
    save_places(
        [PlaceValue("el-borouj", "cercle", "البروج", "El Borouj", "settat", (), 32.55, -7.15)]
        + [
            PlaceValue(code, "commune", f"أولاد {code[-1]}", f"Ouled {code[-1]}", "settat", (), a, b)
            for code, (a, b, _) in PLACES.items()
        ],
        provenance="test",
    )
    demand.enter_demand(world.campaign, demand.read_demand(LINES, PLACES)[0], source="test", at=AT)
    for n, name in enumerate(("الأولى", "الثانية")):
        CrewMember.objects.create(
            station_id=world.station.head.station, operator=f"op-{n}", role="station_head", name_ar=f"عينة {name}",
            name_latin=f"SPECIMEN {n}", pin_hash="x", since=AT,
        )  # fmt: skip
    made = answers(world)
    page = open_page(language=language, width=width)
    session = browser_of(coordinator(), language).session.session_key
    for name, value in ((settings.SESSION_COOKIE_NAME, session), ("django_language", language)):
        page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    seen = {"list": address("studies", world.campaign)} | {kind: address("study", s.id) for kind, s in made.items()}
    seen["print"] = address("print-study", made["tour"].id)
    for name, where in seen.items():
        page.goto(live_server.url + where)
        assert [*serious(page), *filter(None, [too_wide(page)])] == [], where
        picture(page, f"study-{name}-{language}-{width}")
    page.goto(live_server.url + seen["tour"])
    page.locator("#save .bq-button").click()
    page.wait_for_url("**" + seen["tour"])
    page.locator("#save").wait_for(state="detached")
    assert Study.objects.get(kind="tour").saved_at is not None
