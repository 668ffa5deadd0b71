"""Numbered blanks and what became of each: one per attempt, rejected with a reason, destroyed by two."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, FieldClass

from ..domain import BlankState, RejectReason
from .orders import Batch, Order


class Destruction(models.Model):
    """Spoiled blanks destroyed by two people: one proposes with the serials in hand, another confirms."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "issuing_centre", "serials", "proposed_by", "proposed_at", "confirmed_by", "confirmed_at"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    issuing_centre = models.CharField(max_length=40)
    serials = models.JSONField()
    proposed_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "production_destruction"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("proposed_by")), name="destruction_by_two"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by="") | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="")),
                name="destruction_confirmed_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Blank(models.Model):
    """One numbered card body. `order` and `attempt` say what it was consumed for."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id",
            "serial",
            "issuing_centre",
            "state",
            "batch",
            "order",
            "attempt",
            "shift",
            "line_shift",
            "consumed_at",
            "consumed_token",
            "received_at",
            "received_by",
            "destruction",
        ],
        OPEN,
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    serial = models.CharField(max_length=20, unique=True)
    issuing_centre = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=BlankState.RECEIVED)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="blanks")
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="blanks")
    attempt = models.PositiveSmallIntegerField(null=True)
    shift = models.CharField(max_length=20, blank=True)
    line_shift = models.CharField(max_length=20, blank=True)
    """The shift for which it left the vault; empty while it lies there."""
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=120)
    consumed_at = models.DateTimeField(null=True)
    consumed_token = models.BigIntegerField(null=True)
    """Under which lease its centre confirmed that it became a card."""
    destruction = models.ForeignKey("Destruction", null=True, on_delete=models.PROTECT, related_name="blanks")

    class Meta:
        db_table = "production_blank"
        indexes = [models.Index(fields=["issuing_centre", "state", "batch", "serial"], name="blank_stock")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in BlankState]), name="blank_state_known"),
            models.UniqueConstraint(fields=["order", "attempt"], name="blank_one_per_attempt"),
            models.CheckConstraint(
                condition=Q(order=None, attempt=None)
                | Q(order__isnull=False, attempt__isnull=False, batch__isnull=False),
                name="blank_use_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="destroyed") | Q(destruction__isnull=False), name="blank_destroyed_on_record"
            ),
        ]

    def __str__(self) -> str:
        return self.serial


class Rejection(models.Model):
    """One card that failed its check: what it was, why, and who said so."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["id", "order", "attempt", "batch", "document", "card", "blank", "reason", "by", "at"], OPEN),
        "remark": PERSONAL,
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="rejections")
    attempt = models.PositiveSmallIntegerField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rejections")
    document = models.UUIDField()
    card = models.UUIDField()
    blank = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    remark = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        db_table = "production_rejection"
        constraints = [
            models.UniqueConstraint(fields=["order", "attempt"], name="rejection_once"),
            models.CheckConstraint(
                condition=Q(reason__in=[r.value for r in RejectReason]), name="rejection_reason_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.blank} {self.reason}"
