"""What travels before the first paint, on a cold cache, from a real centre that serves its collected files.

Measured in Chromium over a line of a village (about 30 KB/s), so that what is not needed for the first paint (fonts,
deferred scripts) does not arrive before it by luck, as it does on loopback. Counted: every byte on the wire up to the
instant Chromium paints for the first time, headers included. The budget is 100 KB.
"""

from __future__ import annotations

from collections.abc import Callable

import httpx
from playwright.sync_api import CDPSession, Page

import setup
from e2e.centre import RunningCentre

BUDGET = 100_000
LINE = 30 * 1024
"""Bytes per second of the throttled line."""


class Wire:
    """Bytes on the wire of one page load, told by Chromium itself."""

    def __init__(self, session: CDPSession) -> None:
        self.arrived: dict[str, list[tuple[float, int]]] = {}
        self.painted: float | None = None
        session.on("Network.responseReceived", self._head)
        session.on("Network.dataReceived", self._data)
        session.on("Network.loadingFinished", self._finished)
        session.on("Page.lifecycleEvent", self._lifecycle)

    def before_first_paint(self) -> int:
        assert self.painted is not None, "Chromium painted nothing"
        parts = (part for request in self.arrived.values() for part in request)
        return sum(count for moment, count in parts if moment <= self.painted)

    def _head(self, event: dict[str, object]) -> None:
        """Status line and headers, which Chromium counts when the answer begins."""
        response = event["response"]
        assert isinstance(response, dict)
        self._add(event, int(response["encodedDataLength"]))

    def _data(self, event: dict[str, object]) -> None:
        self._add(event, int(str(event["encodedDataLength"])))

    def _finished(self, event: dict[str, object]) -> None:
        """The total; whatever was not told on the way counts now."""
        told = sum(count for _moment, count in self.arrived.get(str(event["requestId"]), []))
        self._add(event, max(0, int(float(str(event["encodedDataLength"]))) - told))

    def _lifecycle(self, event: dict[str, object]) -> None:
        if event["name"] == "firstPaint":
            self.painted = float(str(event["timestamp"]))

    def _add(self, event: dict[str, object], count: int) -> None:
        self.arrived.setdefault(str(event["requestId"]), []).append((float(str(event["timestamp"])), count))


def measured(page: Page, url: str) -> tuple[int, int]:
    """(bytes before the first paint, bytes in all) of a cold load of `url`."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Page.enable")
    session.send("Page.setLifecycleEventsEnabled", {"enabled": True})
    session.send("Network.clearBrowserCache")
    line = {"offline": False, "latency": 100, "downloadThroughput": LINE, "uploadThroughput": LINE}
    session.send("Network.emulateNetworkConditions", line)
    wire = Wire(session)
    answer = page.goto(url, wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200
    assert answer.url == url, "another page answered"
    return wire.before_first_paint(), sum(count for parts in wire.arrived.values() for _moment, count in parts)


def check_compressed(centre: RunningCentre) -> None:
    for name in (
        "vendor/bootstrap/bootstrap.rtl.min.css",
        "ui/css/bitaqa.css",
        "ui/css/parts.css",
        "vendor/htmx/htmx.min.js",
    ):
        answer = httpx.get(f"{centre.url}/static/{name}", trust_env=False)
        assert answer.headers["content-encoding"] == "gzip", name
        source = next(file for file in setup.static_sources() if str(file).endswith(name))
        assert answer.content == source.read_bytes(), "collected files are older than their sources"


def test_first_paint_of_a_real_centre_costs_under_100_kb(centre: RunningCentre, open_page: Callable[..., Page]) -> None:
    check_compressed(centre)
    figures = {}
    for language, name, tracking in (("ar", "coordinator", "/track/"), ("fr", "auditor", "/track/fr/")):
        for what, path in (("sign-in", "/accounts/sign-in/"), ("home", "/"), ("tracking", tracking)):
            page = open_page(language=language)
            page.context.add_cookies([{"name": "django_language", "value": language, "url": centre.url}])
            if what == "home":
                centre.sign_in(page, name)  # a code works once: another person in each language
            before, whole = measured(page, centre.url + path)
            figures[f"{language} {what}"] = before
            print(f"{language} {what}: {before / 1000:.1f} KB before the first paint, {whole / 1000:.1f} KB in all")
            assert before > 30_000, "style sheets hold the first paint back: they must have been counted"
            assert page.locator("html").get_attribute("lang") == language
    assert max(figures.values()) <= BUDGET, figures
