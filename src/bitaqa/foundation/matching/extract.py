"""Minutiae from a finger image: a small extractor in numpy, adequate for clean and synthetic ridges.

Steps: where there are ridges (local contrast), how they run (squared gradients, smoothed as doubled angles), smoothing
along the ridges, ridges against their local mean, thinning to one pixel, crossing numbers, removal of what is an
artefact (rim, gaps in a ridge, short spurs, bridges), direction by following the ridge. An extractor of public grade
comes later behind the same signature; the engine name in the template keeps the two apart.

It never refuses a poor finger: it returns what it found with a low quality. It refuses what is not a finger image.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.errors import FingerImageError
from bitaqa.foundation.matching.quality import ridge_quality
from bitaqa.foundation.matching.templates import MAX_MINUTIAE, FingerPosition, FingerTemplate, Minutia, MinutiaKind
from bitaqa.foundation.matching.thinning import crossing_numbers, neighbours, thinned

ENGINE: Final = "bitaqa-ridges"
VERSION: Final = "1"

_RIM: Final = 14  # pixels from the edge of the ridges in which nothing is believed
_SPUR: Final = 11  # pixels: shorter ridges are artefacts of thinning
_FOLLOW: Final = 13  # pixels followed to tell a direction
_DIRECTIONS: Final = 16

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


def extract_template(image: NDArray[np.uint8], *, position: FingerPosition, dpi: int = 500) -> FingerTemplate:
    """Template of a greyscale image (height x width, ridges dark, 500 dpi). Raises `FingerImageError`."""
    if image.ndim != 2 or image.dtype != np.uint8 or not all(120 <= side <= 2000 for side in image.shape):
        raise FingerImageError(shape=f"{image.dtype} {'x'.join(map(str, image.shape))}")
    grey = image.astype(np.float32)
    there = _ridge_area(grey)
    angle, sureness = _flow(grey)
    ridges = _enhanced(grey, angle) < 0
    bones = thinned(ridges & there)
    found = _minutiae(bones, _shrunk(there, _RIM), angle)
    quality = ridge_quality(count=len(found), area=float(there.mean()), sureness=_mean_of(sureness, there))
    height, width = image.shape
    return FingerTemplate(position, tuple(found[:MAX_MINUTIAE]), quality, ENGINE, VERSION, width, height, dpi)


def _mean_of(values: Floats, where: Mask) -> float:
    return float(values[where].mean()) if where.any() else 0.0


def _box_mean(values: Floats, radius: int) -> Floats:
    """Mean over a square of side 2 * radius + 1, edges repeated, by running sums (two passes approach a Gaussian)."""
    out = values
    for axis in (0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (radius + 1, radius)
        sums = np.cumsum(np.pad(out, pad, mode="edge"), axis=axis, dtype=np.float64)
        n = out.shape[axis]
        ahead = np.take(sums, np.arange(2 * radius + 1, n + 2 * radius + 1), axis)
        behind = np.take(sums, np.arange(n), axis)
        out = ((ahead - behind) / (2 * radius + 1)).astype(np.float32)
    return out


def _ridge_area(grey: Floats) -> Mask:
    """Where contrast over about two ridges is a fair share of the image's best, as one smooth area."""
    mean = _box_mean(grey, 8)
    spread = np.sqrt(np.maximum(_box_mean(grey * grey, 8) - mean * mean, np.float32(0)))
    strong = spread > max(14.0, 0.42 * float(np.percentile(spread, 95)))
    smooth: Mask = _box_mean(strong.astype(np.float32), 10) > 0.6
    return smooth


def _shrunk(area: Mask, by: int) -> Mask:
    framed = np.pad(area, 1)
    inner: Mask = _box_mean(framed.astype(np.float32), by)[1:-1, 1:-1] > 0.999
    inner[:by] = inner[-by:] = False
    inner[:, :by] = inner[:, -by:] = False
    return inner


def _flow(grey: Floats) -> tuple[Floats, Floats]:
    """Angle of the ridges (radians in the image, y down) and its sureness 0..1, per pixel."""
    soft = _box_mean(_box_mean(grey, 1), 1)
    gradients: list[Floats] = list(np.gradient(soft))
    gy, gx = gradients
    products: tuple[Floats, ...] = (gx * gx - gy * gy, 2 * gx * gy, gx * gx + gy * gy)
    a, b, c = (_box_mean(_box_mean(v, 6), 6) for v in products)
    angle: Floats = (0.5 * np.arctan2(b, a) + np.pi / 2).astype(np.float32)
    return angle, (np.hypot(a, b) / (c + np.float32(1e-3))).astype(np.float32)


def _enhanced(grey: Floats, angle: Floats) -> Floats:
    """The image smoothed along its ridges (a Gaussian of 4 pixels), less its local mean: negative on ridges."""
    flat = _box_mean(grey, 1)
    flat = flat - _box_mean(_box_mean(flat, 6), 6)
    padded = np.pad(flat, 9, mode="edge")
    which = np.rint(angle * (_DIRECTIONS / np.pi)).astype(np.intp) % _DIRECTIONS
    width = padded.shape[1]
    rows, columns = np.indices(grey.shape, dtype=np.intp)
    home = (rows + 9) * width + columns + 9
    line, out = padded.ravel(), np.zeros_like(flat)
    turns = np.arange(_DIRECTIONS) * (np.pi / _DIRECTIONS)
    for step in range(-8, 9):
        jump = np.rint(step * np.sin(turns)).astype(np.intp) * width + np.rint(step * np.cos(turns)).astype(np.intp)
        out += line[home + jump[which]] * np.float32(np.exp(-0.5 * (step / 4.0) ** 2))
    return _box_mean(out, 1)


def _minutiae(bones: Mask, trusted: Mask, flow: Floats) -> list[Minutia]:
    """Endings and forks of the skeleton that survive the checks, in reading order."""
    crossing = crossing_numbers(bones)
    keep: list[tuple[int, int, float, MinutiaKind]] = []
    for kind, number in ((MinutiaKind.ENDING, 1), (MinutiaKind.BIFURCATION, 3)):
        for y, x in np.argwhere((crossing == number) & trusted):
            direction = _direction(bones, int(y), int(x), kind)
            if direction is not None:
                keep.append((int(y), int(x), direction, kind))
    keep = _without_artefacts(keep)
    units = [round(d * 256 / (2 * np.pi)) % 256 for _, _, d, _ in keep]
    return sorted(
        (Minutia(x, y, u, kind) for (y, x, _, kind), u in zip(keep, units, strict=True)), key=lambda m: (m.y, m.x)
    )


def _direction(bones: Mask, y: int, x: int, kind: MinutiaKind) -> float | None:
    """Follow each arm of the skeleton from here; None when an arm is a spur.

    Ending: into the ridge. Fork: between the two arms closest to each other, into the valley they open. Radians,
    counter-clockwise as seen.
    """
    arms = [_followed(bones, y, x, start) for start in neighbours(bones, y, x)]
    ends = [end for end in arms if end is not None]
    if kind is MinutiaKind.ENDING:
        if len(ends) != 1:
            return None
        return float(np.arctan2(-(ends[0][0] - y), ends[0][1] - x))
    if len(ends) != 3:
        return None
    angles = [np.arctan2(-(ey - y), ex - x) for ey, ex in ends]
    unit = [np.exp(1j * a) for a in angles]
    pair = max(((0, 1), (0, 2), (1, 2)), key=lambda p: float((unit[p[0]] * np.conj(unit[p[1]])).real))
    return float(np.angle(unit[pair[0]] + unit[pair[1]]))


def _followed(bones: Mask, y: int, x: int, start: tuple[int, int]) -> tuple[int, int] | None:
    """The place reached after `_FOLLOW` steps along the skeleton from `start`; None when it stops before `_SPUR`."""
    seen = {(y, x), *neighbours(bones, y, x)}
    here, steps = start, 1
    while steps < _FOLLOW:
        onward = [n for n in neighbours(bones, *here) if n not in seen]
        if not onward:
            return here if steps >= _SPUR else None
        # straight neighbours first: a diagonal one beside them is the same ridge
        onward.sort(key=lambda n: abs(n[0] - here[0]) + abs(n[1] - here[1]))
        seen.update(onward)
        here, steps = onward[0], steps + 1
    return here


def _without_artefacts(
    found: list[tuple[int, int, float, MinutiaKind]],
) -> list[tuple[int, int, float, MinutiaKind]]:
    """Drops pairs that face each other closely (a gap in a ridge, a bridge between two) and crowds."""
    if len(found) < 2:
        return found
    at = np.array([(y, x) for y, x, _, _ in found], float)
    angle = np.array([d for _, _, d, _ in found])
    gaps = np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))
    np.fill_diagonal(gaps, np.inf)
    opposed = np.cos(angle[:, None] - angle[None, :]) < -0.5
    close = (gaps < 6) | ((gaps < 10) & opposed)
    crowd = (gaps < 16).sum(1) > 3
    return [row for row, bad in zip(found, close.any(1) | crowd, strict=True) if not bad]
