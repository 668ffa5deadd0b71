"""People expected at places of a campaign, and plans made for it: asked for, searched, changed by hand, published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, FieldClass

from .words import PEOPLE


class Demand(models.Model):
    """How many people of a class may come at a place, and who said so."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "campaign", "place", "people_class", "people", "source", "at"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT)
    people_class = models.CharField(max_length=20)
    people = models.PositiveIntegerField()
    source = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "planning_demand"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "place", "people_class"], name="demand_once"),
            models.CheckConstraint(condition=models.Q(people_class__in=list(PEOPLE)), name="demand_class_known"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.people_class}"


class PlanDraft(models.Model):
    """`asked` holds everything the plan was made from, so that it can be judged again whatever changed since.

    `plan` is a table [vehicle][day] of places by index (the last index is the depot), `earlier` the
    tables before each change.
    """

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id", "campaign", "state", "asked", "plan", "earlier", "progress", "worth", "stop_asked", "pinned",
            "follows", "by", "at", "found_at", "published_by", "published_at",
        ],
        OPEN,
    )  # fmt: skip
    STATES = ("waiting", "searching", "ready", "published")

    id = models.UUIDField(primary_key=True, default=new_id)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT)
    state = models.CharField(max_length=12, default="waiting")
    asked = models.JSONField()
    plan = models.JSONField(default=list)
    earlier = models.JSONField(default=list)
    progress = models.FloatField(default=0.0)
    worth = models.FloatField(default=0.0)
    pinned = models.JSONField(default=list)
    """[vehicle, day] pairs that a search from this plan keeps."""
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    stop_asked = models.BooleanField(default=False)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    found_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "planning_draft"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "searching", "ready", "published"]), name="draft_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="published", published_at__isnull=False)
                | (~models.Q(state="published") & models.Q(published_at__isnull=True)),
                name="draft_published_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
