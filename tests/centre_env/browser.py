"""Debian's Chromium for tests, driven by Playwright. Its absence is a failure, never a skip.

Import the fixtures by name into a group's conftest.py. Every page of `open_page` refuses, and reports at the end
of the test, any request that leaves this machine, and any error in the page's console.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect, sync_playwright

PATIENCE_MS = 60_000
"""How long a test waits for a page, an element or an expectation: a busy machine is slow, not wrong."""
LOOPBACK = {"localhost", "127.0.0.1", "::1", None}
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("Chromium is missing: `make test` installs it as root; else `apt-get install chromium`")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    # Playwright keeps an event loop running in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """`open_page(language="ar", width=1280, height=900)`: a page in a fresh session."""
    contexts = []
    outside: list[str] = []
    complaints: list[str] = []

    def guard(route: Route) -> None:
        if urlsplit(route.request.url).hostname in LOOPBACK:
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    def listen(message: ConsoleMessage) -> None:
        # A page that answers 4xx on purpose makes Chromium write a line of its own; tests assert on statuses.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def opened(*, language: str = "ar", width: int = 1280, height: int = 900) -> Page:
        context = browser.new_context(
            locale={"ar": "ar-MA", "fr": "fr-MA"}.get(language, language),
            timezone_id="Africa/Casablanca",
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.route("**/*", guard)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert outside == [], "pages asked other machines"
    assert complaints == [], "the page's console complains"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page in Arabic, 1280 px wide."""
    return open_page()
