"""The registry on a map: what is sent and drawn, and how it moves with a country's places (`make bench-map`)."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from bitaqa.foundation.matching.measuring.table import Figures
from bitaqa.records.places import map_screens
from bitaqa.records.places.door import save_places
from bitaqa.records.places.errors import PlaceFileUnreadableError
from bitaqa.records.places.management.commands.bench_places import generated
from centre_env.browser import picture, serious, too_wide

from ..people import account, browser_of, text_of
from .test_registry import PLACES

DOUARS = int(os.environ.get("BENCH_DOUARS", "300"))
"""`make bench-map` asks for 33,000."""
LOCATED = generated(random.Random(2), communes=2, douars=4)
FRAMES = """async (map) => {
  const frames = []; let last = 0, moving = true;
  const count = (now) => { if (last) frames.push(now - last); last = now; if (moving) requestAnimationFrame(count); };
  requestAnimationFrame(count);
  for (const [x, y, zoom] of [[300, 0, 0], [-200, 150, 1], [-300, -200, 1], [200, 100, 1], [100, 50, -2]]) {
    const center = map.unproject(map.project(map.getCenter()).add({ x, y }));
    map.easeTo({ center, zoom: map.getZoom() + zoom, duration: 800, essential: true });
    await map.once("moveend");
  }
  moving = false;
  return frames;
}"""


@pytest.fixture
def visitor(db: None) -> Any:
    return browser_of(account("coord", "coordinator"), "fr")


def test_places_with_coordinates_are_sent_with_their_names(visitor: Any) -> None:
    save_places(PLACES, provenance="test")  # none has coordinates
    assert "Les saisir" in text_of(visitor.get(reverse("places:map")))
    save_places(LOCATED, provenance="test")
    assert "Les saisir" not in text_of(visitor.get(reverse("places:map")))
    sent = visitor.get(reverse("places:map-places")).json()
    spots = sorted([p.longitude, p.latitude] for p in LOCATED)
    assert sorted(f["geometry"]["coordinates"] for f in sent["features"]) == spots
    assert {f["properties"]["name"] for f in sent["features"]} == {place.name_fr for place in LOCATED}
    assert visitor.get(sent["features"][0]["properties"]["href"]).status_code == 200
    visitor.cookies["django_language"] = "ar"
    sent = visitor.get(reverse("places:map-places")).json()
    assert {f["properties"]["name"] for f in sent["features"]} == {place.name_ar for place in LOCATED}


def test_borders_are_kept_by_the_browser_and_credited(visitor: Any) -> None:
    answer = visitor.get(reverse("places:map-outlines"))
    assert "max-age" in answer["Cache-Control"]
    (borders,) = answer.json()["features"]
    assert "OpenStreetMap" in answer.json()["credit"]
    x, y = zip(*(point for line in borders["geometry"]["coordinates"] for point in line), strict=True)
    assert -18 < min(x) < -16 and -2 < max(x) < 0 and 20 < min(y) < 22 and 35 < max(y) < 37


def test_a_set_up_without_borders_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    map_screens._borders.cache_clear()
    monkeypatch.setattr(finders, "find", lambda path: None)
    with pytest.raises(PlaceFileUnreadableError, match="make setup"):
        map_screens._borders()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("fr", 390)])
def test_places_are_drawn_moved_and_pressed(
    live_server: Any, open_page: Callable[..., Any], language: str, width: int
) -> None:
    save_places(generated(random.Random(1), communes=DOUARS // 20, douars=DOUARS), provenance="test")
    session = browser_of(account("coord", "coordinator"), language).session.session_key
    page = open_page(language=language, width=width)
    for name, value in ((settings.SESSION_COOKIE_NAME, session), ("django_language", language)):
        page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    began = time.perf_counter()
    page.goto(live_server.url + reverse("places:map"))
    page.locator("[data-map][data-ready]").wait_for(state="attached")
    drawn = time.perf_counter() - began
    assert [*serious(page), *filter(None, [too_wide(page)])] == []
    picture(page, f"places-map-{language}-{width}")
    map_ = page.evaluate_handle("document.querySelector('[data-map]').map")
    frames = sorted(page.evaluate(FRAMES, map_))
    assert len(frames) > 3
    place = page.evaluate(
        "async (map) => { const found = map.queryRenderedFeatures({ layers: ['places'] })[0];"
        " map.jumpTo({ center: found.geometry.coordinates, zoom: 13 }); await map.once('idle');"
        " return found.properties; }",
        map_,
    )
    box = page.locator(".bq-map-frame canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".bq-map-said a", has_text=place["name"]).click()
    page.wait_for_url("**" + place["href"])
    if "BENCH_DOUARS" in os.environ:
        title = f"map of {DOUARS + DOUARS // 20:,} places in Chromium without a graphics card, {language} {width} px"
        figures = Figures(title)
        figures.add("opened and drawn", drawn, "s", 1)
        figures.add("a frame while it moves: median", frames[len(frames) // 2], "ms", len(frames))
        figures.add("a frame while it moves: 95 in 100 within", frames[int(len(frames) * 0.95)], "ms", len(frames))
        print("\n".join(figures.lines()))
        figures.write(Path(f"build/bench/map-{language}-{width}.json"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_map_that_does_not_come_says_so(live_server: Any, open_page: Callable[..., Any]) -> None:
    save_places(LOCATED, provenance="test")
    session = browser_of(account("coord", "coordinator"), "ar").session.session_key
    page = open_page()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.route("**/map/places.json", lambda route: route.fulfill(status=503))
    page.goto(live_server.url + reverse("places:map"))
    page.locator("[data-map-trouble]").wait_for(state="visible")
    page.locator(".bq-map-picture").wait_for(state="visible")
