"""How files came to be: who enrolled them, when, with how many fingers excused. For comparing desks, not people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from bitaqa.foundation.kernel.clock import as_utc


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One file as its desk made it. `fingers`: positions named in it, ten or none; `excused`: those with a reason."""

    application: UUID
    receipt: str
    station: UUID
    operator: str
    visit: UUID
    day: date
    began: datetime
    confirmed: datetime
    person: UUID | None
    family_ar: str
    fingers: int
    excused: int


def enrolments(*, since: date, until: date) -> list[Enrolment]:
    """Files of the days from `since` to before `until`; erased ones are not among them. One round trip."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, receipt_number, station, body->>'operator', visit, day, (body->>'started_at')::timestamptz, "
            "confirmed_at, person, coalesce(body#>>'{identity,names,arabic,family}', ''), "
            "jsonb_array_length(coalesce(body->'fingers', '[]'::jsonb)), "
            "jsonb_array_length(jsonb_path_query_array(body, '$.fingers[*] ? (@.exception != null)')) "
            "FROM application WHERE day >= %s AND day < %s "
            "AND jsonb_exists(body, 'operator') AND jsonb_exists(body, 'started_at') ORDER BY id",
            [since, until],
        )
        return [
            Enrolment(
                row[0], row[1], row[2], row[3], row[4], row[5], as_utc(row[6]), as_utc(row[7]), row[8], row[9],
                row[10], row[11],
            )
            for row in cursor.fetchall()
        ]  # fmt: skip
