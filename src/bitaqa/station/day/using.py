"""What a day used up and what disturbed it: written by the head of station, sealed with the report.

Kilometres are two readings of the odometer, so that a day's end is the next day's beginning. Refuses: nothing while
the day is open; a reading that goes backwards keeps the day from being closed.
"""

from __future__ import annotations

from typing import Annotated, Final

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field

from bitaqa.foundation.rules.day_bodies import IncidentLine
from bitaqa.foundation.rules.documents import VisitState
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, check_may

from .errors import NoDayOpenError
from .models import Day
from .queries import DayFace, day_face

CONSUMABLES: Final = ("receipt_rolls", "a4_sheets", "wipes", "generator_hours")

Count = Annotated[int, Field(ge=0, le=1_000_000)]


class Use(BaseModel):
    """Counts are whole; `km_before` and `km_after` are readings; what is None was not written."""

    model_config = ConfigDict(extra="forbid")

    km_before: Count | None = None
    km_after: Count | None = None
    fuel_litres: Count | None = None
    turned_away: Count = 0
    consumables: dict[str, Count] = {}
    incidents: tuple[IncidentLine, ...] = ()

    @property
    def km(self) -> int | None:
        """Driven today; None while a reading is missing. Never below zero: that is a difference of the day."""
        if self.km_before is None or self.km_after is None:
            return None
        return max(0, self.km_after - self.km_before)

    @property
    def odometer_wrong(self) -> bool:
        """One reading without the other, or one that goes backwards."""
        if self.km_before is None and self.km_after is None:
            return False
        return self.km_before is None or self.km_after is None or self.km_after < self.km_before


def use_of(row: Day) -> Use:
    return Use.model_validate(row.used or {})


@transaction.atomic
def save_use(*, use: Use, by: Operator) -> DayFace:
    """Writes it to the open day. Raises NoDayOpenError, PermissionMissingError."""
    check_may(by, Permission.RUN_DAY)
    row = Day.objects.filter(state=VisitState.OPEN.value).first()
    if row is None:
        raise NoDayOpenError()
    row.used = use.model_dump(mode="json")
    row.save(update_fields=["used"])
    return day_face(row)


def last_odometer() -> int | None:
    """The last reading written on an earlier day: today's first."""
    for used in Day.objects.exclude(used={}).order_by("-opened_at").values_list("used", flat=True)[:10]:
        if used.get("km_after") is not None:
            return int(used["km_after"])
    return None
