"""ANSI/NIST-ITL: ten fingers there and back, counts and lengths that must agree, damaged files refused whole."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

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
from bitaqa.foundation.exchange.finger_image import FingerImage
from bitaqa.foundation.exchange.itl import ItlRecord, one, read_transaction, write_transaction
from bitaqa.foundation.exchange.itl_fingers import FingerTransaction, read_fingers, write_fingers
from bitaqa.foundation.exchange.pixels import Compression

from .test_finger_images import grey, same

DAY = date(2026, 2, 3)
AT = datetime(2026, 2, 3, tzinfo=UTC)


def ten(compression: Compression = Compression.JPEG_2000) -> FingerTransaction:
    images = tuple(FingerImage(at, grey(at), 60 + at, 500, 0, AT, 0, 0, compression) for at in range(1, 11))
    return FingerTransaction("CRM", DAY, "VENDOR", "STATION-1", "T0001", images, {18: "SPECIMEN,ANA"})


@pytest.mark.parametrize("compression", [Compression.RAW, Compression.PNG, Compression.JPEG_2000])
def test_ten_fingers_there_and_back(compression: Compression) -> None:
    sent = ten(compression)
    back = read_fingers(write_fingers(sent))
    assert (back.kind, back.on, back.to, back.by, back.control, back.facts) == (
        "CRM", DAY, "VENDOR", "STATION-1", "T0001", {18: "SPECIMEN,ANA"},
    )  # fmt: skip
    assert all(same(a, b) for a, b in zip(sent.images, back.images, strict=True))


def test_a_picture_may_hold_every_separator() -> None:
    record = ItlRecord(14, {2: one("01")}, bytes(range(256)) * 3)
    (_, back) = read_transaction(write_transaction(ItlRecord(1, {}), (record,)))
    assert back.data == record.data


letters = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.integers(3, 998), st.lists(st.lists(letters, min_size=1), min_size=1), max_size=5))
def test_any_fields_survive(fields: dict[int, list[list[str]]]) -> None:
    record = ItlRecord(2, {2: one("00"), **{n: tuple(map(tuple, value)) for n, value in fields.items()}})
    assert read_transaction(write_transaction(ItlRecord(1, {}), (record,)))[1] == record


def test_what_follows_or_lacks_is_refused() -> None:
    whole = write_fingers(ten())
    with pytest.raises((ExchangeMagicError, ExchangeTrailingBytesError)):
        read_transaction(whole + b"\x00")
    extra = write_transaction(ItlRecord(1, {}), (ItlRecord(2, {2: one("00")}),))
    with pytest.raises((ExchangeTrailingBytesError, ExchangeFieldError)):
        read_transaction(whole + extra[extra.index(b"\x1c") + 1 :])
    for cut in (5, 40, 300, len(whole) - 1):
        with pytest.raises(ExchangeFormatError):
            read_transaction(whole[:cut])
    with pytest.raises(ExchangeTruncatedError):
        read_transaction(b"")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"1.003:1\x1f11", b"1.003:1\x1f12"), (b"14.013:1\x1d", b"14.013:77"[:9] + b"\x1d"), (b"14.012:8", b"14.012:1"),
        (b"14.011:JP2L", b"14.011:JPXX"), (b"1.002:0500", b"9.002:0500"), (b"14.009:500", b"14.009:499"),
        (b"1.005:20260203", b"1.005:20261303"), (b"14.024:1\x1f61", b"14.024:1\x1f6x"), (b"14.008:1", b"14.008:2"),
    ],
)  # fmt: skip
def test_values_that_disagree_are_refused(old: bytes, new: bytes) -> None:
    whole = write_fingers(ten())
    assert old in whole
    with pytest.raises(ExchangeFormatError):
        read_fingers(whole.replace(old, new, 1))


@pytest.mark.parametrize(
    "record",
    [
        ItlRecord(2, {2: one("00"), 999: one("x")}), ItlRecord(2, {2: one("00"), 3: one("é")}), ItlRecord(14, {}),
        ItlRecord(2, {2: one("00"), 3: one("a\x1cb")}), ItlRecord(1, {2: one("00")}), ItlRecord(2, {2: one("x")}),
        ItlRecord(2, {2: one("00")}, b"bytes"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_again_is_not_written(record: ItlRecord) -> None:
    with pytest.raises(ExchangeFormatError):
        read_transaction(write_transaction(ItlRecord(1, {}), (record,)))


def test_a_finger_without_a_picture_or_in_an_unknown_compression_is_refused() -> None:
    head = {4: one("CRM"), 5: one("20260203"), 7: one("A"), 8: one("B"), 9: one("C")}
    bare = write_transaction(ItlRecord(1, head), (ItlRecord(14, {2: one("01")}),))
    with pytest.raises(ExchangeFieldError, match="no picture"):
        read_fingers(bare)


def test_damaged_files_are_refused_or_read_never_worse() -> None:
    draw, whole = random.Random(5), write_fingers(ten(Compression.PNG))
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(draw.choice((1, 3, 10))):
            damaged[draw.randrange(len(damaged) if draw.random() < 0.3 else 700)] = draw.randrange(256)
        try:
            read_fingers(bytes(damaged))
        except ExchangeFormatError:
            continue
