"""Tables of the outbox: one chain per epoch, one row per packet, bytes sent per day, what was heard last."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.rules.fields import OPEN, FieldClass

from .domain import PacketState


class Chain(models.Model):
    """The head of one epoch's chain at this station: the next packet takes `sequence + 1` and names `hash`."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(["epoch", "sequence", "hash"], OPEN)

    epoch = models.PositiveIntegerField(primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.BinaryField()

    class Meta:
        db_table = "station_chain"

    def __str__(self) -> str:
        return f"{self.epoch}/{self.sequence}"


class Packet(models.Model):
    """A sealed packet; its bytes are the file `packets/<epoch>-<sequence>.btq`. Nothing here is about a person."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id",
            "kind",
            "epoch",
            "sequence",
            "hash",
            "size",
            "subject",
            "sealed_at",
            "sealed_by",
            "state",
            "stored_at",
            "decided_at",
            "heard_at",
            "reason",
            "deleted_at",
            "attempts",
            "not_before",
            "trouble",
            "exported_at",
        ],
        OPEN,
    )

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    epoch = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)
    size = models.PositiveBigIntegerField()
    subject = models.UUIDField(null=True)
    sealed_at = models.DateTimeField()
    sealed_by = models.CharField(max_length=80)
    state = models.CharField(max_length=12, default=PacketState.SEALED.value)
    stored_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    """Real time at which the outcome was heard: the grace period counts from it."""
    reason = models.CharField(max_length=100, blank=True)
    deleted_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=80, blank=True)
    exported_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "station_packet"
        constraints = [
            models.UniqueConstraint(fields=["epoch", "sequence"], name="station_packet_place_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in PacketState]), name="station_packet_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state=PacketState.DELETED.value, deleted_at__isnull=False)
                | (~models.Q(state=PacketState.DELETED.value) & models.Q(deleted_at__isnull=True)),
                name="station_packet_deleted_when",
            ),
        ]
        indexes = [models.Index(fields=["state", "size"], name="station_packet_queue")]

    def __str__(self) -> str:
        return f"{self.epoch}-{self.sequence} {self.kind}"


class DataUse(models.Model):
    """Bytes sent on one local day."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(["day", "sent"], OPEN)

    day = models.DateField(primary_key=True)
    sent = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "station_data_use"

    def __str__(self) -> str:
        return f"{self.day}: {self.sent}"


class Link(models.Model):
    """One row: what was heard of the centre last."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "cursor", "last_try_at", "last_ok_at", "trouble"], OPEN
    )

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    cursor = models.CharField(max_length=80, default="0")
    last_try_at = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "station_link"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="station_link_one_row")]

    def __str__(self) -> str:
        return self.trouble or "ok"
