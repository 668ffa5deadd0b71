"""The six digits a telephone would show (RFC 6238, SHA-1, 30 s), for people of a demonstration who have none."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

STEP = 30


def code_now(secret: str, *, at: float | None = None) -> str:
    """`secret` in base32, as in an otpauth address; `at` in seconds since 1970, now when absent."""
    moment = int((time.time() if at is None else at) // STEP)
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    digest = hmac.new(key, moment.to_bytes(8, "big"), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def seconds_to_next_code(*, at: float | None = None) -> float:
    """Until every telephone shows another code; a code works once."""
    return STEP - (time.time() if at is None else at) % STEP
