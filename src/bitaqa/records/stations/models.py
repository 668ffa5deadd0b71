"""Units and stations. A station's chain of packets belongs to an epoch; a new provisioning opens a new one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, FieldClass


class Unit(models.Model):
    """A vehicle, office or consulate with its crew; an owner lends it to campaigns (F0.1)."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "code", "name_ar", "name_fr", "owner_ar", "owner_fr"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    name_ar = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    owner_ar = models.CharField(max_length=160, blank=True)
    owner_fr = models.CharField(max_length=160, blank=True)

    class Meta:
        db_table = "unit"

    def __str__(self) -> str:
        return self.code


class Station(models.Model):
    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "code", "unit", "epoch", "revoked_at", "revoked_because"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    epoch = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "station"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_because="")
                | (models.Q(revoked_at__isnull=False) & ~models.Q(revoked_because="")),
                name="station_revoked_with_reason",
            )
        ]

    def __str__(self) -> str:
        return self.code


class StationEpoch(models.Model):
    """One provisioning: the keys a station holds and the signed genesis its chain starts from."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "station", "epoch", "genesis", "genesis_hash", "verify_key", "opening_public", "issued_at", "closed_at"],
        OPEN,
    )

    id = models.BigAutoField(primary_key=True)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="epochs")
    epoch = models.PositiveIntegerField()
    genesis = models.BinaryField()
    genesis_hash = models.BinaryField()
    verify_key = models.BinaryField()
    opening_public = models.BinaryField()
    issued_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "station_epoch"
        constraints = [models.UniqueConstraint(fields=["station", "epoch"], name="station_epoch_once")]

    def __str__(self) -> str:
        return f"{self.station_id}/{self.epoch}"
