"""Crews of stations, and the field packs that were sealed for them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, SECRET, FieldClass

from .plan_models import DayNote as DayNote
from .plan_models import Demand as Demand
from .plan_models import PlanDraft as PlanDraft
from .plan_models import PlanRevision as PlanRevision
from .study_models import Study as Study
from .visit_models import Companion as Companion
from .visit_models import Departure as Departure


class CrewMember(models.Model):
    """An operator of a station. The PIN's hash travels in the field pack; the desk's device key is the other factor."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["id", "station", "operator", "role", "since", "ended_at"], OPEN),
        **dict.fromkeys(["name_ar", "name_latin", "woman", "speaks_local"], PERSONAL),
        "pin_hash": SECRET,
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    station = models.ForeignKey("stations.Station", on_delete=models.PROTECT)
    operator = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    name_ar = models.CharField(max_length=120)
    name_latin = models.CharField(max_length=120)
    woman = models.BooleanField(default=False)
    speaks_local = models.BooleanField(default=False)
    """Speaks the language of the places the station goes to: one in every crew does."""
    pin_hash = models.CharField(max_length=255)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "planning_crew_member"
        constraints = [
            models.UniqueConstraint(
                fields=["station", "operator"], condition=models.Q(ended_at__isnull=True), name="crew_member_once"
            )
        ]

    def __str__(self) -> str:
        return self.operator


class FieldPackIssue(models.Model):
    """A field pack as it was sealed: its bytes are for one station's key only."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id",
            "station",
            "epoch",
            "serial",
            "issued_at",
            "valid_from",
            "valid_until",
            "visits",
            "cards",
            "files",
            "size",
            "data",
            "fetched_at",
        ],
        OPEN,
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    station = models.ForeignKey("stations.Station", on_delete=models.PROTECT)
    epoch = models.PositiveIntegerField()
    serial = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    visits = models.PositiveIntegerField()
    cards = models.PositiveIntegerField()
    files = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    data = models.BinaryField()
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "planning_field_pack"
        constraints = [models.UniqueConstraint(fields=["station", "serial"], name="field_pack_serial_once")]

    def __str__(self) -> str:
        return f"{self.station_id} #{self.serial}"
