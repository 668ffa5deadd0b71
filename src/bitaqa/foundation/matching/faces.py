"""A first portrait comparer in numpy: gradient histograms of the normalised face, best over small shifts.

Each picture becomes 120 x 150 greyscale; gradients of the inner face are counted by direction in small cells,
normalised cell by cell (Dalal and Triggs, 2005), and compared by cosine, the second picture being tried at nearby
places. Colour of the inner face adds a little.

**Its limits.** It was made for, and measured on, the drawn specimens of this project. It knows nothing of pose, age,
expression or light on real faces: it must not verify anyone alone (`decide.py` never lets it), and a deployment
replaces it behind the same port. It refuses bytes that are not a picture.
"""

from __future__ import annotations

import io
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from bitaqa.foundation.matching.errors import PortraitImageError

Floats = NDArray[np.float32]

_CELL: Final = 6
_FACE: Final = (36, 126, 30, 90)  # top, bottom, left, right of the inner face in 120 x 150
_SHIFTS: Final = (-6, -4, -2, 0, 2, 4, 6)
_BINS: Final = 8


class GradientFaceComparer:
    """`FaceComparer` on portraits that frame the face alike (the live box sees to that)."""

    name = "face-gradients"
    version = "1"

    def compare(self, left: bytes, right: bytes, /) -> float:
        """0 to 1. Raises `PortraitImageError`."""
        one, other = _opened(left), _opened(right)
        top, bottom, near, far = _FACE
        kept = _described(_energy(one[0]), top, bottom, near, far)
        best = 0.0
        votes = _energy(other[0])
        for dy in _SHIFTS:
            for dx in _SHIFTS:
                moved = _described(votes, top + dy, bottom + dy, near + dx, far + dx)
                best = max(best, float(kept @ moved))
        tone = float(np.exp(-np.square((one[1] - other[1]) / 16).sum()))
        return float(np.clip((best - 0.35) / 0.65, 0, 1) * (0.8 + 0.2 * tone))


def _opened(picture: bytes) -> tuple[Floats, Floats]:
    """Greyscale 150 x 120 and the two mean colour differences of the cheeks."""
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            opened.draft("RGB", (240, 300))
            small = np.asarray(opened.convert("RGB").resize((120, 150), Image.Resampling.BILINEAR), np.float32)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as bad:
        raise PortraitImageError(detail=type(bad).__name__) from bad
    middle = small[62:96, 44:76].reshape(-1, 3)
    tone = np.median(np.column_stack([middle[:, 0] - middle[:, 1], middle[:, 1] - middle[:, 2]]), axis=0)
    return small @ np.array([0.299, 0.587, 0.114], np.float32), tone.astype(np.float32)


def _energy(grey: Floats) -> Floats:
    """Gradient strength by direction, summed over every 6 x 6 square: (150 - 5) x (120 - 5) x 8."""
    gy, gx = np.gradient(grey)
    strength = np.sqrt(np.hypot(gx, gy))  # the root tames hard edges, such as those of glasses
    where = np.arctan2(gy, gx) % np.pi * (_BINS / np.pi)
    low = np.floor(where).astype(np.intp)
    part = (where - low).astype(np.float32)
    votes = np.zeros((*grey.shape, _BINS), np.float32)
    rows, columns = np.indices(grey.shape)
    votes[rows, columns, low % _BINS] += strength * (1 - part)
    votes[rows, columns, (low + 1) % _BINS] += strength * part
    sums = np.pad(votes, ((1, 0), (1, 0), (0, 0))).cumsum(0).cumsum(1)
    held: Floats = sums[_CELL:, _CELL:] - sums[:-_CELL, _CELL:] - sums[_CELL:, :-_CELL] + sums[:-_CELL, :-_CELL]
    return held


def _described(energy: Floats, top: int, bottom: int, left: int, right: int) -> Floats:
    """Unit vector of one window, each cell on its own scale."""
    cells = energy[top:bottom:_CELL, left:right:_CELL]
    cells = cells / (np.sqrt(np.square(cells).sum(2, keepdims=True)) + np.float32(6.0))
    flat = cells.ravel()
    flat = flat - flat.mean()
    unit: Floats = flat / (np.sqrt(flat @ flat) + np.float32(1e-6))
    return unit
