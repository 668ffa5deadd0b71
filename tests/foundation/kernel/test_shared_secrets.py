"""Any enough of the holders put the secret back; fewer learn nothing; a slip of the pen is found."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.kernel import shared_secrets as s


def drawn(seed: int = 1) -> random.Random:
    return random.Random(seed)


@given(st.binary(min_size=1, max_size=32), st.integers(2, 5), st.integers(0, 4), st.integers(0, 2**32))
def test_enough_holders_put_it_back_whoever_they_are(secret: bytes, needed: int, more: int, seed: int) -> None:
    shares = s.split_secret(secret, needed=needed, holders=needed + more, randbytes=drawn(seed).randbytes)
    chosen = drawn(seed).sample(shares, needed)
    assert s.joined_secret([s.read_share(share.written()) for share in chosen]) == secret


def test_every_three_of_five_and_no_two() -> None:
    shares = s.split_secret(b"sixteen bytes ..", needed=3, holders=5, randbytes=drawn().randbytes)
    assert {s.joined_secret(three) for three in combinations(shares, 3)} == {b"sixteen bytes .."}
    for two in combinations(shares, 2):
        with pytest.raises(s.SharesTooFewError):
            s.joined_secret(two)


def test_fewer_shares_fit_every_secret_alike() -> None:
    """What one of two holders sees of a byte is spread over all values, whatever the byte."""
    draw = drawn()
    for secret in (b"\x00", b"\xff"):
        seen = {s.split_secret(secret, needed=2, holders=2, randbytes=draw.randbytes)[0].value[0] for _ in range(4000)}
        assert len(seen) == 256


def test_a_misread_letter_is_found_and_a_likely_one_is_understood() -> None:
    (share, *_) = s.split_secret(b"0123456789abcdef", needed=2, holders=2, randbytes=drawn().randbytes)
    text = share.written()
    assert s.read_share(text.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == share
    for at, letter in enumerate(text):
        if letter != "-":
            with pytest.raises(s.ShareUnreadableError):
                s.read_share(text[:at] + ("A" if letter != "A" else "B") + text[at + 1 :])
    for wrong in ("", "A", "U" * 40, text[:-1], text + "0000"):
        with pytest.raises(s.ShareUnreadableError):
            s.read_share(wrong)


def test_shares_of_two_secrets_or_one_given_twice() -> None:
    one = s.split_secret(b"secret one", needed=2, holders=3, randbytes=drawn(1).randbytes)
    other = s.split_secret(b"secret two", needed=2, holders=3, randbytes=drawn(2).randbytes)
    for given_ in ([one[0], other[1]], [one[0], one[0]]):
        with pytest.raises(s.SharesDisagreeError):
            s.joined_secret(given_)
    with pytest.raises(s.SharesTooFewError):
        s.joined_secret([])
    assert "secret" not in repr(one[0]) and one[0].value.hex() not in repr(one[0])


@pytest.mark.parametrize(("needed", "holders"), [(1, 3), (3, 2), (2, 16)])
def test_numbers_that_cannot_be(needed: int, holders: int) -> None:
    with pytest.raises(s.ShareNumbersError):
        s.split_secret(b"x", needed=needed, holders=holders, randbytes=drawn().randbytes)
