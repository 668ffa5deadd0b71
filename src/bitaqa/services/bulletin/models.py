"""Bulletins as they were built at one position of the journal, each published by a second person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, FieldClass

from .domain import BulletinState


class Bulletin(models.Model):
    """`body` is what `texts.body_of` wrote; `restated_by` is a later published one whose figures differ."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id", "campaign", "since", "until", "position", "waiting", "as_at", "body", "state", "drafted_by",
            "drafted_at", "published_by", "published_at", "restated_by",
        ],
        OPEN,
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id)
    campaign = models.UUIDField(null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    position = models.BigIntegerField()
    waiting = models.IntegerField(default=0)
    as_at = models.DateTimeField()
    body = models.JSONField()
    state = models.CharField(max_length=12, default=BulletinState.DRAFT)
    drafted_by = models.UUIDField()
    drafted_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    restated_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "bulletin"
        indexes = [models.Index(fields=["campaign", "-drafted_at"], name="bulletin_by_campaign")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in BulletinState]), name="bulletin_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_by=None, published_at=None)
                | Q(state="published", published_by__isnull=False, published_at__isnull=False),
                name="bulletin_publication_whole",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("drafted_by")), name="bulletin_needs_two_people"
            ),
            models.CheckConstraint(
                condition=Q(campaign__isnull=False, since=None, until=None)
                | Q(campaign=None, since__isnull=False, until__isnull=False, until__gte=F("since")),
                name="bulletin_campaign_or_period",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
