"""Orders join batches: of one issuing centre, one document type and version, highest rank first, fifty at most.

Each order gets its document number and its numbered blank here, in one short transaction, so that printing afterwards
holds no lock that others wait for. No blank, no batch: the queue waits, visibly, for a delivery. Forming a batch
releases it, unless the country pack wants a person to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, F, Min

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import OrderState
from bitaqa.records.documents import door as documents
from bitaqa.records.persons.door import take_number_positions

from .. import policy
from ..domain import BlankState, document_numbers, get_centre, number_series, shift_of
from ..errors import NoBlanksError
from ..leases import next_token
from ..models import Batch, Blank, Order
from ..moving import move_orders
from .make_chips import line_policy, release_batch

STOCK = (BlankState.RECEIVED, BlankState.RETURNED)


@dataclass(frozen=True, slots=True)
class Queue:
    """Orders that may share a batch."""

    centre: str
    document_type: str
    version: str
    waiting: int
    since: datetime


def queues(centre: str | None = None) -> list[Queue]:
    """What waits for a batch, by issuing centre and document type; one round trip."""
    rows = Order.objects.filter(state=OrderState.ASSIGNED, problem="")
    if centre is not None:
        rows = rows.filter(issuing_centre=centre)
    grouped = rows.values("issuing_centre", "document_type", "type_version").annotate(
        n=Count("id"), since=Min("state_at")
    )
    return [
        Queue(row["issuing_centre"], row["document_type"], row["type_version"], row["n"], row["since"])
        for row in grouped.order_by("issuing_centre", "document_type", "type_version")
    ]


def form_batches(*, by: str, at: datetime, centre: str | None = None, now: bool = False) -> list[UUID]:
    """Forms every batch that is due: whole ones, and smaller ones whose first order has waited long enough.

    `now` forms smaller ones at once (the operator asks); then raises NoBlanksError when orders wait and no blank is
    left, and IssuingCentreUnknownError. Each batch is a transaction of its own.
    """
    if centre is not None:
        get_centre(centre, policy.country_pack())
    rules, formed = policy.floor_policy(), list[UUID]()
    for queue in queues(centre):
        waiting = queue.waiting
        due = now or queue.since <= at - rules.batch_wait
        while waiting >= rules.batch_size or (due and waiting > 0):
            try:
                batch, size = _form(queue, rules.batch_size, by=by, at=at)
            except NoBlanksError:
                if now and not formed:
                    raise
                break
            if batch is None:  # someone else took these orders meanwhile
                break
            formed.append(batch)
            waiting -= size
    return formed


def _form(queue: Queue, most: int, *, by: str, at: datetime) -> tuple[UUID | None, int]:
    with transaction.atomic():
        blanks = free_blanks(queue.centre, most)
        if not blanks:
            raise NoBlanksError(centre=queue.centre)
        orders = list(
            Order.objects.select_for_update(skip_locked=True)
            .filter(
                issuing_centre=queue.centre,
                document_type=queue.document_type,
                type_version=queue.version,
                state=OrderState.ASSIGNED,
                problem="",
            )
            .order_by("rank", F("needed_by").asc(nulls_last=True), "ordered_at", "id")[: len(blanks)]
            .values_list("id", "attempt")
        )
        if not orders:
            return None, 0
        ids, act = [id_ for id_, _ in orders], new_id()
        numbers = take_document_numbers(len(ids), at=at)
        batch = Batch.objects.create(
            code=f"{queue.centre[:3].upper()}-{take_number_positions(f'batch:{queue.centre}', 1) + 1:06d}",
            issuing_centre=queue.centre,
            document_type=queue.document_type,
            type_version=queue.version,
            shift=shift_of(at),
            formed_at=at,
            lease_token=next_token(),
            lease_until=at + policy.floor_policy().lease,
        )
        move_orders(ids, "batch", by=by, at=at, act=act, set_columns={"batch_id": batch.id})
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE production_order AS o SET number = given.number, page = given.page "
                "FROM unnest(%s::uuid[], %s::text[], %s::int[]) AS given(id, number, page) WHERE o.id = given.id",
                [ids, numbers, list(range(1, len(ids) + 1))],
            )
            cursor.execute(
                "UPDATE production_blank AS b SET batch_id = %s, order_id = given.id, "
                "attempt = given.attempt, shift = %s, state = %s "
                "FROM unnest(%s::uuid[], %s::uuid[], %s::int[]) AS given(blank, id, attempt) WHERE b.id = given.blank",
                [
                    batch.id,
                    batch.shift,
                    BlankState.RECEIVED,
                    blanks[: len(ids)],
                    ids,
                    [attempt for _, attempt in orders],
                ],
            )
        record(
            [
                Entry(
                    event="batch.formed",
                    subject_kind="batch",
                    subject=batch.id,
                    acted_at=at,
                    actor=by,
                    act=act,
                    facts={"batch": batch.code, "issuing_centre": queue.centre, "orders": len(ids)},
                )
            ]
        )
        if not line_policy().release_by_person:
            release_batch(batch.id, by=by, at=at)
    return batch.id, len(ids)


def free_blanks(centre: str, most: int) -> list[UUID]:
    """The lowest free serials of a centre's stock (at its line), locked for this transaction."""
    rows = Blank.objects.select_for_update(skip_locked=True).filter(issuing_centre=centre, state__in=STOCK, batch=None)
    if policy.floor_policy().vault_by_two:
        rows = rows.exclude(line_shift="")
    return list(rows.order_by("serial")[:most].values_list("id", flat=True))


def take_document_numbers(count: int, *, at: datetime) -> list[str]:
    """Fresh document numbers; those an imported register holds already are passed over for ever."""
    pack, today = policy.country_pack(), local_day(at)
    series, free = number_series(pack, today), list[str]()
    while len(free) < count:
        short = count - len(free)
        numbers = document_numbers(take_number_positions(series, short), short, pack=pack, on=today)
        taken = documents.documents_by_number(numbers)
        free += [number for number in numbers if number not in taken]
    return free
