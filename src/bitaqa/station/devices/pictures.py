"""Pictures from cameras and files, made safe: decoded within limits, turned upright, stripped, drawn again.

Nothing of the original file survives but its points: no EXIF (places, times, cameras), no hidden data after the end,
no other format than the one stored. Refuses what is not a picture, and what would take too much memory to decode.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

from PIL import Image, ImageOps, UnidentifiedImageError

from bitaqa.foundation.matching.errors import PortraitImageError
from bitaqa.foundation.matching.face_finding import FaceSeen, level_portrait, seen_in
from bitaqa.foundation.matching.face_findings import judged_face
from bitaqa.foundation.matching.quality import FaceBox, Finding, portrait_findings

from .errors import PictureRefusedError, PictureTooLargeError, PictureTooSmallError

Given = ParamSpec("Given")
Made = TypeVar("Made")

MAX_BYTES: Final = 12 * 1024 * 1024
MAX_POINTS: Final = 40_000_000
_FORMATS: Final = ("JPEG", "PNG", "WEBP")

PORTRAIT: Final = (960, 1200)
LARGEST_SHOT: Final = (2400, 3000)
"""Of a picture in which a face is looked for: a crop of it is still as large as a portrait."""
LARGEST_FRAME: Final = 300_000
"""Bytes of a frame of the live view, which is 300 x 375 points."""
PAPER: Final = (1654, 2339)
"""A4 at 200 dpi."""
SIGNATURE: Final = (900, 330)


def judged_portrait(data: bytes, face: FaceBox | None) -> tuple[bytes, tuple[Finding, ...]]:
    """(the safe portrait, what could be better in it). Raises PictureRefusedError and its kin.

    Where the device did not say where the `face` is, it is looked for: the portrait is then levelled by the eyes and
    cropped as a card wants it. What is kept is what will be printed.
    """
    if face is not None:
        safe = safe_portrait(data)
        return safe, _judged(portrait_findings, safe, face)
    picture = _decoded(data, least=200, most=LARGEST_SHOT).convert("RGB")
    seen = seen_in(picture)
    if seen is not None:
        picture = level_portrait(picture, seen)
    picture.thumbnail(PORTRAIT, Image.Resampling.LANCZOS)
    safe = _jpeg(picture, "RGB", quality=88)
    return safe, _judged(judged_face, safe)[1]


def looked_at(frame: bytes) -> tuple[FaceSeen | None, tuple[Finding, ...]]:
    """Where the face is in a small picture of the live view, and what could be better; nothing is kept.

    Its own size is not judged. Raises PictureRefusedError and its kin.
    """
    if len(frame) > LARGEST_FRAME:
        raise PictureTooLargeError()
    _decoded(frame, least=100, most=PORTRAIT)
    seen, findings = _judged(judged_face, frame)
    return seen, tuple(finding for finding in findings if finding.code != "portrait.small")


def _judged(judge: Callable[Given, Made], *args: Given.args, **kwargs: Given.kwargs) -> Made:
    try:
        return judge(*args, **kwargs)
    except PortraitImageError:
        raise PictureRefusedError() from None


def safe_portrait(data: bytes) -> bytes:
    """A colour JPEG of at most 960 x 1200. Raises PictureRefusedError and its kin."""
    return _jpeg(_decoded(data, least=200, most=PORTRAIT), "RGB", quality=88)


def safe_paper(data: bytes) -> bytes:
    """A greyscale JPEG of at most A4 at 200 dpi: legible, and light enough for a thin line."""
    return _jpeg(_decoded(data, least=100, most=PAPER), "L", quality=60)


def safe_signature(data: bytes) -> bytes:
    """A greyscale PNG of at most 900 x 330, transparent parts white."""
    picture = _decoded(data, least=20, most=SIGNATURE)
    if picture.mode in ("RGBA", "LA", "P"):
        clear = picture.convert("RGBA")
        page = Image.new("RGBA", clear.size, "white")
        page.alpha_composite(clear)
        picture = page
    out = io.BytesIO()
    picture.convert("L").save(out, "PNG")
    return out.getvalue()


def _decoded(data: bytes, *, least: int, most: tuple[int, int]) -> Image.Image:
    if len(data) > MAX_BYTES:
        raise PictureTooLargeError()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its size is judged below
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                width, height = opened.size
                if width * height > MAX_POINTS:
                    raise PictureTooLargeError()
                if min(width, height) < least:
                    raise PictureTooSmallError(width=width, height=height)
                opened.load()
                picture = ImageOps.exif_transpose(opened)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise PictureRefusedError() from None
    picture.thumbnail(most, Image.Resampling.LANCZOS)
    return picture


def _jpeg(picture: Image.Image, mode: str, *, quality: int) -> bytes:
    out = io.BytesIO()
    picture.convert(mode).save(out, "JPEG", quality=quality, optimize=False)
    return out.getvalue()
