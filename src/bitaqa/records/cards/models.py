"""Cards: where each one is, who keeps it, for which hand-over visit it waits."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import CardState
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, FieldClass


class Card(models.Model):
    """`keeper` reads `centre:rabat`, `consignment:<code>`, `station:<id>/<operator>` or `holder`."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            [
                "id",
                "document",
                "person",
                "application",
                "blank",
                "kind",
                "campaign",
                "visit",
                "position",
                "place",
                "keeper",
                "consignment",
                "box",
                "state",
                "state_at",
                "made_at",
                "stopped",
            ],
            OPEN,
        ),
        "number": PERSONAL,
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    document = models.OneToOneField("documents.Document", on_delete=models.PROTECT)
    number = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey("persons.Person", on_delete=models.PROTECT)
    application = models.UUIDField(null=True, db_index=True)
    kind = models.CharField(max_length=20, blank=True)
    campaign = models.UUIDField(null=True)
    blank = models.CharField(max_length=40, blank=True)
    visit = models.UUIDField(null=True, db_index=True)
    position = models.PositiveIntegerField(default=0)
    place = models.CharField(max_length=80, null=True)
    keeper = models.CharField(max_length=120)
    consignment = models.UUIDField(null=True, db_index=True)
    box = models.CharField(max_length=40, blank=True)
    """The number printed in the box of that consignment: what people call it by."""
    stopped = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20, default=CardState.MADE)
    state_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "card"
        indexes = [models.Index(fields=["state", "visit"], name="card_by_state")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=[s.value for s in CardState]), name="card_state_known"),
            models.UniqueConstraint(fields=["blank"], condition=~models.Q(blank=""), name="card_one_blank"),
        ]

    def __str__(self) -> str:
        return str(self.id)
