"""What delivery keeps: consignments and who held them, every attempt to hand a card over, destructions by two.

The cards themselves, their state and keeper, stand in `records.cards`. Refuses, in the database: one person for two
in a destruction, a bag or a box used twice, a custody step told twice by one packet.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bitaqa.backbone.jobs.door import WorkItem
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import ConsignmentState
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, FieldClass


class Consignment(models.Model):
    """A box of cards for one visit, sealed in a numbered bag."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id",
            "code",
            "box",
            "visit",
            "campaign",
            "station",
            "place",
            "day",
            "origin",
            "cards",
            "bag",
            "state",
            "state_at",
            "packed_at",
            "packed_by",
        ],
        OPEN,
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    box = models.UUIDField(unique=True)
    """Production's box: one becomes one consignment."""
    visit = models.UUIDField(db_index=True)
    campaign = models.UUIDField()
    station = models.UUIDField()
    place = models.CharField(max_length=80)
    day = models.DateField()
    origin = models.CharField(max_length=40)
    cards = models.PositiveIntegerField()
    """How many it was sealed with; which ones stands with each card."""
    bag = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=20, default=ConsignmentState.PACKED)
    state_at = models.DateTimeField(null=True)
    packed_at = models.DateTimeField()
    packed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "consignment"
        indexes = [models.Index(fields=["state", "day"], name="consignment_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ConsignmentState]), name="consignment_state_known"
            ),
            models.CheckConstraint(condition=Q(cards__gte=1), name="consignment_not_empty"),
        ]

    def __str__(self) -> str:
        return self.code


class CustodyStep(models.Model):
    """A consignment changed hands: who gave it, who took it, when, where."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "consignment", "gave", "took", "where", "at", "by", "packet"], OPEN
    )

    id = models.BigAutoField(primary_key=True)
    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="custody")
    gave = models.CharField(max_length=120)
    took = models.CharField(max_length=120)
    where = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    packet = models.UUIDField(null=True)

    class Meta:
        db_table = "consignment_custody"
        constraints = [models.UniqueConstraint(fields=["consignment", "packet"], name="custody_once_per_packet")]

    def __str__(self) -> str:
        return f"{self.gave} -> {self.took}"


class HandOver(models.Model):
    """One attempt to hand a card over, whatever came of it, as the station told it."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            [
                "id",
                "packet",
                "card",
                "application",
                "visit",
                "campaign",
                "station",
                "place",
                "day",
                "operator",
                "outcome",
                "because",
                "receipt_shown",
                "receipt_checked",
                "found_by",
                "collector",
                "method",
                "engine",
                "finger",
                "second_person",
                "old_fate",
                "signed",
                "at",
                "recorded_at",
            ],
            OPEN,
        ),
        "collector_names": PERSONAL,
        "old_number": PERSONAL,
        "score": FieldClass.BIOMETRIC,
    }

    id = models.UUIDField(primary_key=True)
    packet = models.UUIDField()
    card = models.UUIDField(db_index=True)
    application = models.UUIDField(null=True)
    visit = models.UUIDField()
    campaign = models.UUIDField(null=True)
    station = models.UUIDField()
    place = models.CharField(max_length=80)
    day = models.DateField()
    operator = models.CharField(max_length=120)
    outcome = models.CharField(max_length=20)
    because = models.CharField(max_length=80, blank=True)
    receipt_shown = models.BooleanField()
    receipt_checked = models.BooleanField(null=True)
    """Whether the receipt's signature was checked, or only a receipt seen; null when the station did not tell."""
    found_by = models.CharField(max_length=20)
    collector = models.CharField(max_length=20)
    collector_names = models.CharField(max_length=120, blank=True)
    method = models.CharField(max_length=20, blank=True)
    engine = models.CharField(max_length=120, blank=True)
    score = models.FloatField(null=True)
    finger = models.PositiveSmallIntegerField(null=True)
    second_person = models.CharField(max_length=120, blank=True)
    old_number = models.CharField(max_length=120, blank=True)
    old_fate = models.CharField(max_length=20, blank=True)
    signed = models.BooleanField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "hand_over"
        indexes = [models.Index(fields=["campaign", "day"], name="hand_over_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="handed_over") | (Q(signed=True) & ~Q(method="")), name="hand_over_verified_signed"
            ),
            models.CheckConstraint(
                condition=~Q(method="two_people") | (~Q(second_person="") & ~Q(second_person=F("operator"))),
                name="hand_over_two_people",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Destruction(models.Model):
    """Cards destroyed by two: one proposes with the cards in hand, another confirms what they saw."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "code", "where", "first", "first_at", "second", "second_at", "packet"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    where = models.CharField(max_length=80)
    first = models.CharField(max_length=120)
    first_at = models.DateTimeField()
    second = models.CharField(max_length=120, null=True)
    second_at = models.DateTimeField(null=True)
    packet = models.UUIDField(null=True, unique=True)
    """The packet that told it, when it was done at a station."""

    class Meta:
        db_table = "card_destruction"
        constraints = [
            models.CheckConstraint(
                condition=Q(second=None, second_at=None) | Q(second__isnull=False, second_at__isnull=False),
                name="destruction_confirmation_whole",
            ),
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=F("first")), name="destruction_by_two_different_people"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DestroyedCard(models.Model):
    """One card of a destruction, with its reason; a card is destroyed once."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["id", "destruction", "card", "reason"], OPEN),
        "number": PERSONAL,
    }

    id = models.BigAutoField(primary_key=True)
    destruction = models.ForeignKey(Destruction, on_delete=models.CASCADE, related_name="cards")
    card = models.UUIDField(unique=True)
    number = models.CharField(max_length=20)
    reason = models.CharField(max_length=40)

    class Meta:
        db_table = "card_destroyed"

    def __str__(self) -> str:
        return self.number


class ReturnOrder(models.Model):
    """A card called back: its days of waiting are over, or somebody said so."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(["card", "because", "by", "at"], OPEN)

    card = models.UUIDField(primary_key=True)
    because = models.CharField(max_length=40)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        db_table = "card_return_order"

    def __str__(self) -> str:
        return str(self.card)


class Replacement(models.Model):
    """A card ordered again, once: it was lost, destroyed as damaged, or came back damaged."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(["card", "because", "by", "at"], OPEN)

    card = models.UUIDField(primary_key=True)
    because = models.CharField(max_length=40)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        db_table = "card_replacement"

    def __str__(self) -> str:
        return str(self.card)


class DeliveryItem(WorkItem):
    """An accepted packet; those about cards are worked on in the order of their chain."""

    STEP: ClassVar[str] = "delivery"
    SUBJECT_KIND: ClassVar[str] = "packet"

    class Meta(WorkItem.Meta):
        db_table = "delivery_item"
        abstract = False


class StoppedItem(WorkItem):
    """A stopped application whose cards must not be handed over."""

    STEP: ClassVar[str] = "delivery-stop"
    SUBJECT_KIND: ClassVar[str] = "application"

    class Meta(WorkItem.Meta):
        db_table = "delivery_stopped_item"
        abstract = False
