"""A packed card that never reached its holder is ordered again: a new order, ranked right after corrections.

The packed order and its card stay as they are, accounted for where they were lost or destroyed; the new order names
what it replaces, and takes a document number and a blank of its own when it joins a batch. The database holds one
replacement per packed order, so that telling it twice orders once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.documents import OrderState
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.persons import door as persons

from .. import policy
from ..errors import OrderUnknownError
from ..models import Order
from .order_documents import add_orders, check_can_order


def order_again(cards: Sequence[UUID], *, by: str, at: datetime) -> dict[UUID, BitaqaError]:
    """Orders these cards again; returns, by card, the reasons of those that cannot be. Inside a transaction.

    One that was ordered again already, or whose application is no longer approved, is passed over. Fixed round trips.
    """
    pack, today = policy.country_pack(), local_day(at)
    packed = Order.objects.select_for_update().filter(card__in=cards, state=OrderState.PACKED).order_by("id")
    rows = {row.card: row for row in packed if row.card}
    refused: dict[UUID, BitaqaError] = {card: OrderUnknownError() for card in cards if card not in rows}
    done = set(Order.objects.filter(replaces__in=rows.values()).values_list("replaces_id", flat=True))
    files = applications.applications_by_id(row.application for row in rows.values())
    people = persons.persons_by_id(file.person for file in files.values() if file.person)
    gone = {row.application: card for card, row in rows.items()}
    todo: list[ApplicationValue] = []
    for row in rows.values():
        file = files[row.application]
        if row.id in done or file.state is not ApplicationState.APPROVED:
            continue
        try:
            check_can_order(file, people, pack, today)
            todo.append(file)
        except BitaqaError as error:
            refused[gone[file.id]] = error
    replacing = {file.id: rows[gone[file.id]] for file in todo}
    lacking = add_orders(todo, pack, by=by, at=at, replacing=replacing)
    return refused | {gone[application]: error for application, error in lacking.items()}
