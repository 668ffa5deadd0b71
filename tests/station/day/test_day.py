"""A day opens, is counted, refuses to close while something does not agree, and is sealed once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bitaqa.foundation.rules.applications import ApplicationKind, Priority
from bitaqa.foundation.rules.packet_bodies import CustodyAct, DayReportBody, OldCard
from bitaqa.station.day import errors
from bitaqa.station.day.closing import close_day, stands
from bitaqa.station.day.crew_change import change_crew, changes_of, held_now
from bitaqa.station.day.domain import DayCounts, differences
from bitaqa.station.day.opening import open_day
from bitaqa.station.day.queries import find_open_day
from bitaqa.station.desk.door import ClockFarOffError, PermissionMissingError
from bitaqa.station.desk.errors import SignInRefusedError
from bitaqa.station.fieldpack.door import place_name
from bitaqa.station.handover.custody import scan_card
from bitaqa.station.handover.models import CardAct, CardHere
from bitaqa.station.handover.receiving import scan_into_box
from bitaqa.station.queue.actions import finish_ticket, give_ticket
from station_env.counter import BOX, DELIVERY_TODAY, PINS, VISIT, Counter


def close(counter: Counter, **told: Any) -> Any:
    return close_day(by=counter.head, at=counter.now, **told)


def codes(counter: Counter) -> list[str]:
    return [one.code for one in stands().differences]


def test_only_the_head_opens_and_one_day_at_a_time(box_station: Counter) -> None:
    with pytest.raises(PermissionMissingError):
        open_day(visit=DELIVERY_TODAY, by=box_station.amina, at=box_station.now)
    first = box_station.open_day()
    assert box_station.open_day().id == first.id
    with pytest.raises(errors.DayOpenElsewhereError) as refused:
        box_station.open_day(VISIT)
    assert refused.value.facts["place"] == place_name(first.place) != first.place


def test_a_clock_a_year_off_opens_nothing(box_station: Counter) -> None:
    box_station.place.play(box_station.now - timedelta(days=365))
    with pytest.raises(ClockFarOffError):
        box_station.open_day()


def test_an_expired_pack_opens_a_day_of_returns_only(box_station: Counter) -> None:
    box_station.open_day()
    box_station.receive()
    scan_all(box_station, CustodyAct.RETURNED, "ana", "sami")
    close(box_station)
    box_station.place.play(box_station.now + timedelta(days=40))
    day = box_station.open_day()
    assert day.pack_expired
    scan_all(box_station, CustodyAct.RETURNED, "lina", "child")
    closed = close(box_station)
    assert closed.report["cards_left"] == 0 and closed.report["cards_before"] == 2


def scan_all(counter: Counter, act: CustodyAct, *who: str) -> None:
    for name in who:
        scan_card(document_number=counter.number(name), act=act, by=counter.amina, at=counter.now)


def test_a_whole_day_reconciles_and_its_report_is_sealed_from_the_tables(box_station: Counter) -> None:
    counter = box_station
    counter.open_day()
    counter.receive("ana", "sami", "lina")
    give_ticket(priority=Priority.ELDERLY, by=counter.amina, at=counter.now)
    finish_ticket(number=1, by=counter.amina, at=counter.now)
    counter.hand_over("ana")
    counter.hand_over("sami", old_card=OldCard(number="", fate="taken_back"))
    counter.hand_over("lina", fingers=())
    scan_all(counter, CustodyAct.RETURNED, "lina")
    closed = close(counter, remarks="calm")
    body = counter.bodies()[-1]
    assert isinstance(body, DayReportBody)
    assert (body.handed_over, body.not_verified, body.cards_received, body.cards_left) == (2, 1, 3, 0)
    assert (body.old_cards_taken_back, body.tickets, body.head) == (1, 1, "head.salma")
    assert (body.packets_sealed, body.first_sequence, body.last_sequence) == (5, 1, 5)
    assert closed.sequence == 6 and closed.report["cards_out"] == {"hand_over": 2, "return": 1}
    assert find_open_day() is None
    with pytest.raises(errors.NoDayOpenError):
        close(counter)
    with pytest.raises(errors.DayClosedError):
        counter.open_day()


def test_enrolments_money_and_corrections_are_counted(box_station: Counter) -> None:
    counter = box_station
    counter.open_day(VISIT)
    draft = counter.place.ready()
    assert codes(counter) == ["drafts_left"]
    counter.place.seal(draft)
    closed = close(counter)
    body = counter.bodies()[-1]
    assert isinstance(body, DayReportBody)
    assert body.enrolled == {ApplicationKind.FIRST: 1} and body.stamps == 1 and body.money_centimes > 0
    assert closed.report["visit"] == str(VISIT)


def test_a_day_that_does_not_reconcile_names_each_difference(box_station: Counter) -> None:
    counter = box_station
    counter.open_day()
    counter.receive()
    give_ticket(priority=Priority.NONE, by=counter.amina, at=counter.now)
    CardHere.objects.filter(card=counter.card("ana")).delete()
    with pytest.raises(errors.DayDoesNotReconcileError) as refused:
        close(counter)
    named = {one["code"]: one for one in refused.value.facts["differences"]}
    assert set(named) == {"tickets_open", "cards", "card_states"}
    assert (named["cards"]["expected"], named["cards"]["found"]) == (4, 3)
    assert "4" in named["cards"]["sentence"] and "3" in named["cards"]["sentence"]
    assert find_open_day() is not None and not any(isinstance(b, DayReportBody) for b in counter.bodies())


def test_a_lost_act_and_an_open_box_show(box_station: Counter) -> None:
    counter = box_station
    counter.open_day()
    scan_into_box(consignment=BOX, document_number="SPC000001", by=counter.amina, at=counter.now)
    assert codes(counter) == ["boxes_open"]
    counter.receive()
    counter.hand_over("ana")
    CardAct.objects.filter(act="hand_over").delete()
    assert {"handed_over", "cards", "card_states"} <= set(codes(counter))


def test_a_packet_gone_from_the_chain_shows(box_station: Counter) -> None:
    from bitaqa.station.outbox.models import Packet

    counter = box_station
    counter.open_day()
    counter.receive()
    counter.hand_over("ana")
    Packet.objects.filter(sequence=1).delete()
    assert "packets" in codes(counter)


_GOOD = DayCounts(
    enrolled={"first": 3},
    stamps=1,
    waivers=1,
    free=1,
    money_centimes=7500,
    cards_before=1,
    cards_received=4,
    cards_out={"hand_over": 2, "find_wrong": 1},
    cards_left=2,
    handed_over=2,
    wrong_cards=1,
    packets_sealed=4,
    first_sequence=7,
    last_sequence=10,
    own_sequences=(7, 8, 10),
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"drafts_open": 1}, "drafts_left"),
        ({"tickets": 2, "tickets_open": 2}, "tickets_open"),
        ({"tickets": 3, "served": 1, "no_show": 1}, "tickets"),
        ({"odometer_wrong": True}, "odometer"),
        ({"boxes_open": 1}, "boxes_open"),
        ({"attempts_open": 1}, "attempts_open"),
        ({"waivers": 0}, "duties"),
        ({"money_centimes": 0}, "money"),
        ({"cards_left": 3}, "cards"),
        ({"handed_over": 3}, "handed_over"),
        ({"wrong_cards": 0}, "wrong_cards"),
        ({"disagreeing": 1}, "card_states"),
        ({"packets_sealed": 3}, "packets"),
        ({"own_sequences": (6, 7)}, "sequences"),
        ({"packets_sealed": 0, "first_sequence": None, "last_sequence": None}, "packets_none"),
    ],
)
def test_each_difference_has_its_name(change: dict[str, Any], code: str) -> None:
    assert differences(_GOOD) == ()
    found = differences(replace(_GOOD, **change))
    assert [one.code for one in found] == [code]
    assert "%" not in found[0].text


def test_a_crew_change_is_counted_and_signed_by_both(box_station: Counter) -> None:
    counter = box_station
    day = counter.open_day()
    counter.receive()
    held = held_now()
    assert held == {"drafts": 0, "money_centimes": 0, "tickets": 0, "receipts": 0, "cards": 4}
    signed = {"to": "op.driss", "pin": PINS["op.driss"], "by": counter.amina, "at": counter.now}
    with pytest.raises(errors.CountsMissingError):
        change_crew(counts={"drafts": 0}, **signed)
    with pytest.raises(SignInRefusedError):
        change_crew(counts=held, **{**signed, "pin": "1"})
    with pytest.raises(errors.CountDiffersError):
        change_crew(counts={**held, "cards": 3}, **signed)
    assert not changes_of(day.id)
    change_crew(counts=held, **signed)
    changed = change_crew(counts={**held, "cards": 3}, remark="one card searched for", **signed)
    assert changed.differs == ("cards",)
    assert [change.to_operator for change in changes_of(day.id)] == ["op.driss", "op.driss"]
