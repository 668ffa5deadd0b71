"""The geometry of WSQ: how a picture is split into 64 bands by a symmetric wavelet, and put together again.

The splits are matrices: a row of samples times the analysis matrix of its length gives its low half and its high
half, with the ends mirrored; putting together is the inverse of the same matrix, so that no rounding of filters or
ends can make the two disagree. Regions and their order follow the public specification (IAFIS-IC-0110, annex A):
twenty splits, some of which lay the high half first, and bands numbered from the smoothest to the finest.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Region = tuple[int, int, int, int]
"""x, y, width, height."""

LOW: Final = (0.85269867900940344, 0.37740285561265380, -0.11062440441842342, -0.02384946501938000,
              0.03782845550699546)  # fmt: skip
HIGH: Final = (0.78848561640566439, -0.41809227322221221, -0.04068941760955867, 0.06453888262893856)
"""Taps from the middle outwards; the other side mirrors them."""
BANDS: Final = 60
"""Bands that are written; the last four of the 64 never are."""


@lru_cache(maxsize=64)
def analysis(length: int, low: tuple[float, ...], high: tuple[float, ...]) -> Floats:
    """length x length: rows are the low half's filters, then the high half's."""
    rows = []
    for taps, first in ((low, 0), (high, 1)):
        for middle in range(first, length, 2):
            row = np.zeros(length)
            for step in range(-len(taps) + 1, len(taps)):
                row[_mirrored(middle + step, length)] += taps[abs(step)]
            rows.append(row)
    return np.array(rows)


@lru_cache(maxsize=64)
def synthesis(length: int, low: tuple[float, ...], high: tuple[float, ...]) -> Floats:
    """The inverse of `analysis`. Raises numpy.linalg.LinAlgError when filters cannot be undone."""
    inverse: Floats = np.linalg.inv(analysis(length, low, high)).astype(np.float64)
    return inverse


def _mirrored(at: int, length: int) -> int:
    if length == 1:
        return 0
    period = 2 * (length - 1)
    at %= period
    return at if at < length else period - at


def splits(width: int, height: int) -> list[tuple[Region, bool, bool]]:
    """The twenty regions in the order they are split, and whether columns or rows lay their high half first."""
    whole: Region = (0, 0, width, height)
    found: dict[int, tuple[Region, bool, bool]] = {0: (whole, False, False)}

    def quarters(at: int, region: Region, *, columns: bool, rows: bool, last: bool = True) -> None:
        parts = _quarters(region, columns=columns, rows=rows)
        for step, part in enumerate(parts if last else parts[:3]):
            found[at + step] = (part, step in (1, 3), step in (2, 3))

    quarters(1, whole, columns=False, rows=False, last=False)
    smooth, right, below, _ = _quarters(found[1][0], columns=False, rows=False)
    found[4], found[5] = (right, True, False), (below, False, True)
    quarters(6, right, columns=True, rows=False)
    quarters(10, below, columns=False, rows=True)
    found[14] = (smooth, False, False)
    quarters(15, smooth, columns=False, rows=False)
    found[19] = (_quarters(found[15][0], columns=False, rows=False)[0], False, False)
    return [found[at] for at in sorted(found)]


def bands(width: int, height: int) -> list[Region]:
    """The region of each of the 60 bands that are written."""
    nodes = splits(width, height)
    found: dict[int, Region] = {}
    for start, node, columns, rows in ((3, 14, False, False), (19, 4, True, False), (48, 0, False, False),
                                       (35, 5, False, True)):  # fmt: skip
        for step, region in enumerate(_sixteenths(nodes[node][0], columns=columns, rows=rows)):
            found[start + step] = region
    for step, region in enumerate(_quarters(nodes[19][0], columns=False, rows=False)):
        found[step] = region
    return [found[band] for band in range(BANDS)]


def _quarters(region: Region, *, columns: bool, rows: bool) -> list[Region]:
    """Left above, right above, left below, right below; `columns`, `rows`: the high half, the shorter, lies first."""
    x, y, width, height = region
    left = width // 2 if columns else width - width // 2
    above = height // 2 if rows else height - height // 2
    return [
        (x, y, left, above), (x + left, y, width - left, above),
        (x, y + above, left, height - above), (x + left, y + above, width - left, height - above),
    ]  # fmt: skip


def _sixteenths(region: Region, *, columns: bool, rows: bool) -> list[Region]:
    """Quarters of quarters: those beside or below the first are laid the other way round."""
    found: list[Region] = []
    for step, part in enumerate(_quarters(region, columns=columns, rows=rows)):
        found += _quarters(part, columns=step in (1, 3), rows=step in (2, 3))
    return found


def decomposed(picture: Floats, low: tuple[float, ...] = LOW, high: tuple[float, ...] = HIGH) -> Floats:
    """The picture with every region in the place of `splits`."""
    out = picture.astype(np.float64)
    height, width = out.shape
    for (x, y, across, down), columns, rows in splits(width, height):
        if across and down:
            part = out[y : y + down, x : x + across]
            part = _laid(analysis(down, low, high), down, rows) @ part
            out[y : y + down, x : x + across] = part @ _laid(analysis(across, low, high), across, columns).T
    return out


def composed(laid: Floats, low: tuple[float, ...] = LOW, high: tuple[float, ...] = HIGH) -> Floats:
    """The inverse of `decomposed`."""
    out = laid.astype(np.float64)
    height, width = out.shape
    for (x, y, across, down), columns, rows in reversed(splits(width, height)):
        if across and down:
            part = _unlaid(out[y : y + down, x : x + across], down, rows)
            part = synthesis(down, low, high) @ part
            part = _unlaid(part.T, across, columns)
            out[y : y + down, x : x + across] = (synthesis(across, low, high) @ part).T
    return out


def _laid(matrix: Floats, length: int, high_first: bool) -> Floats:
    return np.roll(matrix, length // 2, axis=0) if high_first else matrix


def _unlaid(part: Floats, length: int, high_first: bool) -> Floats:
    return np.roll(part, -(length // 2), axis=0) if high_first else part
