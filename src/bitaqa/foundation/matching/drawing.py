"""Two fingers side by side with what the comparison brought together: for eyes, never for programs.

Each drawing is an SVG of one finger: the picture of the ridges where one was kept, its outline where none was, and the
minutiae that the placement paired, numbered alike on both sides; the second finger is turned as the placement turned
it. Only paired minutiae are drawn, on a grid of four pixels and in sixteen directions, without kind or quality: too
little to make a template of, enough to see whether two and two lie alike. Refuses nothing: fingers with nothing in
common are drawn without a number.
"""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.comparer import score_of
from bitaqa.foundation.matching.cylinders import Floats, cylinders_of
from bitaqa.foundation.matching.pairing import relaxed_pairs
from bitaqa.foundation.matching.placement import placed
from bitaqa.foundation.matching.templates import FingerTemplate

GRID: Final = 4
"""Pixels: coarser than a ridge is wide, finer than the eye minds."""
DIRECTIONS: Final = 16
_FEWEST_TO_TURN: Final = 3
_MARK, _PALE = "#b3261e", "#5b6b73"


@dataclass(frozen=True, slots=True)
class DrawnPair:
    """Two SVG drawings, how many minutiae agree, and the score (0 to 1)."""

    left: str
    right: str
    agreeing: int
    score: float


def drawn_pair(
    left: FingerTemplate, right: FingerTemplate, *, left_png: bytes = b"", right_png: bytes = b""
) -> DrawnPair:
    """The drawings of `left` and `right`; `*_png` are pictures of the ridges, of the templates' own size."""
    one, other = cylinders_of(left), cylinders_of(right)
    (pairs,) = relaxed_pairs(one, [other])
    placement = placed(one.points, other.points, pairs)
    mine, theirs = one.points[placement.left], other.points[placement.right]
    order = np.argsort(-mine[:, 1]) if len(mine) else np.zeros(0, np.intp)  # numbered from the fingertip down
    turn = _turn(mine, theirs)
    return DrawnPair(
        _drawing(left, mine[order], left_png, 0.0),
        _drawing(right, theirs[order], right_png, turn),
        len(mine),
        score_of(pairs, placement),
    )


def _turn(mine: Floats, theirs: Floats) -> float:
    """Degrees, clockwise on the screen, that bring the second finger upright beside the first."""
    if len(mine) < _FEWEST_TO_TURN:
        return 0.0
    p, q = theirs[:, :2] - theirs[:, :2].mean(0), mine[:, :2] - mine[:, :2].mean(0)
    return -math.degrees(
        math.atan2(float((p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]).sum()), float((p * q).sum()))
    )  # y points up in templates, down on the screen


def _drawing(finger: FingerTemplate, points: Floats, png: bytes, turn: float) -> str:
    width, height = finger.width, finger.height
    scale = finger.dpi / 500
    places = _gridded(points, scale)
    marks = "".join(f'<circle cx="{x}" cy="{y}" r="6"/><path d="M{x} {y}l{dx:g} {dy:g}"/>' for x, y, dx, dy in places)
    numbers = "".join(
        f'<text x="{x + 8}" y="{y - 6}"{_upright(turn, x, y)}>{number}</text>'
        for number, (x, y, _, _) in enumerate(places, start=1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
        f'<g transform="rotate({turn:.1f} {width / 2:g} {height / 2:g})">{_ground(width, height, png)}'
        f'<g fill="none" stroke="{_MARK}" stroke-width="2">{marks}</g>'
        f'<g fill="{_MARK}" stroke="#ffffff" stroke-width="3" paint-order="stroke" font-family="sans-serif" '
        f'font-size="13" font-weight="700">{numbers}</g></g></svg>'
    )


def _ground(width: int, height: int, png: bytes) -> str:
    if png:
        data = base64.b64encode(png).decode()
        return f'<image width="{width}" height="{height}" opacity="0.75" href="data:image/png;base64,{data}"/>'
    return (
        f'<ellipse cx="{width / 2:g}" cy="{height / 2:g}" rx="{width * 0.44:g}" ry="{height * 0.46:g}" '
        f'fill="#eef5f5" stroke="{_PALE}"/>'
    )


def _gridded(points: Floats, scale: float) -> list[tuple[int, int, float, float]]:
    """Pixels of the picture on the grid, and a short line in one of sixteen directions."""
    if not len(points):
        return []
    steps: NDArray[np.float64] = np.rint(points[:, 2] * (DIRECTIONS / (2 * np.pi))) * (2 * np.pi / DIRECTIONS)
    x = (np.rint(points[:, 0] * scale / GRID) * GRID).astype(int)
    y = (np.rint(-points[:, 1] * scale / GRID) * GRID).astype(int)
    dx, dy = np.round(14 * np.cos(steps), 1), np.round(-14 * np.sin(steps), 1)
    return list(zip(x.tolist(), y.tolist(), dx.tolist(), dy.tolist(), strict=True))


def _upright(turn: float, x: int, y: int) -> str:
    return f' transform="rotate({-turn:.1f} {x} {y})"' if turn else ""
