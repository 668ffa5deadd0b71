"""Tables of the desk room: identity, crew, desks, mistakes, the clock's last signed time, the station's journal."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, SECRET, FieldClass


class Provision(models.Model):
    """One epoch: the signed genesis and the centre's keys that came with it."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["epoch", "station", "code", "genesis", "genesis_hash", "centre_keys", "installed_at", "current"], OPEN
    )

    epoch = models.PositiveIntegerField(primary_key=True)
    station = models.UUIDField()
    code = models.CharField(max_length=40)
    genesis = models.BinaryField()
    genesis_hash = models.BinaryField()
    centre_keys = models.JSONField()
    installed_at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        db_table = "station_provision"
        constraints = [
            models.UniqueConstraint(
                fields=["current"], condition=models.Q(current=True), name="station_provision_one_current"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} epoch {self.epoch}"


class CrewMember(models.Model):
    """An operator of the newest field pack; those who left stay, inactive, for the journal's sake."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "code": OPEN,
        "name_ar": PERSONAL,
        "name_latin": PERSONAL,
        "role": OPEN,
        "pin_hash": SECRET,
        "active": OPEN,
        "mistakes": OPEN,
        "last_mistake": OPEN,
        "wait_until": OPEN,
    }

    code = models.CharField(max_length=80, primary_key=True)
    name_ar = models.CharField(max_length=120)
    name_latin = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    pin_hash = models.CharField(max_length=255)
    active = models.BooleanField(default=True)
    mistakes = models.PositiveIntegerField(default=0)
    last_mistake = models.DateTimeField(null=True)
    wait_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "station_crew_member"

    def __str__(self) -> str:
        return self.code


class Desk(models.Model):
    """A machine of the local network that may serve people; its cookie is signed by the station."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["id", "name", "enrolled_at", "enrolled_by", "revoked_at", "used_at"], OPEN),
        "code_hash": SECRET,
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=60)
    enrolled_at = models.DateTimeField()
    enrolled_by = models.CharField(max_length=80)
    code_hash = models.CharField(max_length=64, blank=True)
    """SHA-256 of the one-time code typed on the new desk; empty once used."""
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "station_desk"

    def __str__(self) -> str:
        return self.name


class ClockState(models.Model):
    """One row: the last time the centre signed, what this clock read then, and the date a scenario plays."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(["id", "centre_time", "read_at", "played_at"], OPEN)

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    centre_time = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    played_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "station_clock"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="station_clock_one_row"),
            models.CheckConstraint(
                condition=models.Q(centre_time__isnull=True, read_at__isnull=True)
                | models.Q(centre_time__isnull=False, read_at__isnull=False),
                name="station_clock_both_readings",
            ),
        ]

    def __str__(self) -> str:
        return "clock"


class Entry(models.Model):
    """One act at this station; append-only (triggers). Ids and codes only; batches travel in journal packets."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "event", "at", "operator", "subject", "facts"], OPEN
    )

    id = models.BigAutoField(primary_key=True)
    event = models.CharField(max_length=80)
    at = models.DateTimeField()
    operator = models.CharField(max_length=80)
    subject = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "station_journal_entry"

    def __str__(self) -> str:
        return f"{self.id} {self.event}"


class JournalBatch(models.Model):
    """Entries up to `last` travelled in the packet named."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(["last", "count", "packet", "at"], OPEN)

    last = models.BigIntegerField(primary_key=True)
    count = models.PositiveIntegerField()
    packet = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "station_journal_batch"

    def __str__(self) -> str:
        return f"…{self.last}"
