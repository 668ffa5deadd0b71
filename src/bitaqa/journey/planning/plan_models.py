"""People expected at places of a campaign, and plans made for it: asked for, searched, changed by hand, published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, FieldClass

from .words import CONFIDENCE, DAY_KINDS, PEOPLE, REQUEST_KINDS


class Demand(models.Model):
    """How many people of a class may come at a place, and who said so."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "campaign", "place", "people_class", "kind", "people", "source", "confidence", "at"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT)
    people_class = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, blank=True)
    """Of what they will ask for (`words.REQUEST_KINDS`); empty when whoever counted did not say."""
    people = models.PositiveIntegerField()
    source = models.CharField(max_length=120, blank=True)
    confidence = models.CharField(max_length=12, default="counted")
    """How the number is known: a code of `words.CONFIDENCE`."""
    at = models.DateTimeField()

    class Meta:
        db_table = "planning_demand"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "place", "people_class", "kind"], name="demand_once"),
            models.CheckConstraint(condition=models.Q(people_class__in=list(PEOPLE)), name="demand_class_known"),
            models.CheckConstraint(condition=models.Q(kind__in=["", *REQUEST_KINDS]), name="demand_kind_known"),
            models.CheckConstraint(condition=models.Q(confidence__in=list(CONFIDENCE)), name="demand_confidence_known"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.people_class}"


class DayNote(models.Model):
    """A day on which fewer people come or nobody works: a holiday, a market elsewhere, a place that is closed.

    Without a place it holds everywhere. `share` is the part of the crews' minutes in which people come.
    """

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "campaign", "place", "day", "kind", "share", "at"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT)
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT)
    day = models.DateField()
    kind = models.CharField(max_length=12)
    share = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        db_table = "planning_day_note"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "place", "day"], nulls_distinct=False, name="day_note_once"),
            models.CheckConstraint(condition=models.Q(share__gte=0, share__lte=1), name="day_note_share"),
            models.CheckConstraint(condition=models.Q(kind__in=list(DAY_KINDS)), name="day_note_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id or ''} {self.day}"


class PlanDraft(models.Model):
    """`asked` holds everything the plan was made from, so that it can be judged again whatever changed since.

    `plan` is a table [vehicle][day] of places by index (the last index is the depot), `earlier` the
    tables before each change.
    """

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id", "campaign", "state", "asked", "plan", "earlier", "progress", "worth", "figures", "stop_asked",
            "bound", "bound_final", "pinned", "follows", "by", "at", "found_at", "changed_by", "proposed_by",
            "proposed_at", "declined_because", "published_by", "published_at",
        ],
        OPEN,
    )  # fmt: skip
    STATES = ("waiting", "searching", "ready", "proposed", "published")

    id = models.UUIDField(primary_key=True, default=new_id)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT)
    state = models.CharField(max_length=12, default="waiting")
    asked = models.JSONField()
    plan = models.JSONField(default=list)
    earlier = models.JSONField(default=list)
    progress = models.FloatField(default=0.0)
    worth = models.FloatField(default=0.0)
    bound = models.FloatField(null=True)
    """Points that no plan of this campaign exceeds, as far as it is known; `bound_final` when it is the proven one of
    the linear programme."""
    bound_final = models.BooleanField(default=False)
    figures = models.JSONField(default=dict)
    """People enrolled, cards handed over and kilometres, to lay plans side by side."""
    pinned = models.JSONField(default=list)
    """[vehicle, day] pairs that a search from this plan keeps."""
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    stop_asked = models.BooleanField(default=False)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    found_at = models.DateTimeField(null=True)
    changed_by = models.JSONField(default=list)
    """Who moved days of it by hand: none of them approves it."""
    proposed_by = models.CharField(max_length=120, blank=True)
    proposed_at = models.DateTimeField(null=True)
    declined_because = models.CharField(max_length=200, blank=True)
    published_by = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "planning_draft"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "searching", "ready", "proposed", "published"]),
                name="draft_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="published", published_at__isnull=False)
                | (~models.Q(state="published") & models.Q(published_at__isnull=True)),
                name="draft_published_when",
            ),
            models.CheckConstraint(
                condition=models.Q(proposed_by="", proposed_at__isnull=True)
                | (~models.Q(proposed_by="") & models.Q(proposed_at__isnull=False)),
                name="draft_proposed_by_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(proposed_by="") | ~models.Q(proposed_by=models.F("published_by")),
                name="draft_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PlanRevision(models.Model):
    """What was announced of a campaign, by number: the visits as they stood, so that papers say what changed since.

    `visits` holds rows of station, place, day, kind, people expected, and whether only renewals are announced.
    """

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "campaign", "number", "plan", "visits", "by", "approved_by", "at"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    plan = models.OneToOneField(PlanDraft, null=True, on_delete=models.PROTECT)
    visits = models.JSONField()
    by = models.CharField(max_length=120)
    approved_by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "planning_revision"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="revision_number_once"),
            models.CheckConstraint(
                condition=models.Q(number=1) | models.Q(approved_by="") | ~models.Q(by=models.F("approved_by")),
                name="revision_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.number}"
