"""Tables of the journal. Written by the journal alone; every one but Personal, Awaiting and PlayedClock is append-only.

Entry rows refuse UPDATE, DELETE and TRUNCATE by trigger, and the program's database role does not even hold these
rights (migration 0001). Values that say something about a person stand in Personal, where they can be erased;
the entry keeps their salted hash, so that erasing them does not break the tree.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from bitaqa.foundation.rules.fields import FieldClass

OPEN, PERSONAL, SECRET = FieldClass.OPEN, FieldClass.PERSONAL, FieldClass.SECRET


class JournalEntry(models.Model):
    """One act upon one subject (or one look at several)."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        (
            "id", "act", "event", "subject_kind", "subject", "others", "actor", "because", "place", "campaign",
            "station", "kind", "day", "facts", "personal_digests", "acted_at", "recorded_at",
        ),
        OPEN,
    )  # fmt: skip

    id = models.UUIDField(primary_key=True)
    act = models.UUIDField()
    event = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    others = ArrayField(models.UUIDField(), default=list)
    actor = models.CharField(max_length=120)
    because = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=60, blank=True)
    campaign = models.UUIDField(null=True)
    station = models.UUIDField(null=True)
    kind = models.CharField(max_length=40, blank=True)
    day = models.DateField(null=True)
    facts = models.JSONField(default=dict)
    personal_digests = models.JSONField(default=dict)
    acted_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "journal_entry"
        indexes = [
            models.Index(fields=["event", "campaign", "subject", "acted_at"], name="journal_entry_counts"),
            models.Index(fields=["subject", "id"], name="journal_entry_subject"),
            models.Index(fields=["actor", "id"], name="journal_entry_actor"),
            models.Index(fields=["recorded_at", "id"], name="journal_entry_recorded"),
            models.Index(fields=["act"], name="journal_entry_act"),
            GinIndex(fields=["others"], name="journal_entry_others", condition=~models.Q(others=[])),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject}"


class JournalPersonal(models.Model):
    """A personal value told with an entry. Deleting the row erases it; its salted hash stays in the entry."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "id": OPEN, "entry": OPEN, "name": OPEN, "value": PERSONAL, "salt": SECRET,
    }  # fmt: skip

    entry = models.ForeignKey(
        JournalEntry, on_delete=models.PROTECT, related_name="personal_values", db_constraint=False
    )
    name = models.CharField(max_length=60)
    value = models.TextField()
    salt = models.BinaryField()

    class Meta:
        db_table = "journal_personal"
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="journal_personal_once")]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.name}"


class AwaitingLeaf(models.Model):
    """An entry written with its act and not yet in the tree. The sequencer deletes the row when it gives it a leaf.

    A row appears when its transaction commits, however late; so nothing is skipped (docs/adr/0003-journal.md).
    """

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {"entry": OPEN}

    entry = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "journal_awaiting_leaf"

    def __str__(self) -> str:
        return str(self.entry)


class JournalLeaf(models.Model):
    """The place of an entry in the tree: indexes run 0, 1, 2 … without a gap."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {"index": OPEN, "entry": OPEN, "hash": OPEN}

    index = models.BigIntegerField(primary_key=True)
    entry = models.UUIDField(unique=True)
    hash = models.BinaryField()

    class Meta:
        db_table = "journal_leaf"

    def __str__(self) -> str:
        return str(self.index)


class JournalNode(models.Model):
    """The hash of a perfect subtree: level l, position p covers leaves [p·2^l, (p+1)·2^l); level 0 is JournalLeaf."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {"pk": OPEN, "level": OPEN, "position": OPEN, "hash": OPEN}

    pk = models.CompositePrimaryKey("level", "position")
    level = models.SmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "journal_node"
        constraints = [models.CheckConstraint(condition=models.Q(level__gte=1), name="journal_node_above_leaves")]

    def __str__(self) -> str:
        return f"{self.level}/{self.position}"


class JournalCheckpoint(models.Model):
    """A signed statement: the first `size` leaves hash to `root`; `lag` entries waited, the oldest for so long."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ("size", "root", "at", "lag", "lag_seconds", "key", "signature"), OPEN
    )

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    at = models.DateTimeField()
    lag = models.IntegerField()
    lag_seconds = models.IntegerField()
    key = models.CharField(max_length=80)
    signature = models.BinaryField()

    class Meta:
        db_table = "journal_checkpoint"

    def __str__(self) -> str:
        return str(self.size)


class PlayedClock(models.Model):
    """The one row a scenario's clock is read from (bitaqa.backbone.clock)."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(("id", "at", "running", "set_on"), OPEN)

    id = models.SmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
    running = models.BooleanField(default=False)
    set_on = models.DateTimeField()

    class Meta:
        db_table = "journal_played_clock"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="journal_played_clock_is_one")]

    def __str__(self) -> str:
        return self.at.isoformat()
