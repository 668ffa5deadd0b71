"""The line from a likelihood ratio to log-odds that can be believed: isotonic regression, kept as a few points.

A ratio from a model is too sure of itself: a misprint makes minus eighty of what happens once in a hundred names.
Pooling adjacent violators (Ayer et al., 1955) on pairs never learnt from says how often it was right.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from .channel import Floats

Knots = tuple[tuple[float, float], ...]
MOST: Final = 9.0
"""Log-odds never leave ±9 (1 in 8,000): a few thousand pairs cannot prove more."""
_POINTS: Final = 24


def fitted_curve(same: Floats, strangers: Floats) -> Knots:
    """Rising points (ratio, log-odds), same names and strangers counted as equally many."""
    ratios = np.concatenate([same, strangers])
    order = np.argsort(ratios, kind="stable")
    truth = np.concatenate([np.ones(len(same)), np.zeros(len(strangers))])[order]
    weights = np.where(truth > 0, 0.5 / len(same), 0.5 / len(strangers))
    blocks = _pooled(ratios[order], truth, weights)
    low, high = 0.5 / len(strangers), 0.5 / len(same)
    points = [
        (place, float(np.clip(np.log((right + low / 2) / (wrong + high / 2)), -MOST, MOST)))
        for place, right, wrong in blocks
    ]
    if len(points) > _POINTS:
        chosen = np.unique(np.linspace(0, len(points) - 1, _POINTS).round().astype(int))
        points = [points[place] for place in chosen]
    rising = [points[0]]
    for place, odds in points[1:]:
        # Equal odds would let two different ratios compare as equal: a hair of slope keeps their order.
        if place > rising[-1][0] + 1e-3:
            rising.append((place, max(odds, rising[-1][1] + 0.002)))
    return tuple((round(place, 3), round(odds, 3)) for place, odds in rising)


def _pooled(ratios: Floats, truth: Floats, weights: Floats) -> list[tuple[float, float, float]]:
    """Blocks of rising share of same names: (mean ratio, weight of same names, weight of strangers)."""
    stack: list[list[float]] = []
    for ratio, same, weight in zip(ratios.tolist(), truth.tolist(), weights.tolist(), strict=True):
        stack.append([ratio * weight, weight * same, weight * (1 - same)])
        while len(stack) > 1 and _share(stack[-2]) >= _share(stack[-1]):
            last = stack.pop()
            stack[-1] = [a + b for a, b in zip(stack[-1], last, strict=True)]
    return [(block[0] / (block[1] + block[2]), block[1], block[2]) for block in stack]


def _share(block: list[float]) -> float:
    return block[1] / (block[1] + block[2])
