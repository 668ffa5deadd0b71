"""Every component is drawn, in each language, and nothing on a page breaks the content policy."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.test.signals import template_rendered

import bitaqa.ui

ROOM = Path(bitaqa.ui.__file__).parent
TEMPLATES = ROOM / "templates"
Reader = Callable[[str], Client]


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_the_living_page_speaks_the_readers_language(reader: Reader, language: str, direction: str) -> None:
    page = reader(language).get("/ui/").content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert ("bootstrap.rtl.min.css" in page) is (direction == "rtl")
    assert {"ar": "صفحة المكونات", "fr": "Page des composants", "en": "Living page"}[language] in page


def test_every_template_is_rendered(reader: Reader) -> None:
    drawn: set[str] = set()

    def note(sender: Any, template: Any, **rest: Any) -> None:
        if template.name:
            drawn.add(template.name)

    template_rendered.connect(note)
    try:
        client = reader("fr")
        client.get("/ui/")
        client.get("/ui/sheet/")
        client.get("/ui/progress/?value=2000")
        assert len(client.get("/ui/map.json").json()["features"]) == 4
        client.get("/refuse/")
        for status in (400, 403, 404, 429, 500, 503):
            client.get(f"/ui/failures/{status}/")
        from django.template.loader import render_to_string

        render_to_string("403_csrf.html")
        render_to_string("ui/components/form.html", {"form": __import__("django").forms.Form()})
        client.post("/ui/", follow=True)
    finally:
        template_rendered.disconnect(note)
    ours = {str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.html")}
    assert ours - drawn == set()


def test_no_page_needs_unsafe_content(reader: Reader) -> None:
    for address in ("/ui/", "/ui/sheet/", "/ui/failures/404/", "/refuse/"):
        page = reader("ar").get(address).content.decode()
        assert not re.search(r"<[^>]+\sstyle\s*=", page), f"inline style in {address}"
        assert not re.search(r"<[^>]+\son\w+\s*=", page), f"inline handler in {address}"
        assert not re.search(r"<script(?![^>]*\ssrc=)", page), f"inline script in {address}"
        assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", page), (
            f"something from elsewhere in {address}"
        )


def test_no_file_of_ours_fetches_from_elsewhere() -> None:
    for file in [*ROOM.rglob("*.css"), *ROOM.rglob("*.js"), *TEMPLATES.rglob("*.html")]:
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|url\(['\"]?//", text), file


def test_a_page_has_one_of_each_id_and_a_word_on_every_button(reader: Reader) -> None:
    page = reader("fr").get("/ui/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted({one for one in ids if ids.count(one) > 1}) == []
    for button in re.findall(r"<button.*?</button>", page, re.DOTALL):
        words = re.sub(r"<svg.*?</svg>|<[^>]+>", "", button, flags=re.DOTALL).strip()
        assert words, button


def test_every_icon_that_is_named_exists(reader: Reader) -> None:
    from bitaqa.ui.icons import MIRRORED, icon_names
    from bitaqa.ui.statuses import STATUSES
    from bitaqa.ui.vendor import MISSING

    known = icon_names()
    assert known, MISSING
    named = {row.icon for row in STATUSES.values()} | set(MIRRORED)
    for file in TEMPLATES.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        named |= set(re.findall(r'ui_icon "([a-z0-9-]+)"', text)) | set(re.findall(r'icon="([a-z0-9-]+)"', text))
    assert named - known == set()


def test_the_progress_bar_stops_asking_when_full(reader: Reader) -> None:
    client = reader("fr")
    assert "hx-get=" in client.get("/ui/progress/?value=10").content.decode()
    full = client.get("/ui/progress/?value=2090").content.decode()
    assert "hx-get=" not in full and 'value="2095"' in full
    assert "hx-get=" in client.get("/ui/progress/?value=nonsense").content.decode()


def test_a_posted_form_answers_with_a_toast(reader: Reader) -> None:
    page = reader("ar").post("/ui/", follow=True).content.decode()
    assert "data-toast" in page and "تم ختم الطلب" in page
