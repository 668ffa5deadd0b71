"""Minutiae of other makers: ISO/IEC 19794-2:2005 records with several views, devices named and data of their own.

What this house writes itself is stricter (`matching/templates.py`); this reader takes what vendors send and gives one
template a view, marked with the engine `foreign` so that nobody compares it without having measured that pair.
Refuses cards' compact forms, other editions, resolutions beside 250, 500 and 1000 points an inch, trailing bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

from bitaqa.foundation.exchange.errors import ExchangeFieldError
from bitaqa.foundation.exchange.reading import Octets, field_in
from bitaqa.foundation.matching.errors import TemplateError
from bitaqa.foundation.matching.templates import FingerPosition, FingerTemplate, Minutia, MinutiaKind

NAME: Final = "ISO/IEC 19794-2"
FOREIGN: Final = "foreign"
_MAGIC: Final = b"FMR\x00 20\x00"
_DPI: Final = {98: 250, 197: 500, 394: 1000}
_IMPRESSIONS: Final = frozenset({0, 1, 2, 3, 8, 9})
_MINUTIA: Final = struct.Struct(">HHBB")


def read_minutiae(data: bytes) -> tuple[FingerTemplate, ...]:
    """Every view of a record, in its order. Raises an ExchangeFormatError."""
    octets = Octets(data, NAME)
    octets.expect(_MAGIC)
    said = octets.number(4)
    if said != len(data):
        raise ExchangeFieldError(format=NAME, field="record length", value=f"{said}, of {len(data)} bytes")
    device = octets.number(2)
    width, height = octets.number(2), octets.number(2)
    across, along = (octets.among(2, frozenset(_DPI), "resolution") for _ in range(2))
    if across != along:
        raise ExchangeFieldError(format=NAME, field="resolution", value=f"{across}x{along}")
    views = octets.among(1, range(1, 177), "views")
    octets.among(1, {0}, "reserved byte")
    found = tuple(_view(octets, width, height, _DPI[across], device & 0x0FFF) for _ in range(views))
    octets.end()
    return found


def write_minutiae(templates: Sequence[FingerTemplate]) -> bytes:
    """One record of several fingers of one size and resolution, without the maker's own data.

    Raises ExchangeFieldError when sizes differ.
    """
    field_in(len(templates), range(1, 177), NAME, "views")
    first = templates[0]
    if any((t.width, t.height, t.dpi) != (first.width, first.height, first.dpi) for t in templates):
        raise ExchangeFieldError(format=NAME, field="size", value="several in one record")
    per_cm = next(cm for cm, dpi in _DPI.items() if dpi == first.dpi)
    body, seen = bytearray(), dict[int, int]()
    for template in templates:
        number = seen[template.position] = seen.get(template.position, -1) + 1
        field_in(number, range(16), NAME, "view number")
        body += bytes((template.position, number << 4, template.quality, len(template.minutiae)))
        for m in template.minutiae:
            body += _MINUTIA.pack(m.kind << 14 | m.x, m.y, m.angle, m.quality)
        body += b"\x00\x00"
    head = struct.pack(">HHHHHBB", 0, first.width, first.height, per_cm, per_cm, len(templates), 0)
    return _MAGIC + (len(_MAGIC) + 4 + len(head) + len(body)).to_bytes(4, "big") + head + bytes(body)


def _view(octets: Octets, width: int, height: int, dpi: int, device: int) -> FingerTemplate:
    position = octets.among(1, range(1, 11), "finger position")
    number_and_impression = octets.number(1)
    field_in(number_and_impression & 0x0F, _IMPRESSIONS, NAME, "impression")
    quality = octets.among(1, range(101), "quality")
    minutiae = tuple(_minutia(octets) for _ in range(octets.number(1)))
    _skip_extended(octets.part(octets.number(2)))
    try:
        return FingerTemplate(
            FingerPosition(position), minutiae, quality, FOREIGN, f"{device:03x}", width, height, dpi
        )  # fmt: skip
    except TemplateError as bad:
        raise ExchangeFieldError(format=NAME, field="view", value=bad.code) from bad


def _minutia(octets: Octets) -> Minutia:
    kind_x, y, angle, quality = _MINUTIA.unpack(octets.take(_MINUTIA.size))
    if kind_x >> 14 == 3 or y >> 14:
        raise ExchangeFieldError(format=NAME, field="minutia", value=f"kind {kind_x >> 14}, y {y}")
    return Minutia(kind_x & 0x3FFF, y, angle, MinutiaKind(kind_x >> 14), field_in(quality, range(101), NAME, "quality"))


def _skip_extended(block: Octets) -> None:
    """Ridge counts, cores and makers' own areas: walked through, kept nowhere."""
    while block.left:
        block.take(2)
        length = block.number(2)
        if length < 4:
            raise ExchangeFieldError(format=NAME, field="extended data", value=length)
        block.take(length - 4)
