"""A double click on every button of the centre: each address that takes a change has its row."""

from __future__ import annotations

from typing import Any

import pytest

from bitaqa.backbone.clock import now
from centre_env.presses import BY_DESIGN, PRESSED
from centre_env.pressing import missing_tests, posted_addresses

from ..people import account, browser_of


def test_every_address_that_takes_a_change_has_its_row() -> None:
    rows = [address for addresses in PRESSED.values() for address in addresses]
    assert len(rows) == len(set(rows)), "one row each"
    assert {*rows, *BY_DESIGN} == posted_addresses()
    assert missing_tests(PRESSED, "tests/centre") == []
    named = {
        why.partition("(")[2].rstrip(")"): () for why in BY_DESIGN.values() if "::" in why
    }  # those whose own test presses twice
    assert missing_tests(named, "tests/centre") == []


@pytest.mark.django_db
def test_a_played_instant_declared_twice_stands(settings: Any) -> None:
    settings.BITAQA_CLOCK = "scenario"
    admin = browser_of(account("adm", "administrator"))
    answer = admin.post("/api/clock", {"at": "2026-05-04T09:00:00+00:00"}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert now().isoformat() == "2026-05-04T09:00:00+00:00"
