"""Cards that will never reach their holders: lost on the road, returned or destroyed damaged, turning up later."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.journal.door import count_subjects, entries
from bitaqa.journey.delivery import domain
from bitaqa.journey.delivery.acts.destroy_cards import confirm_destruction, propose_destruction
from bitaqa.journey.delivery.acts.replace_cards import order_cards_again
from bitaqa.journey.delivery.acts.take_back_returns import take_back_returns
from bitaqa.journey.delivery.errors import CardUnknownError, NotReplaceableError
from bitaqa.journey.delivery.models import Replacement
from bitaqa.journey.delivery.queries import find_trail
from bitaqa.journey.production.models import Order, ReplaceItem
from bitaqa.records.applications import door as applications

from .looking import application_state, card_of, document_state, state_of
from .test_screens import signed_in, staff, text
from .world import FIRST, LATER, SECOND, World

pytestmark = pytest.mark.django_db
__all__ = ["staff"]


def again_of(card: Any) -> list[Any]:
    """What production was told to make again."""
    return list(ReplaceItem.objects.filter(subject=card.id))


def lost(world: World, applied: Any) -> Any:
    consignment, (there, card) = world.sent(2)
    world.custody([("received", there)], consignment=consignment)
    assert applied() == [] and state_of(card) == "missing"
    return card


def told(card: Any) -> list[str]:
    return [entry.because for entry in entries(subject=card.id) if entry.event == "card.to_be_replaced"]


def test_a_missing_card_is_ordered_again_once(world: World, applied: Any) -> None:
    card = lost(world, applied)
    assert [each.id for each in order_cards_again([card.number], by=FIRST, at=LATER)] == [card.id]
    assert order_cards_again([card.number], by=SECOND, at=LATER) == []
    assert (state_of(card), document_state(card), application_state(card.application)) == (
        "missing",
        "cancelled",
        "approved",
    )
    assert told(card) == ["lost_on_road"] and len(again_of(card)) == 1 and Replacement.objects.get().by == FIRST
    trail = find_trail(card.number)
    assert trail is not None and trail.replacement is not None and not trail.may_be_replaced


def test_the_order_reaches_production(world: World, applied: Any) -> None:
    """The specimen file has no portrait, so production sets it aside with that reason: it was asked, by the wiring."""
    card = lost(world, applied)
    order_cards_again([card.number], by=FIRST, at=LATER)
    run_until_still(["order-again"])
    item = ReplaceItem.objects.get()
    assert item.last_error_code == "production.portrait_missing" and Order.objects.filter(card=card.id).exists()


def test_a_card_still_on_the_road_is_declared_missing_first(world: World) -> None:
    _, (card,) = world.sent(1)
    order_cards_again([card.number], by=FIRST, at=LATER)
    assert state_of(card) == "missing" and told(card) == ["lost_on_road"]


def test_a_replaced_card_that_turns_up_is_withheld_and_destroyed_by_two(world: World, applied: Any) -> None:
    card = lost(world, applied)
    order_cards_again([card.number], by=FIRST, at=LATER)
    world.custody([("received", card)])
    assert applied() == [] and state_of(card) == "withheld"
    world.hand_over(card)
    assert applied() == ["delivery.card_withheld"]
    take_back_returns([card.number], centre="rabat", by=FIRST, at=LATER)
    proposal = propose_destruction([card.number], where="rabat", by=FIRST, at=LATER, because="uncollected")
    assert proposal.cards.get().reason == "replaced"
    confirm_destruction(proposal.id, by=SECOND, at=LATER)
    assert state_of(card) == "destroyed" and application_state(card.application) == "approved"
    assert len(told(card)) == 1


def test_a_replaced_card_is_never_handed_over(world: World, applied: Any) -> None:
    card = lost(world, applied)
    order_cards_again([card.number], by=FIRST, at=LATER)
    world.hand_over(card)
    assert applied() == ["delivery.card_withheld"]
    assert state_of(card) == "missing" and application_state(card.application) == "approved"
    other = lost(world, lambda: [c for c in applied() if c != "delivery.card_withheld"])
    order_cards_again([other.number], by=FIRST, at=LATER)
    world.hand_over(other, outcome="not_verified", because="finger-and-face-differ")
    applied()
    assert state_of(other) == "withheld"


def test_a_replaced_card_destroyed_at_a_station_ends_nothing(world: World, applied: Any) -> None:
    card = lost(world, applied)
    order_cards_again([card.number], by=FIRST, at=LATER)
    world.custody([("received", card)])
    world.custody([("destroyed", card)], because="uncollected")
    assert applied() == []
    assert state_of(card) == "destroyed" and application_state(card.application) == "approved"


def test_a_card_destroyed_as_damaged_is_ordered_again_by_itself(world: World, applied: Any) -> None:
    consignment, (here, there) = world.sent(2)
    world.custody([("received", here), ("received", there)], consignment=consignment)
    world.custody([("withheld", here), ("withheld", there)], because="damaged")
    world.custody([("destroyed", there)])
    assert applied() == []
    assert told(there) == ["damaged"] and (state_of(there), document_state(there)) == ("destroyed", "cancelled")
    assert card_of(here).stopped == "damaged" and told(here) == []
    take_back_returns([here.number], centre="rabat", by=FIRST, at=LATER)
    proposal = propose_destruction([here.number], where="rabat", by=FIRST, at=LATER)
    assert proposal.cards.get().reason == "damaged"
    confirm_destruction(proposal.id, by=SECOND, at=LATER)
    assert told(here) == ["damaged"] and application_state(here.application) == "approved"
    assert ReplaceItem.objects.count() == 2 and count_subjects(event="card.to_be_replaced") == {(): 2}
    assert order_cards_again([here.number], by=FIRST, at=LATER) == []


def test_a_returned_card_is_ordered_again_on_word(world: World, applied: Any) -> None:
    _, (card,) = world.sent(1)
    take_back_returns([card.number], centre="rabat", by=FIRST, at=LATER)
    order_cards_again([card.number], by=FIRST, at=LATER)
    assert (state_of(card), told(card)) == ("returned", ["damaged"])


def test_what_nobody_waits_for_is_not_made_again(world: World, applied: Any) -> None:
    _, (held, wrong, dead) = world.sent(3)
    world.hand_over(held)
    world.wrong_card(wrong)
    applied()
    applications.move([dead.application], "stop", by=FIRST, at=LATER, because="death")
    [packed] = world.cards(1)
    old = world.old_card(held.person)
    for card in (held, wrong, dead, packed, old):
        with pytest.raises(NotReplaceableError):
            order_cards_again([card.number], by=FIRST, at=LATER)
    with pytest.raises(CardUnknownError):
        order_cards_again(["XX1"], by=FIRST, at=LATER)
    assert not Replacement.objects.exists()


def test_a_death_after_the_order_keeps_the_mark(world: World, applied: Any) -> None:
    card = lost(world, applied)
    order_cards_again([card.number], by=FIRST, at=LATER)
    applications.move([card.application], "stop", by=FIRST, at=LATER, because="death")
    assert applied() == [] and card_of(card).stopped == "replaced"


def test_a_wrong_card_is_corrected_and_not_made_again() -> None:
    from bitaqa.foundation.rules.applications import ApplicationState
    from bitaqa.foundation.rules.documents import CardState, DocumentState

    gone, cancelled, waiting = CardState.DESTROYED, DocumentState.CANCELLED, ApplicationState.APPROVED
    assert domain.may_be_replaced(gone, cancelled, waiting, destroyed_for="damaged")
    assert not domain.may_be_replaced(gone, cancelled, waiting, destroyed_for="wrong_data")
    assert not domain.may_be_replaced(CardState.WITHHELD, cancelled, waiting)
    assert not domain.may_be_replaced(CardState.MISSING, DocumentState.ISSUED, None)


def test_ordering_again_makes_a_fixed_number_of_round_trips(world: World) -> None:
    seen = {}
    for count in (2, 9):
        _, cards = world.sent(count)
        with CaptureQueriesContext(connection) as queries:
            order_cards_again([card.number for card in cards], by=FIRST, at=LATER)
        seen[count] = len(queries)
    assert seen[2] == seen[9]


def test_the_officer_orders_again_on_the_cards_page(world: World, staff: dict[str, Any], applied: Any) -> None:
    card = lost(world, applied)
    client = signed_in(staff["mover"])
    assert "Order this card again?" in text(client.get("/delivery/", {"number": card.number}))
    address = "/delivery/order-again/"
    assert "ordered under a new number" in text(client.post(address, {"number": card.number}, follow=True))
    page = text(client.post(address, {"number": card.number}, follow=True))
    assert "ordered again already" in page and "Order this card again?" not in page and "Ordered again" in page
    assert "No card has the number" in text(client.post(address, {"number": "XX1"}, follow=True))
    assert client.get(address).status_code == 405
    assert signed_in(staff["auditor"]).post(address, {"number": card.number}).status_code == 403


def test_machines_order_again(world: World, staff: dict[str, Any], applied: Any) -> None:
    card = lost(world, applied)
    client = signed_in(staff["mover"])

    def post() -> Any:
        body = {"document_numbers": [card.number]}
        return client.post("/delivery/api/cards/order-again", body, content_type="application/json")

    [answer] = post().json()
    assert answer["stopped"] == "replaced" and answer["document_number"] == card.number
    assert post().json() == []
