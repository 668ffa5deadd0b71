"""Finger templates: what is kept of a fingerprint, and the bytes it travels in.

A template is a list of minutiae (ridge endings and bifurcations) with their place and direction. The binary form is
the finger minutiae record of ISO/IEC 19794-2:2005, clause 7 (record header 7.3, one finger view 7.4, extended data
7.5): 24 + 4 bytes of header, 6 bytes per minutia, then one vendor-defined extended area that names the engine, since
templates of two engines must not be compared blindly. A finger of 45 minutiae takes about 330 bytes.

It refuses anything it did not write whole: wrong magic, lengths that disagree, several views, reserved bits set,
minutiae outside the image, trailing bytes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.errors import (
    MinutiaOutOfBoundsError,
    TemplateFieldError,
    TemplateMagicError,
    TemplateTrailingBytesError,
    TemplateTruncatedError,
)

MAX_MINUTIAE: Final = 255  # one byte counts them (clause 7.4.1.6)
ANGLE_UNITS: Final = 256  # 360/256 = 1.40625 degrees a unit (clause 7.4.2.4)

_MAGIC: Final = b"FMR\x00"
_VERSION: Final = b" 20\x00"
_HEADER: Final = struct.Struct(">4s4sIHHHHHBB")
_VIEW: Final = struct.Struct(">BBBB")
_MINUTIA: Final = struct.Struct(">HHBB")
_RAW_MINUTIA: Final = np.dtype([("x", ">u2"), ("y", ">u2"), ("angle", "u1"), ("quality", "u1")])
_AREA: Final = struct.Struct(">HH")
_ENGINE_AREA: Final = 0x0101  # first byte 01..FF: vendor-defined (clause 7.5.1.2)
_DPI_BY_PIXELS_PER_CM: Final = {98: 250, 197: 500, 394: 1000}
_FIRST_MINUTIA: Final = _HEADER.size + _VIEW.size
_PIXELS_PER_CM: Final = {dpi: per_cm for per_cm, dpi in _DPI_BY_PIXELS_PER_CM.items()}


class FingerPosition(IntEnum):
    """Finger position codes of ISO/IEC 19794-2:2005, table 2 (and of every other part of 19794)."""

    RIGHT_THUMB = 1
    RIGHT_INDEX = 2
    RIGHT_MIDDLE = 3
    RIGHT_RING = 4
    RIGHT_LITTLE = 5
    LEFT_THUMB = 6
    LEFT_INDEX = 7
    LEFT_MIDDLE = 8
    LEFT_RING = 9
    LEFT_LITTLE = 10


class MinutiaKind(IntEnum):
    """Two bits of clause 7.4.2.2."""

    OTHER = 0
    ENDING = 1
    BIFURCATION = 2


@dataclass(frozen=True, slots=True)
class Minutia:
    """One minutia: `x`, `y` in pixels from the top left, `angle` in units of 360/256 degrees, counter-clockwise from
    the right, pointing into the ridge that ends (or the valley that a bifurcation opens); `quality` 0 (not said) to
    100.
    """

    x: int
    y: int
    angle: int
    kind: MinutiaKind = MinutiaKind.OTHER
    quality: int = 0


@dataclass(frozen=True)
class FingerTemplate:
    """The minutiae of one finger, with the image they come from and the engine that found them.

    Raises `TemplateFieldError` or `MinutiaOutOfBoundsError` when a value would not survive the binary form.
    """

    position: FingerPosition
    minutiae: tuple[Minutia, ...]
    quality: int
    engine: str
    engine_version: str
    width: int
    height: int
    dpi: int = 500

    def __post_init__(self) -> None:
        if not 0 <= self.quality <= 100:
            raise TemplateFieldError(field="quality", value=self.quality)
        if len(self.minutiae) > MAX_MINUTIAE:
            raise TemplateFieldError(field="minutiae", value=len(self.minutiae))
        if not (0 < self.width < 1 << 14 and 0 < self.height < 1 << 14):
            raise TemplateFieldError(field="size", value=f"{self.width}x{self.height}")
        if self.dpi not in _PIXELS_PER_CM:
            raise TemplateFieldError(field="dpi", value=self.dpi)
        if not self.engine or "\x00" in self.engine + self.engine_version:
            raise TemplateFieldError(field="engine", value=self.engine)
        for m in self.minutiae:
            if not (0 <= m.x < self.width and 0 <= m.y < self.height):
                raise MinutiaOutOfBoundsError(x=m.x, y=m.y, width=self.width, height=self.height)
            if not (0 <= m.angle < ANGLE_UNITS and 0 <= m.quality <= 100):
                raise TemplateFieldError(field="minutia", value=f"angle {m.angle}, quality {m.quality}")

    @cached_property
    def points(self) -> NDArray[np.float32]:
        """The minutiae as an n x 3 array: x and y in pixels at 500 dpi with y pointing **up**, angle in radians."""
        if not self.minutiae:
            return np.zeros((0, 3), np.float32)
        raw = np.array([(m.x, -m.y, m.angle) for m in self.minutiae], np.float32)
        raw[:, :2] *= np.float32(500.0 / self.dpi)
        raw[:, 2] *= np.float32(2.0 * np.pi / ANGLE_UNITS)
        return raw


def encode_template(template: FingerTemplate) -> bytes:
    """The record of ISO/IEC 19794-2:2005 clause 7 with one view; the inverse of `decode_template`, byte for byte."""
    engine = f"{template.engine}\x00{template.engine_version}".encode()
    body = bytearray(_VIEW.pack(template.position, 0, template.quality, len(template.minutiae)))
    for m in template.minutiae:
        body += _MINUTIA.pack(m.kind << 14 | m.x, m.y, m.angle, m.quality)
    body += struct.pack(">H", _AREA.size + len(engine)) + _AREA.pack(_ENGINE_AREA, _AREA.size + len(engine)) + engine
    per_cm = _PIXELS_PER_CM[template.dpi]
    total = _HEADER.size + len(body)
    return _HEADER.pack(_MAGIC, _VERSION, total, 0, template.width, template.height, per_cm, per_cm, 1, 0) + bytes(body)


def decode_template(data: bytes) -> FingerTemplate:
    """Read one record back.

    Raises `TemplateMagicError`, `TemplateTruncatedError`, `TemplateTrailingBytesError`, `TemplateFieldError` or
    `MinutiaOutOfBoundsError`; never returns part of a record.
    """
    head = _read_head(data)
    at = range(_FIRST_MINUTIA, _FIRST_MINUTIA + head.count * _MINUTIA.size, _MINUTIA.size)
    return FingerTemplate(
        position=head.position,
        minutiae=tuple(_read_minutia(*_MINUTIA.unpack_from(data, place)) for place in at),
        quality=head.quality,
        engine=head.engine,
        engine_version=head.engine_version,
        width=head.width,
        height=head.height,
        dpi=head.dpi,
    )


def check_template(data: bytes) -> FingerPosition:
    """Whose place among the ten it takes, once it is certain that `decode_template` reads the record: an eighth of the
    time of reading it. Raises what that raises."""
    head = _read_head(data)
    raw = np.frombuffer(data, _RAW_MINUTIA, head.count, _FIRST_MINUTIA)
    x = raw["x"] & 0x3FFF
    sound = (raw["x"] >> 14 != 3) & (x < head.width) & (raw["y"] < head.height) & (raw["quality"] <= 100)
    if not (sound.all() and 0 <= head.quality <= 100 and 0 < head.width < 1 << 14 and 0 < head.height < 1 << 14):
        decode_template(data)  # says in words what is wrong
        raise TemplateFieldError(field="minutiae", value=head.count)
    return head.position


@dataclass(frozen=True, slots=True)
class _Head:
    """All of a record but its minutiae."""

    position: FingerPosition
    quality: int
    count: int
    width: int
    height: int
    dpi: int
    engine: str
    engine_version: str


def _read_head(data: bytes) -> _Head:
    if data[:8] != _MAGIC + _VERSION:
        raise TemplateMagicError(found=data[:8].hex())
    if len(data) < _FIRST_MINUTIA:
        raise TemplateTruncatedError(expected=_FIRST_MINUTIA, found=len(data))
    _, _, total, device, width, height, x_per_cm, y_per_cm, views, reserved = _HEADER.unpack_from(data)
    if len(data) < total:
        raise TemplateTruncatedError(expected=total, found=len(data))
    if len(data) > total:
        raise TemplateTrailingBytesError(extra=len(data) - total)
    if device or reserved or views != 1 or x_per_cm != y_per_cm or x_per_cm not in _DPI_BY_PIXELS_PER_CM:
        raise TemplateFieldError(field="header", value=data[: _HEADER.size].hex())
    position, impression, quality, count = _VIEW.unpack_from(data, _HEADER.size)
    if position not in FingerPosition.__members__.values() or impression:
        raise TemplateFieldError(field="view", value=f"position {position}, impression {impression}")
    end = _FIRST_MINUTIA + count * _MINUTIA.size
    if len(data) < end + 2 + _AREA.size:
        raise TemplateTruncatedError(expected=end + 2 + _AREA.size, found=len(data))
    engine, version = _read_engine(data[end:])
    if not engine or "\x00" in version:
        raise TemplateFieldError(field="engine", value=engine)
    dpi = _DPI_BY_PIXELS_PER_CM[x_per_cm]
    return _Head(FingerPosition(position), quality, count, width, height, dpi, engine, version)


def minutiae_points(data: bytes) -> NDArray[np.float32]:
    """`FingerTemplate.points` of a record that `decode_template` has read before, thirty times faster, unchecked."""
    count = data[_HEADER.size + 3]
    raw = np.frombuffer(data, _RAW_MINUTIA, count, _FIRST_MINUTIA)
    scale = 500.0 / _DPI_BY_PIXELS_PER_CM[int.from_bytes(data[18:20], "big")]
    return np.column_stack(
        [(raw["x"] & 0x3FFF) * scale, raw["y"] * -scale, raw["angle"] * (2.0 * np.pi / ANGLE_UNITS)]
    ).astype(np.float32)


def _read_minutia(kind_x: int, y: int, angle: int, quality: int) -> Minutia:
    kind = kind_x >> 14
    if kind == 3 or y >> 14:  # 3 is reserved; so are the two bits above y
        raise TemplateFieldError(field="minutia", value=f"kind {kind}, y {y}")
    return Minutia(kind_x & 0x3FFF, y, angle, MinutiaKind(kind), quality)


def _read_engine(tail: bytes) -> tuple[str, str]:
    (extended,) = struct.unpack_from(">H", tail)
    area, length = _AREA.unpack_from(tail, 2)
    if area != _ENGINE_AREA or length != extended or extended != len(tail) - 2:
        raise TemplateFieldError(field="extended data", value=f"{area:04x}, {length} of {len(tail) - 2} bytes")
    try:
        text = tail[2 + _AREA.size :].decode()
    except UnicodeDecodeError as bad:
        raise TemplateFieldError(field="engine", value="not UTF-8") from bad
    engine, zero, version = text.partition("\x00")
    if not zero:
        raise TemplateFieldError(field="engine", value=text)
    return engine, version
