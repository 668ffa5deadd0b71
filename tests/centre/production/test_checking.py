"""Cards are looked at one by one: passed, rejected and made again, or stopped by a zone that differs."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from bitaqa.foundation.kernel.states import MoveNotAllowedError
from bitaqa.foundation.rules.documents import CardState, DocumentState
from bitaqa.journey.production import errors, queries
from bitaqa.journey.production.acts.account_for_blanks import close_batch
from bitaqa.journey.production.acts.check_cards import pass_cards, pass_remainder, reject_card
from bitaqa.journey.production.domain import BlankState
from bitaqa.journey.production.models import Blank, Order, Rejection
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents

from .conftest import ACTOR, AT, Floor
from .looking import orders

pytestmark = pytest.mark.django_db


def test_a_rejected_card_is_made_again_under_a_new_number(floor: Floor, told: Callable[[str], list[UUID]]) -> None:
    floor.blanks(5)
    batch = floor.made(2)
    one, two = orders(batch)
    rejection = reject_card(one.id, attempt=1, reason="print", by=ACTOR, at=AT)
    again = reject_card(one.id, attempt=1, reason="print", by=ACTOR, at=AT)
    assert again.id == rejection.id and Rejection.objects.count() == 1
    row = queries.get_order(one.id)
    assert (row.state, row.attempt, row.remake_of, row.number) == ("assigned", 2, one.document, "")
    assert cards.cards_by_id([one.card])[one.card].state is CardState.SPOILED  # type: ignore[list-item,index]
    assert documents.documents_by_id([one.document])[one.document].state is DocumentState.CANCELLED  # type: ignore[list-item,index]
    assert Blank.objects.get(serial=rejection.blank).state == BlankState.SPOILED
    assert told("order.remade") == [one.id]
    pass_cards([two.id], by=ACTOR, at=AT)
    second = floor.make_batch()
    (remade,) = orders(second)
    assert remade.id == one.id and remade.number not in ("", one.number)
    assert Blank.objects.get(order=one.id, attempt=2).batch_id == second
    pass_remainder(second, sampled=[one.id], by=ACTOR, at=AT)
    assert close_batch(batch, spoiled=[rejection.blank], by=ACTOR, at=AT).spoiled == 1


def test_reasons_and_attempts_are_checked(floor: Floor) -> None:
    floor.blanks(2)
    (one,) = orders(floor.made(1))
    with pytest.raises(errors.ReasonUnknownError):
        reject_card(one.id, attempt=1, reason="ugly", by=ACTOR, at=AT)
    with pytest.raises(errors.OrderUnknownError):
        reject_card(one.id, attempt=2, reason="print", by=ACTOR, at=AT)
    pass_cards([one.id], by=ACTOR, at=AT)
    with pytest.raises(MoveNotAllowedError):
        reject_card(one.id, attempt=1, reason="print", by=ACTOR, at=AT)


def test_passing_twice_passes_once(floor: Floor, told: Callable[[str], list[UUID]]) -> None:
    floor.blanks(2)
    (one,) = orders(floor.made(1))
    assert pass_cards([one.id], by=ACTOR, at=AT) == [one.id]
    assert pass_cards([one.id], by=ACTOR, at=AT) == []
    assert told("order.passed") == [one.id]


def test_a_zone_that_differs_stops_the_card(floor: Floor) -> None:
    floor.blanks(3)
    one, two = orders(floor.made(2))
    with pytest.raises(errors.ZoneDiffersError):
        pass_cards([one.id], read={one.id: two.mrz}, by=ACTOR, at=AT)
    assert pass_cards([one.id], read={one.id: one.mrz.replace("\n", " ")}, by=ACTOR, at=AT) == [one.id]
    Order.objects.filter(pk=two.id).update(mrz=one.mrz)
    with pytest.raises(errors.ZoneDiffersError):
        pass_cards([two.id], by=ACTOR, at=AT)


def test_the_rest_passes_only_after_a_sample(floor: Floor) -> None:
    floor.blanks(5)
    batch = floor.made(3)
    made = orders(batch)
    with pytest.raises(errors.SampleTooSmallError):
        pass_remainder(batch, by=ACTOR, at=AT)
    with pytest.raises(errors.BatchUnknownError):
        pass_remainder(made[0].id, by=ACTOR, at=AT)
    pass_cards([made[1].id], by=ACTOR, at=AT)
    assert pass_remainder(batch, by=ACTOR, at=AT) == [made[0].id, made[2].id]
    assert pass_remainder(batch, by=ACTOR, at=AT) == []
