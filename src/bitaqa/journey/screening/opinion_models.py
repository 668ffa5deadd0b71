"""What one adjudicator said of a case, each time one did: for second opinions, blind ones, and figures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, FieldClass


class Opinion(models.Model):
    """`kind`: `decision` (the first of two, or the only one), `second`, or `blind`: said again of a decided case by
    someone who is not told what was decided. `seconds` is how long the page was open before, where a person used it."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "case", "by", "at", "kind", "says", "person", "seconds"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey("screening.Case", on_delete=models.PROTECT, related_name="opinions")
    by = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    says = models.CharField(max_length=10)
    person = models.UUIDField(null=True)
    seconds = models.IntegerField(null=True)

    class Meta:
        db_table = "screening_opinion"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["decision", "second", "blind"]), name="opinion_kind_known"),
            models.CheckConstraint(
                condition=Q(says__in=["same", "different", "return", "refuse", "refer"]), name="opinion_says_known"
            ),
            models.UniqueConstraint(fields=["case", "by"], condition=Q(kind="blind"), name="opinion_blind_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.says}"
