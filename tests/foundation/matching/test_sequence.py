"""The right fingers, each in its place: what ten captures say of themselves and against a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from bitaqa.foundation.matching.likely_same import likely_same
from bitaqa.foundation.matching.sequence import SequenceCode, other_hand, sequence_findings
from bitaqa.foundation.matching.templates import (
    FingerPosition,
    Minutia,
    decode_template,
    encode_template,
    minutiae_points,
)
from bitaqa.foundation.specimens.fingers import impression, specimen_finger

BODY, OTHER = 11, 12


def ten(body: int, take: int = 1) -> dict[int, bytes]:
    return {int(at): encode_template(impression(specimen_finger(body, at), take)) for at in FingerPosition}


def laid_as(record: bytes, position: int) -> bytes:
    return encode_template(replace(decode_template(record), position=FingerPosition(position)))


def exchanged(hands: Mapping[int, bytes]) -> dict[int, bytes]:
    return {at: laid_as(hands[other_hand(at)], at) for at in hands}


def codes(taken: Mapping[int, bytes], on_file: Mapping[int, bytes] | None = None) -> list[tuple[str, tuple[int, ...]]]:
    return [(found.code.value, found.positions) for found in sequence_findings(taken, on_file)]


@pytest.mark.parametrize("body", range(BODY, BODY + 8))
def test_ten_right_fingers_raise_nothing(body: int) -> None:
    assert codes(ten(body)) == []
    assert codes(ten(body), ten(body, take=101)) == []


@pytest.mark.parametrize("body", range(BODY, BODY + 8))
def test_one_finger_laid_down_twice_is_seen(body: int) -> None:
    taken = ten(body)
    taken[4] = laid_as(ten(body, take=2)[3], 4)
    assert codes(taken) == [("same_finger_twice", (3, 4))]


def test_one_finger_of_each_hand_may_be_the_same_too() -> None:
    taken = ten(BODY)
    taken[7] = laid_as(ten(BODY, take=2)[2], 7)
    assert ("same_finger_twice", (2, 7)) in codes(taken)


def test_exchanged_hands_are_certain_against_a_file() -> None:
    (found,) = sequence_findings(exchanged(ten(BODY)), ten(BODY, take=101))
    assert found.code is SequenceCode.HANDS_EXCHANGED
    assert dict(zip(found.positions, found.agrees_with, strict=True)) == {at: other_hand(at) for at in range(1, 11)}


def test_exchanged_hands_are_hinted_at_without_a_file() -> None:
    hinted = [codes(exchanged(ten(body))) for body in range(BODY, BODY + 12)]
    assert sum(found == [("hands_lean_exchanged", tuple(range(1, 11)))] for found in hinted) >= 9
    few = {at: record for at, record in exchanged(ten(BODY)).items() if at < 6}
    assert codes(few) == [], "one hand says nothing of the other"


def test_another_finger_of_the_same_person_is_named() -> None:
    taken = {**ten(BODY), 2: laid_as(ten(BODY)[3], 2)}
    del taken[3]
    (found,) = sequence_findings(taken, ten(BODY, take=101))
    assert (found.code, found.positions, found.agrees_with) == (SequenceCode.OTHER_FINGER, (2,), (3,))


def test_someone_elses_finger_among_ten_is_named() -> None:
    taken = {**ten(BODY), 7: laid_as(ten(OTHER)[7], 7)}
    assert codes(taken, ten(BODY, take=101)) == [("foreign_finger", (7,))]
    assert codes(taken) == [], "without a file nothing tells it: said in the module's first lines"


def test_a_weak_finger_that_does_not_agree_says_nothing() -> None:
    weak = encode_template(impression(specimen_finger(OTHER, FingerPosition(7)), 1, wear=0.6))
    assert decode_template(weak).quality < 40
    assert codes({**ten(BODY), 7: weak}, ten(BODY, take=101)) == []


def test_someone_else_before_the_card_that_was_read() -> None:
    ((code, positions),) = codes(ten(OTHER), ten(BODY, take=101))
    assert code == "not_on_file" and len(positions) >= 6
    one = {2: ten(OTHER)[2]}
    assert codes(one, {2: ten(BODY, take=101)[2]}) == [], "one finger is not enough to say so"


def test_a_file_of_two_fingers_is_enough_for_what_it_holds() -> None:
    held = {at: record for at, record in ten(BODY, take=101).items() if at in (2, 7)}
    assert codes(ten(BODY), held) == []
    assert codes(exchanged(ten(BODY)), held) == [("hands_exchanged", (2, 7))]


def test_points_read_quickly_are_those_of_the_template() -> None:
    record = ten(BODY)[1]
    assert np.allclose(minutiae_points(record), decode_template(record).points)
    template = decode_template(record)
    low = encode_template(replace(template, dpi=250, minutiae=(Minutia(3, 5, 64),)))
    assert np.allclose(minutiae_points(low), decode_template(low).points)


def test_the_sieve_needs_two_fingers_and_stands_empty_ones() -> None:
    nothing = np.zeros((0, 3), np.float32)
    assert likely_same([]) == [] == likely_same([nothing])
    assert likely_same([nothing, nothing]) == []
    points = minutiae_points(ten(BODY)[1])
    again = minutiae_points(ten(BODY, take=2)[1])
    assert likely_same([points, minutiae_points(ten(BODY)[2]), again, nothing])[0] == (0, 2)
