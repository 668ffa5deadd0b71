"""The one way a state changes in the records: many rows at once, by a row of the state table, told to the journal.

Three round trips whatever the number of rows: the update, the journal's insert, its personal values. Rows are
locked in the order of their ids, so two batches never wait for each other in a circle.
Refuses: moves that are not in the table; a missing reason or witness where the move needs one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db import connection, models

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.kernel.states import AGGREGATES, StateTable

T = TypeVar("T", bound=Any)


class RowsNotMovedError(BitaqaError):
    code = "records.rows_not_moved"
    sentence = "%(count)s of those chosen (%(aggregate)s) are in another state now."
    next_step = "Reload the page: someone may have acted on them a moment ago."
    words: ClassVar = {"aggregate": AGGREGATES}


class MoveLacksFactError(BitaqaError):
    code = "records.move_lacks_fact"
    sentence = "This step (%(aggregate)s) also needs %(fact)s."
    next_step = "Give the missing reason or the second person's name."
    words: ClassVar = {"aggregate": AGGREGATES, "fact": {"because": "the reason", "witness": "a second person"}}
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is one row's own in a batch: many hand-overs, each by its operator at its minute, move in one statement.

    `columns` sets text columns of this row alone; empty `because` and absent `act` fall back to the batch's.
    """

    by: str
    at: datetime
    because: str = ""
    act: UUID | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """Which columns of a table tell the journal where and for what: names of columns, or None where there is none."""

    kind: str | None = None
    place: str | None = None
    campaign: str | None = None
    station: str | None = None
    day: str | None = None
    facts: Mapping[str, str] | None = None
    """Further columns (ids and codes only) by the name they take in the entry."""


def move_rows(
    model: type[models.Model],
    table: StateTable[T],
    told: Told,
    ids: Sequence[UUID],
    name: str,
    *,
    by: str,
    at: datetime,
    act: UUID | None = None,
    because: str = "",
    facts: Mapping[UUID, Mapping[str, Any]] | None = None,
    set_columns: Mapping[str, Any] | None = None,
    each: Mapping[UUID, Particulars] | None = None,
    strict: bool = True,
) -> list[UUID]:
    """Moves the rows `ids` by the row `name` of `table`; returns those that moved.

    `facts` adds codes to an id's entry; `set_columns` sets further columns to the same value on all rows; `each` says
    who, when and why row by row, where that differs from the batch's. With
    `strict` (the default) raises RowsNotMovedError when any row is not in a state the move starts from; without, such
    rows are left out of the answer. Raises UnknownMoveError, MoveLacksFactError. Call it inside a transaction.
    """
    if not ids:
        return []
    row = table.get_move(name)
    wanted = list(dict.fromkeys(ids))
    own = each or {}
    batch = Particulars(by=by, at=at, because=because)
    for need in row.needs:
        if need == "because":
            given = all(own.get(id_, batch).because or because for id_ in wanted)
        else:
            given = all((facts or {}).get(id_, {}).get(need) for id_ in wanted)
        if not given:
            raise MoveLacksFactError(move=name, aggregate=table.aggregate, fact=need)
    columns = {field: getattr(told, field) for field in ("kind", "place", "campaign", "station", "day")}
    extra = dict(told.facts or {})
    read = [column for column in columns.values() if column] + list(extra.values())
    meta = model._meta
    sets = {"state": str(row.target), "state_at": at, **(set_columns or {})}
    values: list[Any] = [wanted, [str(source) for source in row.sources], *sets.values()]
    assigned = [f"{column} = %s" for column in sets]
    joined = "chosen"
    if own:
        texts = sorted({column for particulars in own.values() for column in particulars.columns})
        assigned[1] = "state_at = COALESCE(own.own_at, %s)"
        assigned += [f"{column} = COALESCE(own.own_{column}, t.{column})" for column in texts]
        joined = (
            f"chosen LEFT JOIN unnest(%s::uuid[], %s::timestamptz[]{', %s::text[]' * len(texts)}) "
            f"AS own(id, own_at{''.join(f', own_{column}' for column in texts)}) ON own.id = chosen.id"
        )
        values += [list(own), [particulars.at for particulars in own.values()]]
        values += [[particulars.columns.get(column) for particulars in own.values()] for column in texts]
    sql = (
        f"WITH chosen AS (SELECT id FROM {meta.db_table} WHERE id = ANY(%s) AND state = ANY(%s) ORDER BY "  # noqa: S608
        "id FOR UPDATE) "
        f"UPDATE {meta.db_table} AS t SET {', '.join(assigned)} FROM {joined} "
        f"WHERE t.id = chosen.id RETURNING t.id{''.join(f', t.{column}' for column in read)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        moved = {got[0]: dict(zip(read, got[1:], strict=True)) for got in cursor.fetchall()}
    if strict and len(moved) != len(wanted):
        raise RowsNotMovedError(count=len(wanted) - len(moved), aggregate=table.aggregate, move=name)
    gesture = act or new_id()
    done = [id_ for id_ in wanted if id_ in moved]
    record(
        [
            Entry(
                event=row.event,
                subject_kind=row.event.split(".")[0],
                subject=id_,
                acted_at=own.get(id_, batch).at,
                actor=own.get(id_, batch).by,
                act=own.get(id_, batch).act or gesture,
                because=own.get(id_, batch).because or because,
                kind=(moved[id_][columns["kind"]] or "") if columns["kind"] else "",
                place=moved[id_][columns["place"]] if columns["place"] else None,
                campaign=moved[id_][columns["campaign"]] if columns["campaign"] else None,
                station=moved[id_][columns["station"]] if columns["station"] else None,
                day=moved[id_][columns["day"]] if columns["day"] else None,
                facts={
                    **{key: moved[id_][column] for key, column in extra.items() if moved[id_][column] is not None},
                    **(facts or {}).get(id_, {}),
                },
            )
            for id_ in done
        ]
    )
    return done
