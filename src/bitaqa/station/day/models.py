"""Days held at this station, and changes of crew. Figures of a closed day are kept as they were sealed."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import VisitState
from bitaqa.foundation.rules.fields import OPEN, FieldClass


class Day(models.Model):
    """One visit on one day, from its opening to its sealed report. One day is open at a time."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id",
            "visit",
            "day",
            "place",
            "state",
            "opened_at",
            "opened_by",
            "pack_expired",
            "cards_before",
            "packets_before",
            "sequence_before",
            "epoch",
            "until",
            "used",
            "closed_at",
            "closed_by",
            "report",
            "packet",
            "sequence",
        ],
        OPEN,
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    visit = models.UUIDField()
    day = models.DateField()
    place = models.CharField(max_length=80)
    state = models.CharField(max_length=8, default=VisitState.OPEN.value)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    pack_expired = models.BooleanField(default=False)
    cards_before = models.PositiveIntegerField(default=0)
    """Cards that were at the station when the day was opened."""
    packets_before = models.PositiveBigIntegerField(default=0)
    sequence_before = models.PositiveBigIntegerField(default=0)
    """Packets of the chain, and its last number, when the day was opened."""
    epoch = models.PositiveIntegerField(default=0)
    until = models.TimeField(default=time(17))
    """Until when people are served, local time."""
    used = models.JSONField(default=dict)
    """What the head of station writes: km, fuel, consumables, people turned away, incidents (`using.Use`)."""
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    report = models.JSONField(default=dict)
    packet = models.UUIDField(null=True)
    sequence = models.PositiveBigIntegerField(null=True)

    class Meta:
        db_table = "station_day"
        constraints = [
            models.UniqueConstraint(fields=["visit", "day"], name="station_day_once"),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state=VisitState.OPEN.value), name="station_day_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[VisitState.OPEN.value, VisitState.CLOSED.value]),
                name="station_day_state",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        state=VisitState.CLOSED.value,
                        closed_at__isnull=False,
                        packet__isnull=False,
                        sequence__isnull=False,
                    )
                    & ~models.Q(closed_by="")
                )
                | models.Q(
                    state=VisitState.OPEN.value,
                    closed_at__isnull=True,
                    packet__isnull=True,
                    sequence__isnull=True,
                    closed_by="",
                ),
                name="station_day_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.place} {self.state}"


class CrewChange(models.Model):
    """One crew hands the station to another: what the station holds, what was counted, two signatures by PIN."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "day", "from_operator", "to_operator", "at", "held", "counted", "remark"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="crew_changes")
    from_operator = models.CharField(max_length=80)
    to_operator = models.CharField(max_length=80)
    at = models.DateTimeField()
    held = models.JSONField()
    counted = models.JSONField()
    remark = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "station_crew_change"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(from_operator=models.F("to_operator")), name="station_crew_change_two_people"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_operator} → {self.to_operator}"
