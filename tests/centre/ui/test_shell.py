"""The frame: navigation, reader, link state; and the shapes and states that components draw."""

from __future__ import annotations

import sys
import types
from datetime import UTC, datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from bitaqa.ui.context import Shell, current_href
from bitaqa.ui.shapes import Difference, NavItem, Sync, Who
from bitaqa.ui.statuses import STATUSES, TONES, Status, add_statuses, status_of


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "/"),
        ("/cards/", "/cards/"),
        ("/cards/7/", "/cards/"),
        ("/cards/lost/3", "/cards/lost"),
        ("/cardsharp", ""),
        ("/x/", ""),
    ],
)
def test_the_longest_entry_is_current(path: str, current: str) -> None:
    assert current_href(path, ["/", "/cards/", "/cards/lost", ""]) == current


def test_the_frame_asks_the_request_then_the_settings(settings: Any) -> None:
    module = types.ModuleType("specimen_frame")
    module.nav = lambda request: [{"label": "Cards", "href": "/cards/", "icon": "person-vcard", "count": 3}]  # type: ignore[attr-defined]
    sys.modules["specimen_frame"] = module
    settings.BITAQA_NAV = "specimen_frame.nav"
    request = RequestFactory().get("/cards/9/")
    assert Shell(request).nav == [
        {"label": "Cards", "href": "/cards/", "icon": "person-vcard", "count": 3, "current": True}
    ]
    request.shell_nav = [NavItem("Home", "/")]  # type: ignore[attr-defined]
    assert [item["label"] for item in Shell(request).nav] == ["Home"]
    assert Shell(request).who is None and Shell(request).sync is None and Shell(request).home == "/"


def test_a_signed_in_user_is_named(settings: Any) -> None:
    class User:
        is_authenticated = True
        shown_name = "Amina SPECIMEN"

    request = RequestFactory().get("/")
    request.user = User()  # type: ignore[assignment]
    who = Shell(request).who
    assert who is not None and who.name == "Amina SPECIMEN" and who.sign_out_href == ""


def test_after_a_post_the_language_link_leads_to_the_page_itself() -> None:
    assert Shell(RequestFactory().post("/a/?b=1")).language_next == "/a/"
    assert Shell(RequestFactory().get("/a/?b=1")).language_next == "/a/?b=1"


@pytest.mark.parametrize("state", ["online", "offline", "sending", "trouble"])
def test_the_link_state_is_said_in_words(state: str) -> None:
    page = render_to_string("ui/sync.html", {"sync": Sync(state, 2, datetime(2026, 11, 1, tzinfo=UTC), "/outbox/")})
    words = {"online": "متصل", "offline": "دون اتصال", "sending": "قيد الإرسال", "trouble": "تعذر الإرسال"}
    assert words[state] in page and 'href="/outbox/"' in page


def test_signing_out_is_a_post() -> None:
    page = render_to_string("ui/who.html", {"who": Who("A", "B", "C", "/out/")}, RequestFactory().get("/"))
    assert 'method="post" action="/out/"' in page and "csrfmiddlewaretoken" in page


def test_every_state_has_a_word_an_icon_and_a_tone() -> None:
    for name, row in STATUSES.items():
        assert str(row.word) and row.icon and row.tone in TONES, name


def test_a_state_without_a_row_is_visible() -> None:
    assert status_of("card.on_the_moon").word == "on the moon"


def test_a_room_adds_states_but_takes_none() -> None:
    row = Status("Parked", "pause", "calm")
    add_statuses({"specimen.parked": row})
    try:
        assert status_of("specimen.parked") is row
        with pytest.raises(KeyError):
            add_statuses({"card.active": row})
    finally:
        del STATUSES["specimen.parked"]


def test_one_missing_side_is_neither_same_nor_different() -> None:
    assert Difference("n", "", "7").unknown and not Difference("n", "", "7").same
    assert Difference("n", 1, 1).same and not Difference("n", 1, 2).unknown
    assert Difference("n", 1, 2, agrees=True).same
