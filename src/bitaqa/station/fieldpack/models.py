"""Tables of the field pack: its head, the cards due and the incomplete files. Pictures and templates stay outside."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.rules.fields import OPEN, PERSONAL, SECRET, FieldClass


class Pack(models.Model):
    """The pack in use. `head` is the pack without its people; `file_key` opens its files in `field-pack/<serial>/`."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["serial", "pack", "issued_at", "valid_from", "valid_until", "installed_at", "current"], OPEN),
        "head": SECRET,
        "file_key": SECRET,
    }

    serial = models.PositiveBigIntegerField(primary_key=True)
    pack = models.UUIDField()
    issued_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    head = models.JSONField()
    file_key = models.BinaryField()
    installed_at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        db_table = "station_pack"
        constraints = [
            models.UniqueConstraint(fields=["current"], condition=models.Q(current=True), name="station_pack_one")
        ]

    def __str__(self) -> str:
        return str(self.serial)


class DueCard(models.Model):
    """A card of the pack's list, with what it is searched by."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["card", "document_number", "receipt_number", "application", "visit", "position"], OPEN),
        "national_number": PERSONAL,
        "search": PERSONAL,
        "data": PERSONAL,
    }

    card = models.UUIDField(primary_key=True)
    document_number = models.CharField(max_length=120, db_index=True)
    receipt_number = models.CharField(max_length=120, db_index=True)
    national_number = models.CharField(max_length=120, db_index=True)
    application = models.UUIDField(db_index=True)
    visit = models.UUIDField(db_index=True)
    position = models.PositiveIntegerField(default=0)
    search = models.CharField(max_length=600)
    data = models.JSONField()

    class Meta:
        db_table = "station_due_card"

    def __str__(self) -> str:
        return self.document_number


class DueFile(models.Model):
    """An incomplete file that waits for papers at one of the visits."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["application", "receipt_number", "visit"], OPEN),
        "search": PERSONAL,
        "data": PERSONAL,
    }

    application = models.UUIDField(primary_key=True)
    receipt_number = models.CharField(max_length=120, db_index=True)
    visit = models.UUIDField(db_index=True)
    search = models.CharField(max_length=600)
    data = models.JSONField()

    class Meta:
        db_table = "station_due_file"

    def __str__(self) -> str:
        return self.receipt_number
