"""A batch is held, let go and parted before it is made; what may be signed stays exactly what is in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.vault.door import signatures_left
from bitaqa.journey.production import errors, holding_errors
from bitaqa.journey.production.acts.form_batches import form_batches
from bitaqa.journey.production.acts.hold_batches import hold_batch, resume_batch, split_batch
from bitaqa.journey.production.acts.order_documents import orders_ahead
from bitaqa.journey.production.floor import promises_kept
from bitaqa.journey.production.models import Batch, Blank, Order
from bitaqa.journey.production.routing import CentreLoad

from ..people import account, browser_of
from .conftest import ACTOR, AT, DAY, Floor
from .looking import orders

pytestmark = pytest.mark.django_db
Told = Callable[[str], list[UUID]]


def formed(floor: Floor, count: int) -> UUID:
    floor.blanks(count)
    floor.approve(count)
    run_until_still(["order"])
    (batch,) = form_batches(by=ACTOR, at=AT, now=True)
    return batch


def test_a_held_batch_is_not_made_until_it_is_resumed(floor: Floor, told: Told) -> None:
    batch = formed(floor, 2)
    assert hold_batch(batch, by=ACTOR, at=AT, because="machine")
    assert not hold_batch(batch, by=ACTOR, at=AT, because="machine")
    run_until_still(["personalise"])
    row = Batch.objects.get(pk=batch)
    assert row.personalised_at is None and row.held_because == "machine" and signatures_left(batch) == 2
    later = AT + timedelta(hours=3)
    assert resume_batch(batch, by=ACTOR, at=later)
    assert not resume_batch(batch, by=ACTOR, at=later)
    run_until_still(["personalise"])
    row.refresh_from_db()
    assert row.personalised_at is not None and row.held_by == "" and row.lease_until == later + timedelta(hours=12)
    assert told("batch.held") == told("batch.resumed") == [batch]
    for act in (
        lambda: hold_batch(batch, by=ACTOR, at=AT, because="data"),
        lambda: resume_batch(batch, by=ACTOR, at=AT),
    ):
        with pytest.raises(holding_errors.BatchMadeError):
            act()


def test_a_batch_parted_in_two_keeps_numbers_blanks_and_exact_approvals(floor: Floor, told: Told) -> None:
    batch = formed(floor, 5)
    before = {order.application: order.number for order in orders(batch)}
    hold_batch(batch, by=ACTOR, at=AT, because="inspection")
    other = split_batch(batch, first=4, by=ACTOR, at=AT)
    assert [len(orders(each)) for each in (batch, other)] == [3, 2]
    assert [order.page for order in orders(other)] == [1, 2]
    assert {order.application: order.number for order in Order.objects.all()} == before
    assert set(Blank.objects.filter(batch=other).values_list("order", flat=True)) == {o.id for o in orders(other)}
    assert (signatures_left(batch), signatures_left(other)) == (3, 2)
    row, first = Batch.objects.get(pk=other), Batch.objects.get(pk=batch)
    assert row.split_from_id == batch and row.held_because == "inspection" and row.lease_token > first.lease_token
    assert told("batch.split") == [batch]
    resume_batch(other, by=ACTOR, at=AT)
    run_until_still(["personalise"])
    assert Order.objects.filter(batch=other, state="personalised").count() == 2
    assert Order.objects.filter(batch=batch, state="in_batch").count() == 3


@pytest.mark.parametrize("first", [0, 1, 4])
def test_no_part_is_left_empty(floor: Floor, first: int) -> None:
    batch = formed(floor, 3)
    with pytest.raises(holding_errors.SplitLeavesNothingError):
        split_batch(batch, first=first, by=ACTOR, at=AT)
    assert len(orders(batch)) == 3 and signatures_left(batch) == 3


def test_reasons_and_batches_must_be_known(floor: Floor) -> None:
    with pytest.raises(errors.ReasonUnknownError):
        hold_batch(uuid4(), by=ACTOR, at=AT, because="boredom")
    with pytest.raises(errors.BatchUnknownError):
        hold_batch(uuid4(), by=ACTOR, at=AT, because="other")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_page_holds_and_parts(floor: Floor, language: str) -> None:
    batch = formed(floor, 4)
    client = browser_of(account("operator", "production"), language)
    page = reverse("production:batch", args=[batch])
    held = client.post(reverse("production:hold", args=[batch]), {"because": "supplies"}, follow=True)
    assert held.redirect_chain and 'id="held"' in held.content.decode()
    answer = client.post(reverse("production:split", args=[batch]), {"first": "3"})
    other = Batch.objects.get(split_from=batch)
    assert answer.headers["Location"] == reverse("production:batch", args=[other.id])
    client.post(reverse("production:resume", args=[batch]))
    assert Batch.objects.get(pk=batch).held_at is None
    assert 'id="before"' in client.get(page).content.decode()


# --- promises and forecasts -----------------------------------------------------------------------------------------
def test_the_backlog_is_told_day_by_day_urgent_ones_first() -> None:
    ahead = CentreLoad("rabat", 100, ahead=250, urgent=120).days_ahead(DAY)
    assert [(day.urgent, day.ordinary) for day in ahead] == [(100, 0), (20, 80), (0, 50)]
    assert [day.day for day in ahead] == [DAY + timedelta(days=n) for n in (1, 2, 3)]
    assert len(CentreLoad("rabat", 1, ahead=99).days_ahead(DAY)) == 14
    assert CentreLoad("rabat", None, ahead=99).days_ahead(DAY) == []


def test_a_promise_is_kept_when_the_card_passes_by_its_day(floor: Floor) -> None:
    batch = floor.made(2) if floor.blanks(9) else None
    assert batch is not None
    first, second = orders(batch)
    assert first.promised_on == AT.date() + timedelta(days=2)  # one day at the declared capacity, one of grace
    from bitaqa.journey.production.acts.check_cards import pass_cards

    pass_cards([first.id], by=ACTOR, at=AT + timedelta(days=2))
    assert promises_kept(AT.date()) == {"rabat": (1, 1)}
    assert promises_kept(AT.date() + timedelta(days=3)) == {"rabat": (1, 2)}  # the other one is late
    pass_cards([second.id], by=ACTOR, at=AT + timedelta(days=4))
    assert promises_kept(AT.date() + timedelta(days=5)) == {"rabat": (1, 2)}
    assert orders_ahead() == {}
