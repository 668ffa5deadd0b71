"""What intake keeps of packets: one row each, its sealed bytes in the spool until accepted, and its answers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.backbone.jobs.door import WorkItem
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, FieldClass


class PacketState(models.TextChoices):
    STORED = "stored"
    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"
    DISMISSED = "dismissed"


class Packet(models.Model):
    """A packet that reached the centre. Header columns are empty when the bytes could not even be read."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            [
                "id",
                "hash",
                "station",
                "epoch",
                "sequence",
                "previous",
                "kind",
                "size",
                "sealed_at",
                "stored_at",
                "state",
                "settled_at",
                "reason_code",
                "dismissed_by",
                "dismissed_with",
                "dismissed_because",
                "dismissal_asked_at",
                "referred_to",
                "referred_by",
                "referred_at",
                "referred_because",
                "finding",
                "found_by",
            ],
            OPEN,
        ),
        "reason_facts": PERSONAL,
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    hash = models.BinaryField(unique=True)
    station = models.UUIDField()
    epoch = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField(null=True)
    previous = models.BinaryField(null=True)
    kind = models.CharField(max_length=20, blank=True)
    size = models.PositiveIntegerField()
    sealed_at = models.DateTimeField(null=True)
    stored_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=PacketState.choices, default=PacketState.STORED)
    settled_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=80, blank=True)
    reason_facts = models.JSONField(default=dict)
    dismissed_by = models.UUIDField(null=True)
    dismissed_with = models.UUIDField(null=True)
    dismissed_because = models.CharField(max_length=40, blank=True, default="", db_default="")
    dismissal_asked_at = models.DateTimeField(null=True)
    referred_to = models.CharField(max_length=40, blank=True, default="", db_default="")
    """The role whose people are asked; empty when nobody is."""
    referred_by = models.UUIDField(null=True)
    referred_at = models.DateTimeField(null=True)
    referred_because = models.CharField(max_length=40, blank=True, default="", db_default="")
    finding = models.CharField(max_length=40, blank=True, default="", db_default="")
    """What those asked last found."""
    found_by = models.UUIDField(null=True)

    class Meta:
        db_table = "intake_packet"
        indexes = [
            models.Index(fields=["station", "epoch", "sequence"], name="packet_in_chain"),
            models.Index(fields=["state", "stored_at"], name="packet_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="quarantined") | ~models.Q(reason_code=""),
                name="packet_quarantined_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="dismissed")
                | (
                    models.Q(dismissed_by__isnull=False, dismissed_with__isnull=False)
                    & ~models.Q(dismissed_by=models.F("dismissed_with"))
                ),
                name="packet_dismissed_by_two",
            ),
            models.CheckConstraint(
                condition=models.Q(dismissed_by__isnull=True, dismissal_asked_at__isnull=True, dismissed_because="")
                | (
                    models.Q(dismissed_by__isnull=False, dismissal_asked_at__isnull=False)
                    & ~models.Q(dismissed_because="")
                ),
                name="packet_dismissal_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    referred_to="", referred_by__isnull=True, referred_at__isnull=True, referred_because=""
                )
                | (
                    models.Q(referred_by__isnull=False, referred_at__isnull=False)
                    & ~models.Q(referred_to="")
                    & ~models.Q(referred_because="")
                ),
                name="packet_referral_whole",
            ),
            models.UniqueConstraint(
                fields=["station", "epoch", "sequence"],
                condition=models.Q(state="accepted"),
                name="packet_accepted_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PacketContent(models.Model):
    """The body of an accepted packet that a later step works on (hand-over, custody, wrong card)."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {"packet": OPEN, "kind": OPEN, "body": PERSONAL}

    packet = models.OneToOneField(Packet, primary_key=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    body = models.JSONField()

    class Meta:
        db_table = "intake_packet_content"

    def __str__(self) -> str:
        return str(self.packet_id)


class AnswerRow(models.Model):
    """One answer to a station, in the order they were given; a station asks for those after its cursor.

    Cursors of one station are taken under its lock and so become visible in their order: an answer that committed
    late would otherwise stand behind a cursor already passed.
    """

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "cursor",
            "station",
            "epoch",
            "sequence",
            "packet_hash",
            "at",
            "outcome",
            "accepted",
            "reason",
            "quarantined",
        ],
        OPEN,
    )

    cursor = models.BigAutoField(primary_key=True)
    station = models.UUIDField()
    epoch = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField()
    packet_hash = models.BinaryField()
    at = models.DateTimeField()
    outcome = models.BooleanField()
    accepted = models.BooleanField(default=False)
    reason = models.CharField(max_length=80, null=True)
    quarantined = models.BooleanField(default=False)

    class Meta:
        db_table = "intake_answer"
        indexes = [models.Index(fields=["station", "cursor"], name="answer_by_station")]

    def __str__(self) -> str:
        return str(self.cursor)


class StationDay(models.Model):
    """A station's day report, as it counted itself; bulletins are computed from the journal and compared with it."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["report", "station", "visit", "place", "day", "figures", "received_at"], OPEN
    )

    report = models.UUIDField(primary_key=True)
    station = models.UUIDField()
    visit = models.UUIDField(db_index=True)
    place = models.CharField(max_length=80)
    day = models.DateField()
    figures = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        db_table = "intake_station_day"

    def __str__(self) -> str:
        return str(self.report)


class IntakeItem(WorkItem):
    """A stored packet waiting to be opened."""

    STEP: ClassVar[str] = "intake"
    SUBJECT_KIND: ClassVar[str] = "packet"

    class Meta(WorkItem.Meta):
        db_table = "intake_item"
        abstract = False


class RegisterLook(models.Model):
    """A question of a station about one card, answered once; counted for its limits, forgotten after a month.

    The journal keeps the look for ever; this row only counts.
    """

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["look", "station", "epoch", "operator", "at", "person", "outcome"], OPEN
    )

    look = models.UUIDField(primary_key=True)
    station = models.UUIDField()
    epoch = models.PositiveIntegerField()
    operator = models.CharField(max_length=80)
    at = models.DateTimeField()
    person = models.UUIDField(null=True)
    outcome = models.CharField(max_length=20)

    class Meta:
        db_table = "intake_register_look"
        indexes = [models.Index(fields=["station", "at"], name="register_look_by_station")]

    def __str__(self) -> str:
        return str(self.look)
