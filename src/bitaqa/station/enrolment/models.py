"""Tables of enrolment: drafts (nothing personal is left in one once it is sealed), referrals, completions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.rules.applications import ApplicationKind, ApplicationState, Ground, Priority
from bitaqa.foundation.rules.fields import BIOMETRIC, OPEN, PERSONAL, SECRET, FieldClass


class Draft(models.Model):
    """One request under way. Its id is the application's id. Pictures stand in `drafts/<id>/`, under `file_key`."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            [
                "id",
                "state",
                "document_type",
                "kind",
                "ground",
                "programme",
                "campaign",
                "visit",
                "place",
                "day",
                "desk",
                "operator",
                "ticket",
                "priority",
                "needed_by",
                "corrects",
                "missing",
                "complete_at",
                "fee",
                "notice",
                "started_at",
                "changed_at",
                "changed_by",
                "confirmed_on",
                "confirmed_at",
                "sealed_at",
                "sealed_by",
                "receipt_number",
                "receipt_qr",
                "epoch",
                "sequence",
                "packet",
                "abandoned_at",
                "abandoned_by",
                "abandoned_because",
            ],
            OPEN,
        ),
        **dict.fromkeys(
            [
                "needed_for",
                "claimed",
                "identity",
                "representative",
                "papers",
                "collector",
                "collector_number",
                "signature",
                "holder_ar",
                "holder_latin",
            ],
            PERSONAL,
        ),
        "portrait": BIOMETRIC,
        "fingers": BIOMETRIC,
        "file_key": SECRET,
    }

    id = models.UUIDField(primary_key=True)
    state = models.CharField(max_length=12, default=ApplicationState.DRAFT.value)
    document_type = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    ground = models.CharField(max_length=24)
    programme = models.CharField(max_length=80, blank=True)
    campaign = models.UUIDField(null=True)
    visit = models.UUIDField()
    place = models.CharField(max_length=80)
    day = models.DateField()
    desk = models.CharField(max_length=60, blank=True)
    operator = models.CharField(max_length=80)
    ticket = models.PositiveIntegerField(null=True)
    priority = models.CharField(max_length=16, default=Priority.NONE.value)
    needed_by = models.DateField(null=True)
    needed_for = models.CharField(max_length=120, blank=True)
    corrects = models.UUIDField(null=True)

    claimed = models.JSONField(default=dict)
    identity = models.JSONField(default=dict)
    representative = models.JSONField(default=dict)
    papers = models.JSONField(default=dict)
    """Code → number, issued_by, issued_on, file."""
    missing = models.JSONField(default=list)
    complete_at = models.UUIDField(null=True)
    portrait = models.JSONField(default=dict)
    """file, remarks."""
    fingers = models.JSONField(default=dict)
    """file, and position → quality, tries, exception, image."""
    signature = models.JSONField(default=dict)
    """file, or witness."""
    fee = models.JSONField(default=dict)
    notice = models.JSONField(default=dict)
    collector = models.CharField(max_length=120, blank=True)
    collector_number = models.CharField(max_length=40, blank=True)
    file_key = models.BinaryField()

    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    confirmed_on = models.CharField(max_length=12, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.CharField(max_length=80, blank=True)
    receipt_number = models.CharField(max_length=20, blank=True)
    receipt_qr = models.CharField(max_length=400, blank=True)
    epoch = models.PositiveIntegerField(null=True)
    sequence = models.PositiveBigIntegerField(null=True)
    packet = models.UUIDField(null=True)
    holder_ar = models.CharField(max_length=250, blank=True)
    holder_latin = models.CharField(max_length=250, blank=True)
    """For the receipt and the head's list; forgotten when the day is closed (`forget_holders`)."""

    abandoned_at = models.DateTimeField(null=True)
    abandoned_by = models.CharField(max_length=80, blank=True)
    abandoned_because = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "station_draft"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        ApplicationState.DRAFT.value,
                        ApplicationState.SEALED.value,
                        ApplicationState.ABANDONED.value,
                    ]
                ),
                name="station_draft_state",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in ApplicationKind]), name="station_draft_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(ground__in=[ground.value for ground in Ground]), name="station_draft_ground"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=ApplicationState.SEALED.value,
                    sealed_at__isnull=False,
                    sequence__isnull=False,
                    epoch__isnull=False,
                    packet__isnull=False,
                )
                | (
                    ~models.Q(state=ApplicationState.SEALED.value)
                    & models.Q(sealed_at__isnull=True, sequence__isnull=True, epoch__isnull=True, packet__isnull=True)
                ),
                name="station_draft_sealed_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(state=ApplicationState.ABANDONED.value, abandoned_at__isnull=False)
                    & ~models.Q(abandoned_because="")
                    & ~models.Q(abandoned_by="")
                )
                | (
                    ~models.Q(state=ApplicationState.ABANDONED.value)
                    & models.Q(abandoned_at__isnull=True, abandoned_because="", abandoned_by="")
                ),
                name="station_draft_abandoned_whole",
            ),
            models.UniqueConstraint(fields=["epoch", "sequence"], name="station_draft_sequence_once"),
            models.UniqueConstraint(
                fields=["receipt_number"], condition=~models.Q(receipt_number=""), name="station_draft_receipt_once"
            ),
        ]
        indexes = [models.Index(fields=["visit", "state"], name="station_draft_visit")]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class Referral(models.Model):
    """A person sent to another office with a slip: nothing about who they are is kept."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "number", "visit", "place", "day", "at", "by", "because", "ticket"], OPEN
    )

    id = models.UUIDField(primary_key=True)
    number = models.PositiveIntegerField()
    visit = models.UUIDField()
    place = models.CharField(max_length=80)
    day = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    because = models.CharField(max_length=40)
    ticket = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "station_referral"
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="station_referral_number_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class CaptureAgain(models.Model):
    """Captures made anew of a file that people sent back for them; its id is the application's. Gone once sealed."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["id", "day", "started_at", "changed_at", "changed_by"], OPEN),
        "portrait": BIOMETRIC,
        "fingers": BIOMETRIC,
        "file_key": SECRET,
    }

    id = models.UUIDField(primary_key=True)
    day = models.DateField()
    portrait = models.JSONField(default=dict)
    """As a draft's."""
    fingers = models.JSONField(default=dict)
    file_key = models.BinaryField()
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        db_table = "station_capture_again"

    def __str__(self) -> str:
        return str(self.id)


class Completion(models.Model):
    """An incomplete file whose papers or captures were brought here, sealed once for each time it was asked."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["application", "visit", "day", "at", "by", "epoch", "sequence", "packet"], OPEN
    )

    packet = models.UUIDField(primary_key=True)
    application = models.UUIDField(db_index=True)
    visit = models.UUIDField()
    day = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    epoch = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField()

    class Meta:
        db_table = "station_completion"

    def __str__(self) -> str:
        return str(self.application)
