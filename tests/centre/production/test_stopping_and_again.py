"""Orders that stop wherever they stand, and cards that are ordered again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from bitaqa.backbone.jobs.door import items_set_aside, run_until_still
from bitaqa.foundation.rules.documents import CardState, DocumentState
from bitaqa.journey.production import door, queries
from bitaqa.journey.production.acts.account_for_blanks import close_batch
from bitaqa.journey.production.acts.check_cards import pass_cards, pass_remainder
from bitaqa.journey.production.acts.destroy_blanks import confirm_destruction, propose_destruction
from bitaqa.journey.production.acts.form_batches import form_batches
from bitaqa.journey.production.acts.order_again import order_again
from bitaqa.journey.production.acts.pack_cards import pack_visit, seal_box
from bitaqa.journey.production.domain import Rank
from bitaqa.journey.production.models import Blank, Order, ReplaceItem
from bitaqa.records.applications import door as applications
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents

from .conftest import ACTOR, AT, DAY, OTHER, Floor
from .looking import count_queries, orders

pytestmark = pytest.mark.django_db


def stop(application: UUID) -> None:
    applications.move([application], "stop", by=ACTOR, at=AT, because="death-reported")
    run_until_still(["order-stop"])


def test_a_stopped_application_stops_its_order_wherever_it_stands(floor: Floor) -> None:
    floor.blanks(20)
    (assigned,) = floor.approve(1)
    run_until_still(["order"])
    stop(assigned)
    assert Order.objects.get(application=assigned).state == "cancelled"
    (waiting,) = floor.approve(1)
    run_until_still(["order"])
    form_batches(by=ACTOR, at=AT, now=True)
    stop(waiting)
    run_until_still(["personalise"])
    order = Order.objects.get(application=waiting)
    assert order.state == "cancelled" and order.card is None
    assert not Blank.objects.exclude(batch=None).exists()
    batch = floor.made(2)
    made, kept = orders(batch)
    stop(made.application)
    assert cards.cards_by_id([made.card])[made.card].state is CardState.WITHHELD  # type: ignore[list-item,index]
    assert documents.documents_by_id([made.document])[made.document].state is DocumentState.CANCELLED  # type: ignore[list-item,index]
    blank = Blank.objects.get(order=made.id)
    assert blank.state == "spoiled"
    pass_cards([kept.id], by=ACTOR, at=AT)
    close_batch(batch, spoiled=[blank.serial], by=ACTOR, at=AT)
    proposed = propose_destruction(centre="rabat", serials=[blank.serial], by=ACTOR, at=AT)
    confirm_destruction(proposed.id, by=OTHER, at=AT)
    assert cards.cards_by_id([made.card])[made.card].state is CardState.DESTROYED  # type: ignore[list-item,index]


def test_a_death_told_between_order_and_print_is_seen_at_the_print(floor: Floor) -> None:
    """The stop came before its order existed: the order is cancelled at the press, not printed."""
    floor.blanks(5)
    dead, living = floor.approve(2)
    run_until_still(["order"])
    form_batches(by=ACTOR, at=AT, now=True)
    from bitaqa.records.applications.models import Application

    Application.objects.filter(pk=dead).update(state="stopped")
    run_until_still(["personalise"])
    states = dict(Order.objects.values_list("application", "state"))
    assert states == {dead: "cancelled", living: "personalised"}


def test_a_packed_card_that_is_gone_is_ordered_again_once(floor: Floor, told: Callable[[str], list[UUID]]) -> None:
    floor.blanks(10)
    visit = floor.delivery_visit()
    batch = floor.made(2)
    lost, kept = orders(batch)
    assert lost.card is not None and kept.card is not None
    pass_remainder(batch, sampled=[lost.id], by=ACTOR, at=AT)
    (box,) = pack_visit(visit, by=ACTOR, at=AT)
    seal_box(box, seals=["SC-1"], by=ACTOR, at=AT)
    for _again in range(2):
        door.take_cards_to_replace([lost.card])
        run_until_still(["order-again"])
    ReplaceItem.objects.all().delete()
    door.take_cards_to_replace([lost.card])
    run_until_still(["order-again"])
    again = Order.objects.get(replaces=lost.id)
    assert (again.application, again.remake_of, again.rank, again.state) == (
        lost.application,
        lost.document,
        Rank.REPLACEMENT,
        "assigned",
    )
    assert queries.get_order(lost.id).state == "packed" and Order.objects.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=kept.id).update(replaces=lost.id)
    door.take_applications([lost.application])
    run_until_still(["order"])
    assert Order.objects.count() == 3
    (made,) = orders(floor.make_batch())
    assert made.id == again.id and made.number not in ("", lost.number) and made.card != lost.card
    pass_cards([made.id], by=ACTOR, at=AT)
    assert pack_visit(visit, by=ACTOR, at=AT) != [box]
    assert made.card in {card.id for card in cards.cards_of_visit(visit)}
    door.take_cards_to_replace([made.card])  # type: ignore[list-item]
    run_until_still(["order-again"])
    assert Order.objects.get(replaces=again.id).remake_of == made.document


def test_what_is_ordered_again_is_still_awaited_and_can_be_made(floor: Floor) -> None:
    floor.blanks(10)
    visit = floor.delivery_visit()
    batch = floor.made(2)
    dead, late = orders(batch)
    door.take_cards_to_replace([late.card])  # type: ignore[list-item]
    run_until_still(["order-again"])
    (aside,) = items_set_aside(ReplaceItem)
    assert (aside.subject, aside.code) == (late.card, "production.order_unknown")
    pass_remainder(batch, sampled=[dead.id], by=ACTOR, at=AT)
    pack_visit(visit, by=ACTOR, at=AT)
    stop(dead.application)
    door.take_cards_to_replace([dead.card])  # type: ignore[list-item]
    run_until_still(["order-again"])
    assert Order.objects.count() == 2


def test_ordering_again_makes_a_fixed_number_of_round_trips(floor: Floor) -> None:
    floor.blanks(20)
    seen = []
    for size in (2, 6):
        visit = floor.delivery_visit(day=DAY + timedelta(days=10 + size))
        batch = floor.made(size)
        pass_remainder(batch, sampled=[orders(batch)[0].id], by=ACTOR, at=AT)
        pack_visit(queries.packing_plan(DAY).ready[0].visit.id, by=ACTOR, at=AT)
        gone = [order.card for order in orders(batch) if order.card]
        with transaction.atomic():
            seen.append(count_queries(lambda g=gone: order_again(g, by=ACTOR, at=AT)))
        assert Order.objects.filter(replaces__batch=batch).count() == size and visit
        Order.objects.filter(replaces__isnull=False).delete()
    assert seen[0] == seen[1]
