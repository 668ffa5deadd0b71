"""The row a scenario's clock is read from; `bitaqa.backbone.clock` is its only reader and writer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .models import PlayedClock


@dataclass(frozen=True, slots=True)
class DeclaredInstant:
    """The instant declared; `running_since` is the machine's time from which it goes on, None while it stands still."""

    at: datetime
    running_since: datetime | None


def find_declared_instant() -> DeclaredInstant | None:
    """What was declared last; None before any declaration."""
    row = PlayedClock.objects.filter(pk=1).first()
    return DeclaredInstant(row.at, row.set_on if row.running else None) if row else None


def keep_declared_instant(at: datetime, *, running: bool, set_on: datetime) -> None:
    """Replaces the row; `bitaqa.backbone.clock` records the entry beside it."""
    PlayedClock.objects.update_or_create(pk=1, defaults={"at": at, "running": running, "set_on": set_on})
