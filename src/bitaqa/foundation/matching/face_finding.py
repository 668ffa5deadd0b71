"""Where a face is in a picture, and its eyes: for the live view's words and for a level, cropped portrait.

The classifiers are those that OpenCV's wheel carries (Viola and Jones 2001, Lienhart and Maydt 2002): nothing is
downloaded, and a frame costs some tens of milliseconds of one core. They know frontal faces. They miss some, more of
dark skin in a light headscarf than others (docs/explanation/face.md says how many were measured), so nothing here
refuses: a face that is not found is said not to be found, and the picture is kept. Refuses what is no picture.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from .errors import PortraitImageError
from .quality import FaceBox

Grey = NDArray[np.uint8]
Point = tuple[float, float]

WIDTH: Final = 240
"""Points across at which faces are looked for; a head as wide as a quarter of the picture has 60."""
EYES_WIDTH: Final = 150
"""Points across a face in which its eyes are looked for."""
LIFT: Final = 0.4
"""Exponent that lifts the dark parts of a picture in which nothing was found as it is."""
HEAD: Final = (0.06, -0.21, 0.88, 1.34)
"""From a classifier's square (brow to chin) to the head (crown to chin): left, top, width, height in squares."""
EYE_LEVEL: Final = 0.41
"""Where the eyes stand in a portrait, from its top; the line of the live view's oval."""
HEAD_SHARE: Final = 0.56
"""Share of a portrait's height that the head takes, crown to chin."""
LEAST_HEIGHT: Final = 600
"""A portrait is not cropped to fewer points than these."""


@dataclass(frozen=True, slots=True)
class FaceSeen:
    """A face as shares (0 to 1) of the picture: the head's box, the eyes (left one of the picture first) when both
    were found, how many faces there are."""

    box: FaceBox
    eyes: tuple[Point, Point] | None
    faces: int
    ratio: float
    """Width of the picture over its height."""

    @property
    def tilt(self) -> float:
        """Degrees by which the eyes' line falls to the right; 0.0 when the eyes were not found."""
        if self.eyes is None:
            return 0.0
        (ax, ay), (bx, by) = self.eyes
        return math.degrees(math.atan2(by - ay, (bx - ax) * self.ratio))

    @property
    def turn(self) -> float:
        """How far the eyes' middle stands beside the head's, in head widths (right of it above 0)."""
        if self.eyes is None:
            return 0.0
        return ((self.eyes[0][0] + self.eyes[1][0]) / 2 - (self.box.left + self.box.width / 2)) / self.box.width


def seen_face(picture: bytes) -> FaceSeen | None:
    """The largest face of an encoded picture, or None. Raises `PortraitImageError` when it is not a picture."""
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            opened.draft("L", (WIDTH * 2, WIDTH * 2))
            return seen_in(opened)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as bad:
        raise PortraitImageError(detail=type(bad).__name__) from bad


def seen_in(picture: Image.Image) -> FaceSeen | None:
    """The same of a decoded picture."""
    whole = picture.convert("L")
    height = min(4 * WIDTH, max(round(WIDTH * whole.height / whole.width), 1))
    grey = np.asarray(whole.resize((WIDTH, height)), np.uint8)
    for lifted in (False, True):
        squares = _faces(_lifted(grey) if lifted else grey)
        if squares:
            return _seen(whole, squares, WIDTH / whole.width, lifted=lifted)
    return None


def _seen(whole: Image.Image, squares: list[tuple[int, int, int, int]], scale: float, *, lifted: bool) -> FaceSeen:
    width, height = whole.size
    x, y, w, h = (side / scale for side in max(squares, key=lambda square: square[2] * square[3]))
    left, top, wide, high = HEAD
    box = FaceBox((x + left * w) / width, (y + top * h) / height, wide * w / width, high * h / height)
    upper = whole.resize((EYES_WIDTH, round(0.6 * EYES_WIDTH)), box=_within((x, y, x + w, y + 0.6 * h), whole))
    pixels = np.asarray(upper, np.uint8)
    eyes = _eyes(_lifted(pixels) if lifted else pixels)
    placed = None
    if eyes is not None:
        (ax, ay), (bx, by) = (
            ((x + w * ex / EYES_WIDTH) / width, (y + w * ey / EYES_WIDTH) / height) for ex, ey in eyes
        )
        placed = ((ax, ay), (bx, by))
    return FaceSeen(box, placed, len(squares), width / height)


def _within(box: tuple[float, float, float, float], whole: Image.Image) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return max(left, 0), max(top, 0), min(right, whole.width), min(bottom, whole.height)


def _faces(grey: Grey) -> list[tuple[int, int, int, int]]:
    found = _classifier("frontalface_alt2").detectMultiScale(grey, 1.1, 2, minSize=(WIDTH // 5, WIDTH // 5))
    squares = [(int(x), int(y), int(w), int(h)) for x, y, w, h in found]
    largest = max((w for _x, _y, w, _h in squares), default=0)
    return [square for square in squares if square[2] * 2 >= largest]  # a fold or a button is no second person


def _eyes(upper: Grey) -> tuple[Point, Point] | None:
    """The middles of both eyes in the upper part of a face's square, the left one first; None unless one was found
    on each side, about as high and about as large."""
    least = max(upper.shape[1] // 8, 8)
    found = _classifier("eye").detectMultiScale(upper, 1.05, 3, minSize=(least, least))
    middle = upper.shape[1] / 2
    at = [(float(x + w / 2), float(y + h / 2), float(w)) for x, y, w, h in found]
    pairs = [
        (abs(a[1] - b[1]) + abs(a[2] - b[2]), a, b)
        for a in at
        for b in at
        if a[0] < middle < b[0] and b[0] - a[0] > 0.25 * upper.shape[1] and abs(a[1] - b[1]) < 0.45 * (b[0] - a[0])
    ]
    if not pairs:
        return None
    _unlike, a, b = min(pairs)
    return (a[0], a[1]), (b[0], b[1])


def _lifted(grey: Grey) -> Grey:
    table = np.round((np.arange(256) / 255) ** LIFT * 255).astype(np.uint8)
    return table[grey]


@cache
def _classifier(name: str) -> Any:
    import cv2  # a second to load: only where faces are looked for

    cv2.setNumThreads(1)
    folder = Path(cv2.__file__).parent / "data"
    return cv2.CascadeClassifier(str(folder / f"haarcascade_{name}.xml"))


def level_portrait(picture: Image.Image, seen: FaceSeen) -> Image.Image:
    """The portrait made of a picture: eyes level, head as large and as high as on a card, in the picture's own ratio.

    Turned only when the eyes say so (1 to 20 degrees); cropped, never enlarged, never beyond the picture's edge, and
    only as long as `LEAST_HEIGHT` points stay. Without eyes the picture is given back as it is.
    """
    if seen.eyes is None:
        return picture
    width, height = picture.size
    (ax, ay), (bx, by) = seen.eyes
    cx, cy = (ax + bx) / 2 * width, (ay + by) / 2 * height
    if 1.0 <= abs(seen.tilt) <= 20.0:
        picture = picture.rotate(seen.tilt, Image.Resampling.BICUBIC, center=(cx, cy), fillcolor=_edge(picture))
    high = seen.box.height * height / HEAD_SHARE
    # what lies beyond an edge is not there: the crop shrinks until it fits, unless it would cut the head
    share = min(1.0, cy / (EYE_LEVEL * high), (height - cy) / ((1 - EYE_LEVEL) * high))
    wide = high * width / height
    share = min(share, 2 * cx / wide, 2 * (width - cx) / wide)
    high, wide = high * share, wide * share
    if share < 0.8 or high < LEAST_HEIGHT:
        return picture
    left, top = cx - wide / 2, cy - EYE_LEVEL * high
    return picture.crop((round(left), round(top), round(left + wide), round(top + high)))


def _edge(picture: Image.Image) -> Any:
    """The colour of the upper corners: what a turned picture shows where it has nothing."""
    small = picture.convert("RGB").resize((24, 30))
    left, right = small.getpixel((0, 0)), small.getpixel((23, 0))
    colour = tuple((int(a) + int(b)) // 2 for a, b in zip(left, right, strict=True))  # type: ignore[arg-type]
    return colour if picture.mode == "RGB" else colour[0]
