"""Independent random streams from one seed: the same words give the same stream, on every machine, in any order.

Each thing drawn (a finger, a portrait, a name) asks for its own stream by name, so that drawing one more thing never
shifts the others. Refuses nothing; not for secrets.
"""

from __future__ import annotations

import hashlib
import random

import numpy as np


def _number(seed: int, what: tuple[str | int, ...]) -> int:
    words = "\x1f".join(map(str, (seed, *what))).encode()
    return int.from_bytes(hashlib.blake2b(words, digest_size=16).digest())


def array_stream(seed: int, *what: str | int) -> np.random.Generator:
    """A numpy stream for pictures and minutiae."""
    return np.random.Generator(np.random.PCG64(_number(seed, what)))


def stream(seed: int, *what: str | int) -> random.Random:
    """A plain stream for words and choices."""
    return random.Random(_number(seed, what))  # noqa: S311 - specimens, not secrets
