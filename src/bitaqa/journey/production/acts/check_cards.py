"""The quality bench: every card is passed or rejected, and a rejected one is made again under a new number.

The zone of each card is read again and compared with its order and document, its names with chip and register, before
it passes, whether a person checks
it alone or with the rest of its batch after a sample. Where the policy wants a second pair of eyes, the first one to
pass a card is only its first look (`look_twice`). Clicking twice does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from bitaqa.backbone.jobs.door import wake
from bitaqa.foundation.icao.errors import MrzError
from bitaqa.foundation.icao.mrz import parse_td1
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import ORDER, OrderState
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents
from bitaqa.records.documents.door import DocumentValue

from .. import policy
from ..domain import BlankState, RejectReason
from ..errors import (
    BatchUnknownError,
    ChipFaultError,
    ChipNotMadeError,
    OrderUnknownError,
    ReasonUnknownError,
    SampleTooSmallError,
    ZoneDiffersError,
)
from ..models import Batch, Blank, ChipRecord, Order, Rejection
from ..moving import move_orders
from .compare_names import check_names
from .look_twice import by_two, looks_waiting, take_looks
from .make_chips import line_policy


def pass_cards(
    ids: Sequence[UUID], *, by: str, at: datetime, read: Mapping[UUID, str] | None = None, how: str = "alone"
) -> list[UUID]:
    """Passes checked cards; returns the orders that passed now, in order; those that had passed are left out, and
    those a second officer looks at first.

    `read` gives the zones a reader found on cards: they must be those of the orders. Raises OrderUnknownError,
    ZoneDiffersError, ZoneNamesDifferError, ChipNamesDifferError, NamesChangedError, ChipFaultError, ChipNotMadeError,
    MoveNotAllowedError (none then passes).
    """
    with transaction.atomic():
        orders = _locked(ids)
        todo = [orders[id_] for id_ in dict.fromkeys(ids) if orders[id_].state != OrderState.PASSED]
        for order in todo:
            ORDER.check_can_move(OrderState(order.state), "pass")
        papers = documents.documents_by_id(order.document for order in todo if order.document)
        check_chips(todo)
        for order in todo:
            _check_zone(order, papers.get(order.document) if order.document else None, (read or {}).get(order.id))
        check_names(todo)
        ready, seen = take_looks(todo, by=by, at=at)
        return _pass(ready, by=by, at=at, how=how, seen=seen)


def pass_remainder(batch: UUID, *, sampled: Sequence[UUID] = (), by: str, at: datetime) -> list[UUID]:
    """Passes all cards of a batch that are not judged yet, in one act, after a sample was checked one by one.

    `sampled` are orders the officer has just checked by hand; cards passed or rejected alone before count too. One
    rejected card speaks against those it was made with: then nothing passes unseen, the sample is the whole batch.
    Cards which need a second look stay on the bench, unless this is theirs.
    Raises BatchUnknownError, SampleTooSmallError, ZoneDiffersError.
    """
    with transaction.atomic():
        if not Batch.objects.filter(pk=batch).exists():
            raise BatchUnknownError()
        rows = dict(Order.objects.filter(batch=batch).values_list("id", "state"))
        waiting = [id_ for id_, state in rows.items() if state == OrderState.PERSONALISED]
        judged = sum(state in (OrderState.PASSED, OrderState.PACKED) for state in rows.values())
        rejected = Rejection.objects.filter(batch=batch).count()
        judged += rejected + looks_waiting(batch)
        by_hand = [id_ for id_ in dict.fromkeys(sampled) if rows.get(id_) == OrderState.PERSONALISED]
        total = judged + len(waiting)
        least = total if rejected else min(policy.floor_policy().quality_sample, total)
        if judged + len(by_hand) < least:
            raise SampleTooSmallError(least=least)
        passed = pass_cards(by_hand, by=by, at=at)
        seen = set(by_hand) | by_two(list(Order.objects.filter(pk__in=waiting)))
        return passed + pass_cards([i for i in waiting if i not in seen], by=by, at=at, how="after-sample")


def reject_card(order: UUID, *, attempt: int, reason: str, remark: str = "", by: str, at: datetime) -> Rejection:
    """Rejects one card: spoiled, its document cancelled, its blank spoiled, the order queued again under a new number.

    `attempt` is the one that was looked at: rejecting it twice answers the first rejection. Raises
    ReasonUnknownError, OrderUnknownError, MoveNotAllowedError.
    """
    if reason not in set(RejectReason):
        raise ReasonUnknownError(reason=reason)
    with transaction.atomic():
        row = _locked([order])[order]
        known = Rejection.objects.filter(order=order, attempt=attempt).first()
        if known is not None:
            return known
        ORDER.check_can_move(OrderState(row.state), "reject")
        if row.attempt != attempt or row.document is None or row.card is None or row.batch is None:
            raise OrderUnknownError()
        act = new_id()
        blank = Blank.objects.get(order=order, attempt=attempt)
        rejection = Rejection.objects.create(
            order=row,
            attempt=attempt,
            batch=row.batch,
            document=row.document,
            card=row.card,
            blank=blank.serial,
            reason=reason,
            remark=remark[:200],
            by=by,
            at=at,
        )
        Blank.objects.filter(pk=blank.pk).update(state=BlankState.SPOILED)
        cards.move([row.card], "spoil", by=by, at=at, act=act, because=reason)
        documents.move([row.document], "cancel", by=by, at=at, act=act, because=reason)
        move_orders([order], "reject", by=by, at=at, act=act, because=reason)
        Order.objects.filter(pk=order).update(
            remake_of=F("document"),
            attempt=F("attempt") + 1,
            document=None,
            card=None,
            number="",
            batch=None,
            page=0,
            mrz="",
            can="",
        )
        move_orders([order], "remake", by=by, at=at, act=act)
        move_orders([order], "assign", by=by, at=at, act=act)
        wake("batch")
        return rejection


def _pass(orders: Sequence[Order], *, by: str, at: datetime, how: str, seen: Mapping[UUID, str]) -> list[UUID]:
    if not orders:
        return []
    consumed = Q(pk__in=[])
    for attempt in {order.attempt for order in orders}:
        consumed |= Q(attempt=attempt, order__in=[order.id for order in orders if order.attempt == attempt])
    Blank.objects.filter(consumed, state=BlankState.RECEIVED).update(state=BlankState.GOOD)
    facts = {
        order.id: {"checked": "by-two", "witness": seen[order.id]} if order.id in seen else {"checked": how}
        for order in orders
    }
    return move_orders([order.id for order in orders], "pass", by=by, at=at, facts=facts, set_columns={"passed_at": at})


def _locked(ids: Sequence[UUID]) -> Mapping[UUID, Order]:
    rows = Order.objects.select_for_update(of=("self",)).select_related("batch").filter(pk__in=ids).order_by("id")
    found = {row.id: row for row in rows}
    if set(ids) - found.keys():
        raise OrderUnknownError()
    return found


def check_chips(orders: Sequence[Order]) -> None:
    """No card passes whose chip failed, or was not made where each is. Raises ChipFaultError, ChipNotMadeError."""
    rules = line_policy()
    attempts = {order.id: order.attempt for order in orders}
    rows = ChipRecord.objects.filter(order__in=attempts).values_list("order", "attempt", "state")
    states = {order: state for order, attempt, state in rows if attempts[order] == attempt}
    faulty = [order for order in orders if states.get(order.id) == "failed"]
    if faulty:
        raise ChipFaultError(pages=", ".join(str(order.page) for order in faulty))
    lacking = [order for order in orders if rules.every_card and states.get(order.id) != "read_back"]
    if lacking:
        raise ChipNotMadeError(pages=", ".join(str(order.page) for order in lacking))


def _check_zone(order: Order, document: DocumentValue | None, read: str | None) -> None:
    """The zone parses, and says what the order and its document say. Raises ZoneDiffersError naming the field."""
    if read is not None and "".join(read.split()) != "".join(order.mrz.split()):
        raise ZoneDiffersError(field="read")
    try:
        zone = parse_td1(order.mrz)
    except MrzError as fact:
        raise ZoneDiffersError(field="shape") from fact
    if document is None or zone.document_number != order.number or document.number != order.number:
        raise ZoneDiffersError(field="document_number")
    if zone.expiry_date() != document.expires_on:
        raise ZoneDiffersError(field="expiry")
