"""How orders change state: by a row of ORDER, many at once, told to the journal with their application and batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bitaqa.foundation.rules.documents import ORDER
from bitaqa.records.moving import Told, move_rows

from .models import Order

TOLD = Told(
    kind="kind",
    place="place",
    campaign="campaign",
    day="day",
    facts={
        "application": "application",
        "issuing_centre": "issuing_centre",
        "batch": "batch_id",
        "card": "card",
        "attempt": "attempt",
        "document_type": "document_type",
    },
)


def move_orders(
    ids: Sequence[UUID],
    name: str,
    *,
    by: str,
    at: datetime,
    act: UUID | None = None,
    because: str = "",
    facts: Mapping[UUID, Mapping[str, Any]] | None = None,
    set_columns: Mapping[str, Any] | None = None,
    strict: bool = True,
) -> list[UUID]:
    """Moves orders; returns those that moved. Raises as `records.moving.move_rows`. Inside a transaction."""
    return move_rows(
        Order,
        ORDER,
        TOLD,
        ids,
        name,
        by=by,
        at=at,
        act=act,
        because=because,
        facts=facts,
        set_columns=set_columns,
        strict=strict,
    )
