"""Keeping cards: a box by scan, short or whole; one card found; returns; destruction by two."""

from __future__ import annotations

import pytest

from bitaqa.foundation.rules.packet_bodies import CustodyAct, CustodyBody
from bitaqa.station.desk.door import SecondPersonMissingError
from bitaqa.station.desk.errors import SignInRefusedError
from bitaqa.station.fieldpack.door import CardNotDueError
from bitaqa.station.handover import errors
from bitaqa.station.handover.custody import scan_card, scan_cards
from bitaqa.station.handover.domain import CARD_HERE, HereState
from bitaqa.station.handover.finding import cards_here, get_card_here
from bitaqa.station.handover.models import BoxScan
from bitaqa.station.handover.receiving import receive_box, scan_into_box
from station_env.counter import BOX, PINS, Counter


def the_counts(counter: Counter) -> list[CustodyBody]:
    return [body for body in counter.bodies() if isinstance(body, CustodyBody)]


def test_a_whole_box_is_one_packet_with_each_card(box_station: Counter) -> None:
    box_station.open_day()
    told = box_station.receive()
    assert (told.box, told.received, told.missing, told.again) == ("whole", 4, (), False)
    (body,) = the_counts(box_station)
    assert body.consignment == BOX and body.box == "whole"
    assert {entry.act for entry in body.entries} == {CustodyAct.RECEIVED} and len(body.entries) == 4
    assert all(entry.keeper == "op.amina" for entry in body.entries)


def test_a_short_box_is_called_short_whatever_the_desk_said(box_station: Counter) -> None:
    told = box_station.receive("ana", "sami", box="whole")
    assert (told.box, told.received, told.missing) == ("short", 2, ("SPC000003", "SPC000004"))
    acts = {entry.document_number: entry.act for entry in the_counts(box_station)[0].entries}
    assert acts["SPC000003"] is CustodyAct.MISSING and acts["SPC000001"] is CustodyAct.RECEIVED
    assert get_card_here(box_station.card("lina")).state is HereState.MISSING
    found = scan_card(document_number="spc000003", act=CustodyAct.RECEIVED, by=box_station.amina, at=box_station.now)
    assert found.changed and get_card_here(box_station.card("lina")).state is HereState.AT_STATION


def test_receiving_twice_answers_the_first(box_station: Counter) -> None:
    first = box_station.receive("ana")
    again = box_station.receive()
    assert again.again and (again.sequence, again.box) == (first.sequence, "short")
    assert len(the_counts(box_station)) == 1


def test_a_card_that_nobody_announced_is_named(box_station: Counter) -> None:
    told = receive_box(
        consignment=BOX, document_numbers=["SPC000001", "SPC999999"], box="damaged", by=box_station.amina,
        at=box_station.now,
    )  # fmt: skip
    assert told.strangers == ("SPC999999",) and told.box == "damaged"


def test_scans_of_an_open_box_survive_and_count_once(box_station: Counter) -> None:
    for number in ("SPC000001", "spc000001 ", "SPC000002"):
        count = scan_into_box(consignment=BOX, document_number=number, by=box_station.amina, at=box_station.now)
    assert count == 2
    told = receive_box(consignment=BOX, document_numbers=[], box="whole", by=box_station.amina, at=box_station.now)
    assert told.received == 2 and not BoxScan.objects.exists()


def test_cards_scanned_before_their_box_are_in_it(box_station: Counter) -> None:
    numbers = [due.document_number for due in box_station.due.values()]
    scan_cards(document_numbers=numbers, act=CustodyAct.RECEIVED, by=box_station.amina, at=box_station.now)
    told = box_station.receive()
    assert (told.box, told.received) == ("whole", 4)
    assert all(body.entries for body in the_counts(box_station))


def test_an_unknown_box_and_an_empty_one(box_station: Counter) -> None:
    by, at = box_station.amina, box_station.now
    with pytest.raises(errors.ConsignmentUnknownError):
        receive_box(consignment=box_station.card("ana"), document_numbers=["X"], box="whole", by=by, at=at)
    with pytest.raises(errors.BoxEmptyError):
        receive_box(consignment=BOX, document_numbers=[], box="whole", by=by, at=at)
    with pytest.raises(CardNotDueError):
        scan_card(document_number="SPC777777", act=CustodyAct.RECEIVED, by=by, at=at)


def test_every_card_has_its_place_and_keeper(box_station: Counter) -> None:
    box_station.open_day()
    box_station.receive("ana")
    places = {card.document_number: (card.state, card.place, card.keeper) for card in cards_here()}
    assert places["SPC000001"] == (HereState.AT_STATION, "test-douar", "op.amina")
    assert places["SPC000002"][0] is HereState.MISSING


def test_uncollected_cards_go_back_in_one_packet(box_station: Counter) -> None:
    box_station.open_day()
    box_station.receive()
    numbers = ["SPC000003", "SPC000004"]
    done = scan_cards(
        document_numbers=numbers, act=CustodyAct.RETURNED, by=box_station.amina, at=box_station.now, keeper="courier-7"
    )
    assert all(one.changed for one in done) and len({one.sequence for one in done}) == 1
    body = the_counts(box_station)[-1]
    assert [(e.act, e.because, e.keeper) for e in body.entries] == [
        (CustodyAct.RETURNED, "uncollected", "courier-7")
    ] * 2
    again = scan_cards(document_numbers=numbers, act=CustodyAct.RETURNED, by=box_station.amina, at=box_station.now)
    assert not any(one.changed for one in again) and len(the_counts(box_station)) == 2
    with pytest.raises(errors.CardGoneError):
        box_station.hand_over("lina")


def test_destruction_needs_two_people(box_station: Counter) -> None:
    box_station.open_day()
    box_station.receive()
    by, at, number = box_station.amina, box_station.now, "SPC000003"
    scan_card(document_number=number, act=CustodyAct.WITHHELD, because="damaged", by=by, at=at)
    for witness, pin, refusal in (
        ("", "", SecondPersonMissingError),
        ("op.amina", PINS["op.amina"], SecondPersonMissingError),
        ("op.driss", "111111", SignInRefusedError),
    ):
        with pytest.raises(refusal):
            scan_card(
                document_number=number, act=CustodyAct.DESTROYED, because="damaged", witness=witness, witness_pin=pin,
                by=by, at=at,
            )  # fmt: skip
    scan_card(
        document_number=number, act=CustodyAct.DESTROYED, because="damaged", witness="op.driss",
        witness_pin=PINS["op.driss"], by=by, at=at,
    )  # fmt: skip
    (entry,) = the_counts(box_station)[-1].entries
    assert (entry.witness, entry.because, entry.act) == ("op.driss", "damaged", CustodyAct.DESTROYED)


def test_a_reason_is_one_of_the_list(box_station: Counter) -> None:
    box_station.receive()
    with pytest.raises(errors.ReasonUnknownError):
        scan_card(
            document_number="SPC000001", act=CustodyAct.WITHHELD, because="", by=box_station.amina, at=box_station.now
        )


@pytest.mark.parametrize("move", [row.name for row in CARD_HERE.moves])
@pytest.mark.parametrize("state", list(HereState))
def test_every_move_of_the_table(move: str, state: HereState, db: None) -> None:
    from bitaqa.station.handover.models import CardHere
    from bitaqa.station.handover.moving import check_move

    row = CardHere(document_number="SPC000001", state=state.value)
    if CARD_HERE.can_move(state, move):
        check_move(row, move)
    else:
        with pytest.raises((errors.CardGoneError, errors.CardNotHereError)):
            check_move(row, move)
