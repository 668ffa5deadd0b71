"""Where one published figure comes from: the query it is, the journal position, and the same query asked again.

Every number of a bulletin links here. The query is shown as the journal's own counting function takes it, so that
whoever may read the journal can ask it themselves. Refuses: a row the bulletin does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .domain import Table
from .errors import FigureUnknownError
from .figures import Figures, compute
from .outcomes import CARD_EVENTS, LIFE_EVENTS
from .queries import BulletinValue

SPLITS: Mapping[str, str] = {"by_kind": "kind", "by_place": "place", "by_authority": "place", "by_area": "place",
                             "by_day": "day"}  # fmt: skip
"""The column of the journal by which a table splits its event."""
LIVES: Mapping[str, tuple[str, ...]] = {"by_outcome": LIFE_EVENTS, "cards": CARD_EVENTS}
"""Tables that count subjects by the last of these events told of each."""


@dataclass(frozen=True, slots=True)
class Source:
    """`published`: as the bulletin says it; `again`: computed now at the same position, None without a count."""

    table: Mapping[str, Any]
    row: Mapping[str, Any]
    query: str
    published: int | None
    again: int | None

    @property
    def same(self) -> bool:
        return self.published == self.again


def source_of(bulletin: BulletinValue, table: str, row: str) -> Source:
    """Raises FigureUnknownError."""
    kept = next((one for one in bulletin.body["tables"] if one["code"] == table), None)
    line = next((one for one in kept["rows"] if one["code"] == row), None) if kept else None
    if kept is None or line is None:
        raise FigureUnknownError(table=table, row=row)
    figures = compute(bulletin.subject, position=bulletin.position, as_at=bulletin.as_at, with_register=False)
    return Source(kept, line, query_of(bulletin, kept, row), line["count"], _count(figures, table, row))


def query_of(bulletin: BulletinValue, table: Mapping[str, Any], row: str) -> str:
    """The call of the journal's counting function, with the part this row is."""
    subject = bulletin.subject
    given = (
        [f"campaign={subject.campaign}"] if subject.campaign else [f"since={subject.since}", f"until={subject.until}"]
    )
    if table["code"] in LIVES:
        events = f"born={table['event']}, last of: {', '.join(LIVES[table['code']])}"
        return f"count_lives({events}, {', '.join(given)}, position={bulletin.position}) → {row}"
    split = SPLITS[table["code"]]
    return (
        f"count_subjects(event={table['event']}, {', '.join(given)}, position={bulletin.position}, by={split}) → {row}"
    )


def _count(figures: Figures, table: str, row: str) -> int | None:
    now: Table | None = figures.find_table(table)
    return next((one.count for one in now.rows if one.code == row), None) if now else None
