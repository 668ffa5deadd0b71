"""Attempts at the counter, hand-overs that ended, wrong cards: codes and scores, never a name but the collector's."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import BIOMETRIC, OPEN, PERSONAL, FieldClass


class Attempt(models.Model):
    """A hand-over under way at a counter; gone once it ended, whatever came of it."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            [
                "card",
                "desk",
                "receipt_shown",
                "receipt_checked",
                "found_by",
                "collector",
                "checked_at",
                "started_at",
                "started_by",
                "recognised_at",
            ],
            OPEN,
        ),
        "collector_names": PERSONAL,
        "captures": BIOMETRIC,
        "verification": BIOMETRIC,
    }

    card = models.UUIDField(primary_key=True)
    desk = models.CharField(max_length=60, blank=True)
    receipt_shown = models.BooleanField(default=False)
    receipt_checked = models.BooleanField(default=False)
    found_by = models.CharField(max_length=8, default="list")
    collector = models.CharField(max_length=16, default="holder")
    collector_names = models.CharField(max_length=120, blank=True)
    captures = models.JSONField(default=dict)
    """Scores only: position → score, and the face's; never a template."""
    verification = models.JSONField(default=dict)
    checked_at = models.DateTimeField(null=True)
    recognised_at = models.DateTimeField(null=True)
    """When the machine recognised the holder last."""
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=80)

    class Meta:
        db_table = "station_attempt"

    def __str__(self) -> str:
        return str(self.card)


class HandOver(models.Model):
    """An attempt that ended and was sealed. A card is handed over once."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            [
                "id",
                "card",
                "document_number",
                "outcome",
                "because",
                "found_by",
                "collector",
                "method",
                "second_person",
                "old_number",
                "old_fate",
                "day",
                "at",
                "by",
                "packet",
                "epoch",
                "sequence",
            ],
            OPEN,
        )
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    card = models.UUIDField(db_index=True)
    document_number = models.CharField(max_length=120)
    outcome = models.CharField(max_length=12)
    because = models.CharField(max_length=80, blank=True)
    found_by = models.CharField(max_length=8)
    collector = models.CharField(max_length=16)
    method = models.CharField(max_length=12, blank=True)
    second_person = models.CharField(max_length=80, blank=True)
    old_number = models.CharField(max_length=120, blank=True)
    old_fate = models.CharField(max_length=16, blank=True)
    day = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    packet = models.UUIDField()
    epoch = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField()

    class Meta:
        db_table = "station_hand_over"
        constraints = [
            models.UniqueConstraint(
                fields=["card"],
                condition=models.Q(outcome__in=["handed_over", "wrong_data", "stopped"]),
                name="station_hand_over_once",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["handed_over", "wrong_data", "not_verified", "stopped"]),
                name="station_hand_over_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="handed_over") | ~models.Q(method=""),
                name="station_hand_over_verified",
            ),
            models.CheckConstraint(
                condition=~models.Q(method="two_people")
                | (~models.Q(second_person="") & ~models.Q(second_person=models.F("by"))),
                name="station_hand_over_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_number} {self.outcome}"


class WrongCard(models.Model):
    """A card whose data was wrong, the two who destroyed it, and the correction that was sealed for it."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "card",
            "application",
            "corrects",
            "receipt_number",
            "receipt_qr",
            "fault",
            "fields",
            "witness",
            "centimes",
            "stamp_number",
            "waived_by",
            "day",
            "at",
            "by",
            "packet",
            "epoch",
            "sequence",
        ],
        OPEN,
    )

    card = models.UUIDField(primary_key=True)
    application = models.UUIDField(unique=True)
    corrects = models.UUIDField()
    receipt_number = models.CharField(max_length=20, unique=True)
    receipt_qr = models.CharField(max_length=400)
    fault = models.CharField(max_length=8)
    fields = models.JSONField()
    """Names of the wrong lines; what they say travels in the packet only."""
    witness = models.CharField(max_length=80)
    centimes = models.PositiveIntegerField(default=0)
    stamp_number = models.CharField(max_length=40, blank=True)
    waived_by = models.CharField(max_length=80, blank=True)
    day = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    packet = models.UUIDField()
    epoch = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField()

    class Meta:
        db_table = "station_wrong_card"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(witness=models.F("by")) & ~models.Q(witness=""),
                name="station_wrong_card_two_people",
            ),
            models.CheckConstraint(condition=models.Q(fault__in=["ours", "holder"]), name="station_wrong_card_fault"),
        ]

    def __str__(self) -> str:
        return str(self.card)
