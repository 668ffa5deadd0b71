"""The shape of a work table: one row per subject a step has to move; the row is the queue.

Each verb owns its own: `class ScreeningItem(WorkItem): STEP = "screening"` and its migration. Columns a subclass
adds must be nullable or have a database default, since `enqueue` knows only those below.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bitaqa.foundation.rules.fields import FieldClass


class WorkState(models.TextChoices):
    """Waiting (perhaps claimed), set aside with a reason, or done."""

    WAITING = "waiting"
    SET_ASIDE = "set_aside"
    DONE = "done"


class WorkItem(models.Model):
    """One subject waiting for one step. All instants are the machine's: leases never follow a played clock."""

    STEP: ClassVar[str] = ""
    """The step that moves these items; set by every subclass."""
    LEASE_SECONDS: ClassVar[int] = 120
    """After that a claim is void even if its worker lives; a dead worker's claim is void at once."""
    SUBJECT_KIND: ClassVar[str] = "work"

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "subject": FieldClass.OPEN,
        "state": FieldClass.OPEN,
        "rank": FieldClass.OPEN,
        "attempts": FieldClass.OPEN,
        "enqueued_at": FieldClass.OPEN,
        "ready_at": FieldClass.OPEN,
        "claim": FieldClass.OPEN,
        "claimed_until": FieldClass.OPEN,
        "last_error_code": FieldClass.OPEN,
        "reason": FieldClass.PERSONAL,
    }

    subject = models.UUIDField(primary_key=True)
    state = models.CharField(max_length=12, choices=WorkState.choices, default=WorkState.WAITING)
    rank = models.SmallIntegerField(default=0)
    """Lower goes first; 0 is ordinary."""
    attempts = models.SmallIntegerField(default=0)
    enqueued_at = models.DateTimeField()
    ready_at = models.DateTimeField()
    claim = models.BigIntegerField(null=True)
    """The fencing token of the worker that has the item, and the advisory lock it holds while alive."""
    claimed_until = models.DateTimeField(null=True)
    last_error_code = models.CharField(max_length=80, blank=True)
    reason = models.JSONField(default=dict)
    """The facts of the last error, for its sentence in the reader's language."""

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["state", "rank", "enqueued_at"]), models.Index(fields=["state", "attempts"])]

    def __str__(self) -> str:
        return f"{self.STEP} {self.subject}"


WORK_FIELDS = WorkItem.FIELD_CLASSES
