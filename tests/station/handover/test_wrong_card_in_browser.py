"""The holder finds an error on the card: by keyboard alone, in Arabic and French, to the receipt of the correction."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bitaqa.foundation.packet.receipt import read_receipt
from bitaqa.foundation.rules.applications import Ground, Priority
from bitaqa.foundation.rules.packet_bodies import HandOverBody, WrongCardBody
from bitaqa.station.fieldpack.door import receipt_verifiers
from bitaqa.station.handover.domain import HereState
from bitaqa.station.handover.finding import get_card_here
from bitaqa.station.handover.models import WrongCard
from centre_env.browser import picture, serious, too_wide
from station_env.counter import PINS, Counter, set_up_counter
from station_env.desk import signed_in, tab_to, type_into

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def counter(transactional_db: None, settings: Any) -> Counter:
    made = set_up_counter(settings)
    made.open_day()
    made.receive()
    return made


class Look:
    """What axe and the ruler find on the pages of one walk; a picture of each."""

    def __init__(self, page: Page, tag: str) -> None:
        self.page, self.tag, self.found = page, tag, list[str]()

    def at(self, name: str) -> None:
        self.found += serious(self.page)
        if wide := too_wide(self.page):
            self.found.append(wide)
        picture(self.page, f"wrong-card-{name}-{self.tag}")


def to_the_wrong_card(page: Page, counter: Counter, address: str, look: Look) -> None:
    """Found by the receipt, verified by a finger; the holder reads the card and does not sign."""
    page.goto(f"{address}/hand-over/")
    expect(page.locator("[data-scanner]")).to_be_focused()
    look.at("1-list")
    page.keyboard.type(counter.due["ana"].receipt_number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{counter.card('ana')}/**")
    look.at("2-who")
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("[name=specimen]")).to_be_focused()
    page.keyboard.type(str(counter.people["ana"].body))
    page.keyboard.press("Enter")
    expect(page.locator(".bq-alert.bq-tone-ok")).to_be_visible()
    look.at("3-read")
    page.keyboard.press("3")
    page.wait_for_url("**/wrong/")


def fill_correction(page: Page, counter: Counter, *, second: str) -> None:
    """The card in hand shows what the list does not carry: birth place and address are typed from it."""
    expect(page.locator("[name=printed]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")  # family name rather than given name
    type_into(page, "[name=printed]", "ALLAMI")
    type_into(page, "[name=right]", "ALAMI")
    type_into(page, "[name=family_latin]", "ALAMI")
    tab_to(page, "[name=sex]")
    page.keyboard.press("Space")
    type_into(page, "[name=birth_place_ar]", "البروج")
    type_into(page, "[name=birth_place_latin]", "EL BOROUJ")
    tab_to(page, "[name=place]")
    page.keyboard.press("ArrowDown")
    type_into(page, "[name=lines_ar]", "دوار أولاد عينة")
    type_into(page, "[name=lines_latin]", "DOUAR OULAD AINA")
    tab_to(page, "[name=notice_language]")
    page.keyboard.press("Space")
    tab_to(page, "[name=notice_read]")
    page.keyboard.press("Space")
    type_into(page, "[name=second]", second)
    type_into(page, "[name=pin]", PINS[second])


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("fr", 1280), ("ar", 390), ("fr", 390)])
def test_a_wrong_card_is_destroyed_by_two_and_its_correction_leaves_first(
    counter: Counter, live_server: Any, open_page: Any, language: str, width: int
) -> None:
    page = signed_in(open_page, live_server, language=language, width=width)
    look = Look(page, f"{language}-{width}")
    to_the_wrong_card(page, counter, live_server.url, look)
    fill_correction(page, counter, second="head.salma")
    look.at("4-what-is-wrong")
    page.keyboard.press("Enter")
    expect(page.locator(".bq-alert").first).to_be_visible()
    look.at("5-alone-is-refused")
    assert get_card_here(counter.card("ana")).state is HereState.AT_STATION, "nobody destroys a card alone"
    page.evaluate("document.activeElement.blur()")
    type_into(page, "[name=second]", "op.driss")
    type_into(page, "[name=pin]", PINS["op.driss"])
    page.keyboard.press("Enter")
    number = page.locator(".bq-receipt-number")
    expect(number).to_be_visible()
    look.at("6-new-receipt")
    page.reload()
    kept = WrongCard.objects.get(card=counter.card("ana"))
    assert number.inner_text().strip() == kept.receipt_number
    check_sealed(counter, kept)
    page.keyboard.press("1")
    page.wait_for_url(f"{live_server.url}/hand-over/")
    page.goto(f"{live_server.url}/hand-over/{counter.card('ana')}/")
    expect(page.locator("[name=holder_checked], [name=receipt_shown]")).to_have_count(0)
    look.at("7-destroyed")
    assert look.found == []


def check_sealed(counter: Counter, kept: WrongCard) -> None:
    """Not activated, destroyed by the two, corrected for nothing, before everyone else."""
    attempt, wrong = counter.bodies()[-2:]
    assert isinstance(attempt, HandOverBody) and attempt.outcome == "wrong_data" and not attempt.signed
    assert isinstance(wrong, WrongCardBody) and wrong.destroyed_by == ("head.salma", "op.driss")
    correction = wrong.application
    assert (correction.ground, correction.priority) == (Ground.OUR_ERROR, Priority.CORRECTION)
    assert correction.fee.centimes == 0 and correction.corrects == counter.due["ana"].application
    assert correction.identity.names.latin.family == "ALAMI"
    assert get_card_here(counter.card("ana")).state is HereState.WRONG
    assert read_receipt(kept.receipt_qr, receipt_verifiers()).number == correction.receipt_number


def test_an_error_of_the_holder_asks_the_duty(counter: Counter, live_server: Any, open_page: Any) -> None:
    page = signed_in(open_page, live_server, language="fr")
    page.goto(f"{live_server.url}/hand-over/{counter.card('ana')}/wrong/")
    fill_correction(page, counter, second="op.driss")
    page.evaluate("document.activeElement.blur()")
    tab_to(page, "[name=fault]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=pin]")
    page.keyboard.type(PINS["op.driss"])
    page.keyboard.press("Enter")
    expect(page.locator(".bq-alert").first).to_be_visible()
    assert serious(page) == []
    type_into(page, "[name=stamp_number]", "T-2026-000777")
    tab_to(page, "[name=pin]")
    page.keyboard.type(PINS["op.driss"])
    page.keyboard.press("Enter")
    expect(page.locator(".bq-receipt-number")).to_be_visible()
    wrong = counter.bodies()[-1]
    assert isinstance(wrong, WrongCardBody) and wrong.application.ground is Ground.HOLDER_ERROR
    assert wrong.application.fee.stamp_number == "T-2026-000777" and wrong.application.fee.centimes > 0
