"""The one way into the jobs room for other rooms.

Register: `step` in a room's `jobs.py`. Start: `wake`. Work tables: subclass `WorkItem`, then `enqueue` from the event's
door and `work_batch` in the step. People: `items_set_aside`, `retry_set_aside`. Tests: `run_until_still`.
"""

from __future__ import annotations

from .aside import SetAsideItem, items_set_aside, retry_set_aside, work_counts, work_tables
from .items import Claim, Verdicts, claim, enqueue, work_batch
from .models import WORK_FIELDS, WorkItem, WorkState
from .steps import STEPS, run_step, run_until_still, step, wake, wake_all

__all__ = [
    "STEPS",
    "WORK_FIELDS",
    "Claim",
    "SetAsideItem",
    "Verdicts",
    "WorkItem",
    "WorkState",
    "claim",
    "enqueue",
    "items_set_aside",
    "retry_set_aside",
    "run_step",
    "run_until_still",
    "step",
    "wake",
    "wake_all",
    "work_batch",
    "work_counts",
    "work_tables",
]
