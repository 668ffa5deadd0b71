"""A blocked PIN in Chromium: the holder types on the pad by touch, nothing but dots is ever shown."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from bitaqa.foundation.icao.chip.image import decode_chip
from bitaqa.station.devices import card_reader
from bitaqa.station.outbox import register
from station_env.counter import Counter
from station_env.desk import signed_in

from .test_browser import counter, shot
from .test_pins import Reader

__all__ = ["counter"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("fr", 390), ("ar", 390), ("fr", 1280)])
def test_the_holder_types_a_new_pin_by_touch(
    counter: Counter,
    live_server: Any, open_page: Any, language: str, width: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setattr(register, "transports", counter.place.centre.transport)
    monkeypatch.setattr(card_reader, "FOLDER", str(tmp_path / "reader"))
    counter.open_day()
    counter.receive()
    counter.hand_over("ana")
    reader, name = Reader(counter, tmp_path), f"{language}-{width}"
    page = signed_in(open_page, live_server, language=language, width=width)
    page.goto(f"{live_server.url}/hand-over/{counter.card('ana')}/")
    shot(page, f"pin-card-{name}")
    page.locator(f"a[href$='{counter.card('ana')}/pin/']").click()
    shot(page, f"pin-recognise-{name}")
    page.locator("[name=specimen]").fill(str(counter.people["lina"].body))
    page.locator("[name=what][value=finger]").click()
    page.wait_for_selector("[name=second]")
    shot(page, f"pin-two-{name}")
    page.locator("[name=specimen]").fill(str(counter.people["ana"].body))
    page.locator("[name=what][value=finger]").click()
    expect(page.locator("[name=second]")).to_have_count(0)
    pad = page.locator("[data-pad]")
    for key in ("2", "7", "1", "8", "2", "9", "erase", "8", "next", "2", "7", "1", "8", "2", "8"):
        pad.locator(f"[data-pad-key='{key}']").click()
    for field in ("new_pin", "again"):
        expect(page.locator(f"[name={field}]")).to_have_attribute("type", "password")
        expect(page.locator(f"[name={field}]")).to_have_value("271828")
    shot(page, f"pin-pad-{name}")
    pad.locator("[data-pad-key='next']").click()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/hand-over/{counter.card('ana')}/")
    shot(page, f"pin-done-{name}")
    memory = decode_chip(reader.file.read_bytes(), randbytes=secrets.token_bytes).memory
    assert (memory.pin, memory.pin_tries) == (b"271828\xff\xff", 3)
