"""What starts delivery."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID


def take_packets(ids: Sequence[UUID]) -> None:
    """Accepted packets wait here; those about cards (hand-over, custody, wrong card) are worked on in their order."""


def stop_applications(ids: Sequence[UUID]) -> None:
    """Cards of stopped applications wait here to be withheld."""
