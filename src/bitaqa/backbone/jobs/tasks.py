"""The three things Procrastinate runs: a step, the rescue of what a dead worker left, and its own tidying.

Imported by Procrastinate's Django app at start-up, by name.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connection
from procrastinate import jobs
from procrastinate.contrib.django import app

from .steps import STEPS, run_step, stopping, wake

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
STALLED_AFTER_SECONDS = 8.0
"""A worker silent for that long is taken for dead, and what it was doing is started again."""


@app.task(name="bitaqa.step", queue="steps")
def run(step: str, timestamp: int = 0) -> int:
    """Runs one step until it is still. A step this version no longer has is left alone."""
    if step not in STEPS:
        log.warning("no step is called %s here", step)
        return 0
    try:
        return run_step(step)
    finally:
        if stopping.is_set():
            connection.close()


@app.periodic(cron="* * * * * */5", periodic_id="rescue")
@app.task(name="bitaqa.rescue", queue="steps", queueing_lock="rescue")
async def rescue(timestamp: int) -> int:
    """Ends the jobs of dead workers and wakes their steps; a killed worker's job would stay `doing` for ever."""
    manager = app.job_manager
    count = 0
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        await manager.finish_job(job, status=jobs.Status.FAILED, delete_job=True)
        given: Any = job.task_kwargs
        if isinstance(given, str):  # Django's own connection leaves JSON as text
            given = json.loads(given)
        name = given.get("step")
        if isinstance(name, str) and name in STEPS:
            await sync_to_async(wake)(name)
        count += 1
    if count:
        await manager.prune_stalled_workers(STALLED_AFTER_SECONDS)
    return count


@app.periodic(cron="15 3 * * *", periodic_id="tidy")
@app.task(name="bitaqa.tidy", queue="steps", queueing_lock="tidy")
async def tidy(timestamp: int) -> None:
    """Forgets finished jobs after three days: they say nothing about anybody, the journal does."""
    await app.job_manager.delete_old_jobs(
        nb_hours=72, include_failed=True, include_cancelled=True, include_aborted=True
    )
