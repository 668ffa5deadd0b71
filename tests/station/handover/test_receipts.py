"""A receipt of a card that is not on this list: said to be genuine, where and when; a forged one is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.keys import Signer, SoftwareSigner
from bitaqa.foundation.packet.message_errors import ReceiptFromUnknownStationError
from bitaqa.foundation.packet.receipt import Receipt, new_receipt_number, sign_receipt
from bitaqa.station.fieldpack.queries import forget_cache
from bitaqa.station.handover.errors import GenuineReceiptNotDueError
from bitaqa.station.handover.finding import read_scan
from bitaqa.ui.formats import day_text
from station_env.browser import Browser
from station_env.centre import named
from station_env.counter import Counter

OTHER = named("another station")


def other_receipt(signer: Signer) -> str:
    number = new_receipt_number(lambda size: bytes(range(size)))
    receipt = Receipt(number, new_id(), OTHER, 1, "first", date(2026, 1, 19), None)
    return sign_receipt(receipt, signer=signer)


@pytest.fixture
def other(box_station: Counter) -> Signer:
    """Another station of the campaign, whose key the field pack names."""
    signer = SoftwareSigner.from_bytes(bytes(range(32)))
    key: dict[str, Any] = {
        "key_id": signer.key_id.hex(), "public": signer.public.hex(), "station": OTHER,
        "name_ar": "وحدة أخرى", "name_fr": "Autre unité",
    }  # fmt: skip
    box_station.place.install(3, station_keys=(key,))
    forget_cache()
    return signer


@pytest.mark.parametrize(("language", "unit"), [("ar", "وحدة أخرى"), ("fr", "Autre unité"), ("en", "Autre unité")])
def test_a_genuine_receipt_of_a_card_elsewhere_is_said_to_be_genuine(
    box_station: Counter, other: Signer, language: str, unit: str
) -> None:
    answer = Browser("op.amina", language).press("handover:list", text=other_receipt(other), status=404)
    page = answer.content.decode()
    with override(language):
        assert unit in page and day_text(date(2026, 1, 19)) in page and "2026-01-19" not in page
    assert "bq-alert bq-tone-calm" in page and "bq-alert bq-tone-stop" not in page, "nobody did anything wrong"
    assert {"ar": "الوصل صحيح", "fr": "authentique", "en": "genuine"}[language] in page


def test_this_station_s_own_receipt_of_a_card_elsewhere_is_genuine_too(box_station: Counter) -> None:
    from bitaqa.station import keys

    with pytest.raises(GenuineReceiptNotDueError) as told:
        read_scan(other_receipt(keys.unlocked().signer))
    assert told.value.facts["day"] == day_text(date(2026, 1, 19)) and told.value.facts["station"]


def test_a_receipt_of_no_station_of_ours_is_not_genuine(box_station: Counter) -> None:
    with pytest.raises(ReceiptFromUnknownStationError):
        read_scan(other_receipt(SoftwareSigner.from_bytes(bytes(32))))
