"""Proposals to erase, and what became of them: the proof that two people decided, and about what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bitaqa.backbone.accounts.door import Proposal
from bitaqa.foundation.rules.fields import OPEN, FieldClass

from .domain import What


class Erasure(Proposal):
    """A list of files or persons whose days of keeping are over. One is open at a time per kind."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **Proposal.FIELD_CLASSES,
        **dict.fromkeys(["what", "subjects", "files"], OPEN),
    }

    what = models.CharField(max_length=10)
    subjects = models.JSONField()
    """Ids, as text: they name nobody."""
    files = models.PositiveIntegerField(default=0)
    """How many files were emptied in the end."""

    class Meta:
        db_table = "erasure"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=[each.value for each in What]), name="erasure_of_what"),
            models.UniqueConstraint(fields=["what"], condition=Q(outcome=""), name="erasure_one_open"),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True, settled_at__isnull=True, outcome="")
                | (Q(settled_by__isnull=False, settled_at__isnull=False) & Q(outcome__in=["erased", "declined"])),
                name="erasure_settlement_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="erased") | ~Q(proposed_by=F("settled_by")), name="erasure_by_two_people"
            ),
        ]
