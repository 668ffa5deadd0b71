"""What stands around a visit: the companions confirmed for it, and what was on board when the vehicle left."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, FieldClass


class Companion(models.Model):
    """One of those without whom only renewals are possible, confirmed for a place on a day."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "campaign", "place", "day", "kind", "confirmed_by", "by", "at"], OPEN
    )
    KINDS: ClassVar[tuple[str, ...]] = ("civil_status", "residence", "stamp_duty")

    id = models.UUIDField(primary_key=True, default=new_id)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT)
    day = models.DateField()
    kind = models.CharField(max_length=20)
    confirmed_by = models.CharField(max_length=120)
    """The office that confirmed, as it was entered."""
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        db_table = "planning_companion"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "place", "day", "kind"], name="companion_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["civil_status", "residence", "stamp_duty"]), name="companion_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.day} {self.kind}"


class Departure(models.Model):
    """What was found on board of a station on the morning of a day, what the day needs, and so what was short."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "station", "day", "needs", "found", "by", "at"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    station = models.ForeignKey("stations.Station", on_delete=models.PROTECT)
    day = models.DateField()
    needs = models.JSONField()
    found = models.JSONField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        db_table = "planning_departure"
        constraints = [models.UniqueConstraint(fields=["station", "day"], name="departure_once")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.day}"
