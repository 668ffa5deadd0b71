"""Where each card is, every act on it, and boxes received.

A card keeps its row when a newer field pack no longer lists it: counts of a day outlive the list. Names stay in the
field pack; here are numbers, states and codes only.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.rules.fields import OPEN, FieldClass

from ..domain import HereState


class CardHere(models.Model):
    """A card that this station saw, or looked for: its state now and who keeps it."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "card",
            "document_number",
            "application",
            "consignment",
            "visit",
            "state",
            "keeper",
            "place",
            "because",
            "changed_at",
            "changed_by",
        ],
        OPEN,
    )

    card = models.UUIDField(primary_key=True)
    document_number = models.CharField(max_length=120, unique=True)
    application = models.UUIDField()
    consignment = models.UUIDField(null=True)
    visit = models.UUIDField()
    state = models.CharField(max_length=12)
    keeper = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=80)
    because = models.CharField(max_length=80, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        db_table = "station_card"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in HereState]), name="station_card_state"
            )
        ]
        indexes = [models.Index(fields=["state"], name="station_card_by_state")]

    def __str__(self) -> str:
        return f"{self.document_number} {self.state}"


class CardAct(models.Model):
    """One change of a card's state: what the counts of a day are made of. Never changed afterwards."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "card", "act", "was", "became", "day", "at", "by", "because", "witness", "packet"], OPEN
    )

    id = models.BigAutoField(primary_key=True)
    card = models.UUIDField(db_index=True)
    act = models.CharField(max_length=12)
    was = models.CharField(max_length=12)
    became = models.CharField(max_length=12)
    day = models.UUIDField(null=True, db_index=True)
    """The open day; None when a box was received before any day was opened."""
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    because = models.CharField(max_length=80, blank=True)
    witness = models.CharField(max_length=80, blank=True)
    packet = models.UUIDField()

    class Meta:
        db_table = "station_card_act"

    def __str__(self) -> str:
        return f"{self.act} {self.card}"


class BoxReceipt(models.Model):
    """A box that was received: whole, short or damaged; once."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "consignment",
            "number",
            "place",
            "custody",
            "box",
            "received",
            "missing",
            "strangers",
            "day",
            "at",
            "by",
            "packet",
            "sequence",
        ],
        OPEN,
    )

    consignment = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=40, blank=True)
    """What the box was called in the pack that announced it, and the place it was for: a later pack is silent."""
    place = models.CharField(max_length=80, blank=True)
    custody = models.UUIDField()
    box = models.CharField(max_length=8)
    received = models.PositiveIntegerField()
    missing = models.JSONField(default=list)
    strangers = models.JSONField(default=list)
    day = models.UUIDField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    packet = models.UUIDField()
    sequence = models.PositiveBigIntegerField()

    class Meta:
        db_table = "station_box"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(box__in=["whole", "short", "damaged"]), name="station_box_condition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.consignment} {self.box}"


class BoxScan(models.Model):
    """A card scanned out of a box that is being received: survives a crash, sealed with the rest of the box."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "consignment", "document_number", "at", "by"], OPEN
    )

    id = models.BigAutoField(primary_key=True)
    consignment = models.UUIDField(db_index=True)
    document_number = models.CharField(max_length=120)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        db_table = "station_box_scan"
        constraints = [models.UniqueConstraint(fields=["consignment", "document_number"], name="station_box_scan_once")]

    def __str__(self) -> str:
        return self.document_number
