"""What starts screening, and what other rooms may ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from bitaqa.backbone.jobs.door import enqueue

from .models import ScreeningItem


def take_applications(ids: Sequence[UUID]) -> None:
    """Applications that arrived, or became complete, wait here to be screened."""
    enqueue(ScreeningItem, ids, again=True)
