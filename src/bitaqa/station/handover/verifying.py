"""Is this the holder? The capture of today against the field pack's templates and portrait, by the port's engines.

1:1 finger, then face, failing which two people with a reason: one of them may release without a match, and the second
types their own PIN. The machine never sends anyone away; for someone who collects for another, people decide.
Refuses: a capture that is not one, a second person who is the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from bitaqa.foundation.matching.compare import FingerResult
from bitaqa.foundation.matching.decide import HolderDecision, NotVerified, Verified, decide_holder
from bitaqa.foundation.matching.errors import PortraitImageError, TemplateError
from bitaqa.foundation.matching.templates import FingerPosition, FingerTemplate, decode_template
from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.foundation.rules.packet_bodies import Verification, VerificationMethod
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, prove_second_person
from bitaqa.station.devices.door import apart, safe_portrait
from bitaqa.station.durable import FileDamagedError
from bitaqa.station.fieldpack.door import CardBody, card_body

from .domain import RELEASE_REASONS
from .engines import FINGERS, face_engine, face_score, finger_scores
from .errors import CaptureNotUnderstoodError, ReasonUnknownError


@dataclass(frozen=True, slots=True)
class Compared:
    """Scores of today's captures against the list's: by finger position, and of the face (None: not taken)."""

    fingers: Mapping[int, float]
    face: float | None

    @property
    def results(self) -> tuple[FingerResult, ...]:
        return tuple(
            FingerResult(FingerPosition(at), score, FINGERS.name, FINGERS.version)
            for at, score in sorted(self.fingers.items())
        )

    def to_map(self) -> dict[str, object]:
        return {"fingers": {str(at): score for at, score in self.fingers.items()}, "face": self.face}

    @classmethod
    def of(cls, raw: Mapping[str, object]) -> Compared:
        fingers, face = raw.get("fingers"), raw.get("face")
        return cls(
            {int(at): float(score) for at, score in fingers.items()} if isinstance(fingers, Mapping) else {},
            float(face) if isinstance(face, (int, float)) else None,
        )

    def joined(self, other: Compared) -> Compared:
        """The best of two rounds of captures: a second try never lowers the first."""
        fingers = dict(self.fingers)
        for at, score in other.fingers.items():
            fingers[at] = max(score, fingers.get(at, 0.0))
        faces = [face for face in (self.face, other.face) if face is not None]
        return Compared(fingers, max(faces) if faces else None)


@dataclass(frozen=True, slots=True)
class Release:
    """Two people decide: who the second is, their PIN as typed, and the reason as a code."""

    second: str
    pin: str
    because: str


def body_on_list(card: CardDue) -> CardBody:
    """The portrait and templates of the pack; nothing when the pack carries none."""
    try:
        return card_body(card.card)
    except FileDamagedError:
        return CardBody(None, {})


def compare_captures(
    card: CardDue, *, fingers: Sequence[FingerTemplate] = (), portrait: bytes | None = None
) -> Compared:
    """Raises CaptureNotUnderstoodError for a picture that is none, FaceModelError for a model that is refused."""
    if not fingers and portrait is None:
        return Compared({}, None)
    kept = body_on_list(card)
    scores = apart(finger_scores, list(fingers), list(kept.fingers.values())) if fingers else {}
    face: float | None = None
    if portrait is not None and kept.portrait is not None:
        try:
            face = apart(face_score, safe_portrait(portrait), kept.portrait, settings.BITAQA_FACE_MODEL)
        except PortraitImageError:
            raise CaptureNotUnderstoodError(field="portrait") from None
    return Compared(scores, face)


def decide(card: CardDue, compared: Compared, *, receipt_checked: bool) -> HolderDecision:
    return decide_holder(
        fingers=compared.results,
        face=compared.face,
        fingers_on_file=len(card.fingers),
        receipt_shown=receipt_checked,
    )


def read_template(data: bytes) -> FingerTemplate:
    """Raises CaptureNotUnderstoodError."""
    try:
        return decode_template(data)
    except TemplateError:
        raise CaptureNotUnderstoodError(field="finger") from None


def verification_by_machine(compared: Compared, decision: HolderDecision) -> Verification | None:
    """What goes into the packet when the machine recognised the holder; None otherwise."""
    if not isinstance(decision, Verified):
        return None
    best = max(compared.fingers, key=lambda at: compared.fingers[at], default=None)
    by_finger = decision.method == "finger"
    return Verification(
        method=VerificationMethod(decision.method),
        engine=f"{FINGERS.name} {FINGERS.version}" if by_finger else face_engine(settings.BITAQA_FACE_MODEL),
        score=round(decision.score, 4),
        finger=best,
    )


def proven_second(release: Release, *, by: Operator) -> str:
    """The second person, whose PIN was right. Called outside the act's transaction, so that mistakes stay counted.

    Raises ReasonUnknownError, SecondPersonMissingError, SignInRefusedError, SignInPausedError, PermissionMissingError.
    """
    if release.because not in RELEASE_REASONS:
        raise ReasonUnknownError(because=release.because)
    needed = None if by.may(Permission.RELEASE_WITHOUT_MATCH) else Permission.RELEASE_WITHOUT_MATCH
    return prove_second_person(code=release.second, pin=release.pin, first=by, permission=needed).code


def verification_by_two(
    *, second: str, because: str, compared: Compared, decision: HolderDecision | None
) -> Verification:
    """Two people take it upon themselves; what the machine said stands beside their reason."""
    best = max(compared.fingers, key=lambda at: compared.fingers[at], default=None)
    return Verification(
        method=VerificationMethod.TWO_PEOPLE,
        engine=f"{FINGERS.name} {FINGERS.version}" if compared.fingers else "",
        score=round(decision.score, 4) if decision is not None and compared.fingers else None,
        finger=best,
        because=because,
        second_person=second,
    )


def reason_of(decision: HolderDecision) -> str:
    """Why the machine did not verify, as a code; empty when it did."""
    return "" if isinstance(decision, Verified) else decision.reason.value


def is_plainly_another(decision: HolderDecision) -> bool:
    return isinstance(decision, NotVerified)
