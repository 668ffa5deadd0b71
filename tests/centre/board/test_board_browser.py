"""The board and a bulletin's figures in a browser: renewed by itself, axe finds nothing, nothing is too wide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import expect

from bitaqa.records.places.models import Place
from centre.bulletin.computing import a_small_campaign
from centre.bulletin.conftest import World, people, world
from centre_env.browser import picture, serious, too_wide

__all__ = ["people", "world"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("fr", 390)])
def test_a_day_is_watched_and_told(
    transactional_db: None, world: World, people: Callable[[str], Any], live_server: Any,
    open_page: Callable[..., Any], language: str, width: int,
) -> None:  # fmt: skip
    with transaction.atomic():
        a_small_campaign(world)
    for number, code in enumerate(("ouled-a", "ouled-b", "ouled-c", "ouled-d")):
        Place.objects.filter(code=code).update(latitude=32.4 + number % 2 / 3, longitude=-7.3 + number / 5)
    client = Client()
    client.force_login(people("coordinator"))
    page = open_page(language=language, width=width)
    cookies = [(settings.SESSION_COOKIE_NAME, client.session.session_key), ("django_language", language)]
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies])
    page.goto(f"{live_server.url}/board/{world.campaign}/")
    assert [*serious(page), *filter(None, [too_wide(page)])] == []
    picture(page, f"board-{language}-{width}")
    first = page.locator("#board .bq-figure-value").first
    expect(first).to_have_text("9")
    with transaction.atomic():
        world.request()
    expect(first).to_have_text("10")
    built = client.generic("POST", f"/bulletin/api/campaigns/{world.campaign}/build").json()
    for path, name in (("", "bulletin"), ("figures/by_kind/renewal", "figure")):
        page.goto(f"{live_server.url}/bulletin/{built['bulletin']}/{path}")
        assert [*serious(page), *filter(None, [too_wide(page)])] == []
        assert page.locator("svg[role=img] circle").count() == (4 if name == "bulletin" else 0)
        picture(page, f"{name}-{language}-{width}")
