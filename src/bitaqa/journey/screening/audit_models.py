"""What an audit of the whole register found, and the pairs that wait for people since."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, FieldClass


class AuditRun(models.Model):
    """`blocked`: pairs each block added; `histogram`: weighed pairs by their weight, in bins of two."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "at", "records", "blocked", "histogram", "listed", "landed", "seconds"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    at = models.DateTimeField()
    records = models.BigIntegerField()
    blocked = models.JSONField(default=dict)
    histogram = models.JSONField(default=dict)
    listed = models.IntegerField()
    landed = models.IntegerField(default=0)
    seconds = models.FloatField()

    class Meta:
        db_table = "screening_audit_run"

    def __str__(self) -> str:
        return str(self.id)


class AuditPair(models.Model):
    """Two entries that weigh like one person. `levels` says how each comparison agreed, in codes."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "run", "one", "other", "weight", "levels", "settled_by", "settled_at"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    run = models.ForeignKey(AuditRun, on_delete=models.PROTECT, related_name="pairs")
    one = models.UUIDField()
    other = models.UUIDField()
    weight = models.FloatField()
    levels = models.JSONField(default=dict)
    settled_by = models.UUIDField(null=True)
    """Who said that they are two people; a pair that is joined is settled by its joining."""
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "screening_audit_pair"
        indexes = [models.Index(fields=["-weight"], condition=Q(settled_at=None), name="audit_pair_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="audit_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="audit_pair_in_order"),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None) | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="audit_pair_settlement_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
