"""WSQ, the compression of 8-bit finger pictures at 500 points an inch that police forces exchange; read and written.

Written after the public specification (IAFIS-IC-0110) in numpy, since the public-domain codec that PyPI offers dies of
memory faults on damaged files. Files of that codec are read, and it reads what is written here; this is not a
certified encoder. Pictures of 1 to 2000 points a side.

Refuses: tables twice or missing, blocks that hold more or less than their bands, other markers, trailing bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.exchange.errors import ExchangeFieldError, ExchangeTruncatedError
from bitaqa.foundation.exchange.reading import Octets
from bitaqa.foundation.exchange.wsq_bands import BANDS, HIGH, LOW, bands, composed, decomposed
from bitaqa.foundation.exchange.wsq_symbols import (
    NAME,
    Table,
    read_values,
    symbols_of,
    table_for,
    written_values,
)

SOI, EOI, SOF, SOB, DTT, DQT, DHT, DRT, COM = range(0xFFA0, 0xFFA9)
BLOCKS: Final = ((0, 19), (19, 52), (52, BANDS))
"""First band, and the band after the last, of each block."""
MOST_SIDE: Final = 2000
CENTRE: Final = 0.44
_WEIGHTS: Final = {52: 1.32, 53: 1.08, 54: 1.42, 55: 1.08, 56: 1.32, 57: 1.42, 58: 1.08, 59: 1.08}
BITS_A_POINT: Final = 0.75
"""About fifteen to one, as the specification wants it."""


@dataclass(frozen=True, slots=True, eq=False)
class WsqPicture:
    """height x width grey points, and the remarks (COM) beside them."""

    pixels: NDArray[np.uint8]
    comments: tuple[bytes, ...] = ()


@dataclass
class _File:
    """What was read so far."""

    filters: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    centre: float = 0.0
    bins: list[tuple[float, float]] = field(default_factory=list)
    tables: dict[int, Table] = field(default_factory=dict)
    frame: tuple[int, int, float, float] | None = None
    blocks: list[NDArray[np.int32]] = field(default_factory=list)
    comments: list[bytes] = field(default_factory=list)


def decode_wsq(data: bytes) -> WsqPicture:
    """Raises an ExchangeFormatError."""
    octets = Octets(data, NAME)
    octets.expect(SOI.to_bytes(2, "big"))
    read, at = _File(), 2
    while True:
        marker = octets.number(2)
        at += 2
        if marker == EOI:
            break
        if marker not in (SOF, SOB, DTT, DQT, DHT, COM):
            raise ExchangeFieldError(format=NAME, field="marker", value=f"{marker:04x}")
        length = octets.number(2)
        part = octets.part(max(length - 2, 0))
        at += max(length, 2)
        if marker == SOB:
            body = _block_bytes(data[at:])
            octets.take(len(body))
            at += len(body)
            _read_block(read, part, body.replace(b"\xff\x00", b"\xff"))
        else:
            _SEGMENTS[marker](read, part)
            part.end()
    octets.end()
    return _picture(read)


def encode_wsq(pixels: NDArray[np.uint8], *, bits_a_point: float = BITS_A_POINT) -> bytes:
    """A file of about that size, where the ridges allow it. Raises ExchangeFieldError for other sizes."""
    height, width = (int(side) for side in pixels.shape)
    if not (1 <= width <= MOST_SIDE and 1 <= height <= MOST_SIDE):
        raise ExchangeFieldError(format=NAME, field="size", value=f"{width}x{height}")
    shift = round(float(pixels.mean()), 2)
    scale = round(max(float(pixels.max()) - shift, shift - float(pixels.min()), 1.0) / 128, 4)
    laid = decomposed((pixels.astype(np.float64) - shift) / scale)
    regions = bands(width, height)
    steps = _steps(laid, regions, bits_a_point)
    head = SOI.to_bytes(2, "big") + _segment(DTT, _filters()) + _segment(DQT, _bins(steps))
    frame = bytes((0, 255)) + height.to_bytes(2, "big") + width.to_bytes(2, "big")
    head += _segment(SOF, frame + _scaled(shift) + _scaled(scale) + bytes((0,)) + bytes(2))
    body = b""
    for number, (first, last) in enumerate(BLOCKS):
        values = np.concatenate([np.zeros(0, np.int64), *(
            _binned(laid, regions[band], *_written_bin(steps[band])) for band in range(first, last) if steps[band]
        )])  # fmt: skip
        symbols = symbols_of(values.tolist())
        table = table_for([symbol for symbol, _ in symbols] or [1])
        body += _segment(DHT, bytes((number, *table[0], *table[1]))) + _segment(SOB, bytes((number,)))
        body += written_values(symbols, table).replace(b"\xff", b"\xff\x00")
    return head + body + EOI.to_bytes(2, "big")


# --- reading ---------------------------------------------------------------------------------------------------------


def _block_bytes(rest: bytes) -> bytes:
    """Up to the next marker: 0xFF inside is followed by 0."""
    at = 0
    while True:
        at = rest.find(b"\xff", at)
        if at < 0 or at + 1 >= len(rest):
            raise ExchangeTruncatedError(format=NAME, wanted=1)
        if rest[at + 1]:
            return rest[:at]
        at += 2


def _read_filters(read: _File, part: Octets) -> None:
    sizes = [part.among(1, range(1, 33), "filter length") for _ in range(2)]
    if read.filters is not None or not all(size % 2 for size in sizes):
        raise ExchangeFieldError(format=NAME, field="filters", value=sizes)
    low, high = (tuple(_signed_tap(part) for _ in range(size // 2 + 1)) for size in sizes)
    if not (np.allclose(low, LOW, atol=1e-6) if len(low) == len(LOW) else False) or len(high) != len(HIGH):
        raise ExchangeFieldError(format=NAME, field="filters", value="not those of the specification")
    if not np.allclose(high, HIGH, atol=1e-6):
        raise ExchangeFieldError(format=NAME, field="filters", value="not those of the specification")
    read.filters = (low, high)


def _signed_tap(part: Octets) -> float:
    sign, scale = part.among(1, range(2), "sign"), part.among(1, range(20), "scale")
    value = part.number(4) / float(10**scale)
    return -value if sign else value


def _read_bins(read: _File, part: Octets) -> None:
    if read.bins:
        raise ExchangeFieldError(format=NAME, field="quantization", value="twice")
    read.centre = _unscaled(part)
    read.bins = [(_unscaled(part), _unscaled(part)) for _ in range(64)]


def _read_tables(read: _File, part: Octets) -> None:
    while part.left:
        number = part.among(1, range(8), "table")
        counts = tuple(part.take(16))
        read.tables[number] = (counts, tuple(part.take(sum(counts))))


def _read_frame(read: _File, part: Octets) -> None:
    if read.frame is not None:
        raise ExchangeFieldError(format=NAME, field="frame", value="twice")
    part.take(2)  # black and white of the scanner
    height, width = (part.among(2, range(1, MOST_SIDE + 1), "size") for _ in range(2))
    shift, scale = _unscaled(part), _unscaled(part)
    part.take(3)  # which encoder
    read.frame = (width, height, shift, scale)


def _read_comment(read: _File, part: Octets) -> None:
    read.comments.append(part.take(part.left))


_SEGMENTS: Final = {SOF: _read_frame, DTT: _read_filters, DQT: _read_bins, DHT: _read_tables, COM: _read_comment}


def _read_block(read: _File, part: Octets, data: bytes) -> None:
    number = part.number(1)
    part.end()
    if read.frame is None or not read.bins or number not in read.tables or len(read.blocks) >= len(BLOCKS):
        raise ExchangeFieldError(format=NAME, field="block", value=number)
    first, last = BLOCKS[len(read.blocks)]
    regions = bands(read.frame[0], read.frame[1])
    wanted = sum(regions[band][2] * regions[band][3] for band in range(first, last) if read.bins[band][0] > 0)
    read.blocks.append(read_values(data, read.tables[number], wanted))


def _picture(read: _File) -> WsqPicture:
    if read.frame is None or read.filters is None or len(read.blocks) != len(BLOCKS):
        raise ExchangeFieldError(format=NAME, field="blocks", value=len(read.blocks))
    width, height, shift, scale = read.frame
    laid = np.zeros((height, width))
    regions = bands(width, height)
    for (first, last), values in zip(BLOCKS, read.blocks, strict=True):
        at = 0
        for band in range(first, last):
            step, dead = read.bins[band]
            x, y, across, down = regions[band]
            if step <= 0:
                continue
            part = values[at : at + across * down].reshape(down, across).astype(np.float64)
            at += across * down
            laid[y : y + down, x : x + across] = np.sign(part) * (step * (np.abs(part) - read.centre) + dead / 2)
            laid[y : y + down, x : x + across][part == 0] = 0
    grey = composed(laid) * scale + shift
    return WsqPicture(np.clip(grey + 0.5, 0, 255).astype(np.uint8), tuple(read.comments))


def _unscaled(part: Octets) -> float:
    scale = part.among(1, range(20), "scale")
    return part.number(2) / float(10**scale)


# --- writing ---------------------------------------------------------------------------------------------------------


def _steps(laid: NDArray[np.float64], regions: list[tuple[int, int, int, int]], wanted: float) -> list[float]:
    """The step of each band (0: not written), by its variance, fine enough for the size that is wanted."""
    spread = [float(laid[y : y + h, x : x + w].var()) if w * h else 0.0 for x, y, w, h in regions]
    shape = [
        0.0 if value < 1.01 else 1.0 if band < 4 else 10 / (_WEIGHTS.get(band, 1.0) * np.log(value))
        for band, value in enumerate(spread)
    ]
    coarse, fine = 60.0, 0.02
    for _ in range(11):
        middle = (coarse * fine) ** 0.5
        if _bits(laid, regions, [step * middle for step in shape]) > wanted * laid.size:
            fine = middle
        else:
            coarse = middle
    return [step * coarse for step in shape]


def _bits(laid: NDArray[np.float64], regions: list[tuple[int, int, int, int]], steps: list[float]) -> float:
    """About how many bits the values need: the entropy of each block."""
    total = 0.0
    for first, last in BLOCKS:
        parts = [_binned(laid, regions[b], *_written_bin(steps[b])) for b in range(first, last) if steps[b] > 0]
        if parts:
            _, counts = np.unique(np.concatenate(parts), return_counts=True)
            share = counts / counts.sum()
            total -= float((counts * np.log2(share)).sum())
    return total


def _binned(
    laid: NDArray[np.float64], region: tuple[int, int, int, int], step: float, dead: float
) -> NDArray[np.int64]:
    x, y, width, height = region
    part = laid[y : y + height, x : x + width].ravel()
    size = np.floor((np.abs(part) - dead / 2) / step) + 1
    return (np.sign(part) * np.where(np.abs(part) > dead / 2, np.clip(size, 0, 0x7FFF), 0)).astype(np.int64)


def _written_bin(step: float) -> tuple[float, float]:
    """Step and dead zone as the file will say them."""
    return _read_back(step), _read_back(1.2 * step)


def _read_back(value: float) -> float:
    octets = Octets(_scaled(value), NAME)
    return _unscaled(octets)


def _bins(steps: list[float]) -> bytes:
    out = _scaled(CENTRE)
    for band in range(64):
        step = steps[band] if band < BANDS else 0.0
        out += _scaled(step) + _scaled(1.2 * step)
    return out


def _filters() -> bytes:
    out = bytes((2 * len(LOW) - 1, 2 * len(HIGH) - 1))
    for tap in (*LOW, *HIGH):
        digits = 9
        out += bytes((tap < 0, digits)) + round(abs(tap) * 10**digits).to_bytes(4, "big")
    return out


def _scaled(value: float) -> bytes:
    """A positive number as a power of ten and two bytes."""
    if value <= 0:
        return bytes(3)
    scale = 0
    while scale < 9 and value * 10.0 ** (scale + 1) < 0xFFFF:
        scale += 1
    written: int = min(round(value * 10.0**scale), 0xFFFF)
    return bytes((scale,)) + written.to_bytes(2, "big")


def _segment(marker: int, body: bytes) -> bytes:
    return marker.to_bytes(2, "big") + (len(body) + 2).to_bytes(2, "big") + body
