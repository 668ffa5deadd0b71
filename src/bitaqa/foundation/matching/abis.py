"""What is asked of a biometric engine, shaped like MOSIP's ABIS contract: insert, identify, delete, count.

Every question has its own id and may be answered later, in any order and more than once: an engine is a program
elsewhere, ours or a vendor's. Identify names the false positive rate the register wants (`target_fpir`) and how many
candidates it reads. Answers name references and scores; no template ever comes back. The message forms (`to_map`,
`answer_from`) carry MOSIP's field names, so that an engine certified there needs no translation.

Refuses: an answer that is no answer to anything (`EngineAnswerError`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from bitaqa.foundation.kernel.errors import BitaqaError

VERSION: Final = "1.1"
SUCCESS, FAILURE = "1", "2"


class EngineAnswerError(BitaqaError):
    """Bytes from an engine that answer nothing that was asked."""

    code = "matching.engine.answer"
    sentence = "The biometric engine answered what cannot be read: %(detail)s."
    next_step = "Tell the engine's supplier; the question is asked again."
    status = 502


@dataclass(frozen=True, slots=True)
class Insert:
    """Keep these fingers under `reference`. A reference known already is replaced. `templates`: ISO/IEC 19794-2 by
    position, for an engine in the house; one elsewhere fetches them under the address that goes with the message."""

    request: UUID
    reference: UUID
    templates: Mapping[int, bytes] = field(default_factory=dict, repr=False)

    operation = "insert"


@dataclass(frozen=True, slots=True)
class Identify:
    """Who in the gallery has the fingers kept under `reference`?"""

    request: UUID
    reference: UUID
    target_fpir: float
    most: int = 20

    operation = "identify"


@dataclass(frozen=True, slots=True)
class Delete:
    """Forget everything under `reference`."""

    request: UUID
    reference: UUID

    operation = "delete"


Question = Insert | Identify | Delete


@dataclass(frozen=True, slots=True)
class AlikeReference:
    """A reference of the gallery and how sure the engine is, 0 to 1; `fingers` by position where it tells."""

    reference: UUID
    score: float
    fingers: Mapping[int, float] = field(default_factory=dict)
    hands_exchanged: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """`failure` is empty when the engine did what was asked. `gallery`: references it holds, where it tells."""

    request: UUID
    failure: str = ""
    found: tuple[AlikeReference, ...] = ()
    gallery: int = 0


class Abis(Protocol):
    """An engine. `code` names it in every record; `required`: an application waits for its answer."""

    code: str
    required: bool

    def ask(self, questions: Sequence[Question]) -> Sequence[Answer]:
        """Hands questions over, in order: insertions count for the identifications behind them. Answers those that
        are answered at once."""

    def collect(self) -> Sequence[Answer]:
        """Answers that came since."""

    def count(self) -> int:
        """How many references it holds."""


def to_map(question: Question, *, at: datetime, address: str = "") -> dict[str, Any]:
    """The message for an engine elsewhere; `address` is where it fetches the templates."""
    told: dict[str, Any] = {
        "id": f"mosip.abis.{question.operation}",
        "version": VERSION,
        "requestId": str(question.request),
        "requesttime": at.isoformat(),
        "referenceId": str(question.reference),
    }
    if isinstance(question, Insert):
        told["referenceURL"] = address
    if isinstance(question, Identify):
        told["flags"] = {"maxResults": str(question.most), "targetFPIR": f"{question.target_fpir:g}"}
    return told


def answer_from(told: Mapping[str, Any]) -> Answer:
    """The answer in an engine's message. Raises EngineAnswerError."""
    try:
        request, value = UUID(str(told["requestId"])), str(told["returnValue"])
        if value not in (SUCCESS, FAILURE):
            raise EngineAnswerError(detail=f"returnValue {value}")
        if value == FAILURE:
            return Answer(request, failure=str(told.get("failureReason") or "unknown")[:40])
        listed = (told.get("candidateList") or {}).get("candidates") or []
        found = tuple(_alike(candidate) for candidate in listed)
        return Answer(request, found=found, gallery=int((told.get("analytics") or {}).get("gallery", 0)))
    except (KeyError, TypeError, ValueError, AttributeError) as bad:
        raise EngineAnswerError(detail=f"{type(bad).__name__} {bad}") from bad


def _alike(candidate: Mapping[str, Any]) -> AlikeReference:
    """`analytics.confidence` is 0 to 100; single fingers stand among the modalities."""
    score = float((candidate.get("analytics") or {})["confidence"]) / 100
    if not 0 <= score <= 1:
        raise EngineAnswerError(detail=f"confidence {score * 100:g}")
    fingers = {}
    for modality in candidate.get("modalities") or []:
        for finger in modality.get("fingers") or []:
            fingers[int(finger["position"])] = float(finger["confidence"]) / 100
    return AlikeReference(UUID(str(candidate["referenceId"])), score, fingers)
