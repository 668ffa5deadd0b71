"""A hand-over in Chromium, by keyboard alone, in Arabic and French; no page is wider than a telephone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from bitaqa.station.handover.domain import HereState
from bitaqa.station.handover.finding import get_card_here
from station_env.counter import BOX, DELIVERY_TODAY, Counter, set_up_counter
from station_env.desk import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def counter(transactional_db: None, settings: Any) -> Counter:
    return set_up_counter(settings)


def shot(page: Any, name: str) -> None:
    """A picture, where BITAQA_SHOTS names a folder; and the page is never wider than its window."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"
    folder = os.environ.get("BITAQA_SHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_card_is_handed_over_by_keyboard_alone(
    counter: Counter, live_server: Any, open_page: Any, language: str
) -> None:
    counter.open_day()
    counter.receive()
    page = signed_in(open_page, live_server, language=language)
    page.goto(f"{live_server.url}/hand-over/")
    expect(page.locator("[data-scanner]")).to_be_focused()
    page.keyboard.type(counter.due["sami"].receipt_number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{counter.card('sami')}/**")
    shot(page, f"who-{language}")
    page.locator("[name=receipt_shown]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=specimen]")).to_be_focused()
    page.keyboard.type(str(counter.people["sami"].body))
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=holder_checked]")
    shot(page, f"sign-{language}")
    page.locator("[name=holder_checked]").focus()
    page.keyboard.press("Space")
    page.locator("[name=signed]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/hand-over/")
    shot(page, f"list-{language}")
    assert get_card_here(counter.card("sami")).state is HereState.HANDED_OVER


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("fr", 390), ("ar", 390), ("fr", 1280)])
def test_every_screen_fits_its_window(
    counter: Counter, live_server: Any, open_page: Any, language: str, width: int
) -> None:
    from bitaqa.foundation.rules.applications import Priority
    from bitaqa.station.handover.attempting import begin_attempt, keep_captures
    from bitaqa.station.queue.actions import call_next, give_ticket

    page = signed_in(open_page, live_server, language=language, width=width)
    page.goto(f"{live_server.url}/day/")
    shot(page, f"opening-{language}-{width}")
    counter.open_day(DELIVERY_TODAY)
    for priority in (Priority.NONE, Priority.ELDERLY, Priority.NONE, Priority.CORRECTION):
        give_ticket(priority=priority, by=counter.amina, at=counter.now)
    call_next(by=counter.place.operator("op.amina", "desk-1"), at=counter.now)
    page.goto(f"{live_server.url}/hand-over/boxes/{BOX}/")
    shot(page, f"box-{language}-{width}")
    counter.receive("ana", "sami", "lina")
    card = counter.card("ana")
    begin_attempt(
        card=card, collector="holder", collector_names="", found_by="list", receipt_shown=False,
        receipt_checked=False, by=counter.amina, at=counter.now,
    )  # fmt: skip
    keep_captures(card=card, fingers=counter.fingers("ana", of="sami"), by=counter.amina, at=counter.now)
    paths = {
        "home": "/", "list": "/hand-over/", "boxes": "/hand-over/boxes/", "short": f"/hand-over/boxes/{BOX}/",
        "returns": "/hand-over/returns/", "two": f"/hand-over/{card}/", "wrong": f"/hand-over/{card}/wrong/",
        "queue": "/queue/", "display": "/queue/display/", "day": "/day/", "crew": "/day/crew/",
    }  # fmt: skip
    for name, path in paths.items():
        page.goto(f"{live_server.url}{path}")
        shot(page, f"{name}-{language}-{width}")
