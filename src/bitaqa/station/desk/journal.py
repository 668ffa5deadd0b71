"""The station's own journal: append-only, written in the same transaction as the act, sent in batches.

Ids and codes only: an entry never holds a name. Refuses events that nobody declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from bitaqa.foundation.rules.packet_bodies import StationEntry

from .domain import check_event


def record(
    event: str, *, at: datetime, by: str, subject: UUID | None = None, facts: Mapping[str, Any] | None = None
) -> None:
    """Writes one entry. Raises EventUnknownError."""
    from .models import Entry

    check_event(event)
    Entry.objects.create(event=event, at=at, operator=by, subject=subject, facts=dict(facts or {}))


def record_look(
    *, of: Literal["card", "application"], subjects: Iterable[UUID], purpose: str, by: str, at: datetime
) -> None:
    """One entry for one response that showed people: the ids of what showed them, who looked, the purpose as a code.

    A response that showed nobody leaves no entry.
    """
    shown = list(dict.fromkeys(subjects))
    if shown:
        facts = {"of": of, "purpose": purpose, "others": [str(one) for one in shown[1:]]}
        record("person.looked_at", at=at, by=by, subject=shown[0], facts=facts)


def record_all(event: str, subjects: Iterable[UUID], *, at: datetime, by: str, facts: Mapping[str, Any]) -> None:
    """One entry for each subject, with the same facts. Raises EventUnknownError."""
    from .models import Entry

    check_event(event)
    Entry.objects.bulk_create(
        Entry(event=event, at=at, operator=by, subject=subject, facts=dict(facts)) for subject in subjects
    )


def entries_to_send(limit: int) -> tuple[int, tuple[StationEntry, ...]]:
    """The oldest entries that no packet carries yet, and the number of the last one (0 when there is none)."""
    from .models import Entry, JournalBatch

    done = JournalBatch.objects.order_by("-last").values_list("last", flat=True).first() or 0
    rows = list(Entry.objects.filter(id__gt=done).order_by("id")[:limit])
    entries = tuple(
        StationEntry(event=row.event, at=row.at, operator=row.operator, subject=row.subject, facts=row.facts)
        for row in rows
    )
    return (rows[-1].id if rows else 0), entries


def mark_sent(*, last: int, count: int, packet: UUID, at: datetime) -> None:
    """The entries up to `last` travel in `packet`; in the same transaction as the seal."""
    from .models import JournalBatch

    JournalBatch.objects.create(last=last, count=count, packet=packet, at=at)


def entries_waiting() -> int:
    """How many entries no packet carries yet."""
    from .models import Entry, JournalBatch

    done = JournalBatch.objects.order_by("-last").values_list("last", flat=True).first() or 0
    return Entry.objects.filter(id__gt=done).count()
