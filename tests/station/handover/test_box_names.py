"""A box is called by what people read on it, in each language, before and after it was received."""

from __future__ import annotations

import html
import re

import pytest
from django.utils import translation

from bitaqa.station.fieldpack.door import get_visit, place_name
from bitaqa.station.fieldpack.models import DueCard
from bitaqa.station.handover.models import BoxReceipt
from station_env.browser import Browser
from station_env.counter import BOX, DELIVERY_TODAY, Counter


@pytest.mark.parametrize(
    ("language", "numbered", "nameless"),
    [("ar", "الصندوق", "الصندوق الموجه إلى"), ("fr", "Colis", "Colis pour"), ("en", "Box", "Box for")],
)
def test_a_box_is_called_by_its_number_and_its_place(
    box_station: Counter, language: str, numbered: str, nameless: str
) -> None:
    browser = Browser(language=language)
    with translation.override(language):
        place = place_name(get_visit(DELIVERY_TODAY).place)
    for page in (browser.go("handover:boxes"), browser.go("handover:box", BOX)):
        assert re.search(rf"{numbered} <bdi[^>]*>RAB-B000012<", page), "the number printed in the box"
        assert place in html.unescape(page) and BOX.hex[-8:].upper() not in page
    waits = {"ar": "منتظَر", "fr": ">Attendu<", "en": ">Expected<"}[language]
    assert waits in browser.go("handover:boxes"), "said of a box, not of a card"
    browser.press("day:open", visit=str(DELIVERY_TODAY))
    browser.press("handover:box", BOX, text="SPC000001")
    browser.press("handover:box", BOX, box="whole")
    DueCard.objects.all().delete()  # a later pack that announces nothing
    page = browser.go("handover:box", BOX)
    assert "RAB-B000012" in page and place in html.unescape(page)
    BoxReceipt.objects.update(number="")
    assert f"{nameless} {place}" in html.unescape(browser.go("handover:box", BOX))
