"""Work tables on a real PostgreSQL: batches, deaths, poisonous items, two workers at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.jobs import items
from bitaqa.backbone.jobs.door import (
    claim,
    enqueue,
    items_set_aside,
    retry_set_aside,
    work_batch,
    work_counts,
)
from bitaqa.backbone.journal import door as journal
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id, new_ids


class PoisonedError(BitaqaError):
    code = "trial.poisoned"
    sentence = "The item %(item)s is poisoned."


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "RETRY_AFTER_SECONDS", (0,))


def moved(subjects: Sequence[UUID]) -> None:
    return None


def test_enqueue_is_idempotent_and_one_round_trip(trial_table: Any) -> None:
    subjects = new_ids(50)
    with CaptureQueriesContext(connection) as queries:
        assert enqueue(trial_table, subjects) == 50
    assert len(queries) == 1
    assert enqueue(trial_table, [*subjects[:10], new_id()]) == 1
    assert enqueue(trial_table, []) == 0


def test_again_lets_done_items_go_a_second_time_only(trial_table: Any) -> None:
    done, waiting = new_ids(2)
    enqueue(trial_table, [done])
    assert work_batch(trial_table, 10, moved) == 1
    enqueue(trial_table, [waiting])
    assert enqueue(trial_table, [done]) == 0
    assert enqueue(trial_table, [done, waiting], again=True) == 1
    assert work_counts(trial_table) == {"waiting": 2, "set_aside": 0, "done": 0}


def test_a_batch_goes_by_rank_then_arrival_and_its_length_does_not_matter(trial_table: Any) -> None:
    ordinary, urgent = new_ids(30), new_ids(2)
    enqueue(trial_table, ordinary)
    enqueue(trial_table, urgent, rank=-1)
    seen: list[list[UUID]] = []

    def work(subjects: Sequence[UUID]) -> None:
        seen.append(list(subjects))

    with CaptureQueriesContext(connection) as small:
        assert work_batch(trial_table, 3, work) == 3
    with CaptureQueriesContext(connection) as large:
        assert work_batch(trial_table, 100, work) == 29
    assert len(small) == len(large)
    assert seen[0][:2] == urgent
    assert seen[0][2:] + seen[1] == ordinary
    assert work_batch(trial_table, 3, work) == 0


def test_an_item_that_cannot_be_moved_is_set_aside_and_the_rest_goes_on(trial_table: Any) -> None:
    good, bad = new_ids(2)
    enqueue(trial_table, [good, bad])
    work_batch(trial_table, 10, lambda subjects: {bad: PoisonedError(item="X")})
    assert work_counts(trial_table) == {"waiting": 0, "set_aside": 1, "done": 1}
    (aside,) = items_set_aside(trial_table)
    assert (aside.subject, aside.code, aside.reason) == (bad, "trial.poisoned", "The item X is poisoned.")
    (entry,) = journal.entries(subject=bad)
    assert (entry.event, entry.because, entry.actor) == ("work.set_aside", "trial.poisoned", "worker:trial")
    assert entry.facts == {"step": "trial"}

    user = f"user:{new_id()}"
    assert retry_set_aside(trial_table, [bad, good], by=user) == 1
    assert [entry.event for entry in journal.entries(subject=bad)] == ["work.set_aside", "work.retried"]
    assert work_batch(trial_table, 10, moved) == 1
    assert work_counts(trial_table)["done"] == 2


def test_one_poisonous_item_is_found_by_going_singly(trial_table: Any) -> None:
    subjects = new_ids(5)
    poison = subjects[2]
    enqueue(trial_table, subjects)
    sizes: list[int] = []

    def work(batch: Sequence[UUID]) -> None:
        sizes.append(len(batch))
        if poison in batch:
            raise ZeroDivisionError

    rounds = 0
    while work_batch(trial_table, 10, work):
        rounds += 1
        assert rounds < 20
    assert sizes == [5, 5, 1, 1, 1, 1, 1]
    assert work_counts(trial_table) == {"waiting": 0, "set_aside": 1, "done": 4}
    (aside,) = items_set_aside(trial_table)
    assert (aside.subject, aside.code) == (poison, "jobs.unexpected_failure")


def test_what_a_dead_batch_wrote_is_undone(trial_table: Any) -> None:
    subject = new_id()
    enqueue(trial_table, [subject])

    def work(batch: Sequence[UUID]) -> None:
        enqueue(trial_table, [new_id()])
        raise ZeroDivisionError

    work_batch(trial_table, 10, work)
    assert work_counts(trial_table) == {"waiting": 1, "set_aside": 0, "done": 0}


def test_a_worker_that_dies_frees_its_items_at_once_with_the_attempt_counted(
    trial_table: Any, committed_db: dict[str, str]
) -> None:
    subjects = new_ids(3)
    enqueue(trial_table, subjects)
    taken = claim(trial_table, 10)
    assert taken is not None and claim(trial_table, 10) is None  # another worker sees nothing to take
    connection.close()  # the worker dies; PostgreSQL lets go of its lock
    freed = claim(trial_table, 10)
    assert freed is not None and set(freed.subjects) == set(subjects)
    assert freed.attempts == 2


def test_an_item_whose_worker_dies_each_time_is_set_aside_without_being_worked(trial_table: Any) -> None:
    enqueue(trial_table, [new_id()])
    for _ in range(items.MOST_ATTEMPTS):
        assert claim(trial_table, 10)
        connection.close()

    def never(batch: Sequence[UUID]) -> None:
        raise AssertionError("the item was worked again")

    assert work_batch(trial_table, 10, never) == 1
    assert [item.code for item in items_set_aside(trial_table)] == ["jobs.died_each_time"]


def test_a_claim_lost_to_another_worker_moves_nothing(trial_table: Any) -> None:
    """The fence: a worker that hung past its lease finds its items gone."""
    subject = new_id()
    enqueue(trial_table, [subject])
    slow = claim(trial_table, 10)
    assert slow is not None
    trial_table.objects.update(claimed_until=datetime.now(UTC) - timedelta(seconds=1))
    quick = claim(trial_table, 10)
    assert quick is not None
    with transaction.atomic():
        assert slow.hold() == []
        slow.finish([subject])
        slow.set_aside({})
        assert quick.hold() == [subject]
    assert work_counts(trial_table)["waiting"] == 1


def test_two_workers_share_a_backlog_without_waiting(trial_table: Any, committed_db: dict[str, str]) -> None:
    subjects = new_ids(6)
    enqueue(trial_table, subjects)
    other = psycopg.connect(
        host=committed_db["BITAQA_DB_HOST"],
        port=committed_db["BITAQA_DB_PORT"],
        dbname=committed_db["BITAQA_DB_NAME"],
        user=committed_db["BITAQA_DB_USER"],
    )
    try:
        other.execute("SELECT 1 FROM jobs_trial_item WHERE subject = ANY(%s) FOR UPDATE", [subjects[:4]])
        taken = claim(trial_table, 10)
        assert taken is not None and set(taken.subjects) == set(subjects[4:])
    finally:
        other.close()


def test_database_trouble_never_sets_an_item_aside(trial_table: Any) -> None:
    enqueue(trial_table, [new_id()])

    def work(batch: Sequence[UUID]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    for _ in range(3):
        assert work_batch(trial_table, 10, work) == 1
    assert work_counts(trial_table)["waiting"] == 1
