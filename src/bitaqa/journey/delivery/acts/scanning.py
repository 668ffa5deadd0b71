"""What a scanner typed, before any act on cards: numbers, each once, in order. Refuses an empty pile."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import NothingScannedError


def scanned(numbers: Sequence[str]) -> list[str]:
    """Card numbers as a scanner typed them, each once, in order. Raises NothingScannedError."""
    wanted = list(dict.fromkeys(n.strip().upper() for n in numbers if n.strip()))
    if not wanted:
        raise NothingScannedError()
    return wanted
