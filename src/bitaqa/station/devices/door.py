"""What other rooms of the station may ask of devices."""

from __future__ import annotations

from bitaqa.foundation.matching.face_finding import FaceSeen
from bitaqa.foundation.matching.quality import FaceBox, Finding

from . import pictures
from .captured import FingerRead, Shot
from .card_reader import card_on_reader, has_card_reader
from .errors import PictureRefusedError
from .from_images import reads_of_file
from .scanner import PRESSES, Chain, has_certified_devices, scanned_fingers, scanner_frame
from .simulated import (
    body_of,
    check_simulated,
    simulated_fingers,
    simulated_paper,
    simulated_portrait,
    simulated_signature,
    simulated_try,
    stand_in,
)
from .workroom import apart, open_workroom


def judged_portrait(data: bytes, face: FaceBox | None) -> tuple[bytes, tuple[Finding, ...]]:
    """(a colour JPEG of at most 960 x 1200, levelled and cropped, what could be better in it).

    Raises PictureRefusedError and its kin.
    """
    return apart(pictures.judged_portrait, data, face)


def looked_at(frame: bytes) -> tuple[FaceSeen | None, tuple[Finding, ...]]:
    """The face in a frame of the live view, and what could be better in it. Raises PictureRefusedError and its kin."""
    return apart(pictures.looked_at, frame)


def safe_portrait(data: bytes) -> bytes:
    """The same without judging it."""
    return apart(pictures.safe_portrait, data)


def safe_paper(data: bytes) -> bytes:
    """A greyscale JPEG of at most A4 at 200 dpi. Raises PictureRefusedError and its kin."""
    return apart(pictures.safe_paper, data)


def safe_signature(data: bytes) -> bytes:
    """A greyscale PNG of at most 900 x 330. Raises PictureRefusedError and its kin."""
    return apart(pictures.safe_signature, data)


def fingers_of_file(data: bytes) -> tuple[FingerRead, ...]:
    """Templates or pictures of a file in any exchange format. Raises an ExchangeFormatError or a TemplateError."""
    return apart(reads_of_file, data)


__all__ = [
    "PRESSES",
    "Chain",
    "FingerRead",
    "PictureRefusedError",
    "Shot",
    "apart",
    "body_of",
    "card_on_reader",
    "check_simulated",
    "fingers_of_file",
    "has_card_reader",
    "has_certified_devices",
    "judged_portrait",
    "looked_at",
    "open_workroom",
    "safe_paper",
    "safe_portrait",
    "safe_signature",
    "scanned_fingers",
    "scanner_frame",
    "simulated_fingers",
    "simulated_paper",
    "simulated_portrait",
    "simulated_signature",
    "simulated_try",
    "stand_in",
]
