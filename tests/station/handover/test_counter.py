"""At the counter: a card reaches the right hand once, whatever is lost, doubted or clicked twice."""

from __future__ import annotations

from typing import Any

import pytest

from bitaqa.foundation.rules.packet_bodies import HandOverBody, OldCard, VerificationMethod
from bitaqa.station.desk.door import PermissionMissingError, SecondPersonMissingError
from bitaqa.station.desk.errors import SignInRefusedError
from bitaqa.station.fieldpack.door import country
from bitaqa.station.handover import errors
from bitaqa.station.handover.domain import HereState, check_may_collect, collectors_of
from bitaqa.station.handover.finding import find_by_finger, get_card_here, read_scan
from bitaqa.station.handover.forms import WhoForm
from bitaqa.station.handover.handing import stop_card
from bitaqa.station.handover.verifying import Release
from station_env.centre import AT
from station_env.counter import PINS, Counter, stop


@pytest.fixture
def counter(box_station: Counter) -> Counter:
    box_station.open_day()
    box_station.receive()
    return box_station


def the_hand_overs(counter: Counter) -> list[HandOverBody]:
    return [body for body in counter.bodies() if isinstance(body, HandOverBody)]


def two_people(**changes: Any) -> Release:
    return Release(**{"second": "head.salma", "pin": PINS["head.salma"], "because": "finger_unclear", **changes})


def test_a_finger_opens_the_hand_and_the_packet_says_how(counter: Counter) -> None:
    done = counter.hand_over("ana", receipt=counter.receipt("ana"))
    assert (done.outcome, done.method, done.again) == ("handed_over", "finger", False)
    (body,) = the_hand_overs(counter)
    assert body.verification is not None and body.verification.score is not None
    assert body.verification.method is VerificationMethod.FINGER and body.verification.engine == "cylinders 2"
    assert body.signed and body.receipt_shown and body.found_by == "receipt" and body.operator == "op.amina"
    assert body.receipt_checked, "the signature of its code was checked"
    assert body.card == counter.card("ana") and body.application == counter.due["ana"].application
    assert get_card_here(counter.card("ana")).state is HereState.HANDED_OVER


def test_a_second_click_and_a_second_desk_get_the_first_answer(counter: Counter) -> None:
    first = counter.hand_over("ana")
    again = counter.hand_over("ana", by=counter.head, fingers=())
    assert again.again and (again.sequence, again.method) == (first.sequence, "finger")
    assert len(the_hand_overs(counter)) == 1


def test_a_lost_receipt_never_blocks(counter: Counter) -> None:
    by_name = [c for c in _found(counter.people["lina"].given[0]) if c.card == counter.card("lina")]
    by_latin = [c for c in _found(counter.people["lina"].family[1]) if c.card == counter.card("lina")]
    assert by_name and by_latin
    ((by_finger, score), *_others) = find_by_finger(counter.fingers("lina", take=2))
    assert by_finger.card == counter.card("lina") and score > 0.3
    done = counter.hand_over("lina", receipt_shown=False, found_by="finger")
    assert done.outcome == "handed_over"
    assert not the_hand_overs(counter)[0].receipt_shown and the_hand_overs(counter)[0].found_by == "finger"


def _found(q: str) -> Any:
    from bitaqa.station.handover.finding import cards_here

    return cards_here(q=q)


def test_a_scan_is_a_receipt_code_a_receipt_number_or_a_document_number(counter: Counter) -> None:
    assert read_scan(counter.receipt("sami") + "\r\n").receipt_checked
    for text in (counter.receipt("sami"), counter.due["sami"].receipt_number.lower(), " spc000002"):
        assert read_scan(text).card.card == counter.card("sami")
    with pytest.raises(errors.ReceiptOfAnotherError):
        counter.hand_over("ana", receipt=counter.receipt("sami"))


def test_a_wrong_finger_then_a_face_then_two_people(counter: Counter) -> None:
    refused = counter.hand_over("ana", fingers=counter.fingers("ana", of="sami"), portrait=counter.portrait("sami"))
    assert refused.outcome == "not_verified" and refused.because
    assert get_card_here(counter.card("ana")).state is HereState.AT_STATION
    done = counter.hand_over("ana", fingers=(), portrait=counter.portrait("ana"), release=two_people())
    assert (done.outcome, done.method) == ("handed_over", "two_people")
    attempt, body = the_hand_overs(counter)
    assert attempt.outcome == "not_verified" and attempt.verification is None and not attempt.signed
    assert body.verification is not None
    assert (body.verification.second_person, body.verification.because) == ("head.salma", "finger_unclear")


def test_a_face_alone_does_not_verify(counter: Counter) -> None:
    done = counter.hand_over("ana", fingers=(), portrait=counter.portrait("ana"))
    assert (done.outcome, done.because) == ("not_verified", "face_needs_a_second_sign")


@pytest.mark.parametrize(
    ("release", "refusal"),
    [
        (two_people(second="op.amina", pin=PINS["op.amina"]), SecondPersonMissingError),
        (two_people(second="op.driss", pin=PINS["op.driss"]), PermissionMissingError),
        (two_people(pin="000000"), SignInRefusedError),
        (two_people(because="in_a_hurry"), errors.ReasonUnknownError),
    ],
)
def test_the_second_person_is_another_with_the_right_and_a_reason(
    counter: Counter, release: Release, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        counter.hand_over("ana", fingers=(), release=release)
    assert not the_hand_overs(counter)


def test_a_wrong_pin_of_the_second_person_stays_counted(counter: Counter) -> None:
    from bitaqa.station.desk.models import CrewMember

    with pytest.raises(SignInRefusedError):
        counter.hand_over("ana", fingers=(), release=two_people(pin="000000"))
    assert CrewMember.objects.get(code="head.salma").mistakes == 1


def test_a_head_may_be_the_first_of_the_two(counter: Counter) -> None:
    release = two_people(second="op.driss", pin=PINS["op.driss"])
    assert counter.hand_over("ana", by=counter.head, fingers=(), release=release).outcome == "handed_over"


def test_the_old_card_comes_back_or_is_declared_lost(counter: Counter) -> None:
    with pytest.raises(errors.OldCardNotAccountedError):
        counter.hand_over("sami")
    with pytest.raises(errors.OldCardNotAccountedError):
        counter.hand_over("sami", old_card=OldCard(number="", fate="not_brought"))
    assert not the_hand_overs(counter)
    counter.hand_over("sami", old_card=OldCard(number="", fate="taken_back"))
    (body,) = the_hand_overs(counter)
    assert body.old_card == OldCard(number="OLD000002", fate="taken_back")


def test_the_holder_reads_the_card_and_then_signs(counter: Counter) -> None:
    with pytest.raises(errors.NotCheckedError):
        counter.hand_over("ana", holder_checked=False)
    with pytest.raises(errors.NotSignedError):
        counter.hand_over("ana", signed=False)
    assert not the_hand_overs(counter)


def test_a_child_s_card_goes_to_the_representative(counter: Counter) -> None:
    release = two_people(because="collected_for_another")
    with pytest.raises(errors.CollectorNotAllowedError):
        counter.hand_over("child", fingers=(), release=release)
    with pytest.raises(errors.CollectorNotNamedError):
        counter.hand_over("child", fingers=(), collector="representative", release=release)
    told = {"fingers": (), "collector": "representative", "release": release}
    with pytest.raises(errors.CollectorNotAllowedError):
        counter.hand_over("child", collector_names="Rachid Specimen", **told)
    assert not the_hand_overs(counter), "any other adult who says they are the representative leaves without it"
    assert counter.hand_over("child", collector_names="Fatima Specimen", **told).outcome == "handed_over"
    (body,) = the_hand_overs(counter)
    assert (body.collector, body.collector_names) == ("representative", "Fatima Specimen")


def test_the_collector_of_a_child_s_card_has_a_name() -> None:
    told = {"collector": "representative"}
    assert "collector_names" in WhoForm(told, allowed=("representative",)).errors
    assert "collector_names" not in WhoForm(told, allowed=("holder", "representative")).errors


@pytest.mark.parametrize("typed", ["Fatima SPECIMEN", "specimen fatima", "فاطمة العينة", "العينة فاطمة"])
def test_the_representative_of_the_list_is_known_in_either_script_and_order(box_station: Counter, typed: str) -> None:
    policy, due = country().document_type("cnie", AT.date()), box_station.due["child"]
    check_may_collect(due, policy=policy, collector="representative", collector_names=typed, on=AT.date())


def test_a_minor_s_card_without_a_named_representative_goes_to_nobody(box_station: Counter) -> None:
    policy = country().document_type("cnie", AT.date())
    due = box_station.due["child"].model_copy(update={"representative": None})
    assert collectors_of(due, policy=policy, on=AT.date()) == ()
    with pytest.raises(errors.CollectorNotAllowedError):
        check_may_collect(due, policy=policy, collector="representative", collector_names="FATIMA", on=AT.date())


def test_only_the_authorised_collector_of_the_list_collects_for_an_adult(counter: Counter) -> None:
    release = two_people(because="collected_for_another")
    for collector, names in (("authorised", "Someone Else"), ("representative", "Rachid Specimen")):
        with pytest.raises(errors.CollectorNotAllowedError):
            counter.hand_over("lina", fingers=(), collector=collector, collector_names=names, release=release)
    counter.hand_over("lina", fingers=(), collector="authorised", collector_names="rachid  SPECIMEN", release=release)
    assert the_hand_overs(counter)[0].collector == "authorised"


@pytest.mark.parametrize("kept", ["Rachid Specimen", "Rachid Specimen SPC123456", "Rachid Specimen, 123456"])
def test_a_number_written_beside_the_name_does_not_turn_the_authorised_away(box_station: Counter, kept: str) -> None:
    policy = country().document_type("cnie", AT.date())
    due = box_station.due["lina"].model_copy(update={"authorised": kept})
    check_may_collect(due, policy=policy, collector="authorised", collector_names="rachid specimen", on=AT.date())
    with pytest.raises(errors.CollectorNotAllowedError):
        check_may_collect(due, policy=policy, collector="authorised", collector_names="Sami X", on=AT.date())


def test_the_collector_s_own_finger_is_not_the_holder_s(counter: Counter) -> None:
    """Even the holder's good finger does not verify someone who says they collect for another."""
    done = counter.hand_over("lina", collector="authorised", collector_names="Rachid Specimen")
    assert (done.outcome, done.because) == ("not_verified", "collected_for_another")


def test_a_stopped_card_is_withheld_and_never_handed_over(counter: Counter) -> None:
    stop(counter, "ana")
    done = counter.hand_over("ana")
    assert (done.outcome, done.because) == ("stopped", "death")
    assert get_card_here(counter.card("ana")).state is HereState.WITHHELD
    assert counter.hand_over("ana").again
    assert [body.outcome for body in the_hand_overs(counter)] == ["stopped"]


def test_a_death_told_at_the_counter_withholds_the_card(counter: Counter) -> None:
    done = stop_card(card=counter.card("lina"), because="reported_death", by=counter.amina, at=counter.now)
    assert done.outcome == "stopped" and not done.again
    assert stop_card(card=counter.card("lina"), because="reported_death", by=counter.amina, at=counter.now).again
    with pytest.raises(errors.ReasonUnknownError):
        stop_card(card=counter.card("ana"), because="moved_away", by=counter.amina, at=counter.now)


def test_a_card_that_was_not_scanned_here_is_not_handed_over(box_station: Counter) -> None:
    box_station.open_day()
    with pytest.raises(errors.CardNotHereError):
        box_station.hand_over("ana")


def test_the_nearest_deadline_is_served_first(counter: Counter) -> None:
    from bitaqa.station.handover.finding import cards_here

    assert [card.document_number for card in cards_here()][:2] == ["SPC000003", "SPC000001"]
