"""How good a capture is, and why, in codes that a screen turns into words. It advises; it never refuses.

Fingers: few minutiae, a small area, weak ridges, a faint image. Portraits: what can be said without any model:
resolution, light (both ends and both sides), sharpness, an even background, and whether the face box that the live
view gives is large, whole and centred. A headscarf is fine: nothing here looks at hair.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from bitaqa.foundation.matching.errors import PortraitImageError
from bitaqa.foundation.matching.templates import FingerTemplate

Floats = NDArray[np.float32]


class Severity(IntEnum):
    """How much a finding matters. `SEVERE` asks for another try; after the last try the file goes on with it."""

    NOTE = 1
    WEAK = 2
    SEVERE = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason: a stable code, how much it matters, and the figure behind it."""

    code: str
    severity: Severity
    value: float


@dataclass(frozen=True, slots=True)
class FaceBox:
    """Where the live view saw the face, as shares (0 to 1) of the picture: left, top, width, height."""

    left: float
    top: float
    width: float
    height: float


FINDING_SENTENCES: Final[dict[str, str]] = {
    "finger.few_minutiae": "Few ridge details were found.",
    "finger.small_area": "Only a small part of the finger was read: lay it flat.",
    "finger.low_quality": "The ridges are weak: wipe the glass, warm or moisten the finger.",
    "finger.faint": "The image is faint: press a little more.",
    "portrait.small": "The picture is too small: come closer or use a better camera setting.",
    "portrait.dark": "The face is too dark: add light in front.",
    "portrait.bright": "The face is too bright: soften the light.",
    "portrait.side_light": "One side of the face is much darker: light it from both sides.",
    "portrait.blurred": "The picture is blurred: hold still.",
    "portrait.background": "The background is not even: use a plain, light background.",
    "portrait.no_face_box": "No face was found: check that it shows whole, from the front, evenly lit.",
    "portrait.two_faces": "There is more than one face: only the applicant may be in the picture.",
    "portrait.eyes": "Both eyes were not found: open, not covered, no glare on glasses.",
    "portrait.turned": "The head is turned: look straight at the camera.",
    "portrait.tilted": "The head leans to one side: hold it upright.",
    "portrait.mouth": "The mouth seems open: close it, without smiling.",
    "portrait.face_small": "The face is too small in the picture: come closer.",
    "portrait.face_large": "The face fills the picture: step back.",
    "portrait.face_off_centre": "The face is not in the middle.",
    "portrait.face_cut": "The face is cut by the edge of the picture.",
}
"""English sentence (a msgid) of each code: a screen translates it."""


def ridge_quality(*, count: int, area: float, sureness: float) -> int:
    """1 to 100 from the number of minutiae, the share of the image with ridges, and how surely they run (0..1)."""
    clear = float(np.clip((sureness - 0.68) / 0.27, 0, 1))  # clean ridges reach 0.95, a smear 0.7
    return int(np.clip(100 * min(1.0, count / 24) * min(1.0, area / 0.45) * clear, 1, 100))


def finger_findings(template: FingerTemplate) -> tuple[Finding, ...]:
    """Reasons to take this finger again, worst first; empty when there is none."""
    found: list[Finding] = []
    count = len(template.minutiae)
    if count < 20:
        found.append(Finding("finger.few_minutiae", Severity.SEVERE if count < 12 else Severity.WEAK, count))
    if count >= 3:
        low, high = template.points[:, :2].min(0), template.points[:, :2].max(0)
        area = float(np.prod((high - low) / (500 / 25.4)))  # square millimetres
        if area < 100:
            found.append(Finding("finger.small_area", Severity.SEVERE if area < 50 else Severity.WEAK, area))
    if template.quality < 50:
        severity = Severity.SEVERE if template.quality < 25 else Severity.WEAK
        found.append(Finding("finger.low_quality", severity, template.quality))
    return _worst_first(found)


def finger_image_findings(image: NDArray[np.uint8]) -> tuple[Finding, ...]:
    """Reasons that the image alone gives (height x width greyscale)."""
    spread = float(np.percentile(image, 95)) - float(np.percentile(image, 5))
    if spread >= 90:
        return ()
    return (Finding("finger.faint", Severity.SEVERE if spread < 45 else Severity.WEAK, spread),)


def portrait_findings(picture: bytes, face: FaceBox | None) -> tuple[Finding, ...]:
    """Reasons to take the portrait again, worst first.

    `picture` is an encoded image of any size. Raises `PortraitImageError` when it is not one.
    """
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            size = opened.size
            opened.draft("L", (480, 600))
            grey = np.asarray(opened.convert("L").resize((240, 300)), np.float32)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as bad:
        raise PortraitImageError(detail=type(bad).__name__) from bad
    found: list[Finding] = []
    shorter = min(size)
    if shorter < 413:  # 35 mm at 300 dpi
        found.append(Finding("portrait.small", Severity.SEVERE if shorter < 240 else Severity.WEAK, shorter))
    found += _box_findings(face)
    box = face or FaceBox(0.3, 0.22, 0.4, 0.5)
    top, left = int(max(box.top, 0) * 300), int(max(box.left, 0) * 240)
    inner = grey[top : max(top + int(box.height * 300), top + 8), left : max(left + int(box.width * 240), left + 8)]
    if inner.size:
        found += _light_findings(inner)
    found += _background_findings(grey)
    return _worst_first(found)


def _box_findings(face: FaceBox | None) -> list[Finding]:
    if face is None:
        return [Finding("portrait.no_face_box", Severity.WEAK, 0)]
    found: list[Finding] = []
    if face.left < 0 or face.top < 0 or face.left + face.width > 1 or face.top + face.height > 1:
        found.append(Finding("portrait.face_cut", Severity.SEVERE, face.left))
    if face.height < 0.35:
        severity = Severity.SEVERE if face.height < 0.2 else Severity.WEAK
        found.append(Finding("portrait.face_small", severity, face.height))
    if face.height > 0.85:
        found.append(Finding("portrait.face_large", Severity.WEAK, face.height))
    aside = abs(face.left + face.width / 2 - 0.5)
    if aside > 0.08:
        found.append(Finding("portrait.face_off_centre", Severity.WEAK, aside))
    return found


def _light_findings(face: Floats) -> list[Finding]:
    found: list[Finding] = []
    middle = float(np.median(face))
    crushed, blown = float((face < 12).mean()), float((face > 250).mean())
    if middle < 60 or crushed > 0.25:
        found.append(Finding("portrait.dark", Severity.SEVERE if middle < 35 else Severity.WEAK, middle))
    if middle > 225 or blown > 0.15:
        found.append(Finding("portrait.bright", Severity.SEVERE if middle > 242 else Severity.WEAK, middle))
    half = face.shape[1] // 2
    left, right = float(face[:, :half].mean()), float(face[:, half:].mean())
    balance = min(left, right) / max(left, right, 1.0)
    if balance < 0.8:
        found.append(Finding("portrait.side_light", Severity.SEVERE if balance < 0.5 else Severity.WEAK, balance))
    # the second difference of a sharp face is large somewhere (eyes, brows), whatever its skin or light
    bend = np.abs(4 * face[1:-1, 1:-1] - face[:-2, 1:-1] - face[2:, 1:-1] - face[1:-1, :-2] - face[1:-1, 2:])
    sharp = float(np.percentile(bend, 99)) / max(float(face.std()), 4.0)
    if sharp < 0.9:
        found.append(Finding("portrait.blurred", Severity.SEVERE if sharp < 0.45 else Severity.WEAK, sharp))
    return found


def _background_findings(grey: Floats) -> list[Finding]:
    corners = np.concatenate([grey[:70, :42].ravel(), grey[:70, -42:].ravel()])
    uneven, light = float(corners.std()), float(corners.mean())
    if uneven > 22 or light < 110:
        return [Finding("portrait.background", Severity.WEAK, uneven)]
    return []


def _worst_first(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda f: (-f.severity, f.code)))
