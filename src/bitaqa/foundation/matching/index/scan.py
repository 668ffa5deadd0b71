"""The inner loop of 1:N: a probe's cylinders against the lists they may be in, compiled once per machine by numba.

For each cylinder of the probe, every finger of the gallery keeps its best likeness above a floor; the squares of what
stands above it add up. A cylinder turned further than 45 degrees from the probe's is passed over: a finger laid that
askew is laid again. Likeness is that of `pairing.py` without masks: a filter may be rough, since 200 stay.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit, uint64
from numba.extending import intrinsic
from numpy.typing import NDArray

from bitaqa.foundation.matching.cylinders import CELLS, SLICES, Floats, Words

FLOOR: Final = np.float32(0.4)
MOST_TURN: Final = 32  # units of 1/256 turn
_ROOTS: Final = np.sqrt(np.arange(CELLS * SLICES + 1)).astype(np.float32)


def _count_ones(_typing: Any, _word: Any) -> Any:
    """How many bits of a word are set: one instruction of the processor."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return uint64(uint64), generate


_ones: Any = intrinsic(_count_ones)


@njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")
def _scan(
    bits: Words,
    turns: NDArray[np.uint8],
    masses: NDArray[np.uint16],
    lists: NDArray[np.int32],
    offsets: NDArray[np.int64],
    held_bits: Words,
    held_turns: NDArray[np.uint8],
    held_masses: NDArray[np.uint16],
    owners: NDArray[np.int32],
    roots: Floats,
    floor: np.float32,
    most_turn: int,
    scores: Floats,
    best: Floats,
    stamp: NDArray[np.int32],
) -> int:
    compared = 0
    for i in range(bits.shape[0]):
        q0, q1, q2, q3, q4 = bits[i, 0], bits[i, 1], bits[i, 2], bits[i, 3], bits[i, 4]
        root = roots[masses[i]] + np.float32(1e-6)
        own = np.int32(turns[i])
        for which in range(lists.shape[1]):
            at = lists[i, which]
            for j in range(offsets[at], offsets[at + 1]):
                turn = (np.int32(held_turns[j]) - own + 128) & 255
                if turn < 128 - most_turn or turn > 128 + most_turn:
                    continue
                compared += 1
                differ = (
                    _ones(q0 ^ held_bits[j, 0])
                    + _ones(q1 ^ held_bits[j, 1])
                    + _ones(q2 ^ held_bits[j, 2])
                    + _ones(q3 ^ held_bits[j, 3])
                    + _ones(q4 ^ held_bits[j, 4])
                )
                above = np.float32(1.0) - roots[differ] / (root + roots[held_masses[j]]) - floor
                if not above > 0.0:
                    continue
                owner = owners[j]
                if stamp[owner] != i:
                    stamp[owner] = i
                    best[owner] = above
                    scores[owner] += above * above
                elif above > best[owner]:
                    scores[owner] += above * above - best[owner] * best[owner]
                    best[owner] = above
    return compared


def scanned(
    *,
    bits: Words,
    turns: NDArray[np.uint8],
    lists: NDArray[np.int32],
    offsets: NDArray[np.int64],
    held_bits: Words,
    held_turns: NDArray[np.uint8],
    held_masses: NDArray[np.uint16],
    owners: NDArray[np.int32],
    fingers: int,
) -> Floats:
    """One score for each of `fingers` owners; 0 for those that share nothing with the probe."""
    scores, best = np.zeros(fingers, np.float32), np.zeros(fingers, np.float32)
    stamp = np.full(fingers, -1, np.int32)
    masses = np.bitwise_count(bits).sum(1).astype(np.uint16)
    _scan(
        np.ascontiguousarray(bits), turns, masses, lists, offsets, held_bits, held_turns, held_masses, owners,
        _ROOTS, FLOOR, MOST_TURN, scores, best, stamp,
    )  # fmt: skip
    return scores
