"""What starts production."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID


def take_applications(ids: Sequence[UUID]) -> None:
    """Approved applications wait here for their order."""
    raise NotImplementedError


def stop_applications(ids: Sequence[UUID]) -> None:
    """Orders of stopped applications wait here to be cancelled."""
    raise NotImplementedError
