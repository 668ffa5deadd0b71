"""Codes of RFC 6238, appendix B (SHA-1), cut to six digits."""

from __future__ import annotations

import base64

import pytest

from bitaqa.scenarios.sign_in_codes import code_now

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_vectors_of_the_standard(at: int, code: str) -> None:
    assert code_now(SECRET, at=at) == code


def test_a_secret_without_padding_is_read() -> None:
    assert code_now("JBSWY3DPEHPK3PXP", at=0) == code_now("jbswy3dpehpk3pxp", at=0)
