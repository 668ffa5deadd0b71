"""Debian's Chromium for tests, driven by Playwright. Its absence is a failure, never a skip.

Import the fixtures by name into a group's conftest.py. Every page of `open_page` refuses, and reports at the end
of the test, any request that leaves this machine, and any error in the page's console. `serious(page)` is what axe-core
finds; `picture(page, name)` keeps a screenshot for the documentation when BITAQA_PICTURES names a folder.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

PATIENCE_MS = 60_000
"""How long a test waits for a page, an element or an expectation: a busy machine is slow, not wrong."""
PICTURES = os.environ.get("BITAQA_PICTURES", "")
"""Where screenshots go (docs/pictures); empty: none are taken."""
MOST_BYTES_OF_A_PICTURE = 150_000
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]"
"""Chromium finds no other machine. Not by routes of Playwright: with those it caches nothing, which nobody's does."""
LOOPBACK = {"localhost", "127.0.0.1", "::1", None}
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("Chromium is missing: `make test` installs it as root; else `apt-get install chromium`")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the tests of a file: Playwright keeps an event loop running in this thread, which Django takes
    for asynchronous code and which other files, coming after it in the same process, must not meet."""
    expect.set_options(timeout=PATIENCE_MS)
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", NOWHERE])
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """`open_page(language="ar", width=1280, height=900)`: a page in a fresh session."""
    contexts = []
    outside: list[str] = []
    complaints: list[str] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).hostname not in LOOPBACK:
            outside.append(request.url)

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
        context.on("request", note)
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


def too_wide(page: Page) -> str:
    """Says which page is wider than its window; empty when it fits."""
    width = page.evaluate("document.documentElement.scrollWidth")
    return f"{page.url} is {width} px wide" if width > page.evaluate("innerWidth") else ""


def serious(page: Page) -> list[str]:
    """What axe-core finds serious or critical on the page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url} {one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def picture(page: Page, name: str) -> None:
    """Keeps a screenshot for the documentation, when pictures are asked for: at most 256 colours, small."""
    if not PICTURES:
        return
    page.wait_for_load_state("networkidle")
    folder = Path(__file__).resolve().parents[2] / PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    taken = Image.open(io.BytesIO(page.screenshot(full_page=width < 500)))
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        taken.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES_OF_A_PICTURE:
            break
    (folder / f"{name}.png").write_bytes(out.getvalue())
