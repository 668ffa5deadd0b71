"""A batch belongs to one issuing centre at a time, by a lease and a number that only grows (a fencing token).

The centre that holds the newest token confirms, serial by serial, which blanks it consumed. When it is silent until its
lease ends, the orders it did not confirm go to another centre under new document numbers, and the token grows: what
the first centre says afterwards with its old token is refused, and the cards it may have made meanwhile are nobody's
(their documents were cancelled): it counts them as spoiled when it closes the batch. Refuses: stale tokens, failing
over a lease that is in force, blanks that are not the batch's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from bitaqa.backbone.jobs.door import wake
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.backbone.vault.door import close_signing
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import OrderState
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents

from .. import policy
from ..domain import BlankState, get_centre
from ..errors import BatchUnknownError, BlanksNotFreeError, LeaseInForceError, StaleLeaseError
from ..leases import next_token
from ..models import Batch, Blank, Order
from ..moving import move_orders
from .account_for_blanks import listed

BECAUSE = "failover"


def lease_batch(batch: Batch, *, at: datetime) -> int:
    """Gives a batch to its issuing centre under a token nobody had before. Inside a transaction, the row locked."""
    batch.lease_token = next_token()
    batch.lease_until = at + policy.floor_policy().lease
    batch.save(update_fields=["lease_token", "lease_until", "pool"])
    return batch.lease_token


def renew_lease(batch: UUID, token: int, *, at: datetime) -> datetime:
    """The centre still works on it. Raises BatchUnknownError, StaleLeaseError."""
    with transaction.atomic():
        row = _held(batch, token)
        row.lease_until = at + policy.floor_policy().lease
        row.save(update_fields=["lease_until"])
        return row.lease_until


def confirm_consumed(batch: UUID, token: int, serials: Sequence[str], *, by: str, at: datetime) -> int:
    """These blanks became the cards they were meant for; said again it changes nothing. How many are new.

    Raises BatchUnknownError, StaleLeaseError, BlanksNotFreeError (a serial which is not the batch's).
    """
    with transaction.atomic():
        row = _held(batch, token)
        wanted = set(serials)
        known = Blank.objects.filter(batch=row, serial__in=wanted, order__isnull=False)
        found = set(known.values_list("serial", flat=True))
        if found != wanted:
            raise BlanksNotFreeError(serials=listed(sorted(wanted - found)))
        fresh = known.filter(consumed_at=None).update(consumed_at=at, consumed_token=token)
        if fresh:
            _tell("batch.consumed", row, by=by, at=at, facts={"token": token, "count": fresh})
        return fresh


def fail_over(batch: UUID, *, to: str, by: str, at: datetime, because: str = BECAUSE) -> list[UUID]:
    """Hands the orders that were not confirmed to another centre; the orders that moved. Fixed round trips.

    Raises BatchUnknownError, LeaseInForceError, IssuingCentreUnknownError.
    """
    get_centre(to, policy.country_pack())
    with transaction.atomic():
        row = Batch.objects.select_for_update().filter(pk=batch).first()
        if row is None:
            raise BatchUnknownError()
        if row.lease_until is not None and at < row.lease_until:
            raise LeaseInForceError(until=f"{row.lease_until:%Y-%m-%d %H:%M}", centre=row.issuing_centre)
        consumed = Blank.objects.filter(batch=row, consumed_at__isnull=False).values_list("order", flat=True)
        open_states = [OrderState.IN_BATCH, OrderState.PERSONALISED]
        rows = list(
            Order.objects.select_for_update()
            .filter(batch=row, state__in=open_states)
            .exclude(pk__in=list(consumed))
            .order_by("id")
        )
        row.pool = ""
        lease_batch(row, at=at)  # the old token is worth nothing from here on
        ids, act = [order.id for order in rows], new_id()
        made = [order for order in rows if order.state == OrderState.PERSONALISED]
        unmade = [order.id for order in rows if order.state == OrderState.IN_BATCH]
        Blank.objects.filter(batch=row, order__in=ids, state=BlankState.RECEIVED).update(order=None, attempt=None)
        cards.move([o.card for o in made if o.card], "spoil", by=by, at=at, act=act, because=because)
        documents.move([o.document for o in made if o.document], "cancel", by=by, at=at, act=act, because=because)
        _queue_again([order.id for order in made], to, by=by, at=at, act=act, because=because)
        move_orders(
            unmade,
            "take_out",
            by=by,
            at=at,
            act=act,
            because=because,
            set_columns={"batch_id": None, "number": "", "page": 0, "issuing_centre": to},
        )
        if unmade:
            close_signing(row.id, by=by, at=at, because=because)
            if row.personalised_at is None:
                row.personalised_at = at  # nothing is left in it to make
                row.save(update_fields=["personalised_at"])
        _tell("batch.failed_over", row, by=by, at=at, facts={"to": to, "orders": len(ids), "token": row.lease_token})
        wake("batch")
        return ids


def _queue_again(ids: Sequence[UUID], to: str, *, by: str, at: datetime, act: UUID, because: str) -> None:
    """As after a rejection, at another centre."""
    move_orders(ids, "reject", by=by, at=at, act=act, because=because)
    Order.objects.filter(pk__in=list(ids)).update(
        remake_of=F("document"),
        attempt=F("attempt") + 1,
        document=None,
        card=None,
        number="",
        batch=None,
        page=0,
        mrz="",
        can="",
        issuing_centre=to,
    )
    move_orders(ids, "remake", by=by, at=at, act=act)
    move_orders(ids, "assign", by=by, at=at, act=act)


def _held(batch: UUID, token: int) -> Batch:
    row = Batch.objects.select_for_update().filter(pk=batch).first()
    if row is None:
        raise BatchUnknownError()
    if row.lease_token != token:
        raise StaleLeaseError(batch=row.code)
    return row


def _tell(event: str, row: Batch, *, by: str, at: datetime, facts: Mapping[str, Any]) -> None:
    told = {"batch": row.code, "issuing_centre": row.issuing_centre, **facts}
    record([Entry(event=event, subject_kind="batch", subject=row.id, acted_at=at, actor=by, act=new_id(), facts=told)])
