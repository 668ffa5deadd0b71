"""A shift is closed with a keyboard and a scanner alone, and every hand movement is counted.

A person's time is derived, not measured: three seconds for a scan (take the blank, aim, put it down), half a second for
a key, ten seconds to read a page that changed. Ten minutes so hold the fixed part and some 180 scans: what a shift has
left over or spoiled, not what it made, since cards that passed the bench are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.journey.production import domain, policy, queries
from bitaqa.journey.production.acts.check_cards import pass_cards, reject_card
from bitaqa.journey.production.acts.form_batches import form_batches
from bitaqa.journey.production.acts.move_blanks import confirm_move, propose_move
from bitaqa.journey.production.models import ShiftClosure
from centre_env.browser import picture, serious, too_wide

from ..people import account, browser_of
from .conftest import ACTOR, AT, OTHER, Floor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHIFT = "2026-05-05-1"
SECONDS = {"scan": 3.0, "key": 0.5, "page": 10.0}


@dataclass
class Hands:
    """One person at the desk: nothing is clicked."""

    page: Page
    scans: int = 0
    keys: int = 0
    pages: int = 0

    def scan(self, *serials: str) -> None:
        for serial in serials:
            self.page.keyboard.type(f"{serial}\n")
            self.scans += 1

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def reach(self, selector: str) -> None:
        """By the Tab key, from wherever the page begins."""
        for _ in range(120):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.press("Tab")
        pytest.fail(f"no keyboard reaches {selector}")

    def read(self, selector: str) -> str:
        expect(self.page.locator(selector).first).to_be_visible()
        self.pages += 1
        return self.page.locator("main").inner_text()

    @property
    def seconds(self) -> float:
        return self.scans * SECONDS["scan"] + self.keys * SECONDS["key"] + self.pages * SECONDS["page"]


def test_a_shift_closes_by_keyboard_and_scanner(
    live_server: Any, open_page: Any, floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "floor_policy", lambda: domain.Policy(vault_by_two=True))
    with transaction.atomic():
        serials = floor.blanks(9)
        move = propose_move(centre="rabat", serials=serials[:8], way="out", by=ACTOR, at=AT)
        confirm_move(move.id, by=OTHER, at=AT)
        floor.approve(4)
    run_until_still(["order"])
    (batch,) = form_batches(by=ACTOR, at=AT, now=True)
    run_until_still(["personalise"])
    made = queries.orders_of_batch(batch)
    reject_card(made[0].id, attempt=1, reason="print", by=ACTOR, at=AT)
    pass_cards([order.id for order in made[1:]], by=ACTOR, at=AT)

    page = open_page(language="fr", width=1280)
    session = browser_of(account("operator", "production"), "fr").cookies["bitaqa_centre"].value
    for name, value in (("bitaqa_centre", session), ("django_language", "fr")):
        page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    hands = Hands(page)

    page.goto(f"{live_server.url}/production/batches/{batch}/")
    hands.read("#close")
    hands.reach("#id_spoiled")
    hands.scan(serials[0])
    hands.reach("#close button[type=submit]")
    hands.press("Enter")
    hands.read("text=Le lot est clôturé")

    # four of eight are left at the line; one was not scanned: the page says which
    page.goto(f"{live_server.url}/production/vault/rabat/")
    hands.read("#close")
    hands.reach("#id_returned")
    hands.scan(*serials[4:7])
    hands.reach("#close button[type=submit]")
    hands.press("Enter")
    assert serials[7] in hands.read("[role=alert]")
    assert not ShiftClosure.objects.exists()
    picture(page, "closure-missing-fr-1280")
    assert serious(page) == [] and too_wide(page) == ""
    hands.reach("#id_returned")
    hands.press("Control+End")
    hands.scan(serials[7])
    hands.reach("#close button[type=submit]")
    hands.press("Enter")
    hands.read("text=est justifiée")
    closure = ShiftClosure.objects.get(shift=SHIFT)
    assert (closure.received, closure.good, closure.spoiled, closure.returned) == (8, 3, 1, 4)
    assert hands.scans == 5
    fixed = hands.seconds - hands.scans * SECONDS["scan"]
    print(f"closure: {hands.scans} scans, {hands.keys} keys, {hands.pages} pages = {hands.seconds:.0f} s of a person")
    assert hands.seconds < 600 and (600 - fixed) / SECONDS["scan"] > 100
