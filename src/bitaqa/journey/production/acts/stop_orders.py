"""Orders of stopped applications are cancelled, wherever they stand before packing; after it the card is delivery's.

A blank not yet printed goes back to the stock. A card already made is withheld at the centre, its document never
becomes valid, its blank counts as spoiled and is destroyed by two like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import CardState, OrderState
from bitaqa.records.applications import door as applications
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents

from ..domain import BlankState
from ..models import Blank, Order
from ..moving import move_orders

MADE = (OrderState.PERSONALISED, OrderState.PASSED)


def stop_orders(applications_stopped: Sequence[UUID], *, by: str, at: datetime) -> None:
    """Cancels the orders of these applications, and of their corrections, that are not packed. Inside a transaction."""
    corrections = applications.corrections_of(applications_stopped)
    wanted = [*applications_stopped, *corrections.values()]
    orders = Order.objects.filter(application__in=wanted).exclude(state__in=[OrderState.PACKED, OrderState.CANCELLED])
    cancel_orders(list(orders.values_list("id", flat=True)), by=by, at=at, act=new_id(), because="application-stopped")


def cancel_orders(ids: Sequence[UUID], *, by: str, at: datetime, act: UUID, because: str) -> list[UUID]:
    """Cancels orders that are not packed; returns those that were. Fixed round trips. Inside a transaction."""
    if not ids:
        return []
    rows = {row.id: row for row in Order.objects.select_for_update().filter(pk__in=ids).order_by("id")}
    chosen = [row for row in rows.values() if row.state not in (OrderState.PACKED, OrderState.CANCELLED)]
    made = [row for row in chosen if row.state in MADE]
    unprinted = [row.id for row in chosen if row.state == OrderState.IN_BATCH]
    Blank.objects.filter(order__in=unprinted, state=BlankState.RECEIVED).update(batch=None, order=None, attempt=None)
    if made:
        Blank.objects.filter(_blanks_of(made), state__in=[BlankState.RECEIVED, BlankState.GOOD]).update(
            state=BlankState.SPOILED
        )
        bodies = [row.card for row in made if row.card]
        known = cards.cards_by_id(bodies)
        still = [id_ for id_ in bodies if id_ in known and known[id_].state is CardState.MADE]
        cards.move(still, "withhold", by=by, at=at, act=act, because=because, strict=False)
        papers = [row.document for row in made if row.document]
        documents.move(papers, "cancel", by=by, at=at, act=act, because=because, strict=False)
    return move_orders([row.id for row in chosen], "cancel", by=by, at=at, act=act, because=because)


def _blanks_of(orders: Sequence[Order]) -> Q:
    """The blank that each order's present attempt consumed."""
    wanted = Q(pk__in=[])
    for order in orders:
        wanted |= Q(order=order.id, attempt=order.attempt)
    return wanted
