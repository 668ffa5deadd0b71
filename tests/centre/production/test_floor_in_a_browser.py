"""Every screen of the floor with rows on it, in Chromium, in Arabic and French, wide and narrow: nothing sticks out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import expect

from bitaqa.backbone.authority.signers import make_specimens
from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.journey.production import domain, policy, queries
from bitaqa.journey.production.acts.check_cards import pass_cards, reject_card
from bitaqa.journey.production.acts.destroy_blanks import propose_destruction
from bitaqa.journey.production.acts.form_batches import form_batches
from bitaqa.journey.production.acts.hold_batches import hold_batch
from bitaqa.journey.production.acts.move_blanks import confirm_move, propose_move
from bitaqa.journey.production.acts.pack_cards import pack_visit
from bitaqa.journey.production.models import Blank, ChipRecord
from bitaqa.journey.production.supplies import count_supply
from centre_env.browser import picture, serious, too_wide

from ..people import account, browser_of
from .conftest import ACTOR, AT, OTHER, Floor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def addresses(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A floor in the middle of its day, and where its screens are."""
    pack = load_country_pack("ma")
    twice = {**pack.raw["production"], "second_look": {"share": 1}}
    held = replace(pack, raw={**pack.raw, "chips": {"release": "person", "sample_share": 1.0}, "production": twice})
    monkeypatch.setattr(policy, "floor_policy", lambda: domain.Policy(vault_by_two=True))
    with transaction.atomic():
        make_specimens(at=AT, printed=False)
        visit = floor.delivery_visit()
        serials = floor.blanks(40)
        for part in (serials[:20], serials[20:24]):
            move = propose_move(centre="rabat", serials=part, way="out", by=ACTOR, at=AT)
            if part == serials[:20]:
                confirm_move(move.id, by=OTHER, at=AT)
        late = propose_move(centre="rabat", serials=serials[24:27], way="out", shift="2026-05-04-2", by=ACTOR, at=AT)
        confirm_move(late.id, by=OTHER, at=AT)  # a shift that ended and was never closed
        for number, kind in enumerate(("ribbon", "laminate", "head")):
            count_supply("rabat", kind, Decimal((900, 40, 2)[number]), by=ACTOR, at=AT)
        floor.approve(6)
    made = floor.make_batch()
    cards = queries.orders_of_batch(made)
    reject_card(cards[0].id, attempt=1, reason="print", by=ACTOR, at=AT)
    pass_cards([card.id for card in cards[1:4]], by=ACTOR, at=AT)
    with transaction.atomic():
        spoiled = Blank.objects.filter(state="spoiled").values_list("serial", flat=True)
        propose_destruction(centre="rabat", serials=list(spoiled), by=ACTOR, at=AT)
        (box,) = pack_visit(visit, by=ACTOR, at=AT)
        floor.approve(5)
    run_until_still(["order"])
    monkeypatch.setattr(policy, "country_pack", lambda: held)
    (waiting,) = form_batches(by=ACTOR, at=AT, now=True)
    hold_batch(waiting, because="machine", by=ACTOR, at=AT)
    with transaction.atomic():
        floor.approve(7)
    run_until_still(["order"])
    ChipRecord.objects.filter(order=cards[5].id).update(state="failed", fault="icao.digest_mismatch", zone_agrees=False)
    return {
        "floor": "/production/",
        "batch": f"/production/batches/{made}/",
        "held": f"/production/batches/{waiting}/",
        "quality": "/production/quality/",
        "blanks": "/production/blanks/rabat/",
        "vault": "/production/vault/rabat/",
        "packing": "/production/packing/",
        "box": f"/production/boxes/{box}/",
        "ceremonies": "/authority/",
    }


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_screen_of_the_floor_fits_and_reads(
    live_server: Any, open_page: Any, addresses: dict[str, str], floor: Floor, language: str
) -> None:
    page = open_page(language=language)
    session = browser_of(account("keeper", "production", "quality", "auditor"), language).cookies["bitaqa_centre"].value
    for name, value in (("bitaqa_centre", session), ("django_language", language)):
        page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    said: dict[str, str] = {}
    for name, address in addresses.items():
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            answer = page.goto(f"{live_server.url}{address}")
            assert answer.status == 200, address
            picture(page, f"floor-{name}-{language}-{width}")
            assert too_wide(page) == "", address
            if name == "quality" and width == 1280:  # the verdict is given without scrolling
                shown = page.locator("main .bq-actions").first.bounding_box()
                assert shown["y"] + shown["height"] <= 900
        assert serious(page) == [], address
        said[name] = page.locator("main").inner_text()
    page.goto(f"{live_server.url}/production/?q-centre=rabat")  # the queue lives, under the filter that was chosen
    count = page.locator("#queue-count")
    assert "7" in count.inner_text()
    with transaction.atomic():
        floor.approve(1)
    run_until_still(["order"])
    expect(count).to_contain_text("8", timeout=120_000)
    assert page.locator("#queue-centre").input_value() == "rabat" and page.url.endswith("q-centre=rabat")
    assert ("Une machine est arrêtée" if language == "fr" else "آلة متوقفة") in said["floor"]  # a held batch says why
    assert "100" in said["floor"] and "100.0" not in said["floor"]
    assert "2026-05-05" not in said["vault"]  # a shift is named in words
    assert ("Plus de 365 jours" if language == "fr" else "أكثر من 365") in said["vault"]
