"""Synthetic fingers: unique minutiae per person and finger, and impressions of them as a scanner would see them.

A finger is a ridge *phase*: a smooth part whose level lines look like an arch, a loop or a whorl, plus one spiral
`p * atan2(y - yi, x - xi)` per minutia (the AM-FM model of Larkin and Fletcher, 2007). Directions of minutiae follow
from the gradient of that phase, so that a template and the image drawn from the same finger (`ridges.py`) agree.
An impression turns, moves and bends the finger, loses some minutiae and invents others: no two takes are equal.

Units: pixels at 500 dpi, y downwards, image 300 x 400. Refuses nothing: seeds are any integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.templates import FingerPosition, FingerTemplate, Minutia, MinutiaKind
from bitaqa.foundation.specimens.streams import array_stream

WIDTH: Final = 300
HEIGHT: Final = 400
ENGINE: Final = "specimen"
ENGINE_VERSION: Final = "1"

Floats = NDArray[np.float64]
_KINDS: Final = (MinutiaKind.OTHER, MinutiaKind.ENDING, MinutiaKind.BIFURCATION)


@dataclass(frozen=True)
class RidgeFlow:
    """The smooth part of the phase: pattern, place and tilt of its core, ridge period and a few slow waves."""

    pattern: str  # arch | loop | whorl
    core: tuple[float, float]
    shape: float
    bend: float
    period: float
    waves: Floats  # k x 4: wave vector x, y, amplitude (radians), shift

    def phase(self, x: Floats, y: Floats) -> Floats:
        """Radians at `x`, `y`; its gradient points across the ridges."""
        dx, dy = x - self.core[0], y - self.core[1]
        below = np.maximum(dy, 0.0)
        if self.pattern == "arch":
            height = dy + 55.0 * self.shape * np.exp(-((dx / 85.0) ** 2)) * np.exp(-((dy / 170.0) ** 2))
        elif self.pattern == "loop":
            dx = dx - self.bend * below * below  # the ridges leave to one side
            height = np.sqrt(dx * dx + np.minimum(dy, 0.0) ** 2 + 5.0)
        else:
            height = np.sqrt(dx * dx + (self.shape * dy) ** 2 + 20.0)
        phase: Floats = height * (2.0 * np.pi / self.period)
        for kx, ky, amplitude, shift in self.waves:
            phase = phase + amplitude * np.sin(kx * dx + ky * dy + shift)
        return phase


@dataclass(frozen=True)
class SpecimenFinger:
    """One finger of one invented person: flow, minutiae (n x 2) and their polarity (+1 or -1, n)."""

    seed: int
    position: FingerPosition
    flow: RidgeFlow
    places: Floats
    polarity: Floats


@dataclass(frozen=True)
class Placement:
    """How the finger lay on the glass: pixel `q` shows finger point `R(-turn)(q - centre - shift) + bend(q)`."""

    turn: float
    shift: tuple[float, float]
    bend: Floats  # 2 x 4: wave vector x, y, amplitude (pixels), phase; one row per axis

    def to_finger(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Image pixels to finger points."""
        c, s = np.cos(self.turn), np.sin(self.turn)
        u, v = x - WIDTH / 2 - self.shift[0], y - HEIGHT / 2 - self.shift[1]
        bx, by = self._bend(x, y)
        return c * u + s * v + WIDTH / 2 + bx, -s * u + c * v + HEIGHT / 2 + by

    def to_image(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Finger points to image pixels: the inverse of `to_finger`, by fixed point (the bend is a few pixels)."""
        c, s = np.cos(self.turn), np.sin(self.turn)
        bx, by = np.zeros_like(x), np.zeros_like(y)
        for _ in range(3):
            u, v = x - bx - WIDTH / 2, y - by - HEIGHT / 2
            px = c * u - s * v + WIDTH / 2 + self.shift[0]
            py = s * u + c * v + HEIGHT / 2 + self.shift[1]
            bx, by = self._bend(px, py)
        return px, py

    def _bend(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        (ax, ay, aa, ap), (bx, by, ba, bp) = self.bend
        return aa * np.sin(ax * x + ay * y + ap), ba * np.sin(bx * x + by * y + bp)


@lru_cache(maxsize=64)  # three tries, template and image of one finger
def specimen_finger(seed: int, position: FingerPosition) -> SpecimenFinger:
    """The finger `position` of the person `seed`: always the same one."""
    rng = array_stream(seed, "finger", int(position))
    pattern = ("arch", "loop", "loop", "loop", "whorl", "whorl")[int(rng.integers(6))]
    side = 1.0 if position <= FingerPosition.RIGHT_LITTLE else -1.0
    core = (WIDTH / 2 + float(rng.normal(0, 12)), HEIGHT * 0.45 + float(rng.normal(0, 18)))
    waves = np.column_stack(
        [rng.normal(0, 0.022, 4), rng.normal(0, 0.022, 4), rng.uniform(0.8, 2.2, 4), rng.uniform(0, 6.28, 4)]
    )
    flow = RidgeFlow(
        pattern, core, float(rng.uniform(0.72, 1.0)), side * float(rng.uniform(0.0008, 0.0022)),
        float(rng.uniform(8.6, 10.2)), waves,
    )  # fmt: skip
    places = _scatter(rng, int(np.clip(rng.normal(44, 8), 28, 64)))
    return SpecimenFinger(seed, position, flow, places, rng.choice((-1.0, 1.0), len(places)))


def _scatter(rng: np.random.Generator, wanted: int) -> Floats:
    """`wanted` points in the oval of a fingertip, none closer than about two ridges to another."""
    n = wanted * 5 // 2
    radius, around = np.sqrt(rng.uniform(0, 1, n)), rng.uniform(0, 2 * np.pi, n)
    x, y = WIDTH / 2 + 126 * radius * np.cos(around), HEIGHT / 2 + 172 * radius * np.sin(around)
    apart = rng.uniform(15, 26, n)
    dx, dy = x[:, None] - x[None, :], y[:, None] - y[None, :]
    clash = dx * dx + dy * dy < (apart * apart)[:, None]
    free, kept = np.ones(n, bool), []
    for i in range(n):
        if free[i]:
            kept.append(i)
            if len(kept) == wanted:
                break
            free &= ~clash[i]
    return np.column_stack([x[kept], y[kept]])


def directions(finger: SpecimenFinger) -> tuple[Floats, NDArray[np.int_]]:
    """Angle of each minutia (radians, counter-clockwise seen upright) and its kind, from the phase of the others."""
    x, y = finger.places[:, 0], finger.places[:, 1]
    flow, step = finger.flow, 0.5
    nx = (flow.phase(x + step, y) - flow.phase(x - step, y)) / (2 * step)
    ny = (flow.phase(x, y + step) - flow.phase(x, y - step)) / (2 * step)
    dx, dy = x[:, None] - x[None, :], y[:, None] - y[None, :]
    far = dx * dx + dy * dy
    np.fill_diagonal(far, np.inf)
    nx += (finger.polarity * -dy / far).sum(1)
    ny += (finger.polarity * dx / far).sum(1)
    tx, ty = finger.polarity * ny, -finger.polarity * nx  # towards the extra ridge
    turns = np.arctan2(dy, dx)
    np.fill_diagonal(turns, 0.0)
    phase = flow.phase(x, y) + (finger.polarity * turns).sum(1) + finger.polarity * np.arctan2(ty, tx)
    kind = np.where(np.cos(phase) > 0, int(MinutiaKind.ENDING), int(MinutiaKind.BIFURCATION))
    return np.arctan2(-ty, tx), kind


def placement(finger: SpecimenFinger, take: int, *, calm: bool = False) -> Placement:
    """Where the finger lies at try `take`; `calm` leaves it in its place (for images to look at)."""
    rng = array_stream(finger.seed, "placement", int(finger.position), take)
    turn, shift = float(rng.normal(0, 0.10)), (float(rng.normal(0, 9)), float(rng.normal(0, 11)))
    bend = np.column_stack(
        [rng.normal(0, 0.010, 2), rng.normal(0, 0.010, 2), rng.uniform(0.5, 3.5, 2), rng.uniform(0, 6.28, 2)]
    )
    if calm:
        turn, shift, bend = 0.0, (0.0, 0.0), np.zeros((2, 4))
    return Placement(turn, shift, bend)


def impression(finger: SpecimenFinger, take: int = 0, *, wear: float = 0.0) -> FingerTemplate:
    """The template a scanner would make of `finger` at try `take`.

    `wear` (0 fresh to 1 nothing readable) loses and invents more minutiae and lowers `quality` (0 to 100).
    """
    rng = array_stream(finger.seed, "impression", int(finger.position), take)
    angle, kind = directions(finger)
    laid = placement(finger, take)
    x, y = laid.to_image(finger.places[:, 0], finger.places[:, 1])
    n = len(x)
    kept = rng.random(n) > 0.07 + 0.75 * wear
    x, y = x + rng.normal(0, 1.3 + 2 * wear, n), y + rng.normal(0, 1.3 + 2 * wear, n)
    angle = angle - laid.turn + rng.normal(0, 0.08 + 0.15 * wear, n)  # screen rotation is clockwise
    extra = int(rng.poisson(2.0 + 14 * wear))
    x = np.concatenate([x[kept], rng.uniform(25, WIDTH - 25, extra)])
    y = np.concatenate([y[kept], rng.uniform(30, HEIGHT - 30, extra)])
    angle = np.concatenate([angle[kept], rng.uniform(-np.pi, np.pi, extra)])
    kind = np.concatenate([kind[kept], rng.integers(1, 3, extra)])
    quality = int(np.clip(92 - 120 * wear + rng.normal(0, 4), 1, 100))
    return template_of(finger.position, x, y, angle, kind, quality, engine=ENGINE, version=ENGINE_VERSION)


def template_of(
    position: FingerPosition, x: Floats, y: Floats, angle: Floats, kind: NDArray[np.int_], quality: int,
    *, engine: str, version: str,
) -> FingerTemplate:  # fmt: skip
    """A template from arrays: pixels rounded, those outside the image dropped, angles (radians) in 256 units."""
    px, py = np.rint(x).astype(int), np.rint(y).astype(int)
    inside = (px >= 0) & (px < WIDTH) & (py >= 0) & (py < HEIGHT)
    units = np.rint(angle * (256 / (2 * np.pi))).astype(int) % 256
    rows = zip(px[inside].tolist(), py[inside].tolist(), units[inside].tolist(), kind[inside].tolist(), strict=True)
    minutiae = tuple(Minutia(a, b, c, _KINDS[d], quality) for a, b, c, d in rows)
    return FingerTemplate(position, minutiae, quality, engine, version, WIDTH, HEIGHT)
