"""Finger images as devices answer and vendors take them: ISO/IEC 19794-4, editions 2005 and 2011.

One record holds pictures of one or several fingers, each with its position, how it was pressed, its resolution and
its compression. Certified devices answer the edition of 2011; older matchers ask for that of 2005. Only 8-bit grey
pictures of single fingers (positions 0 to 10) at 500 or 1000 points an inch are read: slaps must be cut by the device.

Refuses what it does not know whole: other editions, bits a point, lengths that disagree, extended data, trailing bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bitaqa.foundation.exchange.errors import ExchangeFieldError
from bitaqa.foundation.exchange.pixels import Compression, Grey, decoded, encoded
from bitaqa.foundation.exchange.reading import Octets, field_in

NAME: Final = "ISO/IEC 19794-4"
MAGIC, EDITION_2005, EDITION_2011 = b"FIR\x00", b"010\x00", b"020\x00"
RESOLUTIONS: Final = {1: {500: 500, 1000: 1000}, 2: {197: 500, 394: 1000}}
"""Scale unit (1 points an inch, 2 points a centimetre) → written value → points an inch."""
CODES_2005: Final = {0: Compression.RAW, 2: Compression.WSQ, 3: Compression.JPEG, 4: Compression.JPEG_2000,
                     5: Compression.PNG}  # fmt: skip
CODES_2011: Final = {0: Compression.RAW, 2: Compression.WSQ, 3: Compression.JPEG_2000_LOSSY, 4: Compression.JPEG_2000,
                     5: Compression.PNG}  # fmt: skip
POSITIONS: Final = range(11)
IMPRESSIONS: Final = frozenset({*range(10), *range(20, 30)})
NOT_SAID: Final = frozenset({254, 255})
"""Quality scores that say that there is none."""
_PLAIN_LIVE_SCAN: Final = 0


@dataclass(frozen=True, slots=True, eq=False)
class FingerImage:
    """One picture of one finger: `pixels` height x width grey points; `quality` 0 to 100, None when not said.

    `taken_at` is the device's clock (2011 only, None in 2005); `vendor` and `device` are the registered numbers of
    ISO/IEC 19785-2, 0 when not said.
    """

    position: int
    pixels: Grey
    quality: int | None = None
    dpi: int = 500
    impression: int = _PLAIN_LIVE_SCAN
    taken_at: datetime | None = None
    vendor: int = 0
    device: int = 0
    compression: Compression = Compression.JPEG_2000


def read_finger_images(data: bytes) -> tuple[FingerImage, ...]:
    """Every picture of a record of either edition, in its order. Raises an ExchangeFormatError."""
    octets = Octets(data, NAME)
    octets.expect(MAGIC)
    edition = octets.take(4)
    if edition == EDITION_2011:
        return _read_2011(octets, len(data))
    if edition == EDITION_2005:
        return _read_2005(octets, len(data))
    raise ExchangeFieldError(format=NAME, field="edition", value=edition.hex())


def write_finger_images(images: tuple[FingerImage, ...]) -> bytes:
    """A record of the edition of 2011. Raises ExchangeFieldError."""
    field_in(len(images), range(1, 1000), NAME, "representations")
    views: dict[int, int] = {}
    body = bytearray()
    for image in images:
        number = views[image.position] = views.get(image.position, 0) + 1
        body += _written_2011(image, number)
    head = len(images).to_bytes(2, "big") + bytes((0, len(views)))
    return MAGIC + EDITION_2011 + (12 + len(head) + len(body)).to_bytes(4, "big") + head + bytes(body)


def write_finger_images_2005(images: tuple[FingerImage, ...]) -> bytes:
    """A record of the edition of 2005: one resolution and one compression for all. Raises ExchangeFieldError."""
    field_in(len(images), range(1, 256), NAME, "fingers")
    first = images[0]
    if any((i.dpi, i.compression) != (first.dpi, first.compression) for i in images):
        raise ExchangeFieldError(format=NAME, field="compression", value="several in one record")
    code = _code(CODES_2005, first.compression)
    body = bytearray()
    for position in dict.fromkeys(image.position for image in images):
        views = [image for image in images if image.position == position]
        for number, image in enumerate(views, start=1):
            body += _written_2005(image, number, len(views))
    dpi = _dpi(first.dpi).to_bytes(2, "big")
    fingers = len({image.position for image in images})
    head = first.device.to_bytes(2, "big") + (31).to_bytes(2, "big") + bytes((fingers, 1)) + dpi * 4 + bytes((8, code))
    total = 8 + 6 + len(head) + 2 + len(body)
    return MAGIC + EDITION_2005 + total.to_bytes(6, "big") + head + b"\x00\x00" + bytes(body)


# --- 2011 (clause 8) -------------------------------------------------------------------------------------------------


def _read_2011(octets: Octets, size: int) -> tuple[FingerImage, ...]:
    _whole(octets.number(4), size)
    count = octets.among(2, range(1, 1000), "representations")
    certified = octets.among(1, range(2), "certification flag")
    fingers = octets.among(1, range(1, 12), "finger positions")
    images = []
    for _ in range(count):
        length = octets.number(4)
        if length < 42:
            raise ExchangeFieldError(format=NAME, field="representation length", value=length)
        images.append(_representation(octets.part(length - 4), bool(certified)))
    octets.end()
    if len({image.position for image in images}) != fingers:
        raise ExchangeFieldError(format=NAME, field="finger positions", value=fingers)
    return tuple(images)


def _representation(octets: Octets, certified: bool) -> FingerImage:
    taken_at = _instant(octets)
    octets.among(1, range(21), "device technology")
    vendor, device = octets.number(2), octets.number(2)
    quality = None
    for _ in range(octets.number(1)):
        score = octets.among(1, frozenset({*range(101), *NOT_SAID}), "quality")
        octets.take(4)  # whose measure it is: kept nowhere, since none is trusted
        quality = quality if score in NOT_SAID else score
    if certified:
        octets.take(3 * octets.number(1))
    position = octets.among(1, POSITIONS, "finger position")
    octets.among(1, range(1, 17), "representation number")
    dpi = _resolution(octets)
    octets.among(1, {8}, "bits a point")
    compression = CODES_2011[octets.among(1, frozenset(CODES_2011), "compression")]
    impression = octets.among(1, IMPRESSIONS, "impression")
    width, height = octets.number(2), octets.number(2)
    pixels = decoded(octets.take(octets.number(4)), compression, width=width, height=height, format=NAME)
    octets.end()  # segmentation, annotation and vendors' data would stand here
    return FingerImage(position, pixels, quality, dpi, impression, taken_at, vendor, device, compression)


def _written_2011(image: FingerImage, number: int) -> bytes:
    field_in(image.position, POSITIONS, NAME, "finger position")
    field_in(image.impression, IMPRESSIONS, NAME, "impression")
    field_in(number, range(1, 17), NAME, "representation number")
    at = image.taken_at
    out = bytearray(b"\xff" * 9)
    if at is not None:
        utc = at.astimezone(UTC)
        out = bytearray(utc.year.to_bytes(2, "big") + bytes((utc.month, utc.day, utc.hour, utc.minute, utc.second)))
        out += (utc.microsecond // 1000).to_bytes(2, "big")
    out += bytes(1) + image.vendor.to_bytes(2, "big") + image.device.to_bytes(2, "big")
    out += b"\x00" if image.quality is None else bytes((1, image.quality)) + bytes(4)
    out += bytes((image.position, number, 1)) + _dpi(image.dpi).to_bytes(2, "big") * 4
    out += bytes((8, _code(CODES_2011, image.compression), image.impression))
    height, width = image.pixels.shape
    picture = encoded(image.pixels, image.compression)
    out += width.to_bytes(2, "big") + height.to_bytes(2, "big") + len(picture).to_bytes(4, "big") + picture
    return (len(out) + 4).to_bytes(4, "big") + bytes(out)


def _instant(octets: Octets) -> datetime | None:
    raw = octets.take(9)
    if raw == b"\xff" * 9:
        return None
    try:
        year, thousandths = int.from_bytes(raw[:2], "big"), int.from_bytes(raw[7:], "big")
        month, day, hour, minute, second = raw[2:7]
        return datetime(year, month, day, hour, minute, second, thousandths * 1000, UTC)
    except ValueError:
        raise ExchangeFieldError(format=NAME, field="time of capture", value=raw.hex()) from None


# --- 2005 (clause 7) -------------------------------------------------------------------------------------------------


def _read_2005(octets: Octets, size: int) -> tuple[FingerImage, ...]:
    _whole(octets.number(6), size)
    device = octets.number(2)
    octets.number(2)  # acquisition level: says nothing that the resolution does not
    fingers = octets.among(1, range(1, 12), "fingers")
    dpi = _resolution(octets)
    octets.among(1, {8}, "bits a point")
    compression = CODES_2005[octets.among(1, frozenset(CODES_2005), "compression")]
    octets.among(2, {0}, "reserved bytes")
    images: list[FingerImage] = []
    for _ in range(fingers):
        left = 1
        while left:
            image, views, number = _view(octets, compression, dpi, device)
            left = views - number
            images.append(image)
    octets.end()
    return tuple(images)


def _view(octets: Octets, compression: Compression, dpi: int, device: int) -> tuple[FingerImage, int, int]:
    length = octets.number(4)
    if length < 15:
        raise ExchangeFieldError(format=NAME, field="view length", value=length)
    view = octets.part(length - 4)
    position = view.among(1, POSITIONS, "finger position")
    views = view.among(1, range(1, 17), "views")
    number = view.among(1, range(1, views + 1), "view number")
    score = view.among(1, frozenset({*range(101), *NOT_SAID}), "quality")
    impression = view.among(1, IMPRESSIONS, "impression")
    width, height = view.number(2), view.number(2)
    view.among(1, {0}, "reserved byte")
    pixels = decoded(view.take(view.left), compression, width=width, height=height, format=NAME)
    quality = None if score in NOT_SAID else score
    image = FingerImage(position, pixels, quality, dpi, impression, None, 0, device, compression)
    return image, views, number


def _written_2005(image: FingerImage, number: int, views: int) -> bytes:
    field_in(image.position, POSITIONS, NAME, "finger position")
    field_in(image.impression, IMPRESSIONS, NAME, "impression")
    height, width = map(int, image.pixels.shape)
    quality = 254 if image.quality is None else image.quality
    out = bytes((image.position, field_in(views, range(1, 17), NAME, "views"), number, quality, image.impression))
    out += width.to_bytes(2, "big") + height.to_bytes(2, "big") + b"\x00" + encoded(image.pixels, image.compression)
    return (len(out) + 4).to_bytes(4, "big") + out


# --- both ------------------------------------------------------------------------------------------------------------


def _resolution(octets: Octets) -> int:
    known = RESOLUTIONS[octets.among(1, frozenset(RESOLUTIONS), "scale units")]
    octets.take(4)  # the scanner's own resolution
    across, along = (octets.among(2, frozenset(known), "resolution") for _ in range(2))
    if across != along:
        raise ExchangeFieldError(format=NAME, field="resolution", value=f"{across}x{along}")
    return known[across]


def _whole(said: int, size: int) -> None:
    if said != size:
        raise ExchangeFieldError(format=NAME, field="record length", value=f"{said}, of {size} bytes")


def _dpi(value: int) -> int:
    return field_in(value, frozenset(RESOLUTIONS[1]), NAME, "resolution")


def _code(codes: dict[int, Compression], wanted: Compression) -> int:
    for code, compression in codes.items():
        if compression is wanted:
            return code
    raise ExchangeFieldError(format=NAME, field="compression", value=wanted.value)
