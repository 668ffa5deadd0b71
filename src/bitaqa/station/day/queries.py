"""Which day is open, and which days were held, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.rules.documents import VisitState

from .errors import DayUnknownError, NoDayOpenError
from .models import CrewChange, Day


@dataclass(frozen=True, slots=True)
class DayFace:
    """One day at the station; `report` is the map that was sealed, empty while the day is open."""

    id: UUID
    visit: UUID
    day: date
    place: str
    state: str
    opened_at: datetime
    opened_by: str
    pack_expired: bool
    closed_at: datetime | None
    closed_by: str
    report: dict[str, Any]
    sequence: int | None
    until: time = time(17)
    used: dict[str, Any] = field(default_factory=dict)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.day, self.until, PLACE_ZONE)

    @property
    def is_open(self) -> bool:
        return self.state == VisitState.OPEN.value


def day_face(row: Day) -> DayFace:
    return DayFace(
        row.id,
        row.visit,
        row.day,
        row.place,
        row.state,
        row.opened_at,
        row.opened_by,
        row.pack_expired,
        row.closed_at,
        row.closed_by,
        row.report,
        row.sequence,
        row.until,
        row.used,
    )


def find_open_day() -> DayFace | None:
    row = Day.objects.filter(state=VisitState.OPEN.value).first()
    return day_face(row) if row else None


def get_open_day() -> DayFace:
    """Raises NoDayOpenError."""
    found = find_open_day()
    if found is None:
        raise NoDayOpenError()
    return found


def last_day() -> DayFace | None:
    """The day that is open, else the one that was closed last."""
    row = Day.objects.order_by("-state", "-opened_at").first()
    return day_face(row) if row else None


def get_day(day: UUID) -> DayFace:
    """Raises DayUnknownError."""
    row = Day.objects.filter(id=day).first()
    if row is None:
        raise DayUnknownError()
    return day_face(row)


def days(limit: int = 60) -> tuple[DayFace, ...]:
    """Days held here, newest first."""
    return tuple(day_face(row) for row in Day.objects.order_by("-opened_at")[:limit])


def day_of_change(change: UUID) -> DayFace:
    """The day of a crew change. Raises DayUnknownError."""
    row = CrewChange.objects.select_related("day").filter(id=change).first()
    if row is None:
        raise DayUnknownError()
    return day_face(row.day)
