"""The steps of the pipeline, and waking them.

A step is a function that moves up to one batch and says how many it moved. It is started when someone wakes it and
every few seconds besides; it runs until it moves nothing. Procrastinate holds at most one waiting job per step,
never one per application: the work tables are the queues. A wake that is lost (the process dies between commit and
wake) is made good by the interval and by every worker's start.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from .errors import OddIntervalError, StepTwiceError, UnknownStepError

log = logging.getLogger(__name__)

STEPS_QUEUE = "steps"
TURN_SECONDS = 10.0
"""A step with a long backlog lets the others in after that."""

GATHER_SECONDS = 0.5
"""After a small batch, what arrives within that time is moved together: one item costs nearly as much as twenty."""
PLENTY = 20
"""After a batch as large as that the next is taken at once."""

Work = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Step:
    """One registered step. `alone`: never two workers in it at once. `queue`: workers may be started for some only."""

    name: str
    work: Work
    every_seconds: int
    alone: bool
    queue: str


STEPS: dict[str, Step] = {}

stopping = threading.Event()
"""Set when the worker was asked to stop: a step finishes its batch and takes no other."""


def step(
    name: str, *, every_seconds: int = 10, alone: bool = False, queue: str = STEPS_QUEUE
) -> Callable[[Work], Work]:
    """Registers `work() -> int` as the step `name`; put it in a room's `jobs.py`, which is imported at start-up.

    Raises StepTwiceError, OddIntervalError (the interval must divide a minute or an hour).
    """

    def register(work: Work) -> Work:
        known = STEPS.get(name)
        if known and (known.work.__module__, known.work.__qualname__) != (work.__module__, work.__qualname__):
            raise StepTwiceError(step=name)
        cron(every_seconds)
        STEPS[name] = Step(name, work, every_seconds, alone, queue)
        return work

    return register


def cron(seconds: int) -> str:
    """The cron line (croniter, seconds last) of an interval. Raises OddIntervalError."""
    if 1 <= seconds < 60 and 60 % seconds == 0:
        return f"* * * * * */{seconds}"
    minutes, rest = divmod(seconds, 60)
    if rest == 0 and 1 <= minutes < 60 and 60 % minutes == 0:
        return f"*/{minutes} * * * *"
    if seconds == 3600:
        return "0 * * * *"
    if seconds == 86400:
        return "0 3 * * *"
    raise OddIntervalError(seconds=seconds)


def get_step(name: str) -> Step:
    """Raises UnknownStepError."""
    found = STEPS.get(name)
    if found is None:
        raise UnknownStepError(step=name)
    return found


def wake(name: str) -> None:
    """Starts a step soon after the present transaction commits; nothing when it is already asked for.

    Deferred after the commit and not inside it: a waiting job is unique per step, so two transactions that wake the
    same steps in another order would wait for each other. Raises UnknownStepError.
    """
    get_step(name)
    connection = connections[DEFAULT_DB_ALIAS]
    hooks = (hook[1] for hook in connection.run_on_commit)
    if not any(isinstance(hook, partial) and hook.func is _defer and hook.args == (name,) for hook in hooks):
        transaction.on_commit(partial(_defer, name), robust=True)


def wake_all() -> None:
    """Wakes every step: work may have been left when the last worker stopped or died."""
    for name in STEPS:
        wake(name)


def _defer(name: str) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    if ProcrastinateJob.objects.filter(queueing_lock=name, status="todo").exists():
        return
    try:
        with transaction.atomic():  # a savepoint, should a test have opened a transaction
            app.configure_task("bitaqa.step", queue=get_step(name).queue, queueing_lock=name, lock=lock_of(name)).defer(
                step=name
            )
    except exceptions.AlreadyEnqueued:
        log.debug("step %s was already asked for", name)


def lock_of(name: str) -> str | None:
    """Procrastinate's lock of a step that runs alone."""
    return f"step:{name}" if get_step(name).alone else None


def run_step(name: str) -> int:
    """Runs the step until it moves nothing, the worker is stopping, or its turn is over. Returns how many it moved."""
    work = get_step(name).work
    turn_ends = time.monotonic() + TURN_SECONDS
    total = 0
    while not stopping.is_set():
        moved = work()
        total += moved
        if not moved:
            break
        if time.monotonic() > turn_ends:
            wake(name)
            break
        if moved < PLENTY:
            stopping.wait(GATHER_SECONDS)
    return total


def run_until_still(names: Iterable[str] | None = None, *, rounds: int = 1000) -> int:
    """Runs the steps here, in this thread, over and over until none moves anything; for tests and commands.

    Returns how many items were moved in all. Raises RuntimeError when they never come to rest.
    """
    chosen = list(STEPS) if names is None else list(names)
    total = 0
    for _ in range(rounds):
        moved = sum(get_step(name).work() for name in chosen)
        if not moved:
            return total
        total += moved
    raise RuntimeError(f"the steps {chosen} were still moving items after {rounds} rounds")
