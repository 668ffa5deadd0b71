"""Is this the holder? One finger comparison, then one face comparison, failing which two people and a reason.

The machine may say *verified*; it never sends anyone away. `NotVerified` is kept for what a machine can know: the
fingers were good, several, and plainly another's; even then the screen leads to two people, with the warning shown.
A face alone never verifies: it needs a finger that came near (or, where policy says so, the signed receipt).

Policy is data (`HolderPolicy`), with the comparers' measured thresholds as default.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bitaqa.foundation.matching.compare import FingerResult, FingerThresholds, fused_score
from bitaqa.foundation.matching.comparer import DEFAULT_THRESHOLDS


class Reason(StrEnum):
    """Why the machine did not verify; each has a sentence in `REASON_SENTENCES`."""

    NO_FINGER_ON_FILE = "no_finger_on_file"
    NO_FINGER_CAPTURED = "no_finger_captured"
    FINGER_UNCLEAR = "finger_unclear"
    FACE_UNCLEAR = "face_unclear"
    FACE_NEEDS_A_SECOND_SIGN = "face_needs_a_second_sign"
    FINGERS_OF_ANOTHER = "fingers_of_another"


REASON_SENTENCES: Final[dict[Reason, str]] = {
    Reason.NO_FINGER_ON_FILE: "The file holds no fingerprint of this person.",
    Reason.NO_FINGER_CAPTURED: "No fingerprint could be taken today.",
    Reason.FINGER_UNCLEAR: "The fingerprints could not be told to be the same.",
    Reason.FACE_UNCLEAR: "Neither fingerprints nor face could be told to be the same.",
    Reason.FACE_NEEDS_A_SECOND_SIGN: "The face agrees, but a face alone is not enough.",
    Reason.FINGERS_OF_ANOTHER: "The fingerprints do not agree with those of the holder.",
}
"""English sentence (a msgid) of each reason: a screen translates it."""


@dataclass(frozen=True, slots=True)
class HolderPolicy:
    """What counts as verified.

    `near` is the fused finger score from which a face may complete a weak finger. `face_with_receipt` lets a face and
    a valid signed receipt verify someone whose fingers cannot be taken: off, until a face engine measured on real
    faces stands behind the port. `fingers_to_exclude` fingers all under `plainly_another` are another person's.
    """

    fingers: FingerThresholds = DEFAULT_THRESHOLDS
    face: float = 0.78
    near: float = 0.20
    plainly_another: float = 0.10
    fingers_to_exclude: int = 2
    face_with_receipt: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """The machine recognised the holder; `by` is `finger`, `two_fingers`, `finger_and_face` or `face_and_receipt`."""

    by: str
    score: float

    @property
    def method(self) -> str:
        """`finger` or `face`: the code of `rules.packet_bodies.VerificationMethod`."""
        return "finger" if self.by in ("finger", "two_fingers") else "face"


@dataclass(frozen=True, slots=True)
class NotVerified:
    """The captured fingers are plainly not the holder's."""

    reason: Reason
    score: float


@dataclass(frozen=True, slots=True)
class NeedsTwoPeople:
    """The machine cannot tell: two people decide, and write down why."""

    reason: Reason
    score: float


HolderDecision = Verified | NotVerified | NeedsTwoPeople


def decide_holder(
    *,
    fingers: Sequence[FingerResult],
    face: float | None,
    fingers_on_file: int,
    receipt_shown: bool = False,
    policy: HolderPolicy | None = None,
) -> HolderDecision:
    """Fingers first, then the face, failing which two people.

    `fingers` from `compared_fingers` (may be empty), `face` a `FaceComparer` score or None when no portrait was taken,
    `fingers_on_file` how many templates the holder has, `receipt_shown` whether a valid signed receipt was presented.
    """
    rules = policy or HolderPolicy()
    fused = fused_score(fingers)
    best = max((r.score for r in fingers), default=0.0)
    if best >= rules.fingers.one_finger:
        return Verified("finger", best)
    if len(fingers) >= 2 and fused >= rules.fingers.two_fingers:
        return Verified("two_fingers", fused)
    face_agrees = face is not None and face >= rules.face
    if face_agrees and face is not None:
        if fingers and fused >= rules.near:
            return Verified("finger_and_face", face)
        if rules.face_with_receipt and receipt_shown and not fingers:
            return Verified("face_and_receipt", face)
    if len(fingers) >= rules.fingers_to_exclude and best < rules.plainly_another:
        return NotVerified(Reason.FINGERS_OF_ANOTHER, best)
    if face_agrees:
        return NeedsTwoPeople(Reason.FACE_NEEDS_A_SECOND_SIGN, best)
    if not fingers_on_file:
        return NeedsTwoPeople(Reason.NO_FINGER_ON_FILE, best)
    if not fingers:
        return NeedsTwoPeople(Reason.NO_FINGER_CAPTURED, best)
    return NeedsTwoPeople(Reason.FINGER_UNCLEAR if face is None else Reason.FACE_UNCLEAR, best)
