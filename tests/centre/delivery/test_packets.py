"""What stations report about cards, in whatever order it arrives."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.jobs.door import retry_set_aside, run_until_still
from bitaqa.backbone.journal.door import entries
from bitaqa.backbone.naming import names_of
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.journey.delivery import jobs
from bitaqa.journey.delivery.models import Consignment, CustodyStep, DeliveryItem, Destruction, HandOver
from bitaqa.journey.intake.door import Sender, receive_packet
from bitaqa.records.documents.door import expire_documents

from .looking import application_state, card_of, document_state, state_of
from .world import AT, FIRST, LATER, World

pytestmark = pytest.mark.django_db


def events_of(card: Any) -> list[str]:
    return [entry.event for entry in entries(subject=card.id)]


def test_a_whole_box_is_received_and_a_card_reaches_its_holder(world: World, applied: Any) -> None:
    consignment, (card, other) = world.sent(2)
    world.custody([("received", card), ("received", other)], consignment=consignment)
    world.hand_over(card)
    assert applied() == []
    held = card_of(card)
    assert (held.state, held.keeper) == ("handed_over", "holder")
    assert document_state(card) == "active" and application_state(card.application) == "fulfilled"
    there = card_of(other)
    assert (there.state, there.keeper) == ("at_delivery_point", f"station:{world.station.head.station}/op-1")
    consignment.refresh_from_db()
    assert consignment.state == "received"
    assert [(s.gave, s.took) for s in CustodyStep.objects.order_by("at", "id")] == [
        ("centre:rabat", "centre:rabat"),
        ("centre:rabat", "carrier:van-7"),
        ("carrier:van-7", f"station:{world.station.head.station}/op-1"),
    ]
    row = HandOver.objects.get()
    assert (row.outcome, row.method, row.finger, row.score) == ("handed_over", "finger", 2, 0.91)
    [told] = entries(subject=row.id)
    assert (
        told.event == "hand_over.recorded" and told.facts["method"] == "finger" and told.facts["receipt_shown"] is True
    )
    assert "receipt_checked" not in told.facts and row.receipt_checked is None, "a program of before does not tell"
    assert told.acted_at == LATER and told.kind == "first" and told.campaign == world.campaign
    assert told.actor == f"station:{world.station.head.station}/op-1"
    [moved] = [entry for entry in entries(subject=card.id) if entry.event == "card.handed_over"]
    assert moved.acted_at == LATER and moved.actor == told.actor


def test_a_short_box_leaves_its_missing_cards_missing_until_one_is_found(world: World, applied: Any) -> None:
    consignment, (card, lost, found) = world.sent(3)
    world.custody([("received", card), ("missing", found)], consignment=consignment, box="short")
    assert applied() == []
    consignment.refresh_from_db()
    assert consignment.state == "short"
    assert [state_of(c) for c in (card, lost, found)] == ["at_delivery_point", "missing", "missing"]
    [told] = [e for e in entries(subject=consignment.id) if e.event == "consignment.short"]
    assert told.facts["missing"] == 2 and told.facts["counted"] == 1
    world.custody([("received", found)])
    world.hand_over(found)
    assert applied() == [] and state_of(found) == "handed_over"


def test_a_box_called_whole_is_short_when_its_count_says_so(world: World, applied: Any) -> None:
    consignment, (card, lost) = world.sent(2)
    world.custody([("received", card)], consignment=consignment, box="whole")
    assert applied() == []
    consignment.refresh_from_db()
    assert consignment.state == "short" and state_of(lost) == "missing"


def test_a_damaged_box_keeps_its_word(world: World, applied: Any) -> None:
    consignment, (card,) = world.sent(1)
    world.custody([("received", card)], consignment=consignment, box="damaged")
    applied()
    consignment.refresh_from_db()
    assert consignment.state == "damaged"


def test_a_hand_over_before_its_scan_implies_it_and_says_so(world: World, applied: Any) -> None:
    consignment, (card,) = world.sent(1)
    world.hand_over(card)
    assert applied() == [] and state_of(card) == "handed_over"
    [received] = [e for e in entries(subject=card.id) if e.event == "card.at_delivery_point"]
    assert received.facts["implied"] is True
    world.custody([("received", card)], consignment=consignment)  # the scan arrives after all
    assert applied() == []
    assert events_of(card).count("card.at_delivery_point") == 1 and state_of(card) == "handed_over"
    consignment.refresh_from_db()
    assert consignment.state == "emptied"


def test_a_second_hand_over_is_set_aside_and_kept(world: World, applied: Any) -> None:
    _, (card,) = world.sent(1)
    world.hand_over(card)
    assert applied() == []
    second = world.hand_over(card, station=new_id())
    assert applied() == ["delivery.card_already_handed_over"]
    assert HandOver.objects.count() == 1 and events_of(card).count("card.handed_over") == 1
    before = DeliveryItem.objects.get(pk=second).reason["place"]
    assert before.count(" / ") == 1 and HandOver.objects.get().place not in before
    unknown = new_id()
    assert names_of("card", [card.id, unknown]) == {card.id: card.number, unknown: f"…{str(unknown)[-8:]}"}
    assert names_of("application", [card.application])[card.application].count("-") > 1
    assert names_of("packet", [second])[second].startswith("… · ")  # a station this centre never made has no code
    assert retry_set_aside(DeliveryItem, [second], by=FIRST) == 1
    assert applied() == ["delivery.card_already_handed_over"]


def test_two_hand_overs_in_one_batch_are_one_and_one_aside(world: World, applied: Any) -> None:
    _, (card,) = world.sent(1)
    world.hand_over(card)
    world.hand_over(card, station=new_id())
    assert applied() == ["delivery.card_already_handed_over"]
    assert HandOver.objects.count() == 1 and state_of(card) == "handed_over"


def test_a_packet_applied_twice_changes_nothing(world: World, applied: Any) -> None:
    _, (card,) = world.sent(1)
    body = {k: v for k, v in world.hand_over_body(card).items() if v is not None}
    world.report("hand-over", body)
    packet = world.report("hand-over", body)  # the same attempt in a second packet
    assert applied() == []
    DeliveryItem.objects.filter(pk=packet).update(state="waiting")
    assert applied() == []
    assert HandOver.objects.count() == 1 and events_of(card).count("card.handed_over") == 1


def test_the_old_card_is_taken_back_and_its_document_superseded(world: World, applied: Any) -> None:
    _, (card,) = world.sent(1)
    old = world.old_card(card.person)
    world.hand_over(card, old_card={"number": old.number, "fate": "taken_back"})
    assert applied() == []
    assert (document_state(old), state_of(old)) == ("superseded", "taken_back")
    assert card_of(old).keeper == f"station:{world.station.head.station}/op-1"


def test_an_expired_old_card_is_taken_back_and_superseded_all_the_same(world: World, applied: Any) -> None:
    [card] = world.cards(1)
    old = world.old_card(card.person)
    far = LATER.replace(year=2036, month=5, day=11)
    assert document_state(old) == "active"
    assert [old.document] == expire_documents(by=FIRST, at=far, limit=10)
    world.hand_over(card, old_card={"number": old.number, "fate": "taken_back"})
    assert applied() == []
    assert (document_state(old), state_of(old)) == ("superseded", "taken_back")
    assert document_state(card) == "active"


@pytest.mark.parametrize(
    ("fate", "state"), [("declared_lost", "lost"), ("declared_stolen", "stolen"), ("not_brought", "superseded")]
)
def test_an_old_card_that_is_not_there_ends_by_its_fate(world: World, applied: Any, fate: str, state: str) -> None:
    _, (card,) = world.sent(1)
    old = world.old_card(card.person)
    world.hand_over(card, old_card={"number": old.number, "fate": fate})
    assert applied() == []
    assert (document_state(old), state_of(old)) == (state, "handed_over")


def test_nobody_recognised_leaves_the_card_where_it_is(world: World, applied: Any) -> None:
    _, (card,) = world.sent(1)
    world.hand_over(card, outcome="not_verified", because="finger-and-face-differ")
    assert applied() == []
    assert state_of(card) == "at_delivery_point"
    row = HandOver.objects.get()
    assert [e.event for e in entries(subject=row.id)] == ["hand_over.refused"]
    world.hand_over(card)
    assert applied() == [] and state_of(card) == "handed_over"


def test_two_people_must_be_two(world: World, applied: Any) -> None:
    _, (card,) = world.sent(1)
    world.hand_over(card, verification={"method": "two_people", "because": "no-fingers", "second_person": "op-1"})
    assert applied() == ["delivery.two_people_needed"] and state_of(card) == "dispatched"
    world.hand_over(card, verification={"method": "two_people", "because": "no-fingers", "second_person": "head-1"})
    applied()
    assert state_of(card) == "handed_over"


def test_a_death_withholds_cards_at_the_centre_and_on_the_road(world: World, applied: Any) -> None:
    from bitaqa.records.applications import door as applications

    consignment, (travelling,) = world.sent(1)
    [packed] = world.cards(1)
    applications.move([travelling.application, packed.application], "stop", by=FIRST, at=AT, because="death")
    assert applied() == []
    assert (state_of(packed), document_state(packed)) == ("withheld", "cancelled")
    assert state_of(travelling) == "dispatched" and card_of(travelling).stopped
    world.custody([("received", travelling)], consignment=consignment)
    assert applied() == [] and state_of(travelling) == "withheld"
    world.hand_over(travelling)
    assert applied() == ["delivery.card_withheld"]


def test_a_request_taken_back_withholds_its_card(world: World, applied: Any) -> None:
    from bitaqa.records.applications import door as applications

    _, (travelling,) = world.sent(1)
    [packed] = world.cards(1)
    ids = [travelling.application, packed.application]
    applications.move(ids, "withdraw", by=FIRST, at=AT, because="not_wanted")
    assert applied() == []
    assert (state_of(packed), document_state(packed)) == ("withheld", "cancelled")
    assert card_of(travelling).stopped == "withdrawn"
    world.hand_over(travelling, outcome="stopped", because="centre_said_so")
    assert applied() == [] and state_of(travelling) == "withheld"


def test_a_stopped_hand_over_withholds(world: World, applied: Any) -> None:
    _, (card,) = world.sent(1)
    world.hand_over(card, outcome="stopped", because="death")
    assert applied() == [] and state_of(card) == "withheld"


def test_uncollected_cards_return_and_are_destroyed_at_the_station_by_two(world: World, applied: Any) -> None:
    consignment, (card,) = world.sent(1)
    world.custody([("received", card)], consignment=consignment)
    world.custody([("returned", card), ("destroyed", card)])
    assert applied() == []
    assert (state_of(card), document_state(card)) == ("destroyed", "cancelled")
    assert application_state(card.application) == "uncollected"
    assert Destruction.objects.get().cards.get().reason == "uncollected"


def test_one_strange_card_does_not_hold_up_the_others(world: World, applied: Any) -> None:
    consignment, (card,) = world.sent(1)
    stranger = type(card)(**{**{n: getattr(card, n) for n in card.__slots__}, "id": new_id(), "number": "XX0000001"})
    packet = world.custody([("received", stranger), ("received", card)], consignment=consignment)
    assert applied() == ["delivery.card_unknown"] and state_of(card) == "at_delivery_point"
    retry_set_aside(DeliveryItem, [packet], by=FIRST)
    assert applied() == ["delivery.card_unknown"]
    assert (
        CustodyStep.objects.filter(packet=packet).count() == 1 and events_of(card).count("card.at_delivery_point") == 1
    )


def test_a_card_to_and_fro_in_one_batch_takes_two_rounds(world: World, applied: Any) -> None:
    _, (card,) = world.sent(1)
    for act in ("missing", "received", "missing", "received", "missing", "received"):
        world.custody([(act, card)])
    assert applied() == []
    assert state_of(card) == "at_delivery_point" and events_of(card).count("card.missing") == 3


def test_other_packets_are_done_at_once(world: World, applied: Any) -> None:
    from bitaqa.journey.delivery.door import take_packets

    take_packets([new_id()])
    assert applied() == [] and DeliveryItem.objects.get().state == "done"


def test_round_trips_do_not_grow_with_the_batch(world: World) -> None:
    seen = {}
    for count in (2, 12):
        consignment, cards = world.sent(count)
        old = [world.old_card(card.person) for card in cards]
        world.custody([("received", card) for card in cards], consignment=consignment)
        for card, before in zip(cards[1:], old[1:], strict=True):
            world.hand_over(card, old_card={"number": before.number, "fate": "taken_back"})
        world.wrong_card(cards[0])
        with CaptureQueriesContext(connection) as queries:
            assert jobs.deliver() == count + 1
        seen[count] = len(queries)
        assert [state_of(card) for card in cards[1:]] == ["handed_over"] * (count - 1)
    assert seen[2] == seen[12]


def test_a_sealed_hand_over_travels_from_the_station_to_the_register(world: World) -> None:
    _, (card,) = world.sent(1)
    body = {k: v for k, v in world.hand_over_body(card).items() if v is not None}
    body["verification"]["score"] = "0.9100"  # packets carry no floats
    packet = world.station.seal(PacketKind.HAND_OVER, body)
    receive_packet(packet.data, sender=Sender(world.station.head.station, 1))
    run_until_still(["intake", "delivery"])
    assert state_of(card) == "handed_over" and Consignment.objects.get().state == "dispatched"
    assert HandOver.objects.get().score == 0.91
