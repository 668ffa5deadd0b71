"""The numbers given at a visit. Nothing here is about a person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import Priority
from bitaqa.foundation.rules.fields import OPEN, FieldClass

from .domain import Lane, TicketState


class Ticket(models.Model):
    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id",
            "visit",
            "day",
            "number",
            "priority",
            "needed_by",
            "lane",
            "slot_at",
            "state",
            "desk",
            "given_at",
            "given_by",
            "called_at",
            "ended_at",
        ],
        OPEN,
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    visit = models.UUIDField()
    day = models.DateField()
    number = models.PositiveIntegerField()
    priority = models.CharField(max_length=16, default=Priority.NONE.value)
    needed_by = models.DateField(null=True)
    lane = models.CharField(max_length=8, default=Lane.WALK_IN.value)
    slot_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default=TicketState.WAITING.value)
    desk = models.CharField(max_length=60, blank=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=80)
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "station_ticket"
        constraints = [
            models.UniqueConstraint(fields=["visit", "day", "number"], name="station_ticket_number_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in TicketState]), name="station_ticket_state"
            ),
            models.CheckConstraint(
                condition=models.Q(lane=Lane.SLOT.value, slot_at__isnull=False)
                | models.Q(lane__in=[Lane.WALK_IN.value, Lane.HOME.value], slot_at__isnull=True),
                name="station_ticket_slot_when",
            ),
            models.CheckConstraint(
                condition=models.Q(priority__in=[priority.value for priority in Priority]),
                name="station_ticket_priority",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[TicketState.SERVED.value, TicketState.LEFT.value], ended_at__isnull=False)
                | models.Q(state__in=[TicketState.WAITING.value, TicketState.CALLED.value], ended_at__isnull=True),
                name="station_ticket_ended_when",
            ),
        ]
        indexes = [models.Index(fields=["visit", "day", "state"], name="station_ticket_waiting")]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"
