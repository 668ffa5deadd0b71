"""Deny by default at the station: every address of both kinds, screens and machine doors, refuses a stranger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import get_resolver

from station_env.centre import PINS
from station_env.place import Place

PUBLIC = {
    "/sign-in/",
    "/desks/enrol/",
    "/unlock/",
    "/ui/language/<slug:language>/",
    "/queue/display/",  # the screen of the waiting place: numbers, no names
    "/api/v1/sign-in",
    "/api/v1/openapi.json",  # the shape of the machine doors, and no data
    "/api/v1/",  # nothing is there
}
"""What a person needs before they are somebody here."""
CONVERTERS = {"uuid": str(UUID(int=7)), "uuidstr": str(UUID(int=7)), "int": "1", "str": "x", "slug": "fr", "path": "x"}


def _addresses(patterns: Any, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _addresses(pattern.url_patterns, where)
        else:
            yield where, pattern.callback


def _filled(where: str) -> str:
    """An address with something in each place."""
    where = re.sub(r"\(\?P<\w+>(\w+)[^)]*\)", r"\1", where).replace("^", "").replace("$", "")
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: CONVERTERS.get(found[1] or "str", "x"), where)


def test_a_stranger_reaches_no_screen_and_no_door(place: Place) -> None:
    stranger, reached = Client(), set()
    every = list(_addresses(get_resolver("bitaqa.station.urls").url_patterns))
    assert len(every) > 60
    for where, _view in every:
        for answer in (stranger.get(_filled(where)), stranger.post(_filled(where))):
            away = answer.status_code in (301, 302) and re.match(
                r"/(sign-in|desks/enrol|unlock)/", answer.headers["Location"]
            )
            if not away and answer.status_code not in (401, 403, 405):
                reached.add(where)
    assert reached <= PUBLIC, sorted(reached - PUBLIC)


def test_a_machine_that_is_no_desk_reaches_less_still(place: Place) -> None:
    outside = Client(REMOTE_ADDR="192.168.1.77")
    for where in ("/", "/enrolment/", "/queue/", "/hand-over/", "/outbox/", "/day/"):
        answer = outside.get(where)
        assert answer.status_code == 302 and answer.headers["Location"].startswith("/desks/enrol/"), where
    assert outside.post("/sign-in/", {"operator": "op.amina", "pin": PINS["op.amina"]}).status_code != 302
    assert outside.get("/").headers["Location"].startswith("/desks/enrol/")
