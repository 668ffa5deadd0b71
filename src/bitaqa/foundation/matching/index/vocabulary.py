"""Sorting cylinders into lists of alike ones: 48 principal components, then the nearest of some thousand centres.

Trained once on a sample by k-means in two levels (coarse cells, then centres within each), so that sorting a cylinder
costs a few hundred distances instead of thousands. It is data of one index: a segment sorted by another vocabulary is
refused there (`fingerprint`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.cylinders import CELLS, SLICES, Floats, Words
from bitaqa.foundation.matching.index.durable import write_whole

COMPONENTS: Final = 48
_ROUNDS: Final = 6
_COARSE_TRIED: Final = 4  # coarse cells whose centres are tried for a cylinder of the gallery
_CHUNK: Final = 50_000


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """`mean` (312) and `axes` (312 x 48) of the projection; `coarse` (c x 48) and `centres` (c x f x 48)."""

    mean: Floats
    axes: Floats
    coarse: Floats
    centres: Floats

    @property
    def lists(self) -> int:
        return int(self.centres.shape[0]) * int(self.centres.shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """Names this vocabulary: SHA-256 over its arrays."""
        digest = hashlib.sha256()
        for array in (self.mean, self.axes, self.coarse, self.centres):
            digest.update(np.ascontiguousarray(array, "<f4").tobytes())
        return digest.hexdigest()

    def projected(self, bits: Words) -> Floats:
        """n x 48 for cylinders n x 5: directions only, since fuller cylinders are not more alike."""
        return ((_unit(bits) - self.mean) @ self.axes).astype(np.float32, copy=False)

    def list_of(self, bits: Words) -> NDArray[np.int32]:
        """The list of each cylinder of a gallery."""
        found = np.empty(len(bits), np.int32)
        for start in range(0, len(bits), _CHUNK):
            found[start : start + _CHUNK] = self._sorted_into(self.projected(bits[start : start + _CHUNK]))
        return found

    def nearest_lists(self, bits: Words, count: int) -> NDArray[np.int32]:
        """n x `count`: the lists in which to look for each cylinder of a probe; every centre is tried."""
        flat = self.centres.reshape(-1, COMPONENTS)
        far = _distances(self.projected(bits), flat)
        count = min(count, len(flat))
        return np.argpartition(far, count - 1, axis=1)[:, :count].astype(np.int32)

    def _sorted_into(self, points: Floats) -> NDArray[np.int32]:
        tried = min(_COARSE_TRIED, len(self.coarse))
        cells = np.argpartition(_distances(points, self.coarse), tried - 1, axis=1)[:, :tried]
        best = np.full(len(points), np.inf, np.float32)
        found = np.zeros(len(points), np.int32)
        inner = self.centres.shape[1]
        for cell in range(len(self.coarse)):
            rows = np.nonzero((cells == cell).any(1))[0]
            if not len(rows):
                continue
            far = _distances(points[rows], self.centres[cell])
            nearest = far.argmin(1)
            nearer = far[np.arange(len(rows)), nearest]
            better = nearer < best[rows]
            best[rows[better]] = nearer[better]
            found[rows[better]] = cell * inner + nearest[better]
        return found

    def write(self, path: Path) -> None:
        """Whole or not at all, and durable."""

        def save(file: Path) -> None:
            with file.open("wb") as out:
                np.savez(out, mean=self.mean, axes=self.axes, coarse=self.coarse, centres=self.centres)

        write_whole(path, save)

    @classmethod
    def read(cls, path: Path) -> Vocabulary:
        with np.load(path, allow_pickle=False) as held:
            return cls(held["mean"], held["axes"], held["coarse"], held["centres"])


def trained_vocabulary(bits: Words, *, lists: int, seed: int = 0) -> Vocabulary:
    """From a sample of cylinders (n x 5), about ten times as many as `lists` (a square number) or more."""
    rng = np.random.default_rng(seed)
    unit = _unit(bits)
    mean = unit.mean(0)
    _, axes = np.linalg.eigh(np.cov((unit - mean).T))
    axes = np.ascontiguousarray(axes[:, ::-1][:, :COMPONENTS]).astype(np.float32)
    points = (unit - mean) @ axes
    side = max(1, round(lists**0.5))
    coarse = _centres(points, side, rng)
    cell = _distances(points, coarse).argmin(1)
    centres = np.stack([_centres(points[cell == k], side, rng, instead=coarse[k]) for k in range(side)])
    return Vocabulary(mean.astype(np.float32), axes, coarse, centres)


def _unit(bits: Words) -> Floats:
    octets = np.ascontiguousarray(bits, "<u8").view(np.uint8).reshape(len(bits), -1)
    flat = np.unpackbits(octets, axis=1, bitorder="little", count=CELLS * SLICES).astype(np.float32)
    unit: Floats = flat / np.maximum(np.sqrt(flat.sum(1, keepdims=True)), np.float32(1))
    return unit


def _distances(points: Floats, centres: Floats) -> Floats:
    """Squared, less the part that is the same for all centres."""
    far: Floats = np.square(centres).sum(1) - 2 * (points @ centres.T)
    return far


def _centres(points: Floats, count: int, rng: np.random.Generator, instead: Floats | None = None) -> Floats:
    """Lloyd's rounds from random points; an empty centre takes a random point. `instead` stands in for no points."""
    if not len(points):
        assert instead is not None  # noqa: S101 - only cells can be empty
        points = instead[None]
    centres: Floats = points[rng.choice(len(points), count, replace=len(points) < count)].copy()
    for _ in range(_ROUNDS):
        own = _distances(points, centres).argmin(1)
        sizes = np.bincount(own, minlength=count)
        sums = np.zeros_like(centres)
        np.add.at(sums, own, points)
        empty = sizes == 0
        centres = (sums / np.maximum(sizes, 1)[:, None]).astype(np.float32)
        centres[empty] = points[rng.choice(len(points), int(empty.sum()))]
    return centres
