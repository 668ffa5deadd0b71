"""A renewal by keyboard alone, in Arabic and French: at most 40 keys pressed, all told.

Every key of the operator counts, each letter of a name included; the scanner that reads the old card and the stamp is
a device. The person is not in the field pack: both Arabic names and the birth place are typed.
"""

from __future__ import annotations

import os
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Page

from bitaqa.foundation.matching.measuring.table import Figures
from centre_env.browser import OpenPage, picture, serious, too_wide
from e2e.station import Keyboard, RunningStation

pytestmark = pytest.mark.browser
MOST_KEYS = 40
RUNS = int(os.environ.get("BENCH_RENEWALS", "1"))
"""`make bench-keyboard` asks for several: what the operator waits for the program, at most 5 s, is measured there."""


def renew(page: Page, station: RunningStation, mrz: list[str], who: dict, *, shots: str = "") -> Keyboard:
    """From the list of drafts to the receipt."""
    keys = Keyboard(page)
    found: list[str] = []

    def look(name: str) -> None:
        if shots:
            found.extend([*serious(page), *filter(None, [too_wide(page)])])
            picture(page, f"enrolment-{name}-{shots}")

    page.goto(f"{station.address}/enrolment/")
    look("1-list")
    keys.press("2")
    keys.until("**/new/renewal/")
    keys.scan(*mrz)
    keys.until("**/who/")
    names = who["names"]["arabic"]
    known = page.locator("#id_given_ar").input_value()
    if not known:
        keys.type(names["given"])
        keys.press("Enter")
        keys.type(names["family"])
        keys.press("Enter")
    keys.type(who["birth_place_ar"])
    look("2-who")
    keys.press("Enter")
    keys.press("Enter")
    keys.until("**/papers/")
    keys.press("Enter")
    keys.until("**/papers/", ".bq-kept")
    look("3-papers")
    keys.press("Enter")
    keys.until("**/portrait/")
    keys.press("Enter")
    keys.until("**/portrait/?take=1")
    look("4-portrait")
    keys.press("Enter")
    keys.until("**/fingers/")
    keys.press("Enter")
    keys.until("**/fingers/", ".bq-finger .bq-status")
    look("5-fingers")
    keys.press("Enter")
    keys.until("**/signature/")
    keys.press("Enter")
    keys.until("**/signature/", ".bq-signature")
    look("6-signature")
    keys.press("Enter")
    keys.until("**/fee/")
    look("7-fee")
    keys.scan("T-2026-000123")
    keys.until("**/notice/")
    keys.press("Space")
    look("8-notice")
    keys.press("Enter")
    keys.until("**/review/")
    look("9-review")
    keys.press("Enter")
    keys.until("**/review/", "form[action$='/seal/'] button[type=submit]:not(:disabled)")
    keys.press("Enter")
    keys.until("**/receipt/", ".bq-receipt-number")
    look("10-receipt")
    assert found == []
    return keys


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_renewal_by_keyboard_alone(open_page: OpenPage, station: RunningStation, language: str) -> None:
    page = open_page(language=language)
    station.sign_in(page, language=language)
    runs: list[Keyboard] = []
    for _ in range(RUNS):
        before = len(station.packets())
        runs.append(renew(page, station, station.facts["owner_mrz"], station.facts["owner"]))
        check_packet(station.packets()[before], page)
    assert max(run.pressed for run in runs) <= MOST_KEYS
    if "BENCH_RENEWALS" in os.environ:
        figures = Figures(f"a renewal by keyboard alone, {language}")
        figures.add("keys pressed", max(run.pressed for run in runs), "keys", len(runs))
        figures.add("waiting on the program in all: median", median(run.waited for run in runs), "s", len(runs))
        figures.add("waiting on the program in all: longest", max(run.waited for run in runs), "s", len(runs))
        print("\n".join(["", *figures.lines()]))
        figures.write(Path(f"build/bench/keyboard-{language}.json"))


def check_packet(body: Any, page: Page) -> None:
    """What left the station is what the screens showed."""
    assert body.kind.value == "renewal"
    assert body.identity.names.latin_from.value == "old_card"
    assert body.claimed.document_number == "SP1000033" and body.claimed.read_from == "mrz"
    assert body.fee.stamp_number == "T-2026-000123"
    assert len(body.fingers) == 10 and body.papers[0].code.value == "old_card"
    assert page.locator(".bq-receipt-number").inner_text().strip() == body.receipt_number


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_step_is_clean_for_axe(open_page: OpenPage, station: RunningStation, language: str, width: int) -> None:
    """The person is known to the field pack: names and birth date come filled in."""
    page = open_page(language=language, width=width)
    station.sign_in(page, language=language)
    keys = renew(page, station, station.facts["known_mrz"], station.facts["known"], shots=f"{language}-{width}")
    assert keys.pressed <= MOST_KEYS
    body: Any = station.packets()[-1]
    assert body.identity.names.latin_from.value == "register"
    assert body.identity.names.arabic.given == station.facts["known"]["names"]["arabic"]["given"]
