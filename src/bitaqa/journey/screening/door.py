"""What starts screening."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID


def take_applications(ids: Sequence[UUID]) -> None:
    """Applications that arrived, or became complete, wait here to be screened."""
    raise NotImplementedError


def take_appeals(ids: Sequence[UUID]) -> None:
    """Refused applications that are looked at again by other people."""
    raise NotImplementedError
