"""Questions beside a plan: a day's tour over several douars, who is in which crew, what fewer vehicles would reach."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, FieldClass

from .words import STUDIES


class Study(models.Model):
    """`asked` holds all that the answer is made from, `found` the answer: plain JSON of the kind's own module.

    waiting → searching → ready or refused (`problem`: the error's code and facts). Saving writes a tour into the
    campaign's visits, and makes a roster the one in force.
    """

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id", "campaign", "kind", "state", "asked", "found", "problem", "progress", "stop_asked", "by", "at",
            "found_at", "saved_by", "saved_at",
        ],
        OPEN,
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default="waiting")
    asked = models.JSONField()
    found = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)
    progress = models.FloatField(default=0.0)
    stop_asked = models.BooleanField(default=False)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    found_at = models.DateTimeField(null=True)
    saved_by = models.CharField(max_length=120, blank=True)
    saved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "planning_study"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=list(STUDIES)), name="study_kind_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "searching", "ready", "refused"]), name="study_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(saved_by="", saved_at__isnull=True)
                | (~models.Q(saved_by="") & models.Q(saved_at__isnull=False)),
                name="study_saved_by_and_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
