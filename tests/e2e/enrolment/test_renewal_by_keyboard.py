"""A renewal by keyboard alone, in Arabic and French: at most 40 keys pressed and 5 seconds of waiting, all told.

Every key of the operator counts, each letter of a name included; the scanner that reads the old card and the stamp is
a device. The person is not in the field pack: both Arabic names and the birth place are typed.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Page

from centre_env.browser import OpenPage, picture, serious, too_wide
from e2e.station import Keyboard, RunningStation

pytestmark = pytest.mark.browser
MOST_KEYS = 40
LONGEST_WAIT = 5.0
TRIES = 3
"""A machine that runs other tests at the same time slows a run; the best of a few says what the program needs."""


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
    while len(runs) < TRIES and not any(run.waited <= LONGEST_WAIT * busy() for run in runs):
        before = len(station.packets())
        runs.append(renew(page, station, station.facts["owner_mrz"], station.facts["owner"]))
        check_packet(station.packets()[before], page)
    best = min(runs, key=lambda run: run.waited)
    print(f"\n{language}: {best.pressed} keys, {best.waited:.2f} s of waiting: {best.log}")
    assert best.pressed <= MOST_KEYS
    assert best.waited <= LONGEST_WAIT * busy(), [run.log for run in runs]


def busy() -> float:
    """How many programs want each processor: on a quiet machine 1, and the five seconds are five seconds."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


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
