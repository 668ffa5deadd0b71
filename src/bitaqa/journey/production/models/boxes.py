"""What leaves production: boxes of cards in the order of their list, and certificates as signed files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, FieldClass

from .orders import Order


class Box(models.Model):
    """The cards of one visit made at one issuing centre, in the order of the list; sealed once, then delivery's."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id",
            "code",
            "issuing_centre",
            "visit",
            "campaign",
            "place",
            "day",
            "packed_at",
            "sealed_at",
            "sealed_by",
            "seals",
            "bag",
        ],
        OPEN,
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    issuing_centre = models.CharField(max_length=40)
    visit = models.UUIDField(db_index=True)
    campaign = models.UUIDField()
    place = models.CharField(max_length=80)
    day = models.DateField()
    packed_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.CharField(max_length=120, blank=True)
    seals = models.JSONField(default=list)
    bag = models.CharField(max_length=20, blank=True)
    """The number of the tamper-evident bag it lies in."""

    class Meta:
        db_table = "production_box"
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed_at=None, sealed_by="") | (Q(sealed_at__isnull=False) & ~Q(sealed_by="")),
                name="box_sealing_whole",
            ),
            models.UniqueConstraint(fields=["bag"], condition=~Q(bag=""), name="box_bag_once"),
            models.UniqueConstraint(
                fields=["visit", "issuing_centre"], condition=Q(sealed_at=None), name="box_one_open_per_visit"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class BoxCard(models.Model):
    """One card in a box, at its place in the list."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "box", "order", "card", "position", "matched_at"], OPEN
    )

    id = models.BigAutoField(primary_key=True)
    box = models.ForeignKey(Box, on_delete=models.PROTECT, related_name="cards")
    order = models.OneToOneField(Order, on_delete=models.PROTECT)
    card = models.UUIDField(unique=True)
    position = models.PositiveIntegerField()
    matched_at = models.DateTimeField(null=True)
    """When it was laid on its own carrier; a new place in the list asks for it again."""

    class Meta:
        db_table = "production_box_card"
        indexes = [models.Index(fields=["box", "position"], name="box_list")]

    def __str__(self) -> str:
        return f"{self.position}"


class Certificate(models.Model):
    """A document that is a signed PDF: its file in the vault (owned by the application) and the token of its code."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["document", "application", "document_type", "container", "made_at"], OPEN),
        "token": PERSONAL,
    }

    document = models.UUIDField(primary_key=True)
    application = models.UUIDField(unique=True)
    document_type = models.CharField(max_length=40)
    container = models.UUIDField()
    token = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "production_certificate"

    def __str__(self) -> str:
        return str(self.document)
