"""The centre's two answers about each packet: `stored`, then `outcome`; kept in order, signed when they are fetched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from bitaqa.foundation.packet.answers import MAX_ANSWERS, Answer, Outcome, Stored


def answer(answers: Sequence[Answer]) -> None:
    """Writes answers down, in two round trips. The last act of the transaction that makes them true: it locks the
    stations' cursors until the commit."""
    if not answers:
        return
    columns = zip(
        *(
            (
                a.station,
                a.epoch,
                a.sequence,
                a.packet_hash,
                a.at,
                isinstance(a, Outcome),
                isinstance(a, Outcome) and a.accepted,
                a.reason if isinstance(a, Outcome) else None,
                isinstance(a, Stored) and a.quarantined,
            )
            for a in answers
        ),
        strict=True,
    )
    locks = sorted({int.from_bytes(a.station.bytes[-8:], "big", signed=True) for a in answers})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(pg_advisory_xact_lock(lock)) FROM unnest(%s::bigint[]) AS lock", [locks])
        cursor.execute(
            "INSERT INTO intake_answer (station, epoch, sequence, packet_hash, at, outcome, accepted, "
            "reason, quarantined) "
            "SELECT given.* FROM unnest(%s::uuid[], %s::int[], %s::bigint[], %s::bytea[], "
            "%s::timestamptz[], %s::bool[], %s::bool[], %s::text[], %s::bool[]) AS given",
            [list(column) for column in columns],
        )


def answers_after(station: UUID, cursor_: int, *, centre_time: datetime, limit: int = 2000) -> tuple[list[Answer], int]:
    """The station's next answers and the cursor after them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cursor, station, epoch, sequence, packet_hash, at, outcome, accepted, reason, "
            "quarantined FROM intake_answer "
            "WHERE station = %s AND cursor > %s ORDER BY cursor LIMIT %s",
            [station, cursor_, limit],
        )
        rows = cursor.fetchall()
    found: list[Answer] = []
    for _, of, epoch, sequence, digest, at, outcome, accepted, reason, quarantined in rows:
        if outcome:
            found.append(Outcome(of, epoch, sequence, bytes(digest), at, accepted, reason, centre_time))
        else:
            found.append(Stored(of, epoch, sequence, bytes(digest), at, quarantined))
    return found, rows[-1][0] if rows else cursor_


def latest_answers(station: UUID, *, centre_time: datetime, most: int = MAX_ANSWERS) -> tuple[list[Answer], int]:
    """The newest answers of a station and their cursor, for a file that is carried to it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(min(cursor), 1) - 1 FROM "
            "(SELECT cursor FROM intake_answer WHERE station = %s ORDER BY cursor DESC LIMIT %s) AS newest",
            [station, most],
        )
        after = int(cursor.fetchone()[0])
    return answers_after(station, after, centre_time=centre_time, limit=most)
