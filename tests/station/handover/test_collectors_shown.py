"""Who may collect for the holder stands on the card's page: names, capacity, and the number of their card."""

from __future__ import annotations

import pytest

from station_env.browser import Browser
from station_env.counter import Counter

from .test_screens import receive_all


@pytest.mark.parametrize(("language", "capacity"), [("ar", "الأم"), ("fr", "Mère"), ("en", "Mother")])
def test_who_collects_for_a_child_stands_on_the_card_s_page(box_station: Counter, language: str, capacity: str) -> None:
    receive_all(box_station)
    page = Browser("op.amina", language).go("handover:card", box_station.card("child"))
    for told in ("فاطمة العينة", "FATIMA SPECIMEN", capacity, "SPC900001"):
        assert told in page, told


def test_the_number_of_the_authorised_collector_s_card_stands_beside_their_name(box_station: Counter) -> None:
    receive_all(box_station)
    page = Browser("op.amina").go("handover:card", box_station.card("lina"))
    assert "Rachid Specimen" in page and "SPC800003" in page
