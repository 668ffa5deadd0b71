"""The tree of places. A place is known by a stable code; names change, codes do not."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from bitaqa.foundation.rules.fields import OPEN, FieldClass

from .import_models import PlacesFile as PlacesFile


class Place(models.Model):
    """A place with both names, its aliases, and where the knowledge comes from."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        [
            "code",
            "kind",
            "name_ar",
            "name_fr",
            "within",
            "aliases",
            "latitude",
            "longitude",
            "provenance",
            "confidence",
            "search_keys",
            "search_text",
        ],
        OPEN,
    )

    code = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=20)
    name_ar = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    within = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="inside")
    aliases = models.JSONField(default=list)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    provenance = models.CharField(max_length=120, blank=True)
    confidence = models.CharField(max_length=20, default="entered")

    search_keys = ArrayField(models.IntegerField(), default=list)
    search_text = models.TextField(default="")
    """All its names in normal form, between bars; with the keys, computed when the place is saved (`finding`)."""

    class Meta:
        db_table = "place"
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["search_keys"], name="place_search_keys", fastupdate=False)
        ]

    def __str__(self) -> str:
        return self.code
