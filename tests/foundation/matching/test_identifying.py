"""Searching at the price the gallery deserves, and the engine behind the port."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from bitaqa.foundation.matching.abis import (
    AlikeReference,
    Answer,
    Delete,
    EngineAnswerError,
    Identify,
    Insert,
    answer_from,
    to_map,
)
from bitaqa.foundation.matching.engine import NO_FINGERS, UNKNOWN_REFERENCE, HouseEngine, indexed_fingers
from bitaqa.foundation.matching.index.identifying import effort_for, hands_exchanged
from bitaqa.foundation.matching.templates import FingerPosition, encode_template
from bitaqa.foundation.specimens.fingers import impression, specimen_finger

FOUR = tuple(FingerPosition(at) for at in (1, 6, 2, 7))
AT = datetime(2026, 5, 4, tzinfo=UTC)


def templates(seed: int, *, take: int = 1, wear: float = 0.0) -> dict[int, bytes]:
    return {int(at): encode_template(impression(specimen_finger(seed, at), take, wear=wear)) for at in FOUR}


def reference(number: int) -> UUID:
    return UUID(int=number)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> HouseEngine:
    """Sixty people, references 0 to 59 by seed."""
    made = HouseEngine(tmp_path_factory.mktemp("engine"))
    made.ask([Insert(reference(1000 + seed), reference(seed), templates(seed)) for seed in range(60)])
    return made


def asked(engine: HouseEngine, fingers: dict[int, bytes], number: int = 900) -> Answer:
    """Inserted under another reference, searched, forgotten."""
    answers = engine.ask(
        [
            Insert(reference(1), reference(number), fingers),
            Identify(reference(2), reference(number), 0.001),
            Delete(reference(3), reference(number)),
        ]
    )
    assert [answer.request.int for answer in answers] == [1, 2, 3]
    assert reference(number) not in engine.references()
    return answers[1]


@pytest.mark.parametrize("wear", [0.0, 0.4])
def test_another_capture_finds_its_person_alone(engine: HouseEngine, wear: float) -> None:
    for seed in (3, 31, 59):
        found = asked(engine, templates(seed, take=2, wear=wear)).found
        assert [one.reference.int for one in found] == [seed] and not found[0].hands_exchanged


def test_a_stranger_finds_nobody(engine: HouseEngine) -> None:
    assert [asked(engine, templates(5000 + n)).found for n in range(5)] == [()] * 5


def test_exchanged_hands_are_said_to_be_so(engine: HouseEngine) -> None:
    given = {
        (at + 4) % 10 + 1: encode_template(impression(specimen_finger(7, FingerPosition(at)), 2)) for at in (1, 6, 2, 7)
    }
    (one,) = asked(engine, given).found
    assert one.reference.int == 7 and one.hands_exchanged and min(one.fingers.values()) > 0.36


def test_one_finger_of_four_is_enough_to_be_shown(engine: HouseEngine) -> None:
    mixed = templates(6000) | {1: templates(11, take=2)[1]}
    (one,) = asked(engine, mixed).found
    assert one.reference.int == 11 and one.fingers[1] > 0.36 > one.fingers[6]


def test_what_cannot_be_done_is_said(engine: HouseEngine) -> None:
    unreadable = Insert(reference(1), reference(901), {1: b"no template"})
    answers = engine.ask([unreadable, Identify(reference(2), reference(901), 0.1)])
    assert [answer.failure for answer in answers] == [NO_FINGERS, UNKNOWN_REFERENCE]
    assert engine.count() == 60


def test_a_reference_known_already_is_searched_without_being_inserted_again(engine: HouseEngine) -> None:
    (answer,) = engine.ask([Identify(reference(5), reference(12), 0.001)])
    assert answer.found == () and answer.gallery == 60


def test_poor_fingers_are_indexed_only_where_better_ones_lack() -> None:
    ten = {int(at): encode_template(impression(specimen_finger(4, at), 1)) for at in FingerPosition}
    assert set(indexed_fingers(ten)) == set(FOUR)
    thumb = impression(specimen_finger(4, FingerPosition.RIGHT_THUMB), 1)
    poor = encode_template(replace(thumb, minutiae=thumb.minutiae[:8]))
    assert FingerPosition.RIGHT_THUMB not in indexed_fingers(ten | {1: poor})


def test_hands_exchanged_twice_are_as_they_were() -> None:
    fingers = indexed_fingers(templates(2))
    assert set(hands_exchanged(fingers)) == {FingerPosition(at) for at in (6, 1, 7, 2)}
    assert hands_exchanged(hands_exchanged(fingers)) == fingers


def test_effort_grows_with_the_gallery() -> None:
    assert [effort_for(n).looked_at for n in (10, 5_000, 50_000, 10_000_000)] == [10, 10, 50, 200]
    assert [effort_for(n).lists_tried for n in (10, 50_000, 10_000_000)] == [8, 8, 16]
    worn = effort_for(10, worn=True)
    assert (worn.lists_tried, worn.looked_at) == (16, 120) and worn.shows_something < effort_for(10).shows_something


def test_messages_carry_the_names_of_the_contract() -> None:
    told = to_map(Identify(reference(1), reference(2), 0.001, 5), at=AT)
    assert told["id"] == "mosip.abis.identify" and told["flags"] == {"maxResults": "5", "targetFPIR": "0.001"}
    insert = to_map(Insert(reference(1), reference(2), {1: b"secret"}), at=AT, address="https://centre.example/r/1")
    assert insert["referenceURL"] == "https://centre.example/r/1" and "secret" not in str(insert)
    assert "secret" not in repr(Insert(reference(1), reference(2), {1: b"secret"}))


def test_an_answer_is_read_and_an_unreadable_one_refused() -> None:
    told = {
        "requestId": str(reference(1)),
        "returnValue": "1",
        "candidateList": {
            "candidates": [
                {
                    "referenceId": str(reference(9)),
                    "analytics": {"confidence": "87"},
                    "modalities": [{"biometricType": "FIR", "fingers": [{"position": 1, "confidence": "90"}]}],
                }
            ]
        },
    }
    assert answer_from(told) == Answer(reference(1), found=(AlikeReference(reference(9), 0.87, {1: 0.9}),))
    assert answer_from({"requestId": str(reference(1)), "returnValue": "2", "failureReason": "7"}).failure == "7"
    for bad in ({}, {**told, "returnValue": "3"}, {**told, "candidateList": {"candidates": [{"referenceId": "x"}]}}):
        with pytest.raises(EngineAnswerError):
            answer_from(bad)


def test_worn_fingers_are_known_by_their_quality() -> None:
    """Half the marks of a fresh finger, and what cannot be read, ask for more effort."""
    from bitaqa.foundation.matching.engine import worn_fingers
    from bitaqa.foundation.matching.templates import encode_template
    from bitaqa.foundation.specimens.fingers import impression, specimen_finger

    def templates(wear: float) -> dict[int, bytes]:
        return {
            int(at): encode_template(impression(specimen_finger(5, at), wear=wear))
            for at in (FingerPosition.RIGHT_THUMB, FingerPosition.LEFT_INDEX)
        }

    assert not worn_fingers(templates(0.0)) and worn_fingers(templates(0.5))
    assert worn_fingers({}) and worn_fingers({1: b"nothing"})
