"""When a station counts as silent, and how the board's numbers hang together. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

SILENT_AFTER = timedelta(hours=2)
"""A station that has a visit today and from which nothing came for so long is pointed out (a hill may explain it)."""
DUE_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One station of the campaign. `heard`: when its last packet came, None: never."""

    station: str
    name_ar: str
    name_fr: str
    place_ar: str = ""
    place_fr: str = ""
    kind: str = ""
    """Of today's visit: enrolment, delivery, or nothing."""
    enrolled_today: int = 0
    enrolled: int = 0
    handed_over_today: int = 0
    handed_over: int = 0
    quarantined: int = 0
    heard: datetime | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One bar: a kind or a place."""

    code: str
    label_ar: str
    label_fr: str
    today: int
    whole: int


@dataclass(frozen=True, slots=True)
class Board:
    """Counts are requests (`application.registered`) and hand-overs (`application.fulfilled`) of one campaign."""

    at: datetime
    today: date
    position: int
    vehicles: tuple[Vehicle, ...]
    kinds: tuple[Part, ...]
    places: tuple[Part, ...]
    requests: int
    handed_over: int
    backlog: dict[str, int] = field(default_factory=dict)
    """At the factory, by step: cards to make, being made, made and not packed."""
    due: tuple[tuple[date, int], ...] = ()
    """Requests not yet ended whose day is near: (day, how many)."""

    @property
    def percent(self) -> int:
        """Handed over, in whole percents: 100 only for all, 0 only for none, as a bulletin says it."""
        if not self.requests or not self.handed_over:
            return 0
        rounded = (200 * self.handed_over + self.requests) // (2 * self.requests)
        return 100 if self.handed_over == self.requests else min(99, max(1, rounded))

    @property
    def enrolled_today(self) -> int:
        return sum(one.enrolled_today for one in self.vehicles)

    @property
    def handed_over_today(self) -> int:
        return sum(one.handed_over_today for one in self.vehicles)

    @property
    def silent(self) -> tuple[Vehicle, ...]:
        return tuple(one for one in self.vehicles if one.silent)


def is_silent(*, visit_today: bool, heard: datetime | None, at: datetime, day_begins: datetime) -> bool:
    """Whether a station with a visit today has said nothing for SILENT_AFTER (from the morning on)."""
    since = max(heard, day_begins) if heard else day_begins
    return visit_today and at - since > SILENT_AFTER
