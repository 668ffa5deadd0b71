"""A day's data budget: what really went over the line is counted, and a packet that no day holds is named."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext, override

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.station.desk.door import real_now
from bitaqa.station.outbox.queries import budget_use
from bitaqa.station.outbox.sync import run_round
from station_env.browser import Browser
from station_env.place import Place, adult


@pytest.fixture
def sync(committed_place: Place) -> Any:
    return lambda: run_round(transport=committed_place.centre.transport(), journal_at_least=10_000)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_packet_larger_than_a_day_s_budget_is_named_with_a_way_out(
    committed_place: Place, sync: Any, settings: Any, language: str
) -> None:
    place = committed_place
    place.seal(place.ready(adult(0)))
    settings.BITAQA_DATA_BUDGET = len(place.packets()[0]) - 1
    assert (sync().sent, budget_use(local_day(real_now())).sent > 0) == (0, True)
    browser = Browser(language=language)
    page = browser.go("outbox:list")
    alert = page.partition("bq-tone-stop")[2].partition("</div>\n</div>")[0]
    assert reverse("outbox:disk") in alert and "bq-next" in alert
    with override(language):
        word = escape(gettext("Packets larger than a day's data budget"))
    assert word in browser.go("home") and (language == "en") == word.startswith("Packets")
    settings.BITAQA_DATA_BUDGET += 1
    assert "bq-tone-stop" not in browser.go("outbox:list")


def test_what_failed_and_what_came_is_counted_too(committed_place: Place, sync: Any) -> None:
    place = committed_place
    place.seal(place.ready(adult(0)))
    size, today = len(place.packets()[0]), local_day(real_now())

    def cut(request: httpx.Request) -> None:
        if request.method == "POST":
            raise httpx.WriteTimeout("cut")

    place.centre.break_line = cut
    assert sync().waiting == 1
    failed = budget_use(today).sent
    assert failed >= size, "the bytes went, whatever came of them"
    place.centre.break_line = None
    assert sync().sent == 1
    assert budget_use(today).sent >= failed + size
