"""What the register remembers of files loaded into it: how far each has come, and rows that wait to be corrected."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, FieldClass


class RegisterImport(models.Model):
    """One file, known by its hash; `next_row` is the checkpoint a load resumes from."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(
            [
                "id",
                "sha256",
                "dates",
                "rows",
                "next_row",
                "loaded",
                "known",
                "aside",
                "state",
                "by",
                "at",
                "finished_at",
                "file",
            ],
            OPEN,
        ),
        "name": PERSONAL,
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    dates = models.CharField(max_length=3, default="iso")
    rows = models.PositiveIntegerField()
    next_row = models.PositiveIntegerField(default=1)
    loaded = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    aside = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default="previewed")
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    file = models.UUIDField(null=True)
    """The vault's container of a file that came through the screen; its keys are destroyed once it is loaded."""

    class Meta:
        db_table = "register_import"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["previewed", "loading", "done"]), name="import_state_known"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(rows=F("loaded") + F("known") + F("aside")), name="import_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class ImportProblem(models.Model):
    """A row set aside, whole, with its reasons."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["id", "register_import", "row", "reasons"], OPEN),
        "values": PERSONAL,
    }

    id = models.BigAutoField(primary_key=True)
    register_import = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField()
    reasons = models.JSONField()
    """`[{"code", "facts"}]`; facts name columns, never what stands in them."""
    values = models.JSONField()

    class Meta:
        db_table = "register_import_problem"
        constraints = [models.UniqueConstraint(fields=["register_import", "row"], name="import_problem_once")]

    def __str__(self) -> str:
        return f"{self.row}"
