"""Files of places as they were brought: looked at on a page, then loaded once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, FieldClass


class PlacesFile(models.Model):
    """`data` is the file's bytes; what it would do is computed against the registry when it is looked at."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "name", "source", "data", "by", "at", "loaded_at", "loaded"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=120)
    data = models.BinaryField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    loaded_at = models.DateTimeField(null=True)
    loaded = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "places_file"

    def __str__(self) -> str:
        return self.name
