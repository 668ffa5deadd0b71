"""The finger engine behind `FingerComparer`: cylinders, relaxed pairs, one placement, one score.

The raw value is the relaxed likeness of the surest pairs (`pairing.py`) times the share of minutiae in the common
area that agree once the fingers are laid upon each other (`placement.py`). Each covers the other's weakness: relaxed
likeness is high by chance on small fingers, shares are high by chance where the common area is small. The score is
that value brought between 0 and 1, so that one half is a value no impostor of the measured sets came near.

It refuses to compare different positions (score 0), and scores 0 where a finger shows too little.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from bitaqa.foundation.matching.compare import FingerThresholds
from bitaqa.foundation.matching.cylinders import Cylinders, cylinders_of
from bitaqa.foundation.matching.pairing import Pairs, relaxed_pairs
from bitaqa.foundation.matching.placement import Placed, placed
from bitaqa.foundation.matching.templates import FingerTemplate

_HALF: Final = 0.04  # the raw value that becomes one half
_KEPT: Final = 512

DEFAULT_THRESHOLDS: Final = FingerThresholds(
    one_finger=0.36, two_fingers=0.28, one_finger_fmr=5e-5, two_fingers_fmr=1e-4
)


def finger_score(one: Cylinders, other: Cylinders) -> float:
    """0 to 1 for two sets of cylinders, whatever finger they are of."""
    (pairs,) = relaxed_pairs(one, [other])
    return score_of(pairs, placed(one.points, other.points, pairs))


def finger_scores(one: Cylinders, others: Sequence[Cylinders]) -> list[float]:
    """`finger_score` of one finger against each of `others`: cheaper together than one by one."""
    found = relaxed_pairs(one, others)
    return [
        score_of(pairs, placed(one.points, other.points, pairs)) for pairs, other in zip(found, others, strict=True)
    ]


def score_of(pairs: Pairs, placement: Placed) -> float:
    raw = pairs.score * placement.share
    return raw / (raw + _HALF)


class CylinderComparer:
    """`FingerComparer` in numpy. Keeps the last few templates prepared: one register entry meets several tries."""

    name = "cylinders"
    version = "2"
    thresholds = DEFAULT_THRESHOLDS

    def __init__(self) -> None:
        self._prepared: OrderedDict[int, tuple[FingerTemplate, Cylinders]] = OrderedDict()

    def compare(self, left: FingerTemplate, right: FingerTemplate, /) -> float:
        """0 to 1, symmetric within rounding; 0 for different positions or too few minutiae."""
        if left.position != right.position:
            return 0.0
        return finger_score(self._prepare(left), self._prepare(right))

    def _prepare(self, template: FingerTemplate) -> Cylinders:
        key = id(template)
        known = self._prepared.get(key)
        if known is not None and known[0] is template:
            return known[1]
        ready = cylinders_of(template)
        self._prepared[key] = (template, ready)  # holding the template keeps its id from being given away
        if len(self._prepared) > _KEPT:
            self._prepared.popitem(last=False)
        return ready
