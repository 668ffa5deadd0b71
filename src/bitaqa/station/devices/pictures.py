"""Pictures from cameras and files, made safe: decoded within limits, turned upright, stripped, drawn again.

Nothing of the original file survives but its points: no EXIF (places, times, cameras), no hidden data after the end,
no other format than the one stored. Refuses what is not a picture, and what would take too much memory to decode.
"""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from bitaqa.foundation.matching.errors import PortraitImageError
from bitaqa.foundation.matching.quality import FaceBox, Finding, portrait_findings

from .errors import PictureRefusedError, PictureTooLargeError, PictureTooSmallError

MAX_BYTES: Final = 12 * 1024 * 1024
MAX_POINTS: Final = 40_000_000
_FORMATS: Final = ("JPEG", "PNG", "WEBP")

PORTRAIT: Final = (960, 1200)
PAPER: Final = (1654, 2339)
"""A4 at 200 dpi."""
SIGNATURE: Final = (900, 330)


def judged_portrait(data: bytes, face: FaceBox | None) -> tuple[bytes, tuple[Finding, ...]]:
    """(the safe picture, what could be better in it). Raises PictureRefusedError and its kin."""
    safe = safe_portrait(data)
    try:
        return safe, portrait_findings(safe, face)
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
