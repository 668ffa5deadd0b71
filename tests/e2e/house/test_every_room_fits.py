"""Every page that people reach from their menu, at both programs, on a telephone: in Arabic and in French nothing is
wider than 390 pixels, no page fails, and axe-core finds nothing serious.

The pages are found as people find them, by following links; an address with an id in it is looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from centre_env.browser import OpenPage, serious, too_wide
from e2e.centre import RunningCentre
from e2e.station import RunningStation, running_station

pytestmark = pytest.mark.browser
WIDTH = 390
SEED = Path(__file__).resolve().parents[1] / "adjudication" / "seed_case.py"
NOT_PAGES = re.compile(r"sign-out|/language/|/static/|/api/|/letter/|/pdf/|\.(pdf|csv|json|svg|zip|txt|bin)$")
NAMES = re.compile(r"(?<=/)([0-9a-f-]{36}|[0-9]+|[0-9A-Z]{5}-[0-9A-Z-]+)(?=/)")
SEEN_BY_AXE_ELSEWHERE = re.compile(r"/enrolment/[0-9a-f-]{36}/")
PEOPLE = ("coordinator", "adjudicator1", "production", "quality", "delivery1", "auditor", "admin1")


@dataclass
class Walk:
    """Follows links breadth first; `seen` holds patterns of addresses, so that one card stands for all cards."""

    page: Page
    address: str
    seen: set[str] = field(default_factory=set)
    language: str = "ar"
    visited: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    def from_home(self, start: str = "/") -> None:
        waiting = [start]
        while waiting:
            path = waiting.pop(0)
            try:
                answer = self.page.goto(self.address + path)
            except Error as refused:
                if "Download is starting" not in refused.message:
                    raise
                continue
            assert answer is not None
            if answer.headers.get("content-type", "").startswith("text/html"):
                self.visited.append(path)
                if answer.status != 200:
                    self.found.append(f"{path} answers {answer.status}")
                waiting += [link for link in self._links() if self._is_new(link)]
                self.look()

    def look(self) -> None:
        """As it came, then in the other language, in which the next page comes."""
        self.measure()
        self.language = "fr" if self.language == "ar" else "ar"
        cookie = {"name": "django_language", "value": self.language, "url": self.address}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]
        self.page.reload()
        self.measure()
        if not SEEN_BY_AXE_ELSEWHERE.search(self.page.url):
            self.found += serious(self.page)

    def measure(self) -> None:
        spoken = self.page.locator("html").get_attribute("lang")
        if spoken != self.language and not self.page.url.endswith("/applicant/"):
            self.found.append(f"{self.page.url} speaks {spoken}")
        if wide := too_wide(self.page):
            self.found.append(f"{self.language}: {wide}")

    def _links(self) -> list[str]:
        links: list[str] = self.page.eval_on_selector_all(
            "a[href]:not([target=_blank]):not([download])", "(all) => all.map((one) => one.href)"
        )
        own = [link.removeprefix(self.address) for link in links if link.startswith(self.address + "/")]
        return [link.partition("#")[0].partition("?")[0] for link in own if not NOT_PAGES.search(link)]

    def _is_new(self, path: str) -> bool:
        pattern = NAMES.sub("*", path)
        if pattern in self.seen:
            return False
        self.seen.add(pattern)
        return True


def test_every_room_of_the_centre_fits_a_telephone(centre: RunningCentre, open_page: OpenPage) -> None:
    centre.seed(SEED)
    seen: set[str] = set()
    found: list[str] = []
    visited: dict[str, list[str]] = {}
    for name in PEOPLE:
        page = open_page(language="ar", width=WIDTH)
        page.context.add_cookies([{"name": "django_language", "value": "ar", "url": centre.url}])
        centre.sign_in(page, name)
        walk = Walk(page, centre.url, seen)
        walk.from_home()
        visited[name] = walk.visited
        found += [f"{name}: {each}" for each in walk.found]
    print({name: len(paths) for name, paths in visited.items()})
    rooms = {path.split("/")[1] for paths in visited.values() for path in paths}
    assert rooms >= {"planning", "intake", "screening", "production", "delivery", "bulletin", "journal", "accounts"}
    assert found == []


@pytest.fixture
def station(tmp_path: Path, free_port: Callable[[], int]) -> Iterator[RunningStation]:
    with running_station(tmp_path, free_port()) as running:
        yield running


def test_every_room_of_a_station_fits_a_telephone(station: RunningStation, open_page: OpenPage) -> None:
    page = open_page(language="ar", width=WIDTH)
    station.sign_in(page, "head.salma", language="ar")
    page.goto(f"{station.address}/day/")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    page.goto(f"{station.address}/enrolment/new/first/")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/who/")
    walk = Walk(page, station.address)
    walk.from_home()
    print(len(walk.visited), walk.visited)
    assert {path.split("/")[1] for path in walk.visited} >= {"queue", "enrolment", "hand-over", "day", "outbox"}
    assert walk.found == []
