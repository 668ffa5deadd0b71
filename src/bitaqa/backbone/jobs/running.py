"""A worker process: checks the schema, wakes every step, and runs them until it is asked to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from typing import Any, cast

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from procrastinate.contrib.django import app

from bitaqa.foundation.kernel.long_lived import spare_the_collector

from .errors import MigrationsMissingError
from .steps import STEPS, cron, lock_of, stopping, wake_all
from .tasks import HEARTBEAT_SECONDS, STALLED_AFTER_SECONDS, run


def check_migrations() -> None:
    """Raises MigrationsMissingError: a worker never works on a schema older than itself."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise MigrationsMissingError(count=len(missing))


def schedule_steps() -> None:
    """Tells Procrastinate how often to start each step by itself."""
    for step in STEPS.values():
        key = (run.name, step.name)
        if key not in app.periodic_registry.periodic_tasks:
            app.periodic_registry.register_task(
                task=cast(Any, run),  # it takes `step` by name; the stubs expect the timestamp first
                cron=cron(step.every_seconds),
                periodic_id=step.name,
                configure_kwargs={
                    "queue": step.queue,
                    "queueing_lock": step.name,
                    "lock": lock_of(step.name),
                    "task_kwargs": {"step": step.name},
                },
            )


def run_worker(*, concurrency: int, name: str | None = None, queues: Sequence[str] = ()) -> None:
    """Runs until SIGTERM or SIGINT; the batch in hand is finished, the rest waits. Raises MigrationsMissingError.

    With `queues` it takes the steps of those alone: a machine that holds an index runs the steps that read it.
    """
    check_migrations()
    stopping.clear()
    schedule_steps()
    wake_all()
    spare_the_collector()
    connection.close()  # the threads that work open their own
    asyncio.run(_serve(concurrency, name, queues))


async def _serve(concurrency: int, name: str | None, queues: Sequence[str]) -> None:
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        async with app.open_async():
            serving = asyncio.ensure_future(
                app.run_worker_async(
                    name=name or "worker",
                    queues=cast(Any, list(queues) or None),  # None is every queue; the stubs do not say so
                    concurrency=concurrency,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    fetch_job_polling_interval=2.0,
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=STALLED_AFTER_SECONDS,
                )
            )
            loop = asyncio.get_running_loop()

            def stop() -> None:
                stopping.set()
                serving.cancel()  # Procrastinate waits for the jobs in hand

            for sign in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(sign, stop)
            try:
                await serving
            except asyncio.CancelledError:
                if not stopping.is_set():
                    raise
