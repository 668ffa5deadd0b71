"""The ISO/IEC 19794-2 record: every byte written is read back, and nothing else is accepted."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.matching.errors import (
    MinutiaOutOfBoundsError,
    TemplateError,
    TemplateFieldError,
    TemplateMagicError,
    TemplateTrailingBytesError,
    TemplateTruncatedError,
)
from bitaqa.foundation.matching.templates import (
    FingerPosition,
    FingerTemplate,
    Minutia,
    MinutiaKind,
    check_template,
    decode_template,
    encode_template,
)

MINUTIAE = st.builds(
    Minutia, st.integers(0, 299), st.integers(0, 399), st.integers(0, 255), st.sampled_from(MinutiaKind),
    st.integers(0, 100),
)  # fmt: skip
TEMPLATES = st.builds(
    FingerTemplate,
    position=st.sampled_from(FingerPosition),
    minutiae=st.lists(MINUTIAE, max_size=80).map(tuple),
    quality=st.integers(0, 100),
    engine=st.text("abcdefgé-", min_size=1, max_size=20),
    engine_version=st.text("0123456789.", max_size=8),
    width=st.just(300),
    height=st.just(400),
    dpi=st.sampled_from((250, 500, 1000)),
)


def one(**changes: object) -> FingerTemplate:
    fields: dict[str, object] = {
        "position": FingerPosition.LEFT_LITTLE, "minutiae": (Minutia(10, 20, 64, MinutiaKind.ENDING, 70),),
        "quality": 80, "engine": "e", "engine_version": "1", "width": 300, "height": 400, "dpi": 500,
    }  # fmt: skip
    return FingerTemplate(**(fields | changes))  # type: ignore[arg-type]


@given(TEMPLATES)
def test_a_template_is_read_back_as_it_was_written(template: FingerTemplate) -> None:
    assert decode_template(encode_template(template)) == template


@given(TEMPLATES, st.data())
def test_what_is_checked_is_what_is_read(template: FingerTemplate, data: st.DataObject) -> None:
    """Two bytes are changed anywhere: both accept the record, or both refuse it with the same words."""
    record = bytearray(encode_template(template))
    for _ in range(2):
        record[data.draw(st.integers(8, len(record) - 1))] = data.draw(st.integers(0, 255))
    try:
        read = decode_template(bytes(record))
    except TemplateError as refused:
        with pytest.raises(type(refused)) as again:
            check_template(bytes(record))
        assert again.value.facts == refused.facts
    else:
        assert check_template(bytes(record)) == read.position


def test_the_bytes_are_those_of_the_standard() -> None:
    data = encode_template(one())
    assert data.hex() == (
        "464d5200203230000000002b0000012c019000c500c50100"  # clause 7.3
        "0a005001400a00144046"  # clause 7.4
        "000701010007650031"  # clause 7.5
    )  # fmt: skip


def test_points_are_upright_and_in_500_dpi() -> None:
    (point,) = one(dpi=1000).points
    assert point == pytest.approx((5, -10, np.pi / 2))


@given(TEMPLATES, st.data())
def test_a_cut_record_is_refused(template: FingerTemplate, data: st.DataObject) -> None:
    whole = encode_template(template)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises((TemplateTruncatedError, TemplateMagicError)):
        decode_template(whole[:cut])


def test_trailing_bytes_are_refused() -> None:
    with pytest.raises(TemplateTrailingBytesError) as refused:
        decode_template(encode_template(one()) + b"\x00\x00")
    assert refused.value.facts == {"extra": 2}


@given(TEMPLATES, st.data())
def test_a_flipped_byte_is_refused_or_says_something_else(template: FingerTemplate, data: st.DataObject) -> None:
    whole = bytearray(encode_template(template))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    try:
        read = decode_template(bytes(whole))
    except TemplateError:
        return
    assert read != template
    assert encode_template(read) == bytes(whole)


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (12, b"\x00\x01"),  # capture device
        (22, b"\x02"),  # two views
        (23, b"\x01"),  # reserved
        (18, b"\x00\xc6"),  # unknown resolution
        (24, b"\x00"),  # unknown position
        (25, b"\x03"),  # impression type we never write
        (26, b"\x65"),  # quality above 100
        (28, b"\xc0\x0a"),  # reserved minutia kind
        (30, b"\x40\x14"),  # reserved bits of y
        (36, b"\x00\x02"),  # ridge counts instead of the engine
        (38, b"\x00\x06"),  # lengths that disagree
        (40, b"\xff\x00"),  # engine not UTF-8
        (41, b"\x41"),  # engine without its version
    ],
)
def test_fields_that_we_do_not_write_are_refused(at: int, value: bytes) -> None:
    data = bytearray(encode_template(one()))
    data[at : at + len(value)] = value
    with pytest.raises(TemplateFieldError):
        decode_template(bytes(data))


def test_more_minutiae_than_bytes_are_refused() -> None:
    data = bytearray(encode_template(one()))
    data[27] = 9
    with pytest.raises(TemplateTruncatedError):
        decode_template(bytes(data))


def test_a_header_alone_is_refused() -> None:
    data = encode_template(one())[:24]
    with pytest.raises(TemplateTruncatedError):
        decode_template(data[:8] + struct.pack(">I", 24) + data[12:])


@pytest.mark.parametrize(
    "changes",
    [
        {"quality": 101}, {"dpi": 72}, {"width": 0}, {"height": 20_000}, {"engine": ""}, {"engine": "a\x00b"},
        {"minutiae": (Minutia(1, 1, 256),)}, {"minutiae": (Minutia(1, 1, 0, MinutiaKind.OTHER, 101),)},
        {"minutiae": tuple(Minutia(1, 1, 0) for _ in range(256))},
    ],
)  # fmt: skip
def test_impossible_values_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(TemplateFieldError):
        one(**changes)


def test_a_minutia_outside_the_image_is_refused() -> None:
    with pytest.raises(MinutiaOutOfBoundsError):
        one(minutiae=(Minutia(300, 0, 0),))


def test_no_minutiae_no_points() -> None:
    assert one(minutiae=()).points.shape == (0, 3)
