"""Items set aside: told in the journal, listed for people, tried again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone import clock
from bitaqa.backbone.journal import door as journal
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id

from .models import WorkItem
from .reasons import next_step, sentence
from .steps import STEPS, wake


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideItem:
    """An item that waits for a person, with the reason in the reader's language."""

    step: str
    subject_kind: str
    subject: UUID
    code: str
    reason: str
    next_step: str
    attempts: int
    enqueued_at: datetime


def work_tables() -> Iterator[type[WorkItem]]:
    """Every work table of the program."""
    from django.apps import apps

    for model in apps.get_models():
        if issubclass(model, WorkItem):
            yield model


def items_set_aside(table: type[WorkItem], *, limit: int = 200) -> list[SetAsideItem]:
    """The items of one work table that wait for a person, oldest first."""
    rows = table._default_manager.filter(state="set_aside").order_by("enqueued_at")[:limit]
    return [
        SetAsideItem(
            step=table.STEP,
            subject_kind=table.SUBJECT_KIND,
            subject=row.subject,
            code=row.last_error_code,
            reason=sentence(row.last_error_code, row.reason),
            next_step=next_step(row.last_error_code, row.reason),
            attempts=row.attempts,
            enqueued_at=row.enqueued_at,
        )
        for row in rows
    ]


def subjects_set_aside(table: type[WorkItem]) -> list[UUID]:
    """All of them, however many."""
    return list(table._default_manager.filter(state="set_aside").values_list("subject", flat=True))


def work_counts(table: type[WorkItem]) -> dict[str, int]:
    """How many items of the table are waiting, set aside and done."""
    from django.db.models import Count

    found = dict(table._default_manager.values_list("state").annotate(n=Count("subject")))
    return {state: found.get(state, 0) for state in ("waiting", "set_aside", "done")}


def retry_set_aside(table: type[WorkItem], subjects: Sequence[UUID], *, by: str, because: str = "") -> int:
    """Lets set-aside items wait for their step again, attempts forgotten. Returns how many were aside."""
    with transaction.atomic():
        rows = table._default_manager.select_for_update().filter(subject__in=list(subjects), state="set_aside")
        chosen = [row.subject for row in rows]
        table._default_manager.filter(subject__in=chosen).update(
            state="waiting", attempts=0, ready_at=datetime.now(UTC), claim=None, claimed_until=None
        )
        _tell("work.retried", table, dict.fromkeys(chosen, ""), by=by, because=because)
        if chosen and table.STEP in STEPS:
            wake(table.STEP)
    return len(chosen)


def record_set_aside(table: type[WorkItem], verdicts: Mapping[UUID, BitaqaError]) -> None:
    """One `work.set_aside` entry per item, with the error's code and no fact of it: facts may be personal."""
    codes = {subject: error.code for subject, error in verdicts.items()}
    _tell("work.set_aside", table, codes, by=f"worker:{table.STEP}", because="")


def _tell(event: str, table: type[WorkItem], codes: Mapping[UUID, str], *, by: str, because: str) -> None:
    at, act = clock.now(), new_id()
    journal.record(list(_entries(event, table, codes.items(), by=by, because=because, at=at, act=act)))


def _entries(
    event: str,
    table: type[WorkItem],
    codes: Iterable[tuple[UUID, str]],
    *,
    by: str,
    because: str,
    at: datetime,
    act: UUID,
) -> Iterator[journal.Entry]:
    for subject, code in codes:
        yield journal.Entry(
            event=event,
            subject_kind=table.SUBJECT_KIND,
            subject=subject,
            acted_at=at,
            actor=by,
            act=act,
            because=because or code,
            facts={"step": table.STEP},
        )
