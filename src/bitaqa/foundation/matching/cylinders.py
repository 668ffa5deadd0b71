"""What surrounds each minutia, as bits: the Minutia Cylinder-Code of Cappelli, Ferrara and Maltoni (2010, 2011).

Around a minutia, turned to its own direction, stands a cylinder of 52 cells in a disc of 70 pixels and six slices of
angle. A cell is set where the neighbours nearby, seen at that angle, weigh enough. Nothing in it depends on where the
finger lay, so two impressions can be compared cell by cell, by counting bits, before anything is aligned.

Cells further than 50 pixels outside the minutiae's convex hull say nothing and are masked. A minutia whose cylinder
is mostly masked, or that has fewer than two neighbours, gets none (the minimum-cylinder rule of `pairing.py` then
speaks about the finger). Parameters are the paper's bit version with NS = 8; none was tuned here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.templates import ANGLE_UNITS, FingerTemplate

Floats = NDArray[np.float32]
Words = NDArray[np.uint64]

RADIUS: Final = 70.0  # pixels at 500 dpi
SIDE: Final = 8
SLICES: Final = 6
WORDS: Final = 5  # 52 cells x 6 slices = 312 bits
MOST_MINUTIAE: Final = 80  # the surest ones: beyond them LEADER reports dirt

_SPREAD: Final = 28 / 3  # pixels, Gaussian of place
_TURN_SPREAD: Final = 2 * math.pi / 9  # radians, Gaussian of direction
_WEIGHS_ENOUGH: Final = 0.008  # a cell is set from here
_OUTSIDE_HULL: Final = 50.0  # pixels
_VALID_SHARE: Final = 0.75
_FEWEST_NEIGHBOURS: Final = 2
_HULL_DIRECTIONS: Final = 32


def _grid() -> tuple[Floats, NDArray[np.bool_]]:
    centres = ((np.arange(SIDE) + 0.5) * 2 / SIDE - 1) * RADIUS
    inside = np.hypot(centres[:, None], centres[None, :]) <= RADIUS
    return centres.astype(np.float32), inside


def _turn_table() -> Floats:
    """Share of a Gaussian around each difference of angle (256 units) that falls into each of the six slices."""
    wide, root = 2 * math.pi / SLICES, _TURN_SPREAD * math.sqrt(2)
    table = np.empty((ANGLE_UNITS, SLICES), np.float32)
    for units in range(ANGLE_UNITS):
        for k in range(SLICES):
            off = math.remainder(-math.pi + (k + 0.5) * wide - units * 2 * math.pi / ANGLE_UNITS, 2 * math.pi)
            table[units, k] = 0.5 * (math.erf((off + wide / 2) / root) - math.erf((off - wide / 2) / root))
    return table


_CENTRES, _IN_DISC = _grid()
CELLS: Final = int(_IN_DISC.sum())
_CELL_PLACES: Final = np.stack(np.meshgrid(_CENTRES, _CENTRES, indexing="ij"), -1)[_IN_DISC]  # CELLS x 2
_TURNS: Final = _turn_table()
_ROUND: Final = np.arange(_HULL_DIRECTIONS) * (2 * np.pi / _HULL_DIRECTIONS)
_OUTWARD: Final = np.stack([np.cos(_ROUND), np.sin(_ROUND)]).astype(np.float32)  # 2 x directions
_PEAK: Final = np.float32(1 / (_SPREAD * math.sqrt(2 * math.pi)))


@dataclass(frozen=True, eq=False)
class Cylinders:
    """The cylinders of one finger, n of them.

    `bits` n x 5 words, little end first, bit 6 * cell + slice; set only where `valid` (n words, one bit a cell) is.
    `points` n x 3: x, y up in pixels at 500 dpi, direction in radians.
    """

    bits: Words
    valid: Words
    points: Floats

    def __len__(self) -> int:
        return len(self.bits)

    @cached_property
    def valid_bits(self) -> Words:
        """n x 5: `valid` spread over the slices, laid out as `bits`."""
        octets = np.ascontiguousarray(self.valid, "<u8").view(np.uint8).reshape(len(self.valid), -1)
        cells = np.unpackbits(octets, axis=1, bitorder="little", count=CELLS)
        return _packed(np.repeat(cells, SLICES, axis=1), WORDS)


def cylinders_of(template: FingerTemplate) -> Cylinders:
    """The cylinders of a template's surest minutiae; possibly none."""
    rows = template.minutiae
    if len(rows) > MOST_MINUTIAE:
        rows = tuple(sorted(rows, key=lambda m: -m.quality)[:MOST_MINUTIAE])
    raw = np.array([(m.x, -m.y, m.angle) for m in rows], np.float32).reshape(-1, 3)
    raw[:, :2] *= np.float32(500.0 / template.dpi)
    return cylinders_around(raw[:, :2], raw[:, 2].astype(np.intp))


def cylinders_around(places: Floats, angles: NDArray[np.intp]) -> Cylinders:
    """Cylinders of n minutiae: `places` n x 2 (pixels, y up), `angles` n in units of 1/256 turn."""
    n = len(places)
    turned = (angles * (2 * np.pi / ANGLE_UNITS)).astype(np.float32)
    points = np.column_stack([places, turned]).astype(np.float32)
    if n <= _FEWEST_NEIGHBOURS:
        return Cylinders(np.zeros((0, WORDS), np.uint64), np.zeros(0, np.uint64), points[:0])
    valid = _valid_cells(points)
    gaps = places[None, :, :] - places[:, None, :]
    neighbours = (np.square(gaps).sum(2) <= (RADIUS + 3 * _SPREAD) ** 2).sum(1) - 1
    kept = (valid.sum(1) >= _VALID_SHARE * CELLS) & (neighbours >= _FEWEST_NEIGHBOURS)
    valid = valid[kept]
    units = (angles[kept, None] - angles[None, :]) % ANGLE_UNITS
    weight = _weights(gaps[kept], turned[kept], units, np.nonzero(kept)[0])
    held = (weight >= np.float32(_WEIGHS_ENOUGH)) & valid[:, :, None]
    return Cylinders(_packed(held.reshape(len(held), CELLS * SLICES), WORDS), _packed(valid, 1)[:, 0], points[kept])


def _valid_cells(points: Floats) -> NDArray[np.bool_]:
    """n x CELLS: whether a cell lies in the hull of the minutiae widened by 50 pixels.

    A point is inside a convex shape when it is inside in every direction; 32 directions err by a quarter of a pixel.
    """
    reach = (points[:, :2] @ _OUTWARD).max(0) + np.float32(_OUTSIDE_HULL)
    c, s = np.cos(points[:, 2:3]), np.sin(points[:, 2:3])
    along, across = _CELL_PLACES[:, 0], _CELL_PLACES[:, 1]
    x = points[:, 0:1] + c * along - s * across
    y = points[:, 1:2] + s * along + c * across
    inside: NDArray[np.bool_] = (np.stack([x, y], -1) @ _OUTWARD <= reach).all(2)
    return inside


def _weights(gaps: Floats, turned: Floats, units: NDArray[np.intp], own: NDArray[np.intp]) -> Floats:
    """k x CELLS x SLICES: what the n neighbours weigh in each cell of k cylinders. The Gaussian separates by axis."""
    c, s = np.cos(turned)[:, None], np.sin(turned)[:, None]
    dx, dy = gaps[:, :, 0], gaps[:, :, 1]
    along: Floats = (c * dx + s * dy).astype(np.float32, copy=False)
    across: Floats = (c * dy - s * dx).astype(np.float32, copy=False)
    near_along = _bell(along[:, None, :] - _CENTRES[None, :, None])
    near_across = _bell(across[:, None, :] - _CENTRES[None, :, None])
    seen = _TURNS[units]
    seen[np.arange(len(own)), own] = 0.0  # a minutia does not describe itself
    place = (near_along[:, :, None, :] * near_across[:, None, :, :])[:, _IN_DISC]
    weight: Floats = np.matmul(place, seen) * _PEAK
    return weight


def _bell(distance: NDArray[np.floating]) -> Floats:
    """A Gaussian cut at exp(-20): smaller values would become denormal floats, which cost ten times the time."""
    squared = np.square(distance, dtype=np.float32) * np.float32(-0.5 / _SPREAD**2)
    bell: Floats = np.exp(np.maximum(squared, np.float32(-20)))
    return bell


def _packed(held: NDArray[np.bool_] | NDArray[np.uint8], words: int) -> Words:
    """Rows of booleans as words, bit 0 first."""
    octets = np.packbits(held, axis=1, bitorder="little")
    room = np.zeros((len(held), words * 8), np.uint8)
    room[:, : octets.shape[1]] = octets
    return room.view("<u8").astype(np.uint64, copy=False)
