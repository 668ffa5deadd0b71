"""Arabic unless the reader chose otherwise; the way back never leaves the house."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client


def test_arabic_whatever_the_browser_wishes() -> None:
    answer = Client(headers={"accept-language": "fr"}).get("/ui/")
    assert answer.headers["Content-Language"] == "ar" and "Cookie" in answer.headers["Vary"]


def test_an_unknown_language_in_the_cookie_is_arabic(reader: Callable[[str], Client]) -> None:
    assert reader("xx").get("/ui/").headers["Content-Language"] == "ar"


def test_the_choice_is_kept() -> None:
    client = Client()
    answer = client.get("/ui/language/fr/?next=/ui/%3Fpage%3D2")
    assert answer.status_code == 302 and answer.headers["Location"] == "/ui/?page=2"
    assert client.get("/ui/").headers["Content-Language"] == "fr"


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_no_way_out(back: str) -> None:
    assert Client().get("/ui/language/fr/", {"next": back}).headers["Location"] == "/"


def test_a_language_we_do_not_speak() -> None:
    assert Client().get("/ui/language/xx/").status_code == 404
