"""Thinning of ridges to one pixel and what a skeleton pixel is, by table look-up over whole images.

Zhang and Suen (1984): two passes that peel the rim, decided by the eight neighbours alone; here the neighbours of all
pixels are one byte each and the decision is a table of 256 entries. Crossing numbers as in Rutovitz (1966).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

_AROUND: Final = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))  # from north, clockwise


def _tables() -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.uint8]]:
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    held = bits.sum(1)
    rises = ((bits == 0) & (np.roll(bits, -1, axis=1) == 1)).sum(1)
    n, e, s, w = bits[:, 0], bits[:, 2], bits[:, 4], bits[:, 6]
    rim = (held >= 2) & (held <= 6) & (rises == 1)
    first = rim & (n * e * s == 0) & (e * s * w == 0)
    second = rim & (n * e * w == 0) & (n * s * w == 0)
    return first, second, rises.astype(np.uint8)


_FIRST, _SECOND, _CROSSING = _tables()


def _codes(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """One byte per pixel: bit k says whether neighbour k of `_AROUND` is ink. `ink` is framed by one empty pixel."""
    height, width = ink.shape
    codes = np.zeros((height - 2, width - 2), np.uint8)
    for k, (dy, dx) in enumerate(_AROUND):
        codes |= ink[1 + dy : height - 1 + dy, 1 + dx : width - 1 + dx] << np.uint8(k)
    return codes


def thinned(ridges: Mask) -> Mask:
    """The skeleton, one pixel wide, of a boolean image."""
    ink = np.pad(ridges, 1).astype(np.uint8)
    inner = ink[1:-1, 1:-1]
    while True:
        before = int(inner.sum())
        for table in (_FIRST, _SECOND):
            inner[table[_codes(ink)]] = 0
        if int(inner.sum()) == before:
            break
    # stair corners have two neighbours that touch each other: without them a crossing number means what it says
    for corner in ((0, 2), (2, 4), (4, 6), (6, 0)):
        codes = _codes(ink)
        a, b = corner
        c, d, e = (a + 3) % 8, (a + 5) % 8, (a + 4) % 8  # what must be empty opposite the corner
        stair = (codes >> a & codes >> b & 1) == 1
        empty = ((codes >> c | codes >> d | codes >> e) & 1) == 0
        others = codes & ~np.uint8(1 << a | 1 << b | 1 << ((a + 1) % 8)) == 0
        inner[stair & empty & others & (inner == 1)] = 0
    return inner.astype(bool)


def crossing_numbers(bones: Mask) -> NDArray[np.uint8]:
    """1 at an end, 2 along a ridge, 3 at a fork, 0 off the skeleton."""
    return np.where(bones, _CROSSING[_codes(np.pad(bones, 1).astype(np.uint8))], np.uint8(0))


def neighbours(bones: Mask, y: int, x: int) -> list[tuple[int, int]]:
    """The skeleton pixels that touch `y`, `x`."""
    height, width = bones.shape
    return [
        (y + dy, x + dx) for dy, dx in _AROUND if 0 <= y + dy < height and 0 <= x + dx < width and bones[y + dy, x + dx]
    ]
