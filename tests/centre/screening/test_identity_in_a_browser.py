"""Re-establishing an identity as an adjudicator does it, in a wide Arabic window and a narrow French one: searched,
asked by keyboard, a witness named. Axe finds nothing serious and nothing is wider than the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from bitaqa.foundation.specimens.people import SpecimenPerson
from bitaqa.journey.screening.models import Answer, Case, Interview
from centre_env.browser import picture, serious, too_wide

from ..intake.conftest import make_world
from ..people import account
from .seeded import Seeded, case_of
from .test_bench_in_a_browser import signed_in
from .test_deciding import known
from .test_identity import LOST, adult, truth

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@transaction.atomic
def lost_everything() -> tuple[Any, Case, SpecimenPerson, SpecimenPerson]:
    who, neighbour = adult(41), adult(41, apart=1)
    for one in (who, neighbour):
        known(one)
    return account("adj-asks", "adjudicator"), case_of(Seeded(make_world()).come(who, **LOST)), who, neighbour


def looked_at(page: Page, name: str) -> None:
    language, size = page.locator("html").get_attribute("lang"), page.viewport_size
    picture(page, f"identity-{name}-{language}-{size['width'] if size else 0}")
    assert serious(page) == []
    assert too_wide(page) == ""


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("fr", 390)])
def test_searched_asked_and_vouched_for(
    live_server: Any, open_page: Callable[..., Page], language: str, width: int
) -> None:
    asks, case, who, neighbour = lost_everything()
    page = signed_in(open_page, live_server.url, asks, language, width)
    page.goto(f"{live_server.url}/screening/cases/{case.id}/")
    looked_at(page, "1-case")
    page.locator(f"a[href$='/cases/{case.id}/identity/']").first.click()
    page.locator("form[action$='/identity/search/'] button").click()
    begin = page.locator("form[action*='/identity/ask/'] button")
    expect(begin).to_have_count(1)
    looked_at(page, "2-ranked")
    begin.click()
    answers = truth(who)
    asking = page.locator("input[name='question']")
    expect(asking).to_have_count(1)
    held = Interview.objects.get()
    looked_at(page, "3-question")
    for number, question in enumerate(held.questions):
        expect(page.locator(f"input[name='question'][value='{question}']")).to_have_count(1)
        if number == 0:
            page.locator("button[name='declined']").click()
        else:
            page.locator("input[name='said']").fill(answers[question])
            page.keyboard.press("Enter")
    expect(page.locator("form[action$='/identity/witness/']")).to_have_count(1)
    verdicts = list(Answer.objects.order_by("at", "id").values_list("verdict", flat=True))
    assert verdicts == ["declined"] + ["right"] * (len(held.questions) - 1)
    page.locator("input[name='national_number']").fill(neighbour.national_number)
    page.locator("select[name='relation']").select_option("neighbour")
    page.locator("form[action$='/identity/witness/'] button[type='submit']").click()
    expect(page.locator("bdi", has_text=neighbour.given[0 if language == "ar" else 1]).first).to_be_visible()
    looked_at(page, "4-witness")
