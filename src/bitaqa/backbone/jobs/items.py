"""Work tables: putting subjects in, taking a batch out, and what becomes of each.

How a batch goes (docs/adr/0004-jobs-and-blobs.md):
1. `claim` counts the attempt and names the worker in a transaction of its own, before any work.
2. The work runs in one transaction that first `hold`s the rows still claimed by this worker (the fence), and ends
   with each item done or set aside with its reason.
3. A batch that dies goes back. After two deaths its items are taken one by one, so that one poisonous item is found
   and set aside, and the rest goes on.

A worker holds a session advisory lock named by its claim: when it dies, PostgreSQL lets go of the lock and the
items are free at once; the lease covers a worker that lives but hangs.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import connection, transaction

from bitaqa.foundation.kernel.errors import BitaqaError

from .aside import record_set_aside
from .errors import DiedEachTimeError, UnexpectedFailureError
from .models import WorkItem
from .reasons import facts_for_storage
from .steps import STEPS, wake

log = logging.getLogger(__name__)

DEATHS_BEFORE_SINGLES = 2
MOST_ATTEMPTS = 5
RETRY_AFTER_SECONDS = (0, 1, 2, 5, 15, 60)
"""How long an item rests after its first, second … death."""

Verdicts = Mapping[UUID, BitaqaError]
"""Items a batch could not move, each with its reason; the others were moved."""

_ALIVE = """SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
 WHERE locktype = 'advisory' AND objsubid = 1 AND granted
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""

_CLAIM = """
UPDATE {table} AS item SET attempts = item.attempts + 1, claim = %(token)s, claimed_until = %(until)s
  FROM (SELECT subject FROM {table}
         WHERE state = 'waiting' AND {which} AND ready_at <= %(now)s
           AND (claim IS NULL OR claimed_until < %(now)s OR claim NOT IN ({alive}))
         ORDER BY rank, enqueued_at, subject LIMIT %(limit)s FOR UPDATE SKIP LOCKED) AS next
 WHERE item.subject = next.subject
RETURNING item.subject, item.attempts, item.rank, item.enqueued_at"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A batch one worker has: `subjects` in order of rank and arrival; `attempts` of the most tried one."""

    table: type[WorkItem]
    token: int
    subjects: tuple[UUID, ...]
    attempts: int

    def hold(self) -> list[UUID]:
        """Locks, for the transaction, the items still this worker's; those lost to another are left out."""
        rows = (
            self.table._default_manager.select_for_update()
            .filter(subject__in=self.subjects, claim=self.token, state="waiting")
            .values_list("subject", flat=True)
        )
        still = set(rows)
        return [subject for subject in self.subjects if subject in still]

    def finish(self, subjects: Iterable[UUID]) -> None:
        """These items are done."""
        self.table._default_manager.filter(subject__in=list(subjects), claim=self.token).update(
            state="done", claim=None, claimed_until=None
        )

    def set_aside(self, verdicts: Verdicts) -> None:
        """These wait for a person, with their reason; the journal is told (`work.set_aside`)."""
        if not verdicts:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {_name(self.table)} AS item SET state = 'set_aside', claim = NULL, claimed_until = NULL, "  # noqa: S608
                "last_error_code = given.code, reason = given.reason::jsonb "
                "FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS given(subject, code, reason) "
                "WHERE item.subject = given.subject AND item.claim = %s",
                [
                    list(verdicts),
                    [error.code for error in verdicts.values()],
                    [facts_for_storage(error) for error in verdicts.values()],
                    self.token,
                ],
            )
        record_set_aside(self.table, verdicts)

    def give_back(self, error_code: str) -> None:
        """The batch died: its items rest a little, then go again (attempts were counted already)."""
        rest = RETRY_AFTER_SECONDS[min(self.attempts, len(RETRY_AFTER_SECONDS)) - 1]
        self.table._default_manager.filter(subject__in=self.subjects, claim=self.token, state="waiting").update(
            claim=None, claimed_until=None, last_error_code=error_code, ready_at=_real_now() + timedelta(seconds=rest)
        )


def enqueue(table: type[WorkItem], subjects: Iterable[UUID], *, rank: int = 0, again: bool = False) -> int:
    """Puts subjects in a work table and wakes its step; one round trip. Returns how many are newly waiting.

    A subject already there is left alone; `again` lets one that is done go a second time (a corrected file).
    Called from an event's door, in the transaction of the act.
    """
    chosen = sorted(set(subjects))  # one order for all, so that two transactions never wait for each other in a ring
    if not chosen:
        return 0
    name, at = _name(table), _real_now()
    conflict = (
        f"DO UPDATE SET state = 'waiting', attempts = 0, rank = EXCLUDED.rank, enqueued_at = EXCLUDED.enqueued_at, "
        f"ready_at = EXCLUDED.ready_at, last_error_code = '', reason = '{{}}' WHERE {name}.state = 'done'"
        if again
        else "DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {name} (subject, state, rank, attempts, enqueued_at, ready_at, last_error_code, reason) "  # noqa: S608
            "SELECT subject, 'waiting', %s, 0, %s, %s, '', '{}' FROM unnest(%s::uuid[]) AS subject "
            f"ON CONFLICT (subject) {conflict}",
            [rank, at, at, chosen],
        )
        count = int(cursor.rowcount)
    if count and table.STEP in STEPS:
        wake(table.STEP)
    return count


def claim(table: type[WorkItem], limit: int) -> Claim | None:
    """Takes up to `limit` waiting items, counting the attempt, in a short transaction of its own; None when none waits.

    Items that died with two batches come singly, before the others.
    """
    token = secrets.randbits(62) + 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [token])
    try:
        singles = f"attempts >= {DEATHS_BEFORE_SINGLES}"
        rows = _take(table, token, singles, 1) or _take(table, token, f"NOT ({singles})", limit)
    except BaseException:
        _let_go(token)
        raise
    if not rows:
        _let_go(token)
        return None
    rows.sort(key=lambda row: (row[2], row[3], row[0]))
    return Claim(table, token, tuple(row[0] for row in rows), max(row[1] for row in rows))


def _take(table: type[WorkItem], token: int, which: str, limit: int) -> list[tuple[UUID, int, int, datetime]]:
    at = _real_now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _CLAIM.format(table=_name(table), which=which, alive=_ALIVE),
            {"token": token, "now": at, "until": at + timedelta(seconds=table.LEASE_SECONDS), "limit": limit},
        )
        rows: list[tuple[UUID, int, int, datetime]] = cursor.fetchall()
        return rows


def work_batch(table: type[WorkItem], limit: int, work: Callable[[Sequence[UUID]], Verdicts | None]) -> int:
    """Claims a batch, runs `work(subjects)` on it in one transaction, and settles every item. Returns how many it took.

    `work` moves the items it can and returns the reasons of those it cannot (they are set aside); it may read
    outside things slowly, since row locks begin when it writes only if it does so last: what must be slow belongs
    before `work_batch`. When `work` raises, everything it did is undone and the batch goes back; an item that raises
    alone is set aside with the error.
    """
    taken = claim(table, limit)
    if taken is None:
        return 0
    try:
        if taken.attempts > MOST_ATTEMPTS:
            with transaction.atomic():
                taken.set_aside(dict.fromkeys(taken.hold(), DiedEachTimeError(attempts=taken.attempts - 1)))
            return len(taken.subjects)
        try:
            with transaction.atomic():
                subjects = taken.hold()
                verdicts = (work(subjects) if subjects else None) or {}
                taken.finish(subject for subject in subjects if subject not in verdicts)
                taken.set_aside(verdicts)
        except Exception as error:
            _settle_after(taken, error)
        return len(taken.subjects)
    finally:
        _let_go(taken.token)


def _settle_after(taken: Claim, error: Exception) -> None:
    code = error.code if isinstance(error, BitaqaError) else UnexpectedFailureError.code
    log.exception("%s: a batch of %s died (%s)", taken.table.STEP, len(taken.subjects), code)
    alone = len(taken.subjects) == 1 and taken.attempts > DEATHS_BEFORE_SINGLES
    with transaction.atomic():
        if alone and not isinstance(error, DatabaseError):
            told = error if isinstance(error, BitaqaError) else UnexpectedFailureError(kind=type(error).__name__)
            taken.set_aside({taken.subjects[0]: told})
        else:
            taken.give_back(code)


def _let_go(token: int) -> None:
    if connection.connection is None or connection.connection.closed:
        return  # the session died, and the lock with it
    if connection.in_atomic_block and connection.needs_rollback:
        return  # cannot speak now; the lock falls with the session
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [token])


def _name(table: type[WorkItem]) -> str:
    return connection.ops.quote_name(table._meta.db_table)


def _real_now() -> datetime:
    return datetime.now(UTC)
