"""Applications as the register holds them: what was asked, by whom, where; the sealed body as it came, whole."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationKind, ApplicationState
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, FieldClass


class Application(models.Model):
    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            [
                "id",
                "document_type",
                "type_version",
                "rules_version",
                "kind",
                "ground",
                "state",
                "state_at",
                "came_incomplete",
                "campaign",
                "visit",
                "place",
                "day",
                "station",
                "epoch",
                "sequence",
                "packet_hash",
                "person",
                "corrects",
                "needed_by",
                "priority",
                "container",
                "delivery_visit",
                "ready_on",
                "complete_at",
                "confirmed_at",
                "received_at",
                "programme",
                "refused_ground",
                "erased_at",
            ],
            OPEN,
        ),
        **dict.fromkeys(
            [
                "receipt_number",
                "body",
                "name_ar",
                "name_latin",
                "arabic_key",
                "latin_key",
                "birth",
                "birth_year",
                "sex",
                "claimed_number",
                "missing",
                "recapture",
            ],
            PERSONAL,
        ),
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    receipt_number = models.CharField(max_length=40, unique=True)
    document_type = models.CharField(max_length=40)
    type_version = models.CharField(max_length=40)
    rules_version = models.CharField(max_length=40)
    programme = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20)
    ground = models.CharField(max_length=40)
    state = models.CharField(max_length=20, default=ApplicationState.RECEIVED)
    state_at = models.DateTimeField()
    came_incomplete = models.BooleanField(default=False)
    campaign = models.UUIDField(null=True)
    visit = models.UUIDField()
    place = models.CharField(max_length=80)
    day = models.DateField()
    station = models.UUIDField()
    epoch = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField()
    packet_hash = models.BinaryField()
    person = models.UUIDField(null=True, db_index=True)
    corrects = models.UUIDField(null=True, db_index=True)
    needed_by = models.DateField(null=True)
    priority = models.CharField(max_length=20, default="none")
    container = models.JSONField(null=True)
    delivery_visit = models.UUIDField(null=True, db_index=True)
    ready_on = models.DateField(null=True)
    """The day its card was promised for when it was ordered."""
    complete_at = models.UUIDField(null=True, db_index=True)
    missing = models.JSONField(default=list)
    recapture = models.JSONField(default=list)
    """`portrait`, `fingers`: what must be captured again at the visit where the file is completed."""
    refused_ground = models.CharField(max_length=60, blank=True)
    body = models.JSONField()
    name_ar = models.CharField(max_length=250)
    name_latin = models.CharField(max_length=250)
    arabic_key = models.CharField(max_length=250, db_index=True)
    latin_key = models.CharField(max_length=250, db_index=True)
    birth = models.CharField(max_length=10)
    birth_year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=1)
    claimed_number = models.CharField(max_length=20, blank=True)
    confirmed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    """When what names the person was taken out; everything else stays."""

    class Meta:
        db_table = "application"
        indexes = [
            models.Index(fields=["state", "day"], name="application_by_state"),
            models.Index(fields=["campaign", "state"], name="application_by_campaign"),
            models.Index(fields=["birth_year", "arabic_key"], name="application_birth_arabic"),
            models.Index(fields=["birth"], name="application_birth"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in ApplicationState]), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in ApplicationKind]), name="application_kind_known"
            ),
            models.UniqueConstraint(fields=["station", "epoch", "sequence"], name="application_one_packet"),
        ]

    def __str__(self) -> str:
        return str(self.id)
