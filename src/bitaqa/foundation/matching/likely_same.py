"""Which of a few fingers may be one and the same, in two milliseconds for ten: a sieve before the real comparison.

Every pair of minutiae says three things that do not depend on how the finger lay: how far apart they are, and how
each is turned towards the other. A finger is the histogram of what its pairs say; fingers whose histograms are alike
are worth a real comparison (`comparer.py`), which costs a millisecond or two a pair and would be 45 of them.

A sieve only: it lets worn fingers through unseen (about one in seven of heavily worn ones), and decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST_SUSPECTS: Final = 2
LIKELY: Final = 0.29
"""Of 300 invented people, nine in ten have one pair of different fingers above it; none had the same finger below."""

_STEPS, _TURNS, _NEAR, _FAR = 24, 24, 8.0, 200.0
_MOST_MINUTIAE: Final = 40
_SMOOTH: Final = 0.3

Floats = NDArray[np.float32]


def likely_same(fingers: Sequence[Floats]) -> list[tuple[int, int]]:
    """Index pairs worth comparing, most alike first. `fingers` are n x 3: x, y up (pixels at 500 dpi), radians."""
    if len(fingers) < 2:
        return []
    held = _histograms([points[:_MOST_MINUTIAE] for points in fingers])
    held /= np.sqrt(held.mean(0) + _SMOOTH)  # what every finger says counts less
    held -= held.mean(1, keepdims=True)
    held /= np.linalg.norm(held, axis=1, keepdims=True) + np.float32(1e-6)
    alike = np.triu(held @ held.T, 1)
    one, other = np.nonzero(alike >= LIKELY)
    order = np.argsort(-alike[one, other], kind="stable")
    return [(int(one[k]), int(other[k])) for k in order]


def _histograms(fingers: Sequence[Floats]) -> Floats:
    """A row a finger; each pair is spread over the eight cells around it, so that bending hardly moves it."""
    most = max(max(map(len, fingers)), 1)
    places = np.zeros((len(fingers), most, 3), np.float32)
    known = np.zeros((len(fingers), most), np.bool_)
    for row, points in enumerate(fingers):
        places[row, : len(points)], known[row, : len(points)] = points, True
    gap = places[:, None, :, :2] - places[:, :, None, :2]
    apart = np.hypot(gap[..., 0], gap[..., 1])
    used = known[:, :, None] & known[:, None, :] & (apart > _NEAR) & (apart < _FAR)
    finger, a, b = np.nonzero(used & np.triu(np.ones((most, most), np.bool_), 1))
    bearing = np.arctan2(gap[finger, a, b, 1], gap[finger, a, b, 0])
    turn_a = _in_turns(places[finger, a, 2] - bearing)
    turn_b = _in_turns(places[finger, b, 2] - bearing + np.float32(np.pi))
    far = (apart[finger, a, b] - np.float32(_NEAR)) * np.float32(_STEPS / (_FAR - _NEAR))
    low, high = np.minimum(turn_a, turn_b), np.maximum(turn_a, turn_b)  # a pair has no first
    cells, weights = [], []
    for step, by_step in _two(far):
        for first, by_first in _two(low):
            for second, by_second in _two(high):
                cell = (finger * (_STEPS + 1) + step) * _TURNS + first % _TURNS
                cells.append(cell * _TURNS + second % _TURNS)
                weights.append(by_step * by_first * by_second)
    size = (_STEPS + 1) * _TURNS * _TURNS
    flat = np.bincount(np.concatenate(cells), np.concatenate(weights), len(fingers) * size)
    return flat.reshape(len(fingers), size).astype(np.float32)


def _in_turns(angle: Floats) -> Floats:
    cells: Floats = (angle % np.float32(2 * np.pi)) * np.float32(_TURNS / (2 * np.pi))
    return cells


def _two(value: Floats) -> tuple[tuple[NDArray[np.intp], Floats], tuple[NDArray[np.intp], Floats]]:
    """The two cells around a value, and what share of it each takes."""
    low = value.astype(np.intp)
    part: Floats = value - low.astype(np.float32)
    return (low, np.float32(1) - part), (low + 1, part)
