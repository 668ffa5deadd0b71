"""Searching plans in the workroom: the oldest question first, with its progress, until its time is over or stopped."""

from __future__ import annotations

import time
from uuid import UUID

import numpy as np

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import step

from .instances import instance_of
from .plan_models import PlanDraft

TOLD_EVERY = 1.0
"""Seconds between two looks at the table."""


@step("plan-search", every_seconds=60, alone=True)
def search_next() -> int:
    """Searches the oldest plan asked for; one left half done by a stopped worker is begun again."""
    draft = PlanDraft.objects.filter(state__in=["searching", "waiting"]).order_by("at", "id").first()
    if draft is None:
        return 0
    from bitaqa.foundation.planning.search import Progress, search  # compiled: not before a plan is asked for

    PlanDraft.objects.filter(pk=draft.pk).update(state="searching")
    looked, stopped = [0.0], [False]

    def tell(progress: Progress) -> None:
        if time.monotonic() - looked[0] >= TOLD_EVERY:
            looked[0] = time.monotonic()
            PlanDraft.objects.filter(pk=draft.pk).update(
                progress=progress.share, worth=progress.worth if progress.worth > -1e200 else 0.0
            )
            stopped[0] = _stop_asked(draft.pk)

    instance = instance_of(draft.asked)
    found = search(
        instance,
        clock=time.monotonic,
        seconds=float(draft.asked["seconds"]),
        rounds=int(draft.asked.get("rounds", 0)) or 2000,
        tell=tell,
        stop=lambda: stopped[0],
    )
    PlanDraft.objects.filter(pk=draft.pk).update(
        state="ready", plan=np.asarray(found.plan).tolist(), worth=found.worth, progress=1.0, found_at=now()
    )
    return 1


def _stop_asked(draft: UUID) -> bool:
    return PlanDraft.objects.filter(pk=draft, stop_asked=True).exists()
