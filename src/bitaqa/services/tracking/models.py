"""Tries at the tracking page, as keyed digests: the table holds no address and no receipt number."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, FieldClass


class TrackingAttempt(models.Model):
    """`failed` until an answer was found; in real time, never a played one. Rows older than two days are deleted."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "id": OPEN, "address": PERSONAL, "receipt": PERSONAL, "at": OPEN, "failed": OPEN,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id)
    address = models.BinaryField(max_length=16)
    receipt = models.BinaryField(max_length=16)
    at = models.DateTimeField(db_index=True)
    failed = models.BooleanField(default=True)

    class Meta:
        db_table = "tracking_attempt"
        indexes = [
            models.Index(fields=["address", "at"], name="tracking_by_address"),
            models.Index(fields=["receipt", "at"], name="tracking_by_receipt"),
        ]

    def __str__(self) -> str:
        return str(self.id)
