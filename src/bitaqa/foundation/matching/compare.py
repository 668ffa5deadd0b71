"""Comparing two fingers, two portraits: the ports, and how several results become one.

A comparer gives a score between 0 and 1, never an answer: answers need thresholds, which belong to a comparer and its
version, and a policy (`decide.py`). Engines behind these ports: `cylinders.py` (fingers), `faces.py` (portraits).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bitaqa.foundation.matching.templates import FingerPosition, FingerTemplate


class FingerComparer(Protocol):
    """Compares two templates of the *same* finger position. `name` and `version` go into every record of a result."""

    name: str
    version: str

    def compare(self, left: FingerTemplate, right: FingerTemplate, /) -> float:
        """0 (nothing in common) to 1 (the same impression)."""


class FaceComparer(Protocol):
    """Compares two portraits given as encoded pictures (JPEG or PNG)."""

    name: str
    version: str

    def compare(self, left: bytes, right: bytes, /) -> float:
        """0 (nothing in common) to 1 (the same picture). Raises `PortraitImageError`."""


@dataclass(frozen=True, slots=True)
class FingerThresholds:
    """Scores from which one finger, or two fused, count as the same; each with an upper bound (95 %) of its false
    match rate (FMR)."""

    one_finger: float
    two_fingers: float
    one_finger_fmr: float
    two_fingers_fmr: float


@dataclass(frozen=True, slots=True)
class FingerResult:
    """One finger compared: which, how like, and by what."""

    position: FingerPosition
    score: float
    comparer: str
    comparer_version: str


def compared_fingers(
    comparer: FingerComparer, captured: Sequence[FingerTemplate], kept: Sequence[FingerTemplate]
) -> tuple[FingerResult, ...]:
    """Every finger that stands on both sides, best score of several captures of it, in the order of positions."""
    best: dict[FingerPosition, float] = {}
    for left in captured:
        for right in kept:
            if left.position == right.position:
                best[left.position] = max(best.get(left.position, 0.0), comparer.compare(left, right))
    return tuple(FingerResult(at, best[at], comparer.name, comparer.version) for at in sorted(best))


def fused_score(results: Sequence[FingerResult]) -> float:
    """The mean of the two best fingers (sum rule); the single score when there is one, 0 without any."""
    top = sorted((r.score for r in results), reverse=True)[:2]
    return sum(top) / len(top) if top else 0.0
