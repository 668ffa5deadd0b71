"""What travels in packets, by kind: a body that breaks a rule is refused with the field, whoever sealed it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.chain import ChainHead
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner, Verifier
from bitaqa.foundation.packet.sealed import open_packet
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.packet_bodies import (
    ApplicationBody,
    BodyNotUnderstoodError,
    CompletionBody,
    CustodyBody,
    DayReportBody,
    HandOverBody,
    JournalBody,
    WrongCardBody,
    instants,
    read_body,
)
from bitaqa.foundation.specimens.packets import SpecimenStation, media_of, padding
from bitaqa.foundation.specimens.people import person

AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
EARLIER = AT - timedelta(hours=1)
OPENING = OpeningKey.generate(os.urandom)
Raw = dict[str, Any]


@pytest.fixture(scope="module")
def station() -> SpecimenStation:
    return SpecimenStation(
        head=ChainHead(new_id(), 1, 0, b"\x00" * 32), signer=SoftwareSigner.generate(), recipient=OPENING.sealing_key,
        visit=new_id(), campaign=new_id(), place="el-borouj", day=AT.date(), at=AT, randbytes=os.urandom,
    )  # fmt: skip


@pytest.fixture(scope="module")
def application(station: SpecimenStation) -> Raw:
    return station.application(person(3, 1))[0].to_map()


def common() -> Raw:
    return {"visit": str(new_id()), "place": "el-borouj", "day": "2026-05-04", "operator": "op-1", "at": AT.isoformat()}


def completion() -> Raw:
    return {"what": "completion", "application": str(new_id()), "papers": [], **common()}


def wrong_card(application: Raw) -> Raw:
    field = {"field": "given", "printed": "AHMAD", "right": "AHMED"}
    return {
        "what": "wrong_card", "card": str(new_id()), "fields": [field], "fault": "ours",
        "destroyed_by": ["op-1", "head"], "application": application, "at": AT.isoformat(),
    }  # fmt: skip


def hand_over(**changes: Any) -> Raw:
    return {
        "hand_over": str(new_id()), "card": str(new_id()), "document_number": "SP0000001", "application": str(new_id()),
        "outcome": "handed_over", "receipt_shown": True, "signed": True,
        "verification": {"method": "finger", "engine": "cylinders", "score": "0.8125", "finger": 2},
        **common(), **changes,
    }  # fmt: skip


def custody() -> Raw:
    scans = [
        {"act": act, "card": str(new_id()), "document_number": "SP0000001", "at": at.isoformat(), "keeper": "station:a"}
        for act, at in (("received", AT), ("missing", EARLIER))
    ]
    return {
        "custody": str(new_id()),
        "box": "short",
        "entries": scans,
        **{k: v for k, v in common().items() if k != "at"},
    }


@pytest.mark.parametrize("witness", [None, "", "  ", "op-1", " OP-1 "])
def test_no_card_is_destroyed_by_one_person(witness: str | None) -> None:
    raw = custody()
    raw["entries"][1] |= {"act": "destroyed", **({} if witness is None else {"witness": witness})}
    with pytest.raises(BodyNotUnderstoodError) as refused:
        read_body(PacketKind.CUSTODY, raw)
    assert "second person" in refused.value.facts["problem"]
    raw["entries"][1]["witness"] = "head"
    assert isinstance(read_body(PacketKind.CUSTODY, raw), CustodyBody)


@pytest.mark.parametrize("second", ["op-1", " OP-1 ", "", " "])
def test_no_wrong_card_is_destroyed_by_one_person(application: Raw, second: str) -> None:
    correction = application | {"kind": "correction", "ground": "our_error", "corrects": str(new_id())}
    with pytest.raises(BodyNotUnderstoodError) as refused:
        read_body(PacketKind.CORRECTION, wrong_card(correction) | {"destroyed_by": ["op-1", second]})
    assert "two different people" in refused.value.facts["problem"]
    assert isinstance(read_body(PacketKind.CORRECTION, wrong_card(correction)), WrongCardBody)


def journal() -> Raw:
    entries = [{"event": "desk.enrolled", "at": at.isoformat(), "operator": "head"} for at in (AT, EARLIER)]
    return {"entries": entries}


def day_report(**changes: Any) -> Raw:
    zeros = ("incomplete", "completed", "referred", "abandoned", "handed_over", "wrong_cards", "not_verified",
             "cards_received", "cards_left", "old_cards_taken_back", "money_centimes", "stamps", "waivers",
             "packets_sealed")  # fmt: skip
    return {
        **dict.fromkeys(zeros, 0), "report": str(new_id()), "visit": str(new_id()), "place": "el-borouj",
        "day": "2026-05-04", "head": "head", "opened_at": EARLIER.isoformat(), "closed_at": AT.isoformat(),
        "enrolled": {"first": 2, "renewal": 1}, **changes,
    }  # fmt: skip


def test_a_hand_over_of_the_program_before_does_not_tell_of_the_receipt_s_signature() -> None:
    before, now = (read_body(PacketKind.HAND_OVER, raw) for raw in (hand_over(), hand_over(receipt_checked=True)))
    assert isinstance(before, HandOverBody) and isinstance(now, HandOverBody)
    assert (before.receipt_checked, now.receipt_checked) == (None, True)
    assert "receipt_checked" not in before.to_map()


MAKERS: list[tuple[PacketKind, type, Callable[[Raw], Raw]]] = [
    (PacketKind.APPLICATION, ApplicationBody, lambda application: application),
    (PacketKind.CORRECTION, CompletionBody, lambda _: completion()),
    (PacketKind.HAND_OVER, HandOverBody, lambda _: hand_over()),
    (PacketKind.CUSTODY, CustodyBody, lambda _: custody()),
    (PacketKind.JOURNAL, JournalBody, lambda _: journal()),
    (PacketKind.DAY_REPORT, DayReportBody, lambda _: day_report()),
]


@pytest.mark.parametrize(("kind", "shape", "make"), MAKERS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_each_kind_is_read_as_it_was_written_and_knows_its_moment(
    kind: PacketKind, shape: type, make: Callable[[Raw], Raw], application: Raw
) -> None:
    body = read_body(kind, make(application))
    assert type(body) is shape and read_body(kind, body.to_map()) == body
    assert instants(body) == AT
    with pytest.raises(BodyNotUnderstoodError) as refused:
        read_body(kind, {**make(application), "surprise": 1})
    assert refused.value.facts["field"] == "surprise"


def test_a_wrong_card_carries_the_application_that_corrects_it(station: SpecimenStation) -> None:
    corrected = station.application(person(3, 1), kind=ApplicationKind.CORRECTION, corrects=str(new_id()))[0].to_map()
    body = read_body(PacketKind.CORRECTION, wrong_card(corrected))
    assert isinstance(body, WrongCardBody) and instants(body) == AT
    assert body.application.corrects == UUID(str(corrected["corrects"]))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"ground": "loss"}, "ground", id="a-ground-of-another-kind"),
        pytest.param({"missing": [{"code": "birth_record"}]}, "later visit", id="missing-without-a-visit"),
        pytest.param({"corrects": str(new_id())}, "correction", id="corrects-without-being-one"),
        pytest.param({"fingers": []}, "ten fingers", id="no-fingers-and-no-rule"),
        pytest.param({"fingers": [{"position": 1}]}, "captured or excused", id="a-finger-without-reason"),
    ],
)
def test_an_application_agrees_with_itself(application: Raw, changes: Raw, says: str) -> None:
    with pytest.raises(BodyNotUnderstoodError, match=says):
        read_body(PacketKind.APPLICATION, {**application, **changes})


def test_a_correction_must_say_what_it_corrects(application: Raw) -> None:
    with pytest.raises(BodyNotUnderstoodError, match="correct"):
        read_body(PacketKind.APPLICATION, {**application, "kind": "correction", "ground": "our_error"})


def test_a_child_under_twelve_has_no_fingers_by_rule(application: Raw) -> None:
    body = read_body(PacketKind.APPLICATION, {**application, "fingers": [], "fingers_rule": "under_age"})
    assert isinstance(body, ApplicationBody) and body.fingers == ()


@pytest.mark.parametrize("changes", [{"verification": None}, {"signed": False}])
def test_no_card_is_handed_over_to_someone_not_verified_or_without_signature(changes: Raw) -> None:
    with pytest.raises(BodyNotUnderstoodError, match="verified person who signs"):
        read_body(PacketKind.HAND_OVER, hand_over(**changes))
    assert read_body(PacketKind.HAND_OVER, hand_over(**changes, outcome="not_verified"))


def test_scores_travel_as_text_because_packets_carry_no_floating_point(station: SpecimenStation) -> None:
    body = read_body(PacketKind.HAND_OVER, hand_over())
    sealed = station.seal(PacketKind.HAND_OVER, body.to_map())
    opened = open_packet(
        sealed.data, verifier=Verifier(station.signer.public), opening_keys={OPENING.key_id: OPENING},
        station=station.head.station,
    )  # fmt: skip
    assert opened.body["verification"]["score"] == "0.8125" and read_body(PacketKind.HAND_OVER, opened.body) == body


@pytest.mark.parametrize("changes", [{"incomplete": -1}, {"enrolled": {"other": 1}}, {"closed_at": "2026-05-04"}])
def test_a_day_report_counts_people_of_known_kinds(changes: Raw) -> None:
    with pytest.raises(BodyNotUnderstoodError):
        read_body(PacketKind.DAY_REPORT, day_report(**changes))


def test_specimen_packets_stand_in_one_chain_and_padding_is_its_own(station: SpecimenStation) -> None:
    before = station.head
    body, attached = station.application(person(3, 2), kind=ApplicationKind.RENEWAL)
    sealed = station.seal(PacketKind.APPLICATION, body.to_map(), attached)
    assert (sealed.header.sequence, sealed.header.previous) == (before.sequence + 1, before.hash)
    assert body.claimed is not None and body.day == date(2026, 5, 4)
    assert padding(100, 1) == padding(100, 1) != padding(100, 2) and len(padding(100, 1)) == 100
    assert {media_of(name) for name in ("finger/1", "ridge/1", "portrait")} == {
        "application/x-iso19794-2", "image/png", "image/jpeg",
    }  # fmt: skip
