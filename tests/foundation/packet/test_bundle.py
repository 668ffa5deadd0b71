"""Packets in one request: in order, bounded, and nothing else is taken for a bundle."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.packet.bundle import MAX_BUNDLE_SIZE, MAX_PACKETS, bundled, pack_bundle, read_bundle
from bitaqa.foundation.packet.codec import encode
from bitaqa.foundation.packet.errors import CodecError, DataTooLargeError, NotCanonicalError

packets = st.lists(st.binary(min_size=1, max_size=400), min_size=1, max_size=MAX_PACKETS)


@given(packets)
def test_what_was_packed_is_read(given_packets: list[bytes]) -> None:
    assert read_bundle(pack_bundle(given_packets)) == given_packets


@given(packets, st.data())
def test_a_bundle_cut_or_followed_by_more_is_refused(given_packets: list[bytes], data: st.DataObject) -> None:
    whole = pack_bundle(given_packets)
    with pytest.raises(CodecError):
        read_bundle(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(CodecError):
        read_bundle(whole + b"\x00")


@pytest.mark.parametrize(
    "value", [[], [b""], [b"a", b""], ["text"], [b"a", 1], {1: b"a"}, b"a", None, [b"a"] * (MAX_PACKETS + 1), [[b"a"]]]
)
def test_other_values_are_no_bundle(value: object) -> None:
    with pytest.raises(CodecError):
        read_bundle(encode(value))


def test_the_fullest_bundle_is_read_and_a_fuller_one_is_not() -> None:
    full = [b"x" * (MAX_BUNDLE_SIZE // MAX_PACKETS)] * MAX_PACKETS
    assert read_bundle(pack_bundle(full)) == full
    for more in ([*full, b"x"], [b"x" * (MAX_BUNDLE_SIZE + 1)]):
        with pytest.raises(DataTooLargeError):
            pack_bundle(more)
    with pytest.raises((DataTooLargeError, NotCanonicalError)):
        read_bundle(encode([*full, b"x"]))


@given(st.lists(st.integers(1, MAX_BUNDLE_SIZE * 2), max_size=200))
def test_packets_are_bundled_in_their_order_and_within_bounds(sizes: list[int]) -> None:
    bundles = list(bundled(sizes, size=int))
    assert [size for bundle in bundles for size in bundle] == sizes
    assert all(
        len(bundle) == 1 or (sum(bundle) <= MAX_BUNDLE_SIZE and len(bundle) <= MAX_PACKETS) for bundle in bundles
    )
    assert all(  # none could have held the next one's first packet
        len(bundle) == MAX_PACKETS or sum(bundle) + following[0] > MAX_BUNDLE_SIZE
        for bundle, following in pairwise(bundles)
    )
