"""Registering, waking and running steps; a real worker process, killed and rescued."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from bitaqa.backbone.jobs import running, steps, tasks
from bitaqa.backbone.jobs.door import run_until_still, step, wake, wake_all
from bitaqa.backbone.jobs.errors import MigrationsMissingError, OddIntervalError, StepTwiceError, UnknownStepError


def waiting_jobs() -> list[str]:
    return sorted(ProcrastinateJob.objects.filter(status="todo").values_list("queueing_lock", flat=True))


def test_a_name_belongs_to_one_function() -> None:
    @step("one")
    def work() -> int:
        return 0

    assert step("one")(work) is work
    with pytest.raises(StepTwiceError):
        step("one")(lambda: 0)
    with pytest.raises(UnknownStepError):
        wake("none")


@pytest.mark.parametrize(
    ("seconds", "line"),
    [(1, "* * * * * */1"), (10, "* * * * * */10"), (60, "*/1 * * * *"), (600, "*/10 * * * *"), (3600, "0 * * * *"),
     (86400, "0 3 * * *")],
)  # fmt: skip
def test_intervals(seconds: int, line: str) -> None:
    assert steps.cron(seconds) == line


@pytest.mark.parametrize("seconds", [0, 7, 61, 420, 5400])
def test_odd_intervals_are_refused(seconds: int) -> None:
    with pytest.raises(OddIntervalError):
        step("odd", every_seconds=seconds)(lambda: 0)


def test_wake_defers_one_job_after_the_commit(committed_db: object) -> None:
    step("one")(lambda: 0)
    step("two", alone=True)(lambda: 0)
    with transaction.atomic():
        wake("one")
        wake("one")
        wake("two")
        assert waiting_jobs() == []
        assert len(connection.run_on_commit) == 2
    assert waiting_jobs() == ["one", "two"]
    wake_all()
    assert waiting_jobs() == sorted({"one", "two"} | set(steps.STEPS))
    assert ProcrastinateJob.objects.get(queueing_lock="two").lock == "step:two"


def test_a_wake_that_loses_the_race_is_quiet(committed_db: object, monkeypatch: pytest.MonkeyPatch) -> None:
    step("one")(lambda: 0)
    wake("one")
    monkeypatch.setattr(ProcrastinateJob.objects, "filter", lambda **kwargs: ProcrastinateJob.objects.none())
    steps._defer("one")


def test_a_rolled_back_act_wakes_nothing(committed_db: object) -> None:
    step("one")(lambda: 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        wake("one")
        raise ZeroDivisionError
    assert waiting_jobs() == []


def test_a_step_runs_until_it_moves_nothing() -> None:
    left = [3, 2, 0, 5]
    step("one")(lambda: left.pop(0))
    assert tasks.run("one") == 5
    assert left == [5]
    assert tasks.run("gone since the last version") == 0


def test_a_step_lets_the_others_in_after_its_turn(committed_db: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "TURN_SECONDS", -1.0)
    step("endless")(lambda: 1)
    assert steps.run_step("endless") == 1
    assert waiting_jobs() == ["endless"]


def test_a_stopping_worker_takes_no_other_batch() -> None:
    def work() -> int:
        steps.stopping.set()
        return 1

    step("one")(work)
    assert steps.run_step("one") == 1


def test_run_until_still() -> None:
    ahead = [2, 1]
    step("first")(lambda: ahead.pop() if ahead else 0)
    step("second")(lambda: 0)
    assert run_until_still(["first", "second"]) == 3
    step("endless")(lambda: 1)
    with pytest.raises(RuntimeError):
        run_until_still(["endless"], rounds=3)


def test_the_job_of_a_dead_worker_is_ended_and_its_step_woken(committed_db: object) -> None:
    step("one")(lambda: 0)
    wake("one")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id"
        )
        (worker,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    assert waiting_jobs() == []
    assert async_to_sync(tasks.rescue.func)(0) == 1
    assert waiting_jobs() == ["one"]
    assert not ProcrastinateJob.objects.filter(status="doing").exists()
    assert async_to_sync(tasks.rescue.func)(0) == 0
    async_to_sync(tasks.tidy.func)(0)


def test_a_schema_behind_the_program_is_refused(db: object, monkeypatch: pytest.MonkeyPatch) -> None:
    running.check_migrations()
    monkeypatch.setattr(running.MigrationExecutor, "migration_plan", lambda *given: [("a", False)])
    with pytest.raises(MigrationsMissingError, match="1 migrations behind"):
        running.check_migrations()


PROGRAM = """
import os, sys, time
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from bitaqa.backbone.jobs.door import step

@step("slow", every_seconds=1)
def slow():
    print("batch began", flush=True)
    {body}
    print("batch ended", flush=True)
    return 0

call_command("worker", concurrency=1)
print("worker stopped", flush=True)
"""


def start_worker(body: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(body=body)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def read_until(worker: subprocess.Popen[str], words: str) -> None:
    assert worker.stdout
    for line in worker.stdout:
        if line.strip() == words:
            return
    pytest.fail(f"the worker never said “{words}”")


def test_a_worker_process_finishes_its_batch_on_sigterm_and_is_rescued_after_kill(
    committed_db: dict[str, str],
) -> None:
    slow = start_worker("time.sleep(60)", committed_db)
    read_until(slow, "batch began")
    slow.kill()
    slow.communicate()
    assert ProcrastinateJob.objects.filter(status="doing", args__step="slow").exists()
    with connection.cursor() as cursor:  # its last heartbeat was long ago
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")

    quick = start_worker("time.sleep(0.5)", committed_db)
    read_until(quick, "batch began")
    quick.send_signal(signal.SIGTERM)
    read_until(quick, "batch ended")
    read_until(quick, "worker stopped")
    quick.communicate(timeout=120)
    assert quick.returncode == 0
    deadline = time.monotonic() + 120
    while ProcrastinateJob.objects.filter(status="doing").exists() and time.monotonic() < deadline:
        async_to_sync(tasks.rescue.func)(0)
    assert not ProcrastinateJob.objects.filter(status="doing").exists()


def test_a_worker_refuses_a_schema_behind_it(db: object, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    from django.core.management import CommandError, call_command

    monkeypatch.setattr(running.MigrationExecutor, "migration_plan", lambda *given: [("a", False)])
    with pytest.raises(CommandError, match="bitaqa centre-manage migrate"):
        call_command("worker")
