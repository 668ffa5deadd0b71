"""The page in a browser: the number behind `#` fills the field and leaves the address; nothing overflows a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bitaqa.foundation.rules.applications import ApplicationState
from centre_env.browser import picture, serious, too_wide

from .conftest import Request

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("fr", 390), ("ar", 1280), ("fr", 1280)])
def test_a_link_from_the_receipt_leads_to_the_answer(
    transactional_db: None,
    request_: Request,
    live_server: Any,
    open_page: Callable[..., Any],
    language: str,
    width: int,
) -> None:
    request_.stands(ApplicationState.APPROVED)
    page = open_page(language=language, width=width)
    asked: list[str] = []
    found: list[str] = []

    def look(name: str) -> None:
        found.extend([*serious(page), *filter(None, [too_wide(page)])])
        picture(page, f"tracking-{name}-{language}-{width}")

    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/track/{'' if language == 'ar' else 'fr/'}#{request_.receipt}")
    assert page.input_value("[data-receipt]") == request_.receipt
    assert "#" not in page.url
    look("1-ask")
    page.locator("[name=born_day]").focus()
    page.keyboard.type("16")
    page.keyboard.press("Tab")
    page.keyboard.press("7")
    page.keyboard.press("Tab")
    page.keyboard.type("1948")
    page.keyboard.press("Enter")
    page.wait_for_selector("main .bq-alert")
    look("2-nothing")
    page.fill("[name=born_day]", "15")
    page.press("[name=born_day]", "Enter")
    page.wait_for_selector(".tracking-saying")
    look("3-answer")
    assert page.locator("time").first.get_attribute("datetime") == "2026-05-12"
    assert found == []
    assert page.context.cookies() == []
    assert not [url for url in asked if request_.receipt in url], "the number never travels in an address"
    assert not [url for url in asked if "fonts/" in url], "a page for slow lines is drawn with the telephone's letters"


def test_no_font_travels_even_when_the_page_is_drawn_before_its_own_style_sheet(
    transactional_db: None, live_server: Any, open_page: Callable[..., Any]
) -> None:
    page = open_page(language="ar", width=390)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/tracking.css", lambda route: route.abort())
    page.goto(f"{live_server.url}/track/", wait_until="networkidle")
    assert [url for url in asked if url.endswith("/tokens.css")]
    assert not [url for url in asked if "fonts/" in url]
