"""Cards that two officers look at: who looked first, who second. One row per attempt."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, FieldClass

from .orders import Batch, Order


class CardLook(models.Model):
    """The first officer found it good; it passes when another one does too. A card rejected meanwhile keeps its row."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "order", "attempt", "batch", "first_by", "first_at", "second_by", "second_at"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="looks")
    attempt = models.PositiveSmallIntegerField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="looks")
    first_by = models.CharField(max_length=120)
    first_at = models.DateTimeField()
    second_by = models.CharField(max_length=120, blank=True)
    second_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "production_card_look"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "attempt"], name="look_one_per_attempt"),
            models.CheckConstraint(condition=~Q(first_by=""), name="look_first_named"),
            models.CheckConstraint(condition=Q(second_by="") | ~Q(second_by=F("first_by")), name="look_by_two"),
            models.CheckConstraint(
                condition=Q(second_at=None, second_by="") | (Q(second_at__isnull=False) & ~Q(second_by="")),
                name="look_second_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.attempt}"
