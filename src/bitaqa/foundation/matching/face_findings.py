"""What could be better in how a face is held: one face, both eyes, straight, upright, mouth closed.

Reasons in the manner of ISO/IEC 29794-5, each with the figure behind it, for a face that was found
(`face_finding.py`); light, sharpness, background and size are judged beside them (`quality.py`). All advise: a person
who cannot hold the head still, or has one eye, is photographed as they are.
"""

from __future__ import annotations

import io
from typing import Final

import numpy as np
from PIL import Image

from .face_finding import FaceSeen, seen_face
from .quality import Finding, Floats, Severity, portrait_findings

MOST_TILT: Final = 8.0
"""Degrees; ISO/IEC 19794-5 asks for 8 at most (roll)."""
MOST_TURN: Final = 0.09
"""Head widths by which the eyes' middle may stand aside: a head turned by some fifteen degrees."""
OPEN_MOUTH: Final = 0.16
"""Height of the dark of a mouth, in distances between the eyes."""


def judged_face(picture: bytes) -> tuple[FaceSeen | None, tuple[Finding, ...]]:
    """(the face, every reason to take the portrait again, worst first). Raises `PortraitImageError`."""
    seen = seen_face(picture)
    found = [*portrait_findings(picture, seen.box if seen else None)]
    if seen is not None:
        found += face_findings(seen)
        opening = _mouth_opening(picture, seen)
        if opening > OPEN_MOUTH:
            found.append(Finding("portrait.mouth", Severity.WEAK, opening))
    return seen, tuple(sorted(found, key=lambda f: (-f.severity, f.code)))


def face_findings(seen: FaceSeen) -> tuple[Finding, ...]:
    """Reasons that the place of the face and its eyes give."""
    found: list[Finding] = []
    if seen.faces > 1:
        found.append(Finding("portrait.two_faces", Severity.SEVERE, seen.faces))
    if seen.eyes is None:
        return (*found, Finding("portrait.eyes", Severity.WEAK, 0))
    if abs(seen.tilt) > MOST_TILT:
        found.append(Finding("portrait.tilted", Severity.WEAK, seen.tilt))
    if abs(seen.turn) > MOST_TURN:
        found.append(Finding("portrait.turned", Severity.WEAK, seen.turn))
    return tuple(found)


def _mouth_opening(picture: bytes, seen: FaceSeen) -> float:
    """How high the dark inside of the mouth is, in distances between the eyes; 0.0 without eyes to find it by.

    A mouth lies one distance below the eyes' middle (between 0.8 and 1.4 of it); lips are darker than skin, the inside
    of a mouth is far darker and higher than the line between closed lips.
    """
    if seen.eyes is None:
        return 0.0
    with Image.open(io.BytesIO(picture)) as opened:
        grey = np.asarray(opened.convert("L").resize((240, round(240 / seen.ratio))), np.float32)
    height, width = grey.shape
    (ax, ay), (bx, by) = ((x * width, y * height) for x, y in seen.eyes)
    apart = float(np.hypot(bx - ax, by - ay))
    middle, level = (ax + bx) / 2, (ay + by) / 2
    mouth = _part(grey, level + 0.8 * apart, level + 1.4 * apart, middle - 0.15 * apart, middle + 0.15 * apart)
    cheeks = _part(grey, level + 0.3 * apart, level + 0.6 * apart, middle - 0.6 * apart, middle + 0.6 * apart)
    if not mouth.size or not cheeks.size:
        return 0.0
    dark = np.median(mouth, axis=1) < 0.45 * float(np.median(cheeks))
    return float(dark.sum()) / max(apart, 1.0)


def _part(grey: Floats, top: float, bottom: float, left: float, right: float) -> Floats:
    return grey[max(round(top), 0) : max(round(bottom), 0), max(round(left), 0) : max(round(right), 0)]
