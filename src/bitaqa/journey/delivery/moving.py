"""How consignments change state: by a row of CONSIGNMENT, many at once, told to the journal with their visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bitaqa.foundation.rules.documents import CONSIGNMENT
from bitaqa.records.moving import Particulars, Told, move_rows

from .models import Consignment

TOLD = Told(
    place="place", campaign="campaign", station="station", day="day", facts={"visit": "visit", "from": "origin"}
)


def move_consignments(
    ids: Sequence[UUID],
    name: str,
    *,
    by: str,
    at: datetime,
    act: UUID | None = None,
    facts: Mapping[UUID, Mapping[str, Any]] | None = None,
    each: Mapping[UUID, Particulars] | None = None,
    strict: bool = True,
) -> list[UUID]:
    """Moves consignments; returns those that moved. Raises as `records.moving.move_rows`. Inside a transaction."""
    return move_rows(
        Consignment, CONSIGNMENT, TOLD, ids, name, by=by, at=at, act=act, facts=facts, each=each, strict=strict
    )
