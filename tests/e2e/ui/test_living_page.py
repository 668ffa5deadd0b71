"""The living page in Chromium: axe finds nothing serious, nothing overflows, keys and dialogs work, nothing leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from centre_env.browser import PATIENCE_MS

pytestmark = pytest.mark.browser
LANGUAGES = ("ar", "fr", "en")
WIDTHS = (1280, 390)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    script = Path(__file__).with_name("serve_living_page.py")
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        assert port, "the page did not start"
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def opened(browser: Browser, address: str, language: str, width: int, path: str = "/ui/") -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    context.add_cookies([{"name": "django_language", "value": language, "url": address}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address + path)
    return page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_serious(browser: Browser, address: str, language: str, width: int) -> None:
    page = opened(browser, address, language, width)
    found = Axe().run(page).response["violations"]
    serious = [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
    assert serious == []
    page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/ui/", "/ui/sheet/", "/ui/failures/404/"])
def test_no_page_is_wider_than_the_screen(browser: Browser, address: str, language: str, path: str) -> None:
    for width in (1280, 768, 390, 320):
        page = opened(browser, address, language, width, path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (language, width)
        page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_targets_are_large_enough(browser: Browser, address: str, language: str) -> None:
    page = opened(browser, address, language, 390)
    small = page.evaluate(
        """() => [...document.querySelectorAll(`button, .bq-button, .bq-nav a, .bq-tabs a, .bq-languages a, .bq-work a,
             input:not([type=hidden]):not([type=file]):not([type=checkbox]):not([type=radio]), select, .bq-choice`)]
           .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 44)
           .map((node) => node.outerHTML.slice(0, 90))"""
    )
    assert small == []
    page.context.close()


def test_nothing_is_asked_from_elsewhere_and_nothing_breaks_the_policy(browser: Browser, address: str) -> None:
    page = opened(browser, address, "ar", 1280)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.reload(wait_until="networkidle")
    assert asked and all(url.startswith(address) for url in asked)
    assert said == []
    page.context.close()


def test_a_table_is_searched_and_sorted_in_place(browser: Browser, address: str) -> None:
    page = opened(browser, address, "fr", 1280)
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator("#applications-q")).to_be_focused()
    page.keyboard.type("SPE-4107")
    expect(page.locator("#applications tbody tr")).to_have_count(1)
    expect(page.locator("#applications-count")).to_contain_text("1 à 1 sur 1")
    expect(page.locator("#applications-q")).to_be_focused()
    assert "q=SPE-4107" in page.url
    page.locator("#applications-q").fill("zzz")
    expect(page.locator("#applications .bq-empty")).to_be_visible()
    page.locator("#applications .bq-empty a").click()
    page.locator("#applications-sort-pages").click()
    expect(page.locator("#applications th[aria-sort=ascending]")).to_have_count(1)
    expect(page.locator("#applications-sort-pages")).to_be_focused()
    page.context.close()


def test_dialogs_open_close_and_give_the_focus_back(browser: Browser, address: str) -> None:
    page = opened(browser, address, "ar", 1280)
    opener = page.locator('[data-opens="seal"]')
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog#seal")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#seal")).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    opener.click()
    page.locator("dialog#seal button[type=submit]").click()
    expect(page.locator("[data-toast]")).to_be_visible()
    page.context.close()


def test_a_second_press_is_not_sent(browser: Browser, address: str) -> None:
    page = opened(browser, address, "fr", 1280)
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.evaluate(
        """() => { const button = document.querySelector("dialog#seal button[type=submit]");
                   document.getElementById("seal").showModal(); button.click(); button.click(); button.click(); }"""
    )
    expect(page.locator("[data-toast]")).to_be_visible()
    assert len(posts) == 1
    page.context.close()


def test_the_page_works_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/ui/?q=SPE-4107")
    assert page.locator("#applications tbody tr").count() == 1
    assert page.locator("#applications-form button[type=submit]").is_visible()
    context.close()
