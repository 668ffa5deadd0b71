"""The lists of the floor answer whoever holds one card, one blank or one receipt; a form says why it did nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.journey.production import door, queries
from bitaqa.journey.production.acts.check_cards import pass_remainder
from bitaqa.journey.production.models import Blank, BoxCard, Order
from bitaqa.records.applications import door as applications

from .conftest import ACTOR, AT, Floor
from .people import R, Signed

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_order_of_the_queue_is_found_by_its_receipt(floor: Floor, signed: Signed) -> None:
    one, other = floor.approve(2)
    run_until_still(["order"])
    receipts = {id_: found.receipt_number for id_, found in applications.applications_by_id([one, other]).items()}
    operator = signed(R.PRODUCTION)
    both = shown(operator, "/production/")
    assert receipts[one] in both and receipts[other] in both
    typed = receipts[one].replace("-", "").lower()
    found = shown(operator, "/production/", **{"q-q": typed})
    assert receipts[one] in found and receipts[other] not in found
    nothing = shown(operator, "/production/", **{"q-q": "not a receipt"})
    assert not any(receipt in nothing for receipt in receipts.values())
    assert f"/applications/{one}/" not in both
    assert f"/applications/{one}/" in shown(signed(R.PRODUCTION, R.ADJUDICATOR), "/production/")


def test_a_card_of_a_batch_is_found_by_its_number_or_its_blank(floor: Floor, signed: Signed) -> None:
    floor.blanks(9)
    batch = floor.made(3)
    operator, page = signed(R.PRODUCTION), f"/production/batches/{batch}/"
    one, other, *_rest = queries.orders_of_batch(batch)
    assert one.number in shown(operator, page) and other.number in shown(operator, page)
    for asked in (one.number.lower(), Blank.objects.get(order=one.id).serial):
        found = shown(operator, page, q=asked)
        assert one.number in found and other.number not in found
    pass_remainder(batch, sampled=[order.id for order in queries.orders_of_batch(batch)], by=ACTOR, at=AT)
    assert one.number in shown(operator, page, state="passed")


def test_a_carrier_of_a_box_is_found(floor: Floor, signed: Signed) -> None:
    floor.blanks(9)
    visit = floor.delivery_visit()
    batch = floor.made(2)
    pass_remainder(batch, sampled=[order.id for order in queries.orders_of_batch(batch)], by=ACTOR, at=AT)
    operator = signed(R.PRODUCTION)
    operator.post(f"/production/packing/{visit}/pack/")
    (box,) = door.boxes(visit)
    one, other = Order.objects.filter(id__in=BoxCard.objects.filter(box=box.id).values("order"))
    page = f"/production/boxes/{box.id}/"
    found = shown(operator, page, q=one.number)
    assert one.number in found and other.number not in found
    assert one.number in shown(operator, page, done="no") and one.number not in shown(operator, page, done="yes")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_blanks_that_cannot_be_read_are_refused_aloud(
    floor: Floor, signed: Signed, settings: Any, language: str
) -> None:
    floor.blanks(9)
    batch = floor.made(1)
    operator = signed(R.PRODUCTION)
    operator.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    before = Blank.objects.filter(batch=batch).count()
    answer = operator.post(f"/production/batches/{batch}/blanks/", {"serials": ""})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'aria-invalid="true"' in page
    assert Blank.objects.filter(batch=batch).count() == before
