"""One placement of a whole finger upon another, and how much of what they share agrees.

Each of the surest pairs of `pairing.py` proposes a turn and a shift; the proposal that brings most minutiae together
is fitted twice more by least squares. What counts in the end is a share: of the minutiae that lie where both fingers
were seen, how many have a partner, close and pointing the same way. Tolerance grows with the distance from the
fitted centre, since skin stretches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.cylinders import Floats
from bitaqa.foundation.matching.pairing import Pairs

_PROPOSALS: Final = 3
_FITS: Final = 2
_FEWEST: Final = 3
_CLOSE: Final = np.float32(9.0)  # pixels at the centre of the placement
_STRETCH: Final = np.float32(0.04)  # pixels more for each pixel away from it
_PARALLEL: Final = np.float32(np.cos(np.pi / 8))
_RIM: Final = np.float32(10.0)  # pixels around the other finger's hull that still count as seen
_ROUND: Final = np.arange(16) * (np.pi / 8)
_OUTWARD: Final = np.stack([np.cos(_ROUND), np.sin(_ROUND)]).astype(np.float32)

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Row numbers of the minutiae brought together, and how many of each side lie where the other was seen."""

    left: NDArray[np.intp]
    right: NDArray[np.intp]
    seen_left: int
    seen_right: int

    @property
    def share(self) -> float:
        """0 to 1: agreeing minutiae among those that both impressions could show."""
        return len(self.left) / float(np.sqrt(self.seen_left * self.seen_right)) if len(self.left) else 0.0


def placed(one: Floats, other: Floats, pairs: Pairs) -> Placed:
    """The best placement of the minutiae `one` (n x 3: x, y up, radians) upon `other`; nothing without pairs."""
    nowhere = np.zeros(0, np.intp)
    if not len(pairs.left):
        return Placed(nowhere, nowhere, 0, 0)
    first = slice(0, _PROPOSALS)
    a, b = one[pairs.left[first]], other[pairs.right[first]]
    together = _together(one, other, a[:, :2], b[:, :2], b[:, 2] - a[:, 2])
    chosen = together[int(together.sum((1, 2)).argmax())]
    placement = None
    for _ in range(_FITS):
        if chosen.sum() < _FEWEST:
            return Placed(nowhere, nowhere, 0, 0)
        placement = _fitted(one, other, chosen)
        chosen = _together(one, other, *placement)[0]
    assert placement is not None  # noqa: S101 - _FITS is not 0
    left, right = np.nonzero(chosen)
    if len(left) < _FEWEST:
        return Placed(nowhere, nowhere, 0, 0)
    moved = _moved(one, *placement)[0]
    seen_left = max(int(_within(moved, other).sum()), len(left))
    seen_right = max(int(_within(other[:, :2], moved).sum()), len(right))
    return Placed(left, right, seen_left, seen_right)


def _moved(points: Floats, source: Floats, target: Floats, turn: Floats) -> Floats:
    """h x n x 2: `points` turned by each of h angles about `source` (h x 2) and brought to `target`."""
    c, s = np.cos(turn)[:, None], np.sin(turn)[:, None]
    dx, dy = points[None, :, 0] - source[:, 0:1], points[None, :, 1] - source[:, 1:2]
    moved: Floats = np.stack([target[:, 0:1] + c * dx - s * dy, target[:, 1:2] + s * dx + c * dy], -1)
    return moved


def _together(one: Floats, other: Floats, source: Floats, target: Floats, turn: Floats) -> Mask:
    """h x n x m: which minutiae are each other's nearest, close and parallel, under each placement.

    Squared distances and cosines as matrix products: the arrays of differences would cost several times as much.
    """
    moved = _moved(one, source, target, turn) - target[:, None, :]
    there = other[None, :, :2] - target[:, None, :]
    reach = np.square(moved).sum(2)
    far = reach[:, :, None] + np.square(there).sum(2)[:, None, :] - 2 * np.matmul(moved, there.transpose(0, 2, 1))
    pointing = one[None, :, 2] + turn[:, None]
    heading = np.stack([np.cos(other[:, 2]), np.sin(other[:, 2])])
    parallel = np.stack([np.cos(pointing), np.sin(pointing)], -1) @ heading > _PARALLEL
    far[~parallel | (far >= np.square(_CLOSE + _STRETCH * np.sqrt(reach))[:, :, None])] = np.inf
    nearest: Mask = (far < np.inf) & (far == far.min(2, keepdims=True)) & (far == far.min(1, keepdims=True))
    return nearest


def _fitted(one: Floats, other: Floats, together: Mask) -> tuple[Floats, Floats, Floats]:
    """Least-squares centres and turn of the paired points (Kabsch in the plane)."""
    rows, columns = np.nonzero(together)
    p, q = one[rows, :2], other[columns, :2]
    mean_p, mean_q = p.mean(0), q.mean(0)
    p, q = p - mean_p, q - mean_q
    turn = np.arctan2((p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]).sum(), (p * q).sum())
    return mean_p[None], mean_q[None], np.array([turn], np.float32)


def _within(points: Floats, others: Floats) -> Mask:
    """Which points lie in the convex hull of `others` widened by the rim (16 directions)."""
    inside: Mask = (points[:, :2] @ _OUTWARD <= (others[:, :2] @ _OUTWARD).max(0) + _RIM).all(1)
    return inside
