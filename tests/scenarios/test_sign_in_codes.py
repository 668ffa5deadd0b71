"""Codes of RFC 6238, appendix B (SHA-1), cut to six digits."""

from __future__ import annotations

import base64

import pytest

from bitaqa.scenarios.sign_in_codes import code_now, seconds_to_next_code

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_vectors_of_the_standard(at: int, code: str) -> None:
    assert code_now(SECRET, at=at) == code


def test_a_secret_without_padding_is_read() -> None:
    assert code_now("JBSWY3DPEHPK3PXP", at=0) == code_now("jbswy3dpehpk3pxp", at=0)


def test_the_next_code_comes_at_the_half_minute() -> None:
    assert seconds_to_next_code(at=59) == 1
    assert seconds_to_next_code(at=60) == 30
    assert code_now(SECRET, at=59 + seconds_to_next_code(at=59)) != code_now(SECRET, at=59)
