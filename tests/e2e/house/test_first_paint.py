"""What travels before the first paint, on a cold cache, from a real centre that serves its collected files.

Measured in Chromium over a line of a village (about 30 KB/s), so that what is not needed for the first paint (fonts,
deferred scripts) does not arrive before it by luck, as it does on loopback. Counted: every byte on the wire up to the
instant Chromium paints for the first time, headers included. The budget is 100 KB.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import CDPSession, Page

import setup
from bitaqa.scenarios.centre_client import Account
from bitaqa.scenarios.processes import Programs, bitaqa
from bitaqa.scenarios.sign_in_codes import code_now

BUDGET = 100_000
LINE = 30 * 1024
"""Bytes per second of the throttled line."""


@dataclass(frozen=True)
class RunningCentre:
    url: str
    accounts: list[Account]


@pytest.fixture
def centre(
    database: dict[str, str], home: Path, tmp_path: Path, free_port: Callable[[], int]
) -> Iterator[RunningCentre]:
    """As `make run` starts it: migrated, with demonstration accounts, serving collected files."""
    setup.collect_static_files()  # stamped: nothing is done when set-up has just done it
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BITAQA_", "DJANGO_"))}
    environment = kept | database | {"BITAQA_HOME": str(home), "BITAQA_STATIC": "collected"}
    port = free_port()
    with Programs(tmp_path / "logs") as programs:
        owner = environment | {"BITAQA_DB_USER": "bitaqa_owner"}
        programs.run("migrate", bitaqa("centre-manage", "migrate", "--no-input", "-v0"), owner)
        told = programs.run("demo", bitaqa("centre-manage", "demo", "--json"), environment)
        programs.start("centre", bitaqa("centre", "--port", str(port), "--no-migrate"), environment)
        url = f"http://localhost:{port}"
        programs.wait_for("centre", f"{url}/health")
        yield RunningCentre(url, [Account(**account) for account in json.loads(told)])


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


def sign_in(page: Page, centre: RunningCentre, name: str) -> None:
    """Through the centre's own door; the browser gets the session and nothing in its cache."""
    account = next(account for account in centre.accounts if account.name == name)
    said = {"name": name, "password": account.password, "code": code_now(account.totp)}
    assert page.context.request.post(f"{centre.url}/accounts/api/sign-in", data=said).ok


def check_compressed(centre: RunningCentre) -> None:
    for name in ("vendor/bootstrap/bootstrap.rtl.min.css", "ui/css/bitaqa.css", "vendor/htmx/htmx.min.js"):
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
                sign_in(page, centre, name)  # a code works once: another person in each language
            before, whole = measured(page, centre.url + path)
            figures[f"{language} {what}"] = before
            print(f"{language} {what}: {before / 1000:.1f} KB before the first paint, {whole / 1000:.1f} KB in all")
            assert before > 30_000, "style sheets hold the first paint back: they must have been counted"
            assert page.locator("html").get_attribute("lang") == language
    assert max(figures.values()) <= BUDGET, figures
