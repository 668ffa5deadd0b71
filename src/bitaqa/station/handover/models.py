"""Tables of hand-over: where each card is, every act on it, boxes received, attempts at the counter.

A card keeps its row when a newer field pack no longer lists it: counts of a day outlive the list. Names stay in the
field pack; here are numbers, states and codes only.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import BIOMETRIC, OPEN, PERSONAL, FieldClass

from .domain import HereState


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
        ["consignment", "custody", "box", "received", "missing", "strangers", "day", "at", "by", "packet", "sequence"],
        OPEN,
    )

    consignment = models.UUIDField(primary_key=True)
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


class Attempt(models.Model):
    """A hand-over under way at a counter; gone once it ended, whatever came of it."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            [
                "card",
                "desk",
                "receipt_shown",
                "receipt_checked",
                "found_by",
                "collector",
                "checked_at",
                "started_at",
                "started_by",
            ],
            OPEN,
        ),
        "collector_names": PERSONAL,
        "captures": BIOMETRIC,
        "verification": BIOMETRIC,
    }

    card = models.UUIDField(primary_key=True)
    desk = models.CharField(max_length=60, blank=True)
    receipt_shown = models.BooleanField(default=False)
    receipt_checked = models.BooleanField(default=False)
    found_by = models.CharField(max_length=8, default="list")
    collector = models.CharField(max_length=16, default="holder")
    collector_names = models.CharField(max_length=120, blank=True)
    captures = models.JSONField(default=dict)
    """Scores only: position → score, and the face's; never a template."""
    verification = models.JSONField(default=dict)
    checked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=80)

    class Meta:
        db_table = "station_attempt"

    def __str__(self) -> str:
        return str(self.card)


class HandOver(models.Model):
    """An attempt that ended and was sealed. A card is handed over once."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            [
                "id",
                "card",
                "document_number",
                "outcome",
                "because",
                "found_by",
                "collector",
                "method",
                "second_person",
                "old_number",
                "old_fate",
                "day",
                "at",
                "by",
                "packet",
                "epoch",
                "sequence",
            ],
            OPEN,
        )
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    card = models.UUIDField(db_index=True)
    document_number = models.CharField(max_length=120)
    outcome = models.CharField(max_length=12)
    because = models.CharField(max_length=80, blank=True)
    found_by = models.CharField(max_length=8)
    collector = models.CharField(max_length=16)
    method = models.CharField(max_length=12, blank=True)
    second_person = models.CharField(max_length=80, blank=True)
    old_number = models.CharField(max_length=120, blank=True)
    old_fate = models.CharField(max_length=16, blank=True)
    day = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    packet = models.UUIDField()
    epoch = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField()

    class Meta:
        db_table = "station_hand_over"
        constraints = [
            models.UniqueConstraint(
                fields=["card"],
                condition=models.Q(outcome__in=["handed_over", "wrong_data", "stopped"]),
                name="station_hand_over_once",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["handed_over", "wrong_data", "not_verified", "stopped"]),
                name="station_hand_over_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="handed_over") | ~models.Q(method=""),
                name="station_hand_over_verified",
            ),
            models.CheckConstraint(
                condition=~models.Q(method="two_people")
                | (~models.Q(second_person="") & ~models.Q(second_person=models.F("by"))),
                name="station_hand_over_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_number} {self.outcome}"


class WrongCard(models.Model):
    """A card whose data was wrong, the two who destroyed it, and the correction that was sealed for it."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "card",
            "application",
            "corrects",
            "receipt_number",
            "receipt_qr",
            "fault",
            "fields",
            "witness",
            "centimes",
            "stamp_number",
            "waived_by",
            "day",
            "at",
            "by",
            "packet",
            "epoch",
            "sequence",
        ],
        OPEN,
    )

    card = models.UUIDField(primary_key=True)
    application = models.UUIDField(unique=True)
    corrects = models.UUIDField()
    receipt_number = models.CharField(max_length=20, unique=True)
    receipt_qr = models.CharField(max_length=400)
    fault = models.CharField(max_length=8)
    fields = models.JSONField()
    """Names of the wrong lines; what they say travels in the packet only."""
    witness = models.CharField(max_length=80)
    centimes = models.PositiveIntegerField(default=0)
    stamp_number = models.CharField(max_length=40, blank=True)
    waived_by = models.CharField(max_length=80, blank=True)
    day = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    packet = models.UUIDField()
    epoch = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField()

    class Meta:
        db_table = "station_wrong_card"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(witness=models.F("by")) & ~models.Q(witness=""),
                name="station_wrong_card_two_people",
            ),
            models.CheckConstraint(condition=models.Q(fault__in=["ours", "holder"]), name="station_wrong_card_fault"),
        ]

    def __str__(self) -> str:
        return str(self.card)
