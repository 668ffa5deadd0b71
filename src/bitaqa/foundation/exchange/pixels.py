"""The grey pixels of a finger, out of and into the compressions that exchange formats name.

Pictures are decoded within limits (2000 x 2000 points) and only as what the record says they are: a JPEG inside a
record that promises JPEG 2000 is refused. Sources: ISO/IEC 19794-4 table 5 (2005) and table 10 (2011).
"""

from __future__ import annotations

import io
import warnings
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from bitaqa.foundation.exchange.errors import ExchangeFieldError, ExchangeFormatError, ExchangePictureError
from bitaqa.foundation.exchange.wsq import decode_wsq, encode_wsq

Grey = NDArray[np.uint8]
MOST_SIDE: Final = 2000


class Compression(StrEnum):
    """How the pixels of one finger are written."""

    RAW = "raw"
    WSQ = "wsq"
    JPEG = "jpeg"
    JPEG_2000_LOSSY = "jpeg 2000 lossy"
    JPEG_2000 = "jpeg 2000"
    PNG = "png"


_PILLOW: Final = {
    Compression.JPEG: "JPEG",
    Compression.JPEG_2000: "JPEG2000",
    Compression.JPEG_2000_LOSSY: "JPEG2000",
    Compression.PNG: "PNG",
}


def decoded(data: bytes, compression: Compression, *, width: int, height: int, format: str) -> Grey:
    """height x width grey points. Raises ExchangePictureError, ExchangeFieldError when the size is another."""
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
        raise ExchangeFieldError(format=format, field="size", value=f"{width}x{height}")
    if compression is Compression.RAW:
        if len(data) != width * height:
            raise ExchangeFieldError(format=format, field="picture length", value=len(data))
        return np.frombuffer(data, np.uint8).reshape(height, width)
    found = _wsq(data, format) if compression is Compression.WSQ else _pillow(data, compression, format)
    if found.shape != (height, width):
        raise ExchangeFieldError(format=format, field="picture size", value=f"{found.shape[1]}x{found.shape[0]}")
    return found


def encoded(pixels: Grey, compression: Compression) -> bytes:
    """The pixels of a height x width picture; JPEG 2000 and PNG without loss."""
    if compression is Compression.RAW:
        return pixels.tobytes()
    if compression is Compression.WSQ:
        return encode_wsq(pixels)
    out, picture = io.BytesIO(), Image.fromarray(np.ascontiguousarray(pixels))
    if compression is Compression.JPEG:
        picture.save(out, "JPEG", quality=92)
    elif compression is Compression.PNG:
        picture.save(out, "PNG")
    elif compression is Compression.JPEG_2000_LOSSY:
        picture.save(out, "JPEG2000", irreversible=True, quality_mode="rates", quality_layers=[8])
    else:
        picture.save(out, "JPEG2000", irreversible=False)
    return out.getvalue()


def _wsq(data: bytes, format: str) -> Grey:
    try:
        return decode_wsq(data).pixels
    except ExchangeFormatError as bad:
        raise ExchangePictureError(format=format, compression=f"WSQ, {bad.code}") from bad


def _pillow(data: bytes, compression: Compression, format: str) -> Grey:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its size is judged here
            with Image.open(io.BytesIO(data), formats=[_PILLOW[compression]]) as opened:
                if max(opened.size) > MOST_SIDE:
                    raise ExchangeFieldError(format=format, field="picture size", value=f"{opened.size}")
                return np.asarray(opened.convert("L"), np.uint8)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as bad:
        raise ExchangePictureError(format=format, compression=compression.value) from bad
