"""Finger templates the register holds, what engines were asked about them, and the work tables of both.

No template lies in a table: `container` leads to the sealed bytes in the vault, under a key of their own.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bitaqa.backbone.accounts.door import Proposal
from bitaqa.backbone.jobs.door import WorkItem
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import BIOMETRIC, OPEN, FieldClass


class FingerSet(models.Model):
    """The templates of one application, pending or approved. Whose they are, the application says."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["application", "kept_at", "erased_at"], OPEN),
        "container": BIOMETRIC,
    }

    application = models.UUIDField(primary_key=True)
    container = models.UUIDField(null=True)
    kept_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "screening_finger_set"
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | Q(container__isnull=False), name="finger_set_leads_to_templates"
            )
        ]

    def __str__(self) -> str:
        return str(self.application)


class Identification(models.Model):
    """One engine asked once who has these fingers. `found` holds entries and scores, never a template."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            ("id", "request", "application", "engine", "asked_at", "answered_at", "failure", "gallery", "target_fpir"),
            OPEN,
        ),
        "found": BIOMETRIC,
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    request = models.UUIDField(unique=True, default=new_id)
    """What the answer names; a new one each time the engine is asked."""
    application = models.UUIDField()
    engine = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=40, blank=True)
    gallery = models.BigIntegerField(default=0)
    target_fpir = models.FloatField(default=0)
    found = models.JSONField(default=list)

    class Meta:
        db_table = "screening_identification"
        indexes = [
            models.Index(fields=["engine", "asked_at"], condition=Q(answered_at=None), name="identification_waiting")
        ]
        constraints = [
            models.UniqueConstraint(fields=["application", "engine"], name="identification_once"),
        ]

    def __str__(self) -> str:
        return f"{self.engine} {self.application}"


class FingerItem(WorkItem):
    """An application whose fingers are to be kept and searched before it is screened."""

    STEP: ClassVar[str] = "fingers"
    SUBJECT_KIND: ClassVar[str] = "application"

    class Meta(WorkItem.Meta):
        db_table = "screening_finger_item"
        abstract = False


class FingerErasureItem(WorkItem):
    """An application whose templates are gone from the vault and have still to leave every engine."""

    STEP: ClassVar[str] = "fingers-erasure"
    SUBJECT_KIND: ClassVar[str] = "application"

    class Meta(WorkItem.Meta):
        db_table = "screening_finger_erasure_item"
        abstract = False


class FingerErasure(Proposal):
    """Two people who end one person's templates: asked for by one, confirmed or declined by another.

    `files`: the applications whose templates were destroyed; the proof stands in the journal."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **Proposal.FIELD_CLASSES,
        **dict.fromkeys(["person", "because", "files"], OPEN),
    }

    person = models.UUIDField()
    because = models.CharField(max_length=40)
    files = models.JSONField(default=list)

    class Meta:
        db_table = "screening_finger_erasure"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(outcome=""), name="finger_erasure_one_open"),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None, outcome="")
                | Q(settled_by__isnull=False, settled_at__isnull=False, outcome__in=["erased", "declined"]),
                name="finger_erasure_settlement_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="erased") | ~Q(proposed_by=models.F("settled_by")),
                name="finger_erasure_by_two_people",
            ),
        ]
