"""Identifiers: UUIDv7 (RFC 9562 §5.7), made where the thing is born.

National numbers are never keys. The time inside an id orders inserts; it is never read as domain time,
so ids are made from the machine's real clock even while a scenario plays another date.
"""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A new UUIDv7; strictly increasing within one process (12 bits of sub-millisecond count)."""
    global _last
    with _lock:
        ticks = time.time_ns() * 4096 // 1_000_000  # 1/4096 ms, RFC 9562 §6.2 method 3
        _last = ticks = max(ticks, _last + 1)
    random = int.from_bytes(os.urandom(8), "big") >> 2
    milliseconds, fraction = ticks >> 12, ticks & 0xFFF
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random
    return UUID(int=value)


def new_ids(count: int) -> list[UUID]:
    """`count` new ids, in increasing order."""
    return [new_id() for _ in range(count)]


def seeded_id(seed: bytes) -> UUID:
    """An id drawn from a seed, for specimens and vectors only: same seed, same id (UUIDv8, RFC 9562 §5.8)."""
    import hashlib

    raw = int.from_bytes(hashlib.sha256(seed).digest()[:16], "big")
    raw &= ~(0xF << 76) & ~(0b11 << 62) & ((1 << 128) - 1)
    return UUID(int=raw | 0x8 << 76 | 0b10 << 62)
