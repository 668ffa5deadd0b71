"""Each person's home: what is waiting for me, what went wrong, what is next.

Rooms offer their lines through `door.home(user) -> ui.shapes.Home`; this table says which rooms are asked. A room
shows only what the user's permissions let them act on.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from bitaqa.ui.shapes import Home

ROOMS: Sequence[str] = (
    "bitaqa.journey.planning.door",
    "bitaqa.journey.intake.door",
    "bitaqa.journey.screening.door",
    "bitaqa.journey.production.door",
    "bitaqa.journey.delivery.door",
    "bitaqa.services.bulletin.door",
    "bitaqa.services.retention.door",
    "bitaqa.backbone.jobs.door",
    "bitaqa.backbone.accounts.door",
    "bitaqa.backbone.journal.door",
)


def home_of(user: Any) -> Home:
    """The lines of every room that has some for this user, in the order a card travels."""
    parts = [room.home(user) for room in map(import_module, ROOMS) if hasattr(room, "home")]
    return Home(
        waiting=tuple(item for part in parts for item in part.waiting),
        wrong=tuple(item for part in parts for item in part.wrong),
        upcoming=tuple(item for part in parts for item in part.upcoming),
        figures=tuple(figure for part in parts for figure in part.figures),
    )
