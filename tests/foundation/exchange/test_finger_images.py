"""ISO/IEC 19794-4 of both editions, there and back; what is damaged is refused whole."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitaqa.foundation.exchange.errors import (
    ExchangeFieldError,
    ExchangeFormatError,
    ExchangeMagicError,
    ExchangeTrailingBytesError,
    ExchangeTruncatedError,
)
from bitaqa.foundation.exchange.finger_image import (
    CODES_2005,
    CODES_2011,
    FingerImage,
    read_finger_images,
    write_finger_images,
    write_finger_images_2005,
)
from bitaqa.foundation.exchange.pixels import Compression

AT = datetime(2026, 2, 3, 9, 30, 15, 250_000, UTC)
LOSSLESS = {Compression.RAW, Compression.PNG, Compression.JPEG_2000}


def grey(seed: int = 1, width: int = 64, height: int = 80) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return (127 + 100 * np.sin((x + seed * y / 7) / 1.4)).astype(np.uint8)


def same(one: FingerImage, other: FingerImage, *, loss: bool = False) -> bool:
    facts = all(
        getattr(one, name) == getattr(other, name)
        for name in ("position", "quality", "dpi", "impression", "taken_at", "vendor", "device", "compression")
    )
    gap = np.abs(one.pixels.astype(int) - other.pixels).mean() if one.pixels.shape == other.pixels.shape else 999
    return facts and gap <= (12 if loss else 0)


@pytest.mark.parametrize("compression", CODES_2011.values())
def test_2011_there_and_back(compression: Compression) -> None:
    two = [FingerImage(at, grey(at), 70 + at, 500, 0, AT, 0x1D, 7, compression) for at in (2, 7)]
    images = (*two, FingerImage(2, grey(9), None, 1000, 3, None, 0, 0, compression))
    back = read_finger_images(write_finger_images(images))
    assert all(same(a, b, loss=compression not in LOSSLESS) for a, b in zip(images, back, strict=True))


@pytest.mark.parametrize("compression", CODES_2005.values())
def test_2005_there_and_back(compression: Compression) -> None:
    images = tuple(FingerImage(at, grey(at), q, compression=compression) for at, q in ((1, 50), (1, 51), (6, None)))
    back = read_finger_images(write_finger_images_2005(images))
    assert all(same(a, b, loss=compression not in LOSSLESS) for a, b in zip(images, back, strict=True))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10), st.one_of(st.none(), st.integers(0, 100)), st.sampled_from([500, 1000]),
    st.integers(1, 40), st.integers(1, 40), st.integers(0, 0xFFFF), st.binary(min_size=1, max_size=1),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - made aware below
)  # fmt: skip
def test_any_picture_survives(
    position: int, quality: int | None, dpi: int, width: int, height: int, vendor: int, fill: bytes, at: datetime
) -> None:
    at = at.replace(tzinfo=UTC, microsecond=at.microsecond // 1000 * 1000)
    pixels = np.frombuffer(fill * (width * height), np.uint8).reshape(height, width)
    image = FingerImage(position, pixels, quality, dpi, 0, at, vendor, 1, Compression.RAW)
    (back,) = read_finger_images(write_finger_images((image,)))
    assert same(image, back)


def test_bytes_after_the_end_and_before_it() -> None:
    for write in (write_finger_images, write_finger_images_2005):
        record = write((FingerImage(2, grey()),))
        with pytest.raises((ExchangeTrailingBytesError, ExchangeFieldError)):
            read_finger_images(record + b"\x00")
        for cut in (3, 9, 20, 60, len(record) - 1):
            with pytest.raises((ExchangeTruncatedError, ExchangeFieldError, ExchangeMagicError)):
                read_finger_images(record[:cut])
    with pytest.raises(ExchangeMagicError):
        read_finger_images(b"FMR\x00 20\x00" + bytes(60))


def test_a_tail_hidden_inside_the_lengths_is_found() -> None:
    record = bytearray(write_finger_images((FingerImage(2, grey(), compression=Compression.RAW),)))
    record += b"hidden"
    record[8:12] = len(record).to_bytes(4, "big")
    with pytest.raises(ExchangeTrailingBytesError):
        read_finger_images(bytes(record))
    record[16:20] = (len(record) - 16).to_bytes(4, "big")
    with pytest.raises(ExchangeTrailingBytesError):
        read_finger_images(bytes(record))


def test_a_jpeg_that_says_it_is_jpeg_2000_is_refused() -> None:
    record = bytearray(write_finger_images_2005((FingerImage(2, grey(), compression=Compression.JPEG),)))
    record[29] = 4
    with pytest.raises(ExchangeFormatError, match="cannot be decoded"):
        read_finger_images(bytes(record))


@pytest.mark.parametrize(
    "wrong", [{"position": 13}, {"impression": 19}, {"dpi": 300}, {"compression": Compression.JPEG}]
)
def test_what_cannot_be_said_is_not_written(wrong: dict[str, object]) -> None:
    with pytest.raises(ExchangeFieldError):
        write_finger_images((replace(FingerImage(2, grey()), **wrong),))  # type: ignore[arg-type]
    with pytest.raises(ExchangeFieldError):
        write_finger_images(())


def test_one_record_of_2005_has_one_resolution() -> None:
    with pytest.raises(ExchangeFieldError):
        write_finger_images_2005((FingerImage(1, grey()), FingerImage(2, grey(), dpi=1000)))


@pytest.mark.parametrize("write", [write_finger_images, write_finger_images_2005])
@pytest.mark.parametrize("compression", [Compression.RAW, Compression.PNG, Compression.JPEG_2000])
def test_damaged_records_are_refused_or_read_never_worse(write: object, compression: Compression) -> None:
    draw = random.Random(7)
    record = write(tuple(FingerImage(at, grey(at), compression=compression) for at in (1, 2)))  # type: ignore[operator]
    for _ in range(150):
        damaged = bytearray(record)
        for _ in range(draw.choice((1, 2, 8))):
            damaged[draw.randrange(len(damaged) if draw.random() < 0.3 else 90)] = draw.randrange(256)
        cut = draw.randrange(len(damaged)) if draw.random() < 0.2 else len(damaged)
        try:
            read = read_finger_images(bytes(damaged[:cut]))
        except ExchangeFormatError:
            continue
        assert all(image.pixels.ndim == 2 for image in read)
