"""A desk's browser for tests with `live_server`: signed in through the station's own page, moved by keys."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from .centre import PINS

MOST_TABS = 120


def signed_in(open_page: Any, live_server: Any, *, operator: str = "head.salma", **more: Any) -> Page:
    """A page of `open_page(**more)` in which `operator` has signed in; `language` must be among `more`."""
    page: Page = open_page(**more)
    page.context.add_cookies([{"name": "django_language", "value": more["language"], "url": live_server.url}])
    page.goto(f"{live_server.url}/sign-in/")
    page.select_option("[name=operator]", operator)
    page.fill("[name=pin]", PINS[operator])
    page.press("[name=pin]", "Enter")
    page.wait_for_url(f"{live_server.url}/")
    return page


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until the focus stands on `selector`: what cannot be reached by keyboard fails."""
    for _ in range(MOST_TABS):
        if page.evaluate("(wanted) => document.activeElement?.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab on {page.url}")


def type_into(page: Page, selector: str, text: str) -> None:
    """Tab to a field, replace what stands in it."""
    tab_to(page, selector)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


__all__ = ["signed_in", "tab_to", "type_into"]
