"""What people at the centre do: pack, dispatch, carry, take back, destroy by two, call back, count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.journal.door import count_subjects, entries
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.journey.delivery import jobs
from bitaqa.journey.delivery.acts.call_back import call_back_overdue, order_returns
from bitaqa.journey.delivery.acts.destroy_cards import confirm_destruction, propose_destruction, withdraw_destruction
from bitaqa.journey.delivery.acts.move_consignments import carry_consignments, dispatch_consignments
from bitaqa.journey.delivery.acts.pack_consignments import pack_consignments
from bitaqa.journey.delivery.acts.take_back_returns import take_back_returns
from bitaqa.journey.delivery.errors import (
    BagNumberMissingError,
    BagUsedError,
    CardUnknownError,
    CarrierMissingError,
    ConsignmentUnknownError,
    DestructionUnknownError,
    NotDestroyableError,
    NothingScannedError,
    NothingToSendError,
    NotReturnableError,
    SecondPersonNeededError,
)
from bitaqa.journey.delivery.models import Consignment, CustodyStep, DestroyedCard, Destruction, ReturnOrder
from bitaqa.journey.delivery.queries import CARD_EVENTS, boxes_to_pack, find_trail, handed_over_share
from bitaqa.journey.production.models import Box
from bitaqa.records.applications import door as applications

from .looking import application_state, card_of, document_state, state_of
from .world import AT, FIRST, LATER, SECOND, World

pytestmark = pytest.mark.django_db


def test_a_box_becomes_one_consignment_however_often_it_is_packed(world: World) -> None:
    packed = world.cards(3)
    box = world.box(packed)
    assert [each.id for each in boxes_to_pack()] == [box]
    [consignment] = pack_consignments({box: "TB-1"}, by=FIRST, at=AT)
    assert pack_consignments({box: "TB-1"}, by=FIRST, at=AT) == [consignment]
    assert (consignment.cards, consignment.origin, consignment.station) == (3, "rabat", world.station.head.station)
    assert boxes_to_pack() == [] and Box.objects.get().seals == ["TB-1"]
    assert {card_of(card).consignment for card in packed} == {consignment.id}
    assert count_subjects(event="consignment.packed", by=("place",)) == {("el-borouj",): 1}


def test_a_bag_is_needed_and_used_once(world: World) -> None:
    first, second = world.box(world.cards(1)), None
    with pytest.raises(BagNumberMissingError):
        pack_consignments({first: "two words"}, by=FIRST, at=AT)
    pack_consignments({first: "TB-1"}, by=FIRST, at=AT)
    second = world.box(world.cards(1))
    with pytest.raises(BagUsedError):
        pack_consignments({second: "TB-1"}, by=FIRST, at=AT)
    with pytest.raises(BagUsedError):
        pack_consignments({second: "TB-2", new_id(): "TB-2"}, by=FIRST, at=AT)
    assert Box.objects.get(pk=second).sealed_at is None


def test_a_stopped_card_does_not_leave(world: World) -> None:
    going, staying = world.cards(2)
    [consignment] = pack_consignments({world.box([going, staying]): "TB-1"}, by=FIRST, at=AT)
    applications.move([staying.application], "stop", by=FIRST, at=AT, because="death")
    assert jobs.stop() == 1
    dispatch_consignments([consignment.id], carrier="van-7", by=FIRST, at=AT)
    assert (state_of(going), state_of(staying)) == ("dispatched", "withheld")
    assert card_of(staying).consignment is None and card_of(going).keeper == f"consignment:{consignment.code}"
    alone = world.cards(1)
    box = world.box(alone)
    applications.move([alone[0].application], "stop", by=FIRST, at=AT, because="death")
    jobs.stop()
    with pytest.raises(NothingToSendError):
        pack_consignments({box: "TB-2"}, by=FIRST, at=AT)


def test_every_hand_a_box_goes_through_is_told(world: World) -> None:
    [consignment] = pack_consignments({world.box(world.cards(1)): "TB-1"}, by=FIRST, at=AT)
    with pytest.raises(CarrierMissingError):
        dispatch_consignments([consignment.id], carrier="", by=FIRST, at=AT)
    with pytest.raises(ConsignmentUnknownError):
        dispatch_consignments([new_id()], carrier="van-7", by=FIRST, at=AT)
    assert carry_consignments([consignment.id], took="van-9", where="", by=FIRST, at=AT) == []
    assert dispatch_consignments([consignment.id], carrier="van-7", by=FIRST, at=AT) == [consignment.id]
    assert dispatch_consignments([consignment.id], carrier="van-7", by=FIRST, at=AT) == []
    for took in ("van-9", "van-9", "van-11"):
        carry_consignments([consignment.id], took=took, where="settat", by=SECOND, at=AT)
    with pytest.raises(CarrierMissingError):
        carry_consignments([consignment.id], took="van-9", where="two words", by=FIRST, at=AT)
    steps = CustodyStep.objects.order_by("at", "id").values_list("gave", "took")
    assert list(steps)[1:] == [
        ("centre:rabat", "carrier:van-7"),
        ("carrier:van-7", "carrier:van-9"),
        ("carrier:van-9", "carrier:van-11"),
    ]
    assert [e.event for e in entries(subject=consignment.id)] == [
        "consignment.packed",
        "consignment.dispatched",
        "consignment.in_transit",
    ]


def test_dispatch_makes_a_fixed_number_of_round_trips(world: World) -> None:
    seen = {}
    for count in (2, 15):
        rows = [
            pack_consignments({world.box(world.cards(count)): f"TB-{count}-{n}"}, by=FIRST, at=AT)[0] for n in range(2)
        ]
        with CaptureQueriesContext(connection) as queries:
            dispatch_consignments([row.id for row in rows], carrier="van-7", by=FIRST, at=AT)
        seen[count] = len(queries)
    assert seen[2] == seen[15]


def returned(world: World, applied: Any, count: int = 1) -> list[Any]:
    consignment, cards = world.sent(count)
    world.custody([("received", card) for card in cards], consignment=consignment)
    world.custody([("returned", card) for card in cards])
    assert applied() == []
    return cards


def test_returned_cards_are_scanned_back_then_destroyed_by_two(world: World, applied: Any) -> None:
    card, other = returned(world, applied, 2)
    with pytest.raises(NotDestroyableError):
        propose_destruction([card.number], where="rabat", by=FIRST, at=LATER)  # still on its way
    [back] = take_back_returns([f" {card.number.lower()} ", card.number], centre="rabat", by=FIRST, at=LATER)
    assert (back.state, back.keeper) == ("returned", "centre:rabat")
    assert [e.facts.get("received_at") for e in entries(subject=card.id) if e.event == "card.returned"] == [
        None,
        "rabat",
    ]
    proposal = propose_destruction([card.number], where="rabat", by=FIRST, at=LATER)
    with pytest.raises(NotDestroyableError):
        propose_destruction([card.number, other.number], where="rabat", by=SECOND, at=LATER)
    with pytest.raises(SecondPersonNeededError):
        confirm_destruction(proposal.id, by=FIRST, at=LATER)
    confirm_destruction(proposal.id, by=SECOND, at=LATER)
    with pytest.raises(DestructionUnknownError):
        confirm_destruction(proposal.id, by=SECOND, at=LATER)
    assert (state_of(card), document_state(card)) == ("destroyed", "cancelled")
    assert application_state(card.application) == "uncollected" and application_state(other.application) == "approved"
    [told] = [e for e in entries(subject=card.id) if e.event == "card.destroyed"]
    assert told.facts["witness"] == FIRST and told.actor == SECOND and told.because == "uncollected"


def test_the_database_knows_that_two_are_two(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.create(code="D-X", where="rabat", first=FIRST, first_at=AT, second=FIRST, second_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.create(code="D-Y", where="rabat", first=FIRST, first_at=AT, second=SECOND)


def test_a_proposal_is_taken_back(world: World, applied: Any) -> None:
    [card] = returned(world, applied)
    take_back_returns([card.number], centre="rabat", by=FIRST, at=LATER)
    proposal = propose_destruction([card.number], where="rabat", by=FIRST, at=LATER)
    withdraw_destruction(proposal.id)
    with pytest.raises(DestructionUnknownError):
        withdraw_destruction(proposal.id)
    assert not DestroyedCard.objects.exists() and state_of(card) == "returned"
    again = propose_destruction([card.number], where="rabat", by=SECOND, at=LATER, because="damaged")
    confirm_destruction(again.id, by=FIRST, at=LATER)
    assert application_state(card.application) == "approved"  # not uncollected: it must be made again


def test_an_old_card_taken_back_is_destroyed_and_nothing_ends(world: World, applied: Any) -> None:
    _, (card,) = world.sent(1)
    old = world.old_card(card.person)
    world.hand_over(card, old_card={"number": old.number, "fate": "taken_back"})
    assert applied() == []
    take_back_returns([old.number], centre="rabat", by=FIRST, at=LATER)
    proposal = propose_destruction([old.number], where="rabat", by=FIRST, at=LATER)
    assert proposal.cards.get().reason == "old_card"
    confirm_destruction(proposal.id, by=SECOND, at=LATER)
    assert (state_of(old), document_state(old)) == ("destroyed", "superseded")
    assert application_state(card.application) == "fulfilled"


def test_only_what_may_come_back_comes_back(world: World, applied: Any) -> None:
    [packed] = world.cards(1)
    for numbers, error in (([], NothingScannedError), ([""], NothingScannedError), (["XX1"], CardUnknownError)):
        with pytest.raises(error):
            take_back_returns(numbers, centre="rabat", by=FIRST, at=AT)
    _, (held,) = world.sent(1)
    world.hand_over(held)
    applied()
    with pytest.raises(NotReturnableError):
        take_back_returns([held.number], centre="rabat", by=FIRST, at=AT)
    _, (unscanned,) = world.sent(1)
    [back] = take_back_returns([unscanned.number], centre="rabat", by=FIRST, at=AT)  # nobody told that it had arrived
    assert back.state == "returned" and state_of(packed) == "packed"


def test_uncollected_cards_are_called_back_after_the_policys_days_or_on_order(world: World, applied: Any) -> None:
    consignment, (card, other) = world.sent(2)
    world.custody([("received", card), ("received", other)], consignment=consignment)
    world.hand_over(card)
    applied()
    assert call_back_overdue(by=FIRST, at=LATER + timedelta(days=30)) == 0
    assert call_back_overdue(by=FIRST, at=LATER + timedelta(days=31)) == 1
    assert call_back_overdue(by=FIRST, at=LATER + timedelta(days=31)) == 0
    assert ReturnOrder.objects.get().card == other.id
    assert order_returns([world.delivery], by=FIRST, at=LATER) == 0
    world.custody([("returned", other)])
    applied()
    assert not ReturnOrder.objects.exists()


def test_the_share_handed_over_is_told_for_any_day(world: World, applied: Any) -> None:
    consignment, cards = world.sent(4)
    world.custody([("received", card) for card in cards], consignment=consignment)
    for card in cards[:3]:
        world.hand_over(card)
    assert applied() == []
    share = handed_over_share(world.campaign, date(2026, 5, 18))
    assert (share.total, share.handed_over, share.percent) == (4, 3, 75.0)
    assert sum(share.parts.values()) == share.total and share.parts["card.at_delivery_point"] == 1
    assert share.by_day == {date(2026, 5, 18): 3}
    before = handed_over_share(world.campaign, date(2026, 5, 17))
    assert (before.handed_over, before.parts["card.dispatched"], before.by_day) == (0, 4, {})
    assert handed_over_share(new_id(), date(2026, 5, 18)).percent is None
    assert set(share.parts) == set(CARD_EVENTS)


def test_any_card_is_found_with_its_keeper_and_its_trail(world: World, applied: Any) -> None:
    consignment, (card,) = world.sent(1)
    world.hand_over(card)
    applied()
    trail = find_trail(card.number.lower())
    assert trail is not None and trail.card.keeper == "holder" and trail.consignment == consignment
    assert [e.event for e in trail.entries] == [
        "card.made",
        "card.packed",
        "card.dispatched",
        "card.at_delivery_point",
        "card.handed_over",
    ]
    assert len(trail.custody) == 2 and len(trail.attempts) == 1
    assert find_trail(card.blank) == trail and find_trail("nothing") is None


def test_the_database_refuses_a_state_it_does_not_know(world: World) -> None:
    consignment, _ = world.sent(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consignment.objects.filter(pk=consignment.id).update(state="lost")
