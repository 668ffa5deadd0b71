"""Numbered blanks are accounted for one by one: received, issued, consumed, missed, destroyed by two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.foundation.rules.documents import CardState
from bitaqa.journey.production import errors
from bitaqa.journey.production.acts import form_batches as forming
from bitaqa.journey.production.acts.account_for_blanks import close_batch, issue_blanks
from bitaqa.journey.production.acts.check_cards import pass_cards, reject_card
from bitaqa.journey.production.acts.destroy_blanks import confirm_destruction, propose_destruction, withdraw_destruction
from bitaqa.journey.production.acts.form_batches import form_batches, queues
from bitaqa.journey.production.models import Batch, Blank, Order
from bitaqa.records.cards import door as cards

from .conftest import ACTOR, AT, OTHER, Floor
from .looking import orders

pytestmark = pytest.mark.django_db


def test_each_order_consumes_one_numbered_blank(floor: Floor) -> None:
    floor.blanks(5)
    batch = floor.made(3)
    used = list(Blank.objects.filter(batch=batch).order_by("serial").values_list("serial", flat=True))
    assert used == ["BL000001", "BL000002", "BL000003"]
    bodies = cards.cards_by_id(o.card for o in orders(batch) if o.card)
    assert sorted(c.blank for c in bodies.values()) == used
    first = Blank.objects.get(serial="BL000001")
    with pytest.raises(IntegrityError), transaction.atomic():
        Blank.objects.filter(serial="BL000004").update(batch=batch, order=first.order, attempt=first.attempt)


def test_no_blank_no_batch_and_the_delivery_lets_it_go(floor: Floor) -> None:
    floor.approve(2)
    run_until_still(["order", "batch"])
    with pytest.raises(errors.NoBlanksError):
        form_batches(by=ACTOR, at=AT, now=True)
    assert form_batches(by=ACTOR, at=AT + timedelta(hours=1)) == []
    floor.blanks(1)
    (batch,) = form_batches(by=ACTOR, at=AT + timedelta(hours=1))
    assert len(orders(batch)) == 1
    assert Order.objects.filter(state="assigned").count() == 1


def test_orders_that_another_took_meanwhile_are_no_want_of_blanks(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor.blanks(5)
    floor.approve(2)
    run_until_still(["order"])
    seen_before = queues("rabat")
    assert len(form_batches(by=OTHER, at=AT, now=True)) == 1
    monkeypatch.setattr(forming, "queues", lambda centre: seen_before)
    assert form_batches(by=ACTOR, at=AT, now=True) == []


def test_a_missing_blank_stops_the_closure_and_is_named(floor: Floor) -> None:
    floor.blanks(10)
    batch = floor.made(3)
    with pytest.raises(errors.BatchNotJudgedError):
        close_batch(batch, by=ACTOR, at=AT)
    made = orders(batch)
    rejected = reject_card(made[2].id, attempt=1, reason="laminate", by=ACTOR, at=AT)
    pass_cards([made[0].id, made[1].id], by=ACTOR, at=AT)
    issue_blanks(batch, ["BL000009", "BL000010"], by=ACTOR, at=AT)
    with pytest.raises(errors.BlanksUnaccountedError) as caught:
        close_batch(batch, sample=["BL000009"], returned=["XX1"], by=ACTOR, at=AT)
    assert caught.value.facts["missing"] == f"{rejected.blank}, BL000010"
    assert caught.value.facts["foreign"] == "XX1"
    with pytest.raises(errors.BlanksUnaccountedError) as caught:
        close_batch(batch, sample=["BL000009", rejected.blank], returned=["BL000010"], by=ACTOR, at=AT)
    assert caught.value.facts["twice"] == rejected.blank
    counted: dict[str, Any] = {"spoiled": [rejected.blank], "sample": ["BL000009"], "returned": ["BL000010"]}
    count = close_batch(batch, **counted, by=ACTOR, at=AT)
    assert (count.received, count.good, count.spoiled, count.sample, count.returned) == (5, 2, 1, 1, 1)
    assert close_batch(batch, by=OTHER, at=AT) == count
    assert Batch.objects.get(pk=batch).closed_by == ACTOR
    with pytest.raises(errors.BatchClosedError):
        issue_blanks(batch, ["BL000008"], by=ACTOR, at=AT)
    states = dict(Blank.objects.values_list("serial", "state"))
    assert (states["BL000009"], states["BL000010"]) == ("sample", "returned")


def test_blanks_are_received_once_and_issued_from_free_stock(floor: Floor) -> None:
    floor.blanks(3)
    with pytest.raises(errors.BlanksKnownError):
        floor.blanks(2, first="BL000003")
    with pytest.raises(errors.BlankSerialRefusedError):
        floor.blanks(2, first="BL9")
    with pytest.raises(errors.IssuingCentreUnknownError):
        floor.blanks(2, centre="atlantis", first="AT0001")
    batch = floor.made(1)
    with pytest.raises(errors.BlanksNotFreeError):
        issue_blanks(batch, ["BL000001"], by=ACTOR, at=AT)


def test_spoiled_blanks_are_destroyed_by_two(floor: Floor, told: Callable[[str], list[UUID]]) -> None:
    floor.blanks(3)
    batch = floor.made(1)
    (one,) = orders(batch)
    spoiled = reject_card(one.id, attempt=1, reason="print", by=ACTOR, at=AT)
    with pytest.raises(errors.NothingSpoiledError):
        propose_destruction(centre="rabat", serials=["BL000003"], by=ACTOR, at=AT)
    proposed = propose_destruction(centre="rabat", serials=[spoiled.blank.lower()], by=ACTOR, at=AT)
    withdraw_destruction(proposed.id, by=ACTOR, at=AT)
    proposed = propose_destruction(centre="rabat", serials=[spoiled.blank], by=ACTOR, at=AT)
    with pytest.raises(errors.NothingSpoiledError):
        propose_destruction(centre="rabat", serials=[spoiled.blank], by=OTHER, at=AT)
    with pytest.raises(errors.SecondPersonNeededError):
        confirm_destruction(proposed.id, by=ACTOR, at=AT)
    confirm_destruction(proposed.id, by=OTHER, at=AT)
    with pytest.raises(errors.DestructionUnknownError):
        confirm_destruction(proposed.id, by=OTHER, at=AT)
    assert Blank.objects.get(serial=spoiled.blank).state == "destroyed"
    assert cards.cards_by_id([spoiled.card])[spoiled.card].state is CardState.DESTROYED
    assert len(told("blank.destroyed")) == 1
    assert len(told("blank.destruction_proposed")) == 2 and len(told("blank.destruction_withdrawn")) == 1
