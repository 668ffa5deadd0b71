"""How alike two fingers are: likeness of cylinders, relaxed by whether the pairs agree with each other.

One finger is compared with many at once (a comparison 1:1 is a batch of one): a rerank of hundreds of people is what
costs. Steps, after Cappelli, Ferrara and Maltoni (2010), "local similarity sort with relaxation" (LSS-R):

1. likeness of every pair of cylinders over the cells that both know;
2. the most alike pairs, as many as the smaller finger has cylinders;
3. each pair gains from pairs that stand at the same distance and the same angles on both fingers, loses otherwise;
4. the score is the mean of the four to twelve pairs that lost least (fewer on small fingers).

A finger with fewer than `FEWEST_CYLINDERS` scores 0 with everything: raw LSS-R is high by chance there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.cylinders import CELLS, SLICES, WORDS, Cylinders, Floats

FEWEST_CYLINDERS: Final = 4

_KNOWN_BY_BOTH: Final = 0.6  # of the cells, for a likeness to mean something
_MOST_TURN: Final = np.float32(np.pi / 2)  # a finger laid further round than this is laid again
_ROOTS: Final = np.sqrt(np.arange(CELLS * SLICES + 1)).astype(np.float32)
_ROUNDS: Final = 5
_OWN_SHARE: Final = np.float32(0.5)
_FEWEST_PAIRS, _MOST_PAIRS, _MIDDLE, _STEEP = 4, 12, 20.0, 0.4  # pairs counted, by size of the smaller finger
_FAR: Final = np.float32(5.0)  # pixels by which two distances may differ, where the sigmoid is one half
_FAR_STEEP: Final = np.float32(1.6)
_OFF: Final = np.float32(np.pi / 12)
_OFF_STEEP: Final = np.float32(30.0)
# Beyond these the sigmoids are under 1 %: nothing is computed there, which is where most pairs are.
_FAR_END: Final = _FAR + np.float32(4.6) / _FAR_STEEP
_OFF_END: Final = _OFF + np.float32(4.6) / _OFF_STEEP


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The pairs that count for one of the fingers compared, the surest first.

    `score` the mean of step 4; `left`, `right` row numbers into the two sets of cylinders; `likeness` before and
    `kept` after relaxation, as a share of it.
    """

    score: float
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    likeness: Floats
    kept: Floats


def relaxed_pairs(one: Cylinders, others: Sequence[Cylinders]) -> list[Pairs]:
    """Steps 1 to 4 of `one` finger against each of `others`, in their order."""
    sizes = np.array([len(other) for other in others], np.intp)
    rows, wide = len(one), int(sizes.max(initial=0))
    if rows < FEWEST_CYLINDERS or wide < FEWEST_CYLINDERS:
        return [_none() for _ in others]
    alike = np.zeros((len(others), rows, wide), np.float32)
    whose = np.repeat(np.arange(len(others)), sizes)
    column = np.arange(len(whose)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    places = np.zeros((len(others), wide, 3), np.float32)
    places[whose, column] = points = np.concatenate([other.points for other in others])
    alike[whose, :, column] = _likeness(
        one,
        Cylinders(
            np.concatenate([other.bits for other in others]), np.concatenate([other.valid for other in others]), points
        ),
    ).T
    left, right, before, counted = _most_alike(alike, np.minimum(rows, sizes))
    after = _relaxed(one.points[left], np.take_along_axis(places, right[:, :, None], 1), before, counted)
    kept = np.where(counted, after / np.maximum(before, np.float32(1e-6)), np.float32(-1))
    order = np.argsort(-kept, axis=1, kind="stable")
    used = _pairs_used(np.minimum(rows, sizes))
    found = []
    for k, size in enumerate(sizes):
        best = order[k, : min(used[k], int(counted[k].sum()))]
        if size < FEWEST_CYLINDERS or not len(best):
            found.append(_none())
            continue
        score = float(after[k, best].sum()) / int(used[k])
        found.append(Pairs(score, left[k, best], right[k, best], before[k, best], kept[k, best]))
    return found


def _none() -> Pairs:
    nowhere, nothing = np.zeros(0, np.intp), np.zeros(0, np.float32)
    return Pairs(0.0, nowhere, nowhere, nothing, nothing)


def _likeness(one: Cylinders, many: Cylinders) -> Floats:
    """rows x columns, 0 to 1: bits that differ against bits held, over cells valid in both.

    Counted word by word. Products of 0/1 matrices would be as quick, but the algebra library spreads them over
    threads, which costs tenfold where the cores are busy with something else.
    """
    own, theirs, differ = (np.zeros((len(one), len(many)), np.uint16) for _ in range(3))
    known_a, known_b = one.valid_bits, many.valid_bits
    for word in range(WORDS):
        a, b = one.bits[:, word, None], many.bits[None, :, word]
        in_a, in_b = known_a[:, word, None], known_b[None, :, word]
        own += np.bitwise_count(a & in_b)
        theirs += np.bitwise_count(b & in_a)
        differ += np.bitwise_count((a ^ b) & (in_a & in_b))
    held = _ROOTS[own] + _ROOTS[theirs] + np.float32(1e-6)
    alike: Floats = (1 - _ROOTS[differ] / held).astype(np.float32, copy=False)
    both = np.bitwise_count(one.valid[:, None] & many.valid[None, :])
    turn = np.abs(wrapped(one.points[:, 2:3] - many.points[None, :, 2]))
    alike[(turn > _MOST_TURN) | (both < _KNOWN_BY_BOTH * CELLS)] = 0
    return alike


def _most_alike(
    alike: Floats, wanted: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats, NDArray[np.bool_]]:
    """Row, column and likeness of the best pairs of each finger (k x most), and which of them are within `wanted`."""
    count, _, wide = alike.shape
    flat = alike.reshape(count, -1)
    most = int(wanted.max())
    top = np.argpartition(flat, flat.shape[1] - most, axis=1)[:, flat.shape[1] - most :]
    likeness = np.take_along_axis(flat, top, 1)
    order = np.argsort(-likeness, axis=1, kind="stable")
    top, likeness = np.take_along_axis(top, order, 1), np.take_along_axis(likeness, order, 1)
    counted = (np.arange(most) < wanted[:, None]) & (likeness > 0)
    left, right = np.divmod(top, wide)
    return left, right, likeness, counted


def _relaxed(left: Floats, right: Floats, before: Floats, counted: NDArray[np.bool_]) -> Floats:
    """k x pairs: likeness after `_ROUNDS` rounds; `left` and `right` k x pairs x 3 are the two minutiae of each."""
    count, most = before.shape
    agree = np.zeros((count, most, most), np.float32)
    near = [_distances(side) for side in (left, right)]
    close = np.abs(near[0] - near[1]) < _FAR_END
    close &= counted[:, :, None] & counted[:, None, :]
    close[:, np.arange(most), np.arange(most)] = False
    k, i, j = np.nonzero(close)
    turn = np.abs(wrapped(left[k, i, 2] - left[k, j, 2] - right[k, i, 2] + right[k, j, 2]))
    some = turn < _OFF_END
    k, i, j, turn = k[some], i[some], j[some], turn[some]
    bearing = [
        side[k, i, 2] - np.arctan2(side[k, j, 1] - side[k, i, 1], side[k, j, 0] - side[k, i, 0])
        for side in (left, right)
    ]
    off = np.abs(wrapped(bearing[0] - bearing[1]))
    apart = np.abs(near[0][k, i, j] - near[1][k, i, j])
    agree[k, i, j] = _falls(apart, _FAR, _FAR_STEEP) * _falls(turn, _OFF, _OFF_STEEP) * _falls(off, _OFF, _OFF_STEEP)
    agree *= ((1 - _OWN_SHARE) / np.maximum(counted.sum(1) - 1, 1)).astype(np.float32)[:, None, None]
    likeness = np.where(counted, before, np.float32(0))
    for _ in range(_ROUNDS):
        likeness = _OWN_SHARE * likeness + np.matmul(agree, likeness[:, :, None])[:, :, 0]
    return likeness


def _distances(side: Floats) -> Floats:
    dx = side[:, :, None, 0] - side[:, None, :, 0]
    dy = side[:, :, None, 1] - side[:, None, :, 1]
    apart: Floats = np.sqrt(dx * dx + dy * dy)
    return apart


def _falls(value: Floats, half: np.float32, steep: np.float32) -> Floats:
    """A sigmoid from 1 down to 0, one half at `half`."""
    fallen: Floats = 1 / (1 + np.exp(np.minimum(steep * (value - half), np.float32(30))))
    return fallen


def _pairs_used(smaller: NDArray[np.intp]) -> NDArray[np.intp]:
    rising = 1 / (1 + np.exp(-_STEEP * (smaller - _MIDDLE)))
    used: NDArray[np.intp] = (_FEWEST_PAIRS + np.rint(rising * (_MOST_PAIRS - _FEWEST_PAIRS))).astype(np.intp)
    return used


def wrapped(angle: Floats) -> Floats:
    """Radians brought between -pi and pi."""
    turns: Floats = angle - np.float32(2 * np.pi) * np.rint(angle * np.float32(0.5 / np.pi))
    return turns
