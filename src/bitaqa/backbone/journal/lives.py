"""What became of each subject, counted: the last of some events told of it, and which others ever were.

A bulletin says where every request stands, each one counted once. The last event is the one recorded last (the order
of ids), not the one that says the latest hour: a station's clock may be ahead of the centre's, but a state only moves
under the lock of its row. Refuses: nothing; a subject without any of the events is counted under an empty word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from bitaqa.foundation.kernel.clock import PLACE_ZONE


@dataclass(frozen=True, slots=True)
class Life:
    """`last`: the last event told (empty when none was); `ever`: those asked about that were told at any time.

    `last_day`: the local day on which the last event happened.
    """

    last: str
    ever: frozenset[str]
    last_day: date | None


def count_lives(
    *,
    born: str,
    events: Sequence[str],
    ever: Sequence[str] = (),
    campaign: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    position: int | None = None,
) -> dict[Life, int]:
    """How many subjects of the event `born` had each life; the counts sum to `count_subjects(event=born, …)`.

    `campaign`, `since` and `until` choose the subjects by their `born` entry; `position` bounds every entry read, so
    that the answer can be computed again later. One round trip.
    """
    wheres, values = ["event = %s"], [born]
    given: list[Any] = list(values)
    for condition, value in (("campaign = %s", campaign), ("acted_at >= %s", since), ("acted_at <= %s", until)):
        if value is not None:
            wheres.append(condition)
            given.append(value)
    told = "AND entry.id IN (SELECT entry FROM journal_leaf WHERE index <= %s)" if position is not None else ""
    bound = [position] if position is not None else []
    sql = (
        f"WITH born AS (SELECT DISTINCT subject FROM journal_entry AS entry WHERE {' AND '.join(wheres)} {told}), "  # noqa: S608 - fixed words, bound values
        "told AS (SELECT entry.subject, entry.event, entry.acted_at, entry.id FROM journal_entry AS entry "
        f"JOIN born USING (subject) WHERE entry.event = ANY(%s) {told}), "
        "last_told AS (SELECT DISTINCT ON (subject) subject, event, (acted_at AT TIME ZONE %s)::date AS day FROM told "
        "WHERE event = ANY(%s) ORDER BY subject, id DESC), "
        "had AS (SELECT subject, array_agg(DISTINCT event ORDER BY event) AS events FROM told "
        "WHERE event = ANY(%s) GROUP BY subject) "
        "SELECT coalesce(last_told.event, ''), coalesce(had.events, '{}'), last_told.day, count(*) FROM born "
        "LEFT JOIN last_told USING (subject) LEFT JOIN had USING (subject) GROUP BY 1, 2, 3"
    )
    last, asked = list(events), list(ever)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, *bound, [*last, *asked], *bound, PLACE_ZONE.key, last, asked])
        return {Life(row[0], frozenset(row[1]), row[2]): row[3] for row in cursor.fetchall()}
