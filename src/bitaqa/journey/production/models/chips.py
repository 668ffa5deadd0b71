"""What became of each card's chip: signed, written, read back, or why it is not good. One row per attempt."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, FieldClass

from .orders import Batch, Order

CHIP_STATES = ("signed", "exported", "read_back", "failed")


class ChipRecord(models.Model):
    """No key and no content of the chip: what was signed stands as a digest, what was read as a verdict."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id", "order", "attempt", "batch", "state", "signer", "digest", "line", "chip", "fault", "zone_agrees",
            "chip_authenticated", "actively_authenticated", "signed_at", "read_at", "by", "pin_letter",
            "pin_letter_printed_at",
        ],
        OPEN,
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="chips")
    attempt = models.PositiveSmallIntegerField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="chips")
    state = models.CharField(max_length=12, default="signed")
    signer = models.CharField(max_length=40)
    """Serial number of the document signer's certificate."""
    digest = models.CharField(max_length=64)
    """SHA-256 of EF.SOD."""
    line = models.CharField(max_length=12)
    chip = models.CharField(max_length=20, blank=True)
    """The chip's own serial number, in hexadecimal."""
    fault = models.CharField(max_length=80, blank=True)
    zone_agrees = models.BooleanField(null=True)
    """Whether the zone read from the chip is that of the order."""
    chip_authenticated = models.BooleanField(default=False)
    actively_authenticated = models.BooleanField(default=False)
    signed_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=120, blank=True)
    """Who wrote it: a worker, or the person at the line."""
    pin_letter = models.UUIDField(null=True)
    """The vault's container of the sealed letter; gone once it was printed."""
    pin_letter_printed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "production_chip"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "attempt"], name="chip_one_per_attempt"),
            models.CheckConstraint(condition=Q(state__in=CHIP_STATES), name="chip_state_known"),
            models.CheckConstraint(condition=(Q(state="failed") & ~Q(fault="")) | (~Q(state="failed") & Q(fault="")),
                                   name="chip_fault_named"),
            models.CheckConstraint(
                condition=Q(pin_letter=None) | Q(pin_letter_printed_at=None), name="chip_letter_printed_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="read_back")
                | Q(zone_agrees=True, chip_authenticated=True, actively_authenticated=True, read_at__isnull=False),
                name="chip_read_back_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.order_id}/{self.attempt}: {self.state}"
