"""A card whose data is wrong: destroyed by two, and its correction sealed in the same minute."""

from __future__ import annotations

from typing import Any

import pytest

from bitaqa.foundation.packet.receipt import read_receipt
from bitaqa.foundation.rules.applications import ApplicationKind, Ground, Priority
from bitaqa.foundation.rules.packet_bodies import HandOverBody, WrongCardBody
from bitaqa.station.desk.door import SecondPersonMissingError
from bitaqa.station.fieldpack.door import receipt_verifiers
from bitaqa.station.handover import errors
from bitaqa.station.handover.domain import HereState
from bitaqa.station.handover.finding import get_card_here
from bitaqa.station.handover.wrong import WrongData, report_wrong_card
from station_env.counter import PINS, Counter


@pytest.fixture
def counter(box_station: Counter) -> Counter:
    box_station.open_day()
    box_station.receive()
    return box_station


def report(counter: Counter, who: str = "ana", **changes: Any) -> Any:
    identity = counter.people[who].identity_map("test-douar")
    identity["names"]["latin"]["family"] = "ALAMI"
    said: dict[str, Any] = {
        "fields": [{"field": "names.latin.family", "printed": "ALLAMI", "right": "ALAMI"}],
        "fault": "ours",
        "notice_language": "zgh",
        "identity": identity,
        "witness": "op.driss",
        "witness_pin": PINS["op.driss"],
    } | changes
    witness, pin = said.pop("witness"), said.pop("witness_pin")
    return report_wrong_card(
        card=counter.card(who), wrong=WrongData(**said), witness=witness, witness_pin=pin, by=counter.amina,
        at=counter.now,
    )  # fmt: skip


def test_the_attempt_and_the_correction_follow_each_other_in_the_chain(counter: Counter) -> None:
    told = report(counter)
    attempt, wrong = counter.bodies()[-2:]
    assert isinstance(attempt, HandOverBody) and attempt.outcome == "wrong_data" and not attempt.signed
    assert isinstance(wrong, WrongCardBody)
    assert wrong.destroyed_by == ("op.amina", "op.driss") and wrong.card == counter.card("ana")
    correction = wrong.application
    assert correction.kind is ApplicationKind.CORRECTION and correction.ground is Ground.OUR_ERROR
    assert correction.corrects == counter.due["ana"].application != correction.application
    assert correction.priority is Priority.CORRECTION and correction.fee.centimes == 0
    assert correction.identity.names.latin.family == "ALAMI"
    assert correction.notice.language == "zgh", "the language in which the holder heard it"
    assert correction.application == told.application and correction.receipt_number == told.receipt_number
    assert get_card_here(counter.card("ana")).state is HereState.WRONG


def test_the_new_receipt_is_checked_offline(counter: Counter) -> None:
    told = report(counter)
    receipt = read_receipt(told.receipt_qr, receipt_verifiers())
    assert (receipt.number, receipt.application, receipt.kind) == (told.receipt_number, told.application, "correction")


def test_a_second_report_answers_the_first(counter: Counter) -> None:
    first = report(counter)
    again = report(counter)
    assert again.again and (again.application, again.sequence) == (first.application, first.sequence)
    assert sum(isinstance(body, WrongCardBody) for body in counter.bodies()) == 1


def test_a_wrong_card_is_not_handed_over_afterwards(counter: Counter) -> None:
    report(counter)
    done = counter.hand_over("ana")
    assert done.again and done.outcome == "wrong_data"


def test_a_fault_of_the_holder_costs_the_duty(counter: Counter) -> None:
    with pytest.raises(errors.DutyNotPaidError):
        report(counter, fault="holder")
    told = report(counter, fault="holder", stamp_number="T-0100")
    wrong = counter.bodies()[-1]
    assert isinstance(wrong, WrongCardBody)
    assert wrong.application.fee.stamp_number == "T-0100" and wrong.application.fee.centimes == told.centimes > 0


def test_nothing_is_destroyed_alone_or_for_nothing(counter: Counter) -> None:
    with pytest.raises(SecondPersonMissingError):
        report(counter, witness="op.amina", witness_pin=PINS["op.amina"])
    with pytest.raises(errors.WrongFieldsMissingError):
        report(counter, fields=[])
    with pytest.raises(errors.CorrectedIdentityError) as refused:
        report(counter, identity={"names": {}})
    assert refused.value.facts["field"].startswith("identity.")
    with pytest.raises(errors.CorrectedIdentityError):
        report(counter, identity={**counter.people["ana"].identity_map("test-douar"), "birth": "1990-02-31"})
    assert get_card_here(counter.card("ana")).state is HereState.AT_STATION


def test_a_minor_has_somebody_who_answers_and_an_adult_has_nobody(counter: Counter) -> None:
    who = counter.people["child"].representative_map()
    for given in (None, who | {"signed": False}):
        with pytest.raises(errors.RepresentativeMissingError):
            report(counter, "child", representative=given)
    with pytest.raises(errors.CorrectedIdentityError) as refused:
        report(counter, "child", representative=who | {"capacity": "neighbour"})
    assert refused.value.facts["field"] == "representative.capacity"
    report(counter, "ana", representative=who)
    wrong = counter.bodies()[-1]
    assert isinstance(wrong, WrongCardBody) and wrong.application.representative is None


def test_a_small_child_s_correction_has_no_fingers_by_rule(counter: Counter) -> None:
    report(counter, "child", representative=counter.people["child"].representative_map())
    wrong = counter.bodies()[-1]
    assert isinstance(wrong, WrongCardBody)
    assert wrong.application.fingers_rule == "under_age" and wrong.application.representative is not None
