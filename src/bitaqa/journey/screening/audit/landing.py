"""The audit's list reaches the bench: pairs wait for an adjudicator, who proposes a joining or says "two people".

A pair is landed once, whatever later audits say of it; a pair said to be two people does not come back. Pairs whose
entries lead to one person already are left out. Nothing is joined here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from bitaqa.backbone.accounts.door import EVERYWHERE, Permission, User, actor_of, check_can
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.persons import Identity
from bitaqa.records.persons import door as persons

from ..errors import AuditPairUnknownError
from ..models import AuditPair, AuditRun
from .describing import described
from .weighing_all import MOST_PAIRS, Audit, audited, table_of

LANDED: int = 5_000
"""The most that one audit brings to the bench; the surest first."""


def audit_register(
    *, by: str, at: datetime, most_pairs: int = MOST_PAIRS, folder: str = "", told: Callable[[str], object] = print
) -> AuditRun:
    """Reads every entry of the register, weighs, and lands the list. Raises TooManyPairsError."""
    rows = list(_every_person())
    found = audited(table_of(rows), most_pairs=most_pairs, folder=folder, told=told)
    return land(found, by=by, at=at)


def _every_person() -> Iterator[tuple[object, ...]]:
    """Described entries that lead to nobody else and were not erased."""
    for id_, identity in persons.every_identity():
        yield described(str(id_), Identity.model_validate(identity))


@transaction.atomic
def land(found: Audit, *, by: str, at: datetime) -> AuditRun:
    """Keeps the run with its figures and its pairs that were never landed before. A fixed number of round trips."""
    run = AuditRun.objects.create(
        at=at, records=found.records, blocked=found.blocked, listed=len(found.pairs),
        histogram={str(low): count for low, count in found.histogram.items()},
        seconds=round(sum(found.seconds.values()), 1),
    )  # fmt: skip
    rows = []
    for pair in found.pairs[:LANDED]:
        one, other = sorted((UUID(pair.one), UUID(pair.other)))
        rows.append(AuditPair(run=run, one=one, other=other, weight=round(pair.weight, 1), levels=pair.levels))
    AuditPair.objects.bulk_create(rows, ignore_conflicts=True)
    landed = AuditPair.objects.filter(run=run).count()
    AuditRun.objects.filter(pk=run.pk).update(landed=landed)
    run.landed = landed
    record(
        [
            Entry(
                event="register.audited", subject_kind="register", subject=run.id, acted_at=at, actor=by, act=new_id(),
                facts={"records": found.records, "listed": len(found.pairs), "landed": landed},
            )
        ]
    )  # fmt: skip
    return run


def pairs_waiting(limit: int = 200) -> list[AuditPair]:
    """The surest first; entries that lead to one person since are not shown."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pair.id FROM screening_audit_pair pair JOIN person one ON one.id = pair.one "
            "JOIN person other ON other.id = pair.other "
            "WHERE pair.settled_at IS NULL AND one.merged_into_id IS NULL AND other.merged_into_id IS NULL "
            "AND one.erased_at IS NULL AND other.erased_at IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM screening_join WHERE outcome = '' AND (alias, \"into\") IN "
            "((pair.one, pair.other), (pair.other, pair.one))) "
            "ORDER BY pair.weight DESC, pair.id LIMIT %s",
            [limit],
        )
        ids = [row[0] for row in cursor.fetchall()]
    found = AuditPair.objects.in_bulk(ids)
    return [found[id_] for id_ in ids]


def get_pair(pair: UUID) -> AuditPair:
    """Raises AuditPairUnknownError."""
    row = AuditPair.objects.filter(pk=pair, settled_at=None).first()
    if row is None:
        raise AuditPairUnknownError()
    return row


@transaction.atomic
def say_two_people(*, pair: UUID, by: User, at: datetime) -> None:
    """Not one person: the pair does not come back. Raises NotPermittedError, AuditPairUnknownError."""
    check_can(by, Permission.ADJUDICATE, scope=EVERYWHERE)
    row = AuditPair.objects.select_for_update().filter(pk=pair, settled_at=None).first()
    if row is None:
        raise AuditPairUnknownError()
    row.settled_by, row.settled_at = by.pk, at
    row.save(update_fields=["settled_by", "settled_at"])
    record(
        [
            Entry(
                event="person.told_apart", subject_kind="person", subject=row.one, acted_at=at, actor=actor_of(by),
                act=new_id(), because="audit", facts={"from": row.other},
            )
        ]
    )  # fmt: skip


def latest_run() -> AuditRun | None:
    return AuditRun.objects.order_by("-at", "-id").first()
