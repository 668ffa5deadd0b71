"""Two pairs of eyes: a card the policy names passes when a second officer, another than the first, finds it good too.

The first look is kept and told to the journal; the card stays on the bench, out of the first officer's sight. Neither
of the two passes it alone, and it never passes with the rest of its batch. Either may reject it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import OrderState

from .. import policy
from ..models import Batch, CardLook, Order
from ..second_look import second_look_rule


def by_two(orders: Sequence[Order]) -> set[UUID]:
    """Those of these orders whose cards need a second look."""
    rule = second_look_rule(policy.country_pack())
    return {
        order.id
        for order in orders
        if rule.needs(
            order.id, order.attempt, kind=order.kind, again=order.attempt > 1 or order.replaces_id is not None
        )
    }


def take_looks(orders: Sequence[Order], *, by: str, at: datetime) -> tuple[list[Order], Mapping[UUID, str]]:
    """(those that may pass now, by order who looked first). The others have their first look now, or had it of the
    same person, and wait. Fixed round trips; inside a transaction, the orders locked."""
    needing = by_two(orders)
    if not needing:
        return list(orders), {}
    known = {look.order_id: look for look in _open_looks(orders)}
    first, again = list[Order](), dict[UUID, str]()
    for order in orders:
        look = known.get(order.id) if order.id in needing else None
        if order.id in needing and look is None:
            first.append(order)
        elif look is not None and look.first_by != by:
            again[order.id] = look.first_by
    CardLook.objects.filter(pk__in=[known[id_].pk for id_ in again]).update(second_by=by, second_at=at)
    CardLook.objects.bulk_create(
        CardLook(order=order, attempt=order.attempt, batch=order.batch, first_by=by, first_at=at) for order in first
    )
    act = new_id()
    record(
        [
            Entry(
                event="order.seen_once", subject_kind="order", subject=order.id, acted_at=at, actor=by, act=act,
                kind=order.kind, place=order.place, campaign=order.campaign, day=order.day,
                facts={"application": order.application, "batch": order.batch_id, "attempt": order.attempt},
            )
            for order in first
        ]
    )  # fmt: skip
    return [order for order in orders if order.id not in needing or order.id in again], again


def looked_at_by(by: str, centres: Sequence[str]) -> set[UUID]:
    """Orders on the bench which this person saw first: another person has the next word on them."""
    rows = Order.objects.filter(state=OrderState.PERSONALISED, issuing_centre__in=list(centres), looks__first_by=by)
    return {look.order_id for look in _open_looks(list(rows))}


def waiting_for_second(orders: Sequence[UUID]) -> list[UUID]:
    """Those of these orders whose card was seen once and waits for another person, in their order."""
    rows = Order.objects.filter(pk__in=list(orders), state=OrderState.PERSONALISED)
    seen = {look.order_id for look in _open_looks(list(rows))}
    return [id_ for id_ in dict.fromkeys(orders) if id_ in seen]


def first_look(order: Order) -> CardLook | None:
    """Who found this card good before, if anybody did."""
    return next(iter(_open_looks([order])), None)


def looks_waiting(batch: Batch | UUID) -> int:
    """Cards of a batch that were seen once."""
    rows = Order.objects.filter(batch=batch, state=OrderState.PERSONALISED)
    return len(_open_looks(list(rows)))


def _open_looks(orders: Sequence[Order]) -> list[CardLook]:
    attempts = {order.id: order.attempt for order in orders}
    rows = CardLook.objects.filter(order__in=attempts, second_by="")
    return [look for look in rows if attempts[look.order_id] == look.attempt]
