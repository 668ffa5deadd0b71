"""One value, one encoding: round trips, and every other way of writing it refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from uuid import UUID

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.packet.codec import decode, encode
from bitaqa.foundation.packet.errors import (
    CodecError,
    DataTooLargeError,
    DataTrailingError,
    DataTruncatedError,
    NotCanonicalError,
    TooDeepError,
    ValueRefusedError,
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.text()
    | st.binary()
    | st.uuids()
    | st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
    | st.dates()
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(), inner, max_size=4)
        | st.dictionaries(st.integers(-(2**64), 2**64 - 1), inner, max_size=4)
    ),
    max_leaves=12,
)


def plain_types(value: Any) -> Any:
    """Types and values together: `1 == True` must not pass for a round trip."""
    if isinstance(value, list):
        return [plain_types(item) for item in value]
    if isinstance(value, dict):
        return {key: plain_types(item) for key, item in value.items()}
    return type(value), value


@given(values)
def test_a_value_comes_back(value: Any) -> None:
    assert plain_types(decode(encode(value))) == plain_types(value)


@given(values)
def test_another_reader_understands_it(value: Any) -> None:
    read = cbor2.loads(encode(value), allow_indefinite=False, allow_duplicate_keys=False)
    assert encode(read) == encode(value)


@given(st.binary(max_size=60))
def test_whatever_is_read_is_the_one_encoding(data: bytes) -> None:
    try:
        value = decode(data)
    except CodecError:
        return
    assert encode(value) == data


@given(values, st.data())
def test_a_flipped_bit_never_gives_the_same_value(value: Any, data: st.DataObject) -> None:
    written = bytearray(encode(value))
    bit = data.draw(st.integers(0, len(written) * 8 - 1))
    written[bit // 8] ^= 1 << bit % 8
    try:
        read = decode(bytes(written))
    except CodecError:
        return
    assert plain_types(read) != plain_types(value)


@given(values, st.data())
def test_a_cut_is_seen(value: Any, data: st.DataObject) -> None:
    written = encode(value)
    cut = data.draw(st.integers(0, len(written) - 1))
    with pytest.raises(DataTruncatedError):
        decode(written[:cut])


@given(values, st.binary(min_size=1))
def test_bytes_after_the_end_are_refused(value: Any, extra: bytes) -> None:
    with pytest.raises(DataTrailingError) as caught:
        decode(encode(value) + extra)
    assert caught.value.facts["extra"] == len(extra)


def test_keys_stand_in_the_order_of_their_encodings() -> None:
    assert encode({"aa": 1, "b": 2}) == encode({"b": 2, "aa": 1}) == bytes.fromhex("a2616202626161 01".replace(" ", ""))
    assert encode({-1: 0, 24: 0, 1: 0}).hex() == "a30100181800" + "2000"


def test_tuples_enumerations_and_buffers_are_written_as_what_they_are() -> None:
    class Colour(StrEnum):
        SAND = "sand"

    assert decode(encode((1, Colour.SAND, bytearray(b"a"), memoryview(b"b")))) == [1, "sand", b"a", b"b"]


def test_instants_are_written_in_utc() -> None:
    casablanca = datetime(2026, 11, 21, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    assert encode(casablanca) == encode(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        2**64,
        -(2**64) - 1,
        "\ud800",
        datetime(2026, 1, 1),  # noqa: DTZ001 - a naive instant is the case
        {1, 2},
        object(),
        {1: 0, "a": 0},
        {b"a": 0},
        {True: 0},
        {"a": {"b": 1.0}},
    ],
)
def test_a_value_without_a_place_is_refused(value: Any) -> None:
    with pytest.raises(ValueRefusedError):
        encode(value)


def test_depth_is_bounded_in_both_directions() -> None:
    deep: Any = 0
    for _ in range(16):
        deep = [deep]
    assert decode(encode(deep)) == deep
    map_too_deep: Any = {}
    for _ in range(16):
        map_too_deep = [map_too_deep]
    for too_deep in ([deep], {"a": deep}, map_too_deep):
        with pytest.raises(TooDeepError):
            encode(too_deep)
    loop: list[Any] = []
    loop.append({"again": loop})
    with pytest.raises(TooDeepError):
        encode(loop)
    with pytest.raises(TooDeepError):
        decode(b"\x81" * 100_000 + b"\0")
    with pytest.raises(NotCanonicalError):
        decode(b"\xc0" * 100_000)


def test_a_day_may_stand_at_the_deepest_level() -> None:
    deep: Any = date(2026, 2, 28)
    for _ in range(16):
        deep = {"a": deep}
    assert decode(encode(deep)) == deep


def test_size_is_bounded_before_reading() -> None:
    with pytest.raises(DataTooLargeError):
        decode(bytes(11), max_size=10)


@pytest.mark.parametrize("text", ["2026-11-21T09:30:00", "0000-01-01T00:00:00Z", "2026-11-21T24:00:00Z", "now"])
def test_an_instant_has_one_form(text: str) -> None:
    with pytest.raises(CodecError):
        decode(b"\xc0" + encode(text))


def test_a_uuid_is_tag_37() -> None:
    assert encode(UUID(int=1)).hex() == "d82550" + "00" * 15 + "01"
    assert encode(date(2026, 2, 28)).hex() == "d903ec6a" + b"2026-02-28".hex()
