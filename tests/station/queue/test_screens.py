"""The queue's screens: numbers given, called and shown; what is refused is said, with what to do next."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from bitaqa.station.queue.models import Ticket
from station_env.browser import Browser
from station_env.counter import Counter


def test_numbers_are_given_called_and_shown(box_station: Counter) -> None:
    browser = Browser()
    assert "No day is open" in browser.go("queue:board")
    assert "bq-empty" in Client().get(reverse("queue:display")).content.decode()
    box_station.open_day()
    assert "001" in browser.press("queue:give", priority="elderly", status=200).content.decode()
    browser.press("queue:give", priority="none", status=200)
    browser.press("queue:call")
    assert "001" in Client().get(reverse("queue:display"), headers={"HX-Request": "true"}).content.decode()
    browser.go("queue:board")
    browser.press("queue:call", number="1", act="done")
    browser.press("queue:call", number="2", act="no-show")
    browser.press("queue:call")


def test_a_call_that_nobody_answers_says_what_to_do(box_station: Counter) -> None:
    browser = Browser()
    box_station.open_day()
    browser.press("queue:call")
    page = browser.go("queue:board")
    assert "Nobody is waiting. Call again when a number has been given." in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"priority": "exam"}, "Write the date of the exam."),
        ({"priority": "exam", "needed_by": "31/02/2026"}, "Enter a valid date."),
        ({"priority": "none", "lane": "slot", "slot": "25:99"}, "Enter a valid time."),
        ({"priority": "none", "lane": "slot"}, "Write the hour, or give a number without one."),
    ],
)
def test_a_number_that_is_not_given_says_why_and_keeps_what_was_typed(
    box_station: Counter, typed: dict[str, str], said: str
) -> None:
    box_station.open_day()
    page = Browser().press("queue:give", **typed, status=422).content.decode()
    assert said in page and not Ticket.objects.exists()
    assert all(f'value="{value}"' in page for value in typed.values())
