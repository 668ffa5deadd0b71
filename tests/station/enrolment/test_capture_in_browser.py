"""Capture in Chromium: doubts and scanner told, a spelling taken by a press; axe and the ruler find nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bitaqa.foundation.matching.templates import FingerPosition, decode_template, encode_template
from centre_env.browser import serious
from station_env.desk import signed_in
from station_env.place import Place, adult, provisioned
from station_env.scanners import devices, trusting

__all__ = ["devices", "trusting"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def station(transactional_db: None, settings: Any) -> Place:
    return provisioned(settings)


def looked_at(page: Page, name: str) -> None:
    """Nothing serious for axe, nothing wider than the window; a picture where BITAQA_SHOTS names a folder."""
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"
    folder = os.environ.get("BITAQA_SHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def doubted(place: Place) -> Any:
    """A draft in which one finger was laid down twice."""
    from bitaqa.station.devices.door import simulated_fingers
    from bitaqa.station.enrolment import captures

    who, draft = adult(), place.start()
    again = {read.position: read.template or b"" for read in simulated_fingers(who, day=5)}
    wrong = replace(decode_template(again[3]), position=FingerPosition(4))
    reads = [
        replace(read, template=encode_template(wrong)) if read.position == 4 else read
        for read in simulated_fingers(who)
    ]
    captures.keep_fingers(draft=draft, reads=reads, by=place.operator(), at=place.now)
    return draft


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("ar", 390), ("fr", 1280), ("fr", 390)])
def test_doubts_and_the_scanner_are_told_on_the_page(
    station: Place, trusting: dict[str, Any], live_server: Any, open_page: Any, language: str, width: int
) -> None:
    draft = doubted(station)
    page = signed_in(open_page, live_server, operator="op.amina", language=language, width=width)
    page.goto(f"{live_server.url}/enrolment/{draft}/fingers/")
    said = {"ar": "إصبع واحدة", "fr": "un seul et même doigt"}[language]
    expect(page.get_by_text(said)).to_be_visible()
    looked_at(page, f"fingers-doubt-{language}-{width}")
    if width == 1280:
        expect(page.locator("[name=scanner][value=thumbs]")).to_be_visible()
        again = page.locator("#finger-4 [name=try]")
        again.click()
        expect(page.get_by_text(said)).to_have_count(0)
        looked_at(page, f"fingers-again-{language}-{width}")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_spelling_is_suggested_from_the_other_script_and_taken_by_a_press(
    station: Place, live_server: Any, open_page: Any, language: str
) -> None:
    draft = station.start()
    page = signed_in(open_page, live_server, operator="op.amina", language=language, width=1280)
    page.goto(f"{live_server.url}/enrolment/{draft}/who/")
    gap = page.evaluate(
        "() => { const field = document.querySelector('[name=given_ar]');"
        " const label = document.querySelector(`label[for=${field.id}]`);"
        " return field.getBoundingClientRect().top - label.getBoundingClientRect().bottom; }"
    )
    assert gap >= 6, "the ring of a field in use (5 px) clears the tails of its label"
    page.locator("[name=latin_from]").select_option("suggested")
    page.locator("[name=given_ar]").fill("محمد")
    page.locator("[name=given_ar]").press("Tab")
    offered = page.locator("[data-take=id_given_latin]").first
    expect(offered).to_be_visible()
    offered.click()
    expect(page.locator("[name=given_latin]")).to_have_value("Mohamed")
    looked_at(page, f"spelling-{language}")
