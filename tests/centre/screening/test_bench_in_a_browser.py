"""The bench on a screen, in both languages and widths: a hit with its reasons and its fingers brought nearer, a second
opinion, a blind one, a joining and its undo. Axe finds nothing serious and nothing is wider than the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from bitaqa.foundation.specimens.people import person
from bitaqa.journey.screening import actions, joining
from bitaqa.journey.screening.models import Case
from bitaqa.records.persons import door as persons
from centre_env.browser import picture, serious, too_wide

from ..intake.conftest import AT, make_world
from ..people import account, browser_of
from .seeded import Seeded, case_of, fingers_of
from .test_deciding import known

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looked_at(page: Page, name: str) -> None:
    language = page.locator("html").get_attribute("lang")
    width = page.viewport_size["width"] if page.viewport_size else 0
    picture(page, f"bench-{name}-{language}-{width}")
    assert serious(page) == []
    assert too_wide(page) == ""


def zoomed_by_keyboard(page: Page, name: str) -> None:
    """Both drawings come nearer together, move, and go back."""
    expect(page.locator("[data-fingers][data-near='1.00']")).to_be_visible()
    drawings = page.locator("[data-finger] img")
    for n in (0, 1):
        drawings.nth(n).evaluate("one => one.decode()")  # fails on a drawing that cannot be shown
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-zoom-told]")).to_have_text("196 %")
    first, second = (drawings.nth(n).evaluate("one => one.style.transform") for n in (0, 1))
    assert first == second and first.startswith("scale(1.96) translate(5.1")
    looked_at(page, name)
    page.keyboard.press("0")
    expect(page.locator("[data-zoom-told]")).to_have_text("100 %")


def signed_in(open_page: Callable[..., Page], address: str, user: Any, language: str, width: int) -> Page:
    page = open_page(language=language, width=width)
    session = browser_of(user, language).cookies["bitaqa_centre"].value
    page.context.add_cookies(
        [
            {"name": "bitaqa_centre", "value": session, "url": address},
            {"name": "django_language", "value": language, "url": address},
        ]
    )
    return page


@transaction.atomic
def seeded() -> tuple[list[Any], Case]:
    """Three adjudicators, an open hit, a decided one and a joining."""
    people = [account(f"adj-{n}", "adjudicator") for n in range(3)]
    register = Seeded(make_world())
    first = register.come(person(11, 1))
    twice = [register.come(person(11, n), fingers=fingers_of(person(11, 1).body, take=n)) for n in (2, 3)]
    for n in (1, 2):
        known(person(41, n))
    numbers = [person(41, n).national_number for n in (1, 2)]
    row = joining.propose_join(alias=numbers[1], into=numbers[0], by=people[0], at=AT, because="double_entry")
    joining.confirm_join(join=row.id, by=people[1], at=AT)
    decided = case_of(twice[1]).id
    actions.approve_case(case=decided, person=first.person, by=people[1], at=AT, because="same", seconds=80)
    return people, case_of(twice[0])


def test_the_bench_is_worked_by_two(live_server: Any, open_page: Callable[..., Page]) -> None:
    (one, other, third), case = seeded()
    page = signed_in(open_page, live_server.url, one, "ar", 1280)
    page.goto(f"{live_server.url}/screening/cases/{case.id}/")
    looked_at(page, "1-hit")
    page.keyboard.press("8")
    zoomed_by_keyboard(page, "1b-fingers")
    page.keyboard.press("9")
    page.wait_for_url(f"{live_server.url}/screening/cases/{case.id}/")
    page.keyboard.press("1")
    expect(page.locator("dialog#approve-new")).to_be_visible()
    page.keyboard.type("بصمات شخص آخر")
    page.keyboard.press("Enter")
    expect(page.locator("[data-toast]")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "proposed"
    narrow = signed_in(open_page, live_server.url, other, "fr", 390)
    narrow.goto(f"{live_server.url}/screening/cases/{case.id}/")
    looked_at(narrow, "2-second-opinion")
    narrow.keyboard.press("8")
    zoomed_by_keyboard(narrow, "2b-fingers")
    narrow.go_back()
    narrow.keyboard.press("5")
    expect(narrow.locator("dialog#confirm")).to_be_visible()
    narrow.keyboard.type("Les empreintes sont celles d'un autre")
    narrow.keyboard.press("Enter")
    expect(narrow.locator("[data-toast]")).to_be_visible()
    assert Case.objects.get(pk=case.id).outcome == "approved"
    for language, width in (("ar", 390), ("fr", 1280)):
        blind = signed_in(open_page, live_server.url, third, language, width)
        blind.goto(f"{live_server.url}/screening/again/")
        looked_at(blind, "3-again")
        blind.keyboard.press("2")
        expect(blind.locator("[data-toast]")).to_be_visible()
        blind.goto(f"{live_server.url}/screening/figures/")
        looked_at(blind, "4-figures")
        blind.goto(f"{live_server.url}/screening/joins/")
        looked_at(blind, "5-joined")
        blind.goto(f"{live_server.url}/screening/")
        looked_at(blind, "6-queue")


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("fr", 390)])
def test_two_entries_are_joined_and_parted_again(
    live_server: Any, open_page: Callable[..., Page], language: str, width: int
) -> None:
    """One proposes, the other confirms; then the same for the undo. Numbers lead to one person, then to two."""
    with transaction.atomic():
        people = [account(f"adj-{n}", "adjudicator") for n in range(2)]
        for n in (1, 2):
            known(person(41, n))
    numbers = [person(41, n).national_number for n in (1, 2)]
    pages = [signed_in(open_page, live_server.url, who, language, width) for who in people]
    pages[0].goto(f"{live_server.url}/screening/joins/")
    pages[0].locator("#id_alias").fill(numbers[1])
    pages[0].locator("#id_into").fill(numbers[0])
    pages[0].locator("#id_into").press("Enter")
    expect(pages[0].locator(".bq-comparison")).to_be_visible()
    looked_at(pages[0], "8-joining")
    confirmed(pages[1], live_server.url)
    assert len({found.id for found in persons.persons_by_number(numbers).values()}) == 1
    pages[0].goto(f"{live_server.url}/screening/joins/")
    pages[0].locator("form[action$='/part/'] button").click()
    expect(pages[0].locator(".bq-comparison")).to_be_visible()
    looked_at(pages[0], "9-parting")
    confirmed(pages[1], live_server.url)
    assert len({found.id for found in persons.persons_by_number(numbers).values()}) == 2


def confirmed(page: Page, address: str) -> None:
    page.goto(f"{address}/screening/joins/")
    page.locator("#joins a[href*='/joins/']").first.click()
    page.locator("[data-opens='confirm']").click()
    expect(page.locator("dialog#confirm")).to_be_visible()
    page.locator("dialog#confirm button[type='submit']").last.click()
    expect(page.locator("[data-toast]")).to_be_visible()
