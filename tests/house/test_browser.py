"""The browser of the tests: it starts, speaks the asked language, and lets no page ask another machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser

from centre_env import browser as house_browser
from centre_env.browser import OpenPage


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = (
            b"<!doctype html><link rel=icon href='data:,'><p id=l></p><script>l.textContent=navigator.language</script>"
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.browser
@pytest.mark.parametrize(("language", "tag"), [("ar", "ar-MA"), ("fr", "fr-MA")])
def test_pages_open_in_the_asked_language(open_page: OpenPage, address: str, language: str, tag: str) -> None:
    page = open_page(language=language)
    page.goto(address)
    assert page.locator("#l").inner_text() == tag


@pytest.mark.browser
@pytest.mark.parametrize("elsewhere", ["http://192.0.2.7/a.png", "http://example.invalid/a.png"])
def test_a_page_that_asks_another_machine_gets_nothing_and_fails_its_test(
    browser: Browser, address: str, elsewhere: str
) -> None:
    pages = house_browser.open_page.__wrapped__(browser)
    page = next(pages)()
    page.goto(address)
    with page.expect_event("requestfailed") as failed:
        page.evaluate("(url) => { document.body.append(Object.assign(new Image(), { src: url })) }", elsewhere)
    assert "NAME_NOT_RESOLVED" in failed.value.failure
    with pytest.raises(AssertionError, match="pages asked other machines"):
        next(pages)


def test_a_missing_browser_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(pytest.fail.Exception, match="Chromium is missing"):
        house_browser.chromium.__wrapped__()
