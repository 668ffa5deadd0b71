"""The second person lets a list fall on its page: nothing is erased, and nothing is left to decide."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from bitaqa.records.applications.door import get_application
from bitaqa.services.retention import screens
from bitaqa.services.retention.models import Erasure

from ..delivery.world import World
from ..people import browser_of, text_of
from .test_erasing import LONG_AFTER, fulfilled

__all__ = ["fulfilled"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_list_is_declined_on_its_page(
    world: World, fulfilled: list[UUID], administrators: tuple[Any, Any], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "now", lambda: LONG_AFTER)
    one, two = (browser_of(user, language) for user in administrators)
    page = one.post("/retention/", {"what": "files"}).headers["Location"]
    assert two.post(f"{page}decline/").status_code == 302
    assert Erasure.objects.get().outcome == "declined" and Erasure.objects.get().settled_by == administrators[1].pk
    assert 'id="acts"' not in text_of(one.get(page)), "nothing is left to decide"
    assert get_application(fulfilled[0]).name_latin != "ERASED"
