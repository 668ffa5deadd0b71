"""Finger, then face, then two people: every road through the decision."""

import pytest

from bitaqa.foundation.matching.compare import FingerResult
from bitaqa.foundation.matching.decide import (
    REASON_SENTENCES,
    HolderDecision,
    HolderPolicy,
    NeedsTwoPeople,
    NotVerified,
    Reason,
    Verified,
    decide_holder,
)
from bitaqa.foundation.matching.templates import FingerPosition
from bitaqa.foundation.rules.packet_bodies import VerificationMethod


def fingers(*scores: float) -> list[FingerResult]:
    return [FingerResult(FingerPosition(i + 1), s, "t", "1") for i, s in enumerate(scores)]


@pytest.mark.parametrize(
    ("scores", "face", "on_file", "receipt", "expected"),
    [
        ((0.5,), None, 2, False, Verified("finger", 0.5)),
        ((0.0, 0.5), 0.1, 2, False, Verified("finger", 0.5)),
        ((0.30, 0.30), None, 2, False, Verified("two_fingers", 0.30)),
        ((0.25,), 0.9, 2, False, Verified("finger_and_face", 0.9)),
        ((0.05, 0.04), None, 2, False, NotVerified(Reason.FINGERS_OF_ANOTHER, 0.05)),
        ((0.05, 0.04), 0.9, 2, True, NotVerified(Reason.FINGERS_OF_ANOTHER, 0.05)),
        ((0.05,), None, 2, False, NeedsTwoPeople(Reason.FINGER_UNCLEAR, 0.05)),
        ((0.2, 0.2), 0.4, 2, False, NeedsTwoPeople(Reason.FACE_UNCLEAR, 0.2)),
        ((), 0.9, 2, True, NeedsTwoPeople(Reason.FACE_NEEDS_A_SECOND_SIGN, 0.0)),
        ((), None, 0, True, NeedsTwoPeople(Reason.NO_FINGER_ON_FILE, 0.0)),
        ((), 0.3, 2, True, NeedsTwoPeople(Reason.NO_FINGER_CAPTURED, 0.0)),
    ],
)
def test_decisions(
    scores: tuple[float, ...], face: float | None, on_file: int, receipt: bool, expected: HolderDecision
) -> None:
    found = decide_holder(fingers=fingers(*scores), face=face, fingers_on_file=on_file, receipt_shown=receipt)
    assert found == expected


def test_policy_may_let_face_and_receipt_verify() -> None:
    lenient = HolderPolicy(face_with_receipt=True)
    found = decide_holder(fingers=[], face=0.9, fingers_on_file=0, receipt_shown=True, policy=lenient)
    assert found == Verified("face_and_receipt", 0.9)
    without = decide_holder(fingers=[], face=0.9, fingers_on_file=0, receipt_shown=False, policy=lenient)
    assert without == NeedsTwoPeople(Reason.FACE_NEEDS_A_SECOND_SIGN, 0.0)


def test_a_face_alone_never_verifies() -> None:
    assert not isinstance(decide_holder(fingers=[], face=1.0, fingers_on_file=2), Verified)


def test_every_reason_has_its_sentence_and_every_road_its_method() -> None:
    assert set(REASON_SENTENCES) == set(Reason)
    for by in ("finger", "two_fingers", "finger_and_face", "face_and_receipt"):
        assert VerificationMethod(Verified(by, 1.0).method)
