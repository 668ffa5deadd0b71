"""Cards on their carriers by scan: a wrong one is refused with what to do, and the bag closes over a whole box."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pypdf
import pytest
from django.urls import reverse

from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.journey.production import box_errors as e
from bitaqa.journey.production import errors, policy
from bitaqa.journey.production.acts.check_cards import pass_remainder
from bitaqa.journey.production.acts.match_carriers import bag_box, carrier_code, match_carrier
from bitaqa.journey.production.acts.pack_cards import pack_visit
from bitaqa.journey.production.models import Box, BoxCard
from bitaqa.journey.production.queries import get_box
from bitaqa.journey.production.sheets import carriers_pdf, manifest_pdf

from ..people import account, browser_of
from .conftest import ACTOR, AT, Floor
from .looking import orders

pytestmark = pytest.mark.django_db


def packed(floor: Floor, count: int) -> Box:
    visit = floor.delivery_visit()
    floor.blanks(count)
    batch = floor.made(count)
    pass_remainder(batch, sampled=[orders(batch)[0].id], by=ACTOR, at=AT)
    (box,) = pack_visit(visit, by=ACTOR, at=AT)
    return Box.objects.get(pk=box)


def listed(box: Box) -> list[tuple[str, str]]:
    rows = BoxCard.objects.filter(box=box).select_related("order").order_by("position")
    return [(row.order.number, carrier_code(box, row.position)) for row in rows]


def test_each_card_lies_on_its_own_carrier_and_then_the_bag(floor: Floor, told: Callable[[str], list[UUID]]) -> None:
    box = packed(floor, 3)
    cards = listed(box)
    assert [carrier for _, carrier in cards] == [f"{box.code}-00{n}" for n in (1, 2, 3)]
    with pytest.raises(e.CardsNotOnCarriersError) as fact:
        bag_box(box.id, bag="TE004711", must_match=True, by=ACTOR, at=AT)
    assert fact.value.facts["count"] == 3
    for done, (number, carrier) in enumerate(cards, start=1):
        found = match_carrier(box.id, card=f" {number.lower()} ", carrier=carrier, by=ACTOR, at=AT)
        assert (found.number, found.done, found.total) == (number, done, 3)
    match_carrier(box.id, card=cards[0][0], carrier=cards[0][1], by=ACTOR, at=AT)  # scanned twice
    bag_box(box.id, bag="te004711", must_match=True, by=ACTOR, at=AT)
    bag_box(box.id, bag="TE004711", must_match=True, by=ACTOR, at=AT)
    assert get_box(box.id).bag == "TE004711"
    assert set(told("box.bagged")) == {box.id} and told("box.matched")
    assert "TE004711" in pypdf.PdfReader(io.BytesIO(manifest_pdf(get_box(box.id), at=AT))).pages[0].extract_text()


def test_a_wrong_carrier_is_refused_with_the_right_one(floor: Floor) -> None:
    box = packed(floor, 2)
    (first, own), (_, other) = listed(box)
    with pytest.raises(e.WrongCarrierError) as fact:
        match_carrier(box.id, card=first, carrier=other, by=ACTOR, at=AT)
    assert fact.value.facts == {"number": first, "carrier": other, "wanted": own}
    with pytest.raises(e.CarrierRefusedError):
        match_carrier(box.id, card=first, carrier=first, by=ACTOR, at=AT)
    with pytest.raises(e.CardNotInBoxError) as foreign:
        match_carrier(box.id, card="NOWHERE", carrier=own, by=ACTOR, at=AT)
    assert foreign.value.facts["other"] == "—"
    with pytest.raises(errors.BoxUnknownError):
        match_carrier(uuid4(), card=first, carrier=own, by=ACTOR, at=AT)
    assert not BoxCard.objects.exclude(matched_at=None).exists()


@pytest.mark.parametrize("bag", ["", "AB1", "AB 12", "é" * 6])
def test_a_bag_has_a_number_used_once(floor: Floor, bag: str) -> None:
    box = packed(floor, 1)
    with pytest.raises(e.BagNumberRefusedError):
        bag_box(box.id, bag=bag, must_match=False, by=ACTOR, at=AT)
    bag_box(box.id, bag="TE000001", must_match=False, by=ACTOR, at=AT)
    with pytest.raises(e.BagNumberRefusedError):
        bag_box(box.id, bag="TE000002", must_match=False, by=ACTOR, at=AT)
    with pytest.raises(errors.BoxUnknownError):
        bag_box(uuid4(), bag="TE000003", must_match=False, by=ACTOR, at=AT)


def test_carriers_are_printed_in_the_order_of_the_list(floor: Floor) -> None:
    box = packed(floor, 3)
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(carriers_pdf(box, at=AT))).pages)
    assert [words.index(carrier) for _, carrier in listed(box)] == sorted(words.index(c) for _, c in listed(box))


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_table_says_what_to_do(floor: Floor, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = load_country_pack("ma")
    strict = {**pack.raw, "production": {**pack.raw["production"], "match_carriers": True}}
    monkeypatch.setattr(policy, "country_pack", lambda: replace(pack, raw=strict))
    box, client = packed(floor, 2), browser_of(account("operator", "production"), language)
    (first, own), (second, other) = listed(box)
    match, bag = reverse("production:match", args=[box.id]), reverse("production:bag", args=[box.id])
    wrong = client.post(match, {"card": first, "carrier": other})
    assert wrong.status_code == 422 and own in wrong.content.decode()
    assert client.post(bag, {"bag": "TE000009"}).status_code == 422
    for card, carrier in ((first, own), (second, other)):
        assert client.post(match, {"card": card, "carrier": carrier}).status_code == 302
    client.post(bag, {"bag": "TE000009"})
    page = client.get(reverse("production:box", args=[box.id])).content.decode()
    assert "TE000009" in page and 'id="match"' not in page
    assert client.get(reverse("production:carriers", args=[box.id]))["Content-Type"] == "application/pdf"
    assert client.get(reverse("production:box", args=[uuid4()])).status_code == 404
