"""A batch is stopped before it is made, let go again, or parted in two: whatever was approved for it stays exact.

A batch held is passed over by its workers and signs nothing. Splitting gives the orders from one page on to a new batch
with its own number, lease and approval, their blanks and document numbers with them; the old approval loses as many
signatures. Each act says why and by whom. Refuses: batches that are made or closed, and splits that leave one empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.jobs.door import enqueue
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.backbone.vault.door import approve_signing, lessen_signing
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import OrderState
from bitaqa.records.persons.door import take_number_positions

from .. import policy
from ..errors import BatchUnknownError, ReasonUnknownError
from ..holding_errors import BatchMadeError, SplitLeavesNothingError
from ..leases import next_token
from ..models import Batch, Blank, Order, PersonaliseItem


class HoldReason(StrEnum):
    """Why a batch waits; the code goes to the journal."""

    MACHINE = "machine"
    SUPPLIES = "supplies"
    DATA = "data"
    INSPECTION = "inspection"
    OTHER = "other"


def hold_batch(batch: UUID, *, by: str, at: datetime, because: str) -> bool:
    """Nothing of it is signed or made until it is resumed; False when it was held already.

    Raises BatchUnknownError, BatchMadeError, ReasonUnknownError.
    """
    if because not in set(HoldReason):
        raise ReasonUnknownError(reason=because)
    with transaction.atomic():
        row = _unmade(batch)
        if row.held_at is not None:
            return False
        row.held_at, row.held_by, row.held_because = at, by, because
        row.save(update_fields=["held_at", "held_by", "held_because"])
        _tell("batch.held", row, by=by, at=at, because=because)
    return True


def resume_batch(batch: UUID, *, by: str, at: datetime) -> bool:
    """Lets a held batch go on, under a lease that begins now; False when it was not held. Raises as `hold_batch`."""
    with transaction.atomic():
        row = _unmade(batch)
        if row.held_at is None:
            return False
        row.held_at, row.held_by, row.held_because = None, "", ""
        row.lease_until = at + policy.floor_policy().lease
        row.save(update_fields=["held_at", "held_by", "held_because", "lease_until"])
        _tell("batch.resumed", row, by=by, at=at)
        if row.released_at is not None:
            enqueue(PersonaliseItem, [batch], again=True)
    return True


def split_batch(batch: UUID, *, first: int, by: str, at: datetime) -> UUID:
    """The orders from page `first` on go into a new batch, released or held as the old one is; its id.

    Raises BatchUnknownError, BatchMadeError, SplitLeavesNothingError.
    """
    with transaction.atomic():
        row = _unmade(batch)
        orders = list(
            Order.objects.select_for_update().filter(batch=row, state=OrderState.IN_BATCH).order_by("page", "id")
        )
        going = [order for order in orders if order.page >= first]
        if not going or len(going) == len(orders):
            raise SplitLeavesNothingError(pages=len(orders))
        other = Batch.objects.create(
            code=f"{row.issuing_centre[:3].upper()}-{take_number_positions(f'batch:{row.issuing_centre}', 1) + 1:06d}",
            issuing_centre=row.issuing_centre,
            document_type=row.document_type,
            type_version=row.type_version,
            shift=row.shift,
            formed_at=at,
            lease_token=next_token(),
            lease_until=at + policy.floor_policy().lease,
            released_at=row.released_at,
            released_by=row.released_by,
            held_at=row.held_at,
            held_by=row.held_by,
            held_because=row.held_because,
            split_from=row,
        )
        Blank.objects.filter(batch=row, order__in=[order.id for order in going]).update(batch=other)
        for page, order in enumerate(going, start=1):
            order.batch, order.page = other, page
        Order.objects.bulk_update(going, ["batch", "page"])
        if row.released_at is not None:
            lessen_signing(row.id, len(going), by=by, at=at, because="split")
            approve_signing(other.id, len(going), by=by, at=at, because="split")
            enqueue(PersonaliseItem, [other.id])
        _tell("batch.split", row, by=by, at=at, facts={"into": other.code, "orders": len(going)})
    return other.id


def _unmade(batch: UUID) -> Batch:
    row = Batch.objects.select_for_update().filter(pk=batch).first()
    if row is None:
        raise BatchUnknownError()
    if row.personalised_at is not None or row.closed_at is not None:
        raise BatchMadeError(batch=row.code)
    return row


def _tell(
    event: str, row: Batch, *, by: str, at: datetime, because: str = "", facts: Mapping[str, Any] | None = None
) -> None:
    told = {"batch": row.code, "issuing_centre": row.issuing_centre, **(facts or {})}
    record(
        [
            Entry(
                event=event,
                subject_kind="batch",
                subject=row.id,
                acted_at=at,
                actor=by,
                act=new_id(),
                because=because,
                facts=told,
            )
        ]
    )
