"""A first finger engine in numpy: local cylinders, then one consistent placement of the whole finger.

Each minutia is described by what surrounds it, seen from its own place and direction: a small grid of distances and
angle differences ("minutia cylinder code", Cappelli, Ferrara and Maltoni, 2010, here with an 6 x 6 x 6 grid and no
validity mask). The most alike pairs each propose a turn and a shift of the whole finger; the proposal that brings
most minutiae together is refined by least squares and counted. The score mixes the share of minutiae that agree with
the likeness of their surroundings, so that a few chance coincidences stay low.

Measured on the synthetic fingers of `foundation/specimens` only (see ADR 0005 and `python -m
bitaqa.foundation.specimens.scores`): rates on real fingers are worse and must be measured before real use.
It refuses to compare templates of different positions or with fewer than four minutiae: those score 0.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.compare import FingerThresholds
from bitaqa.foundation.matching.templates import FingerTemplate

Floats = NDArray[np.float32]

_SIDE: Final = 6
_CELLS: Final = ((np.arange(_SIDE, dtype=np.float32) + 0.5) / _SIDE * 2 - 1) * 66  # cell centres, pixels at 500 dpi
_TURNS: Final = (np.arange(6, dtype=np.float32) + 0.5) / 6 * 2 * np.pi - np.pi
_SPREAD: Final = np.float32(11)  # pixels
_COS: Final = np.cos(_TURNS)
_SIN: Final = np.sin(_TURNS)
_TURN_FOCUS: Final = np.float32((2 * np.pi / 9) ** -2)
_FEWEST: Final = 4
_HYPOTHESES: Final = 10
_PLACE_TOLERANCE: Final = np.float32(13.0)  # pixels, after the best rigid placement
_TURN_TOLERANCE: Final = np.float32(np.pi / 7)
_MOST_TURN: Final = np.float32(np.pi / 3)  # a finger laid further round than this is laid again
_KEPT: Final = 512

DEFAULT_THRESHOLDS: Final = FingerThresholds(
    one_finger=0.36, two_fingers=0.28, one_finger_fmr=5e-5, two_fingers_fmr=1e-4
)


@dataclass(frozen=True, slots=True)
class _Prepared:
    points: Floats  # n x 3: x, y up, radians
    cylinders: Floats  # n x 216
    mass: Floats  # n


class CylinderComparer:
    """`FingerComparer` in numpy. Keeps the last few templates prepared: one register entry meets several tries."""

    name = "cylinders"
    version = "1"
    thresholds = DEFAULT_THRESHOLDS

    def __init__(self) -> None:
        self._prepared: OrderedDict[int, tuple[FingerTemplate, _Prepared]] = OrderedDict()

    def compare(self, left: FingerTemplate, right: FingerTemplate, /) -> float:
        """0 to 1, symmetric within rounding; 0 for different positions or too few minutiae."""
        if left.position != right.position or min(len(left.minutiae), len(right.minutiae)) < _FEWEST:
            return 0.0
        return _score(self._prepare(left), self._prepare(right))

    def _prepare(self, template: FingerTemplate) -> _Prepared:
        key = id(template)
        known = self._prepared.get(key)
        if known is not None and known[0] is template:
            return known[1]
        ready = _prepare(template.points)
        self._prepared[key] = (template, ready)  # holding the template keeps its id from being given away
        if len(self._prepared) > _KEPT:
            self._prepared.popitem(last=False)
        return ready


def _wrapped(angle: Floats) -> Floats:
    turns: Floats = angle - np.float32(2 * np.pi) * np.rint(angle * np.float32(0.5 / np.pi))
    return turns


def _bell(distance: Floats) -> Floats:
    """A Gaussian cut at exp(-20): smaller values would become denormal floats, which cost ten times the time."""
    bell: Floats = np.exp(np.maximum(np.square(distance / _SPREAD) * np.float32(-0.5), np.float32(-20)))
    return bell


def _prepare(points: Floats) -> _Prepared:
    """Cylinders of all minutiae at once: the Gaussian over the grid separates into its two axes."""
    x, y, angle = points.T
    n = len(x)
    dx, dy = x[None, :] - x[:, None], y[None, :] - y[:, None]
    c, s = np.cos(angle)[:, None], np.sin(angle)[:, None]
    along, across = c * dx + s * dy, c * dy - s * dx
    cells = _CELLS[None, :, None]
    g_along = _bell(along[:, None, :] - cells)
    g_across = _bell(across[:, None, :] - cells)
    # von Mises instead of a wrapped Gaussian: cosines of differences are products, so no angle is ever wrapped
    cos_turn, sin_turn = c * c.T + s * s.T, c * s.T - s * c.T
    g_turn = np.exp((cos_turn[:, :, None] * _COS + sin_turn[:, :, None] * _SIN - 1) * _TURN_FOCUS)
    g_turn[np.arange(n), np.arange(n)] = 0.0  # a minutia does not describe itself
    grid = (g_along[:, :, None, :] * g_across[:, None, :, :]).reshape(n, _SIDE * _SIDE, n)
    held = np.matmul(grid, g_turn).reshape(n, -1)
    held = np.minimum(held, np.float32(1.0))
    return _Prepared(points, held, np.einsum("ij,ij->i", held, held))


def _score(a: _Prepared, b: _Prepared) -> float:
    apart = np.maximum(a.mass[:, None] + b.mass[None, :] - 2 * (a.cylinders @ b.cylinders.T), 0)
    alike = 1 - np.sqrt(apart) / (np.sqrt(a.mass)[:, None] + np.sqrt(b.mass)[None, :] + np.float32(1e-6))
    turn = _wrapped(b.points[None, :, 2] - a.points[:, None, 2])
    alike[np.abs(turn) > _MOST_TURN] = 0
    flat = alike.ravel()
    count = min(_HYPOTHESES, flat.size)
    top = np.argpartition(flat, -count)[-count:]
    i, j = np.divmod(top, alike.shape[1])
    centre_a, centre_b, angle = a.points[i, :2], b.points[j, :2], turn[i, j]
    pairs = [_paired(a.points, b.points, centre_a, centre_b, angle)]
    best = int(np.argmax(pairs[0].sum((1, 2))))
    chosen = pairs[0][best]
    for _ in range(2):  # refine: the rigid placement that fits the pairs found so far
        if chosen.sum() < 3:
            break
        chosen = _paired(a.points, b.points, *_fitted(a.points, b.points, chosen))[0]
    rows, columns = np.nonzero(chosen)
    found = len(rows)
    if found < _FEWEST:
        return 0.0
    near_a, near_b = _overlap(a.points, b.points, rows, columns)
    share = found * found / (max(near_a, found) * max(near_b, found))
    surroundings = float(np.clip(alike[rows, columns], 0, 1).mean())
    enough = min(1.0, found / 14)
    return float(np.clip(share**0.5 * enough * min(1.0, 1.6 * surroundings), 0, 1))


def _paired(a: Floats, b: Floats, from_a: Floats, to_b: Floats, angle: Floats) -> NDArray[np.bool_]:
    """For each of h placements: which minutiae of `a` (n) and `b` (m) are each other's nearest, close and parallel."""
    c, s = np.cos(angle)[:, None], np.sin(angle)[:, None]
    dx, dy = a[None, :, 0] - from_a[:, 0:1], a[None, :, 1] - from_a[:, 1:2]
    x, y = to_b[:, 0:1] + c * dx - s * dy, to_b[:, 1:2] + s * dx + c * dy
    far = np.square(x[:, :, None] - b[None, None, :, 0]) + np.square(y[:, :, None] - b[None, None, :, 1])
    off = np.abs(_wrapped(a[None, :, None, 2] + angle[:, None, None] - b[None, None, :, 2]))
    far[off > _TURN_TOLERANCE] = np.inf
    near: NDArray[np.bool_] = (
        (far < _PLACE_TOLERANCE**2) & (far == far.min(2, keepdims=True)) & (far == far.min(1, keepdims=True))
    )
    return near


def _fitted(a: Floats, b: Floats, pairs: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Least-squares turn and centres of the paired points (Kabsch in the plane)."""
    rows, columns = np.nonzero(pairs)
    p, q = a[rows, :2], b[columns, :2]
    mean_p, mean_q = p.mean(0), q.mean(0)
    p, q = p - mean_p, q - mean_q
    turn = np.arctan2((p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]).sum(), (p * q).sum())
    return mean_p[None], mean_q[None], np.array([turn], np.float32)


def _overlap(a: Floats, b: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> tuple[int, int]:
    """How many minutiae of each side lie where the other side was seen too (the other's box, 12 pixels wider)."""
    pairs = np.zeros((len(a), len(b)), bool)
    pairs[rows, columns] = True
    mean_a, mean_b, (turn,) = _fitted(a, b, pairs)
    c, s = np.cos(turn), np.sin(turn)
    d = a[:, :2] - mean_a
    moved = np.column_stack([c * d[:, 0] - s * d[:, 1], s * d[:, 0] + c * d[:, 1]]) + mean_b

    def inside(points: Floats, others: Floats) -> int:
        low, high = others.min(0) - 12, others.max(0) + 12
        return int(((points >= low) & (points <= high)).all(1).sum())

    return inside(moved, b[:, :2]), inside(b[:, :2], moved)
