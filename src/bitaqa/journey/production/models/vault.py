"""Blanks between vault and line, shifts that were closed, and what else a line uses up."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, FieldClass


class VaultMove(models.Model):
    """Blanks out of the vault to the line of a shift, or back: one person hands, another takes and confirms."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id",
            "issuing_centre",
            "way",
            "shift",
            "serials",
            "proposed_by",
            "proposed_at",
            "confirmed_by",
            "confirmed_at",
        ],
        OPEN,
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    issuing_centre = models.CharField(max_length=40)
    way = models.CharField(max_length=4)
    shift = models.CharField(max_length=20)
    serials = models.JSONField()
    proposed_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "production_vault_move"
        indexes: ClassVar = [models.Index(fields=["issuing_centre", "confirmed_at"], name="vault_move_waiting")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(way__in=["out", "back"]), name="vault_move_way_known"),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("proposed_by")), name="vault_move_by_two"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by="") | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="")),
                name="vault_move_confirmed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.shift}"


class ShiftClosure(models.Model):
    """A shift whose every blank was accounted for: received = good + spoiled + sample + returned."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "issuing_centre", "shift", "received", "good", "spoiled", "sample", "returned", "serials", "closed_by",
         "closed_at"],
        OPEN,
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id)
    issuing_centre = models.CharField(max_length=40)
    shift = models.CharField(max_length=20)
    received = models.PositiveIntegerField()
    good = models.PositiveIntegerField()
    spoiled = models.PositiveIntegerField()
    sample = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    serials = models.JSONField(default=list)
    """Those that went back to the vault."""
    closed_by = models.CharField(max_length=120)
    closed_at = models.DateTimeField()

    class Meta:
        db_table = "production_shift_closure"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuing_centre", "shift"], name="shift_closed_once"),
            models.CheckConstraint(
                condition=Q(received=F("good") + F("spoiled") + F("sample") + F("returned")), name="shift_reconciles"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuing_centre} {self.shift}"


class SupplyCount(models.Model):
    """What of a supply (ribbon, laminate, print heads) was counted at an issuing centre; the newest count stands."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "issuing_centre", "supply", "units", "counted_by", "counted_at"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    issuing_centre = models.CharField(max_length=40)
    supply = models.CharField(max_length=40)
    units = models.DecimalField(max_digits=8, decimal_places=2)
    counted_by = models.CharField(max_length=120)
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "production_supply_count"
        indexes: ClassVar = [models.Index(fields=["issuing_centre", "supply", "counted_at"], name="supply_newest")]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(units__gte=0), name="supply_not_negative")]

    def __str__(self) -> str:
        return f"{self.supply}: {self.units}"
