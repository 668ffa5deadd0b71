"""Why people are called (programme), where and when (campaign), and each day's visit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import CampaignState, VisitState
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, FieldClass


class Programme(models.Model):
    """Eligibility in words stays with those who need it; it is never printed or sent to a station (F2.4)."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["code", "name_ar", "name_fr", "fee_waived", "document_types", "opens", "closes"], OPEN),
        "eligibility": PERSONAL,
        "eligibility_sensitive": OPEN,
    }

    code = models.CharField(max_length=80, primary_key=True)
    name_ar = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    eligibility = models.TextField(blank=True)
    eligibility_sensitive = models.BooleanField(default=False)
    fee_waived = models.BooleanField(default=False)
    document_types = models.JSONField(default=list)
    opens = models.DateField()
    closes = models.DateField(null=True)

    class Meta:
        db_table = "programme"

    def __str__(self) -> str:
        return self.code


class Campaign(models.Model):
    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "id",
            "code",
            "name_ar",
            "name_fr",
            "programme",
            "area",
            "areas",
            "owner_ar",
            "owner_fr",
            "starts",
            "ends",
            "state",
            "state_at",
        ],
        OPEN,
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=80, unique=True)
    name_ar = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    area = models.ForeignKey("places.Place", on_delete=models.PROTECT)
    areas = models.JSONField(default=list)
    """Codes of the places by which its bulletin counts; empty: the largest areas that tell its places apart."""
    owner_ar = models.CharField(max_length=160, blank=True)
    owner_fr = models.CharField(max_length=160, blank=True)
    starts = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=20, default=CampaignState.PLANNED)
    state_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "campaign"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in CampaignState]), name="campaign_state_known"
            ),
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="campaign_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.code


class Visit(models.Model):
    """One station in one locality on one day, to enrol or to deliver."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "campaign", "station", "kind", "place", "day", "expected", "state", "state_at"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT)
    station = models.ForeignKey("stations.Station", on_delete=models.PROTECT)
    kind = models.CharField(max_length=20, choices=[("enrolment", "enrolment"), ("delivery", "delivery")])
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT)
    day = models.DateField()
    expected = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=20, default=VisitState.PLANNED)
    state_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "visit"
        indexes = [models.Index(fields=["campaign", "place", "kind", "day"], name="visit_by_place")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in VisitState]), name="visit_state_known"
            ),
            models.UniqueConstraint(
                fields=["station", "place", "day", "kind"],
                condition=~models.Q(state=VisitState.CANCELLED.value),
                name="visit_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.day}"
