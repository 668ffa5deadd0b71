"""Searching plans in the workroom: the oldest question first, with its progress, until its time is over or stopped."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any
from uuid import UUID

import numpy as np

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import step, wake
from bitaqa.foundation.planning.account import account_of

from .instances import instance_of
from .plan_models import PlanDraft
from .plans import carried, figures_of
from .publishing import base_of
from .study_jobs import study_next as study_next

BOUND_SECONDS = 300.0
"""For the linear programme of a closer bound, after the plan is there."""
TOLD_EVERY = 1.0
"""Seconds between two looks at the table."""


@step("plan-search", every_seconds=60, alone=True)
def search_next() -> int:
    """Searches the oldest plan asked for; one left half done by a stopped worker is begun again."""
    draft = PlanDraft.objects.filter(state__in=["searching", "waiting"]).order_by("at", "id").first()
    if draft is None:
        return 0
    # Compiled: not before a plan is asked for.
    from bitaqa.foundation.planning.alternatives import Aim, priced_for
    from bitaqa.foundation.planning.quick_bound import quick_bound
    from bitaqa.foundation.planning.replan import replan
    from bitaqa.foundation.planning.search import Progress, search

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
    PlanDraft.objects.filter(pk=draft.pk).update(bound=quick_bound(instance), bound_final=False)
    priced = priced_for(instance, Aim(draft.asked.get("aim", "most_people")))
    how: dict[str, Any] = {
        "clock": time.monotonic,
        "seconds": float(draft.asked["seconds"]),
        "rounds": int(draft.asked.get("rounds", 0)) or 2000,
        "tell": tell,
        "stop": lambda: stopped[0],
    }
    before, base = draft.follows, base_of(draft)
    if before is None:
        plan = search(priced, **how).plan
    else:
        start = carried(before, draft.asked)
        pinned = np.zeros(start.shape, np.bool_)
        for vehicle, day in before.pinned:
            pinned[vehicle, day] = True
        past = int(draft.asked["past"])
        if base is not None:
            announced = carried(base, draft.asked)
            plan = replan(priced, announced, today=past, pinned=pinned, start=start, **how).plan
        else:
            plan = search(priced, start=start, pinned=pinned, first_free=past, **how).plan
    account = account_of(instance, np.asarray(plan))
    PlanDraft.objects.filter(pk=draft.pk).update(
        state="ready",
        plan=np.asarray(plan).tolist(),
        pinned=before.pinned if before else [],
        worth=account.worth,
        figures=figures_of(account),
        progress=1.0,
        found_at=now(),
    )
    wake("plan-bound")
    return 1


@step("plan-bound", every_seconds=60, alone=True)
def bound_next() -> int:
    """Proves a closer bound for the newest plan that has a first one only. The plan itself waits for nothing."""
    found = PlanDraft.objects.filter(bound__isnull=False, bound_final=False, found_at__isnull=False)
    draft = found.order_by("-found_at", "id").first()
    if draft is None:
        return 0
    from bitaqa.foundation.planning.bound import upper_bound
    from bitaqa.foundation.planning.errors import BoundNotFoundError

    bound = float(draft.bound or 0.0)
    with suppress(BoundNotFoundError):  # then the first one stands: it is true as well
        bound = min(bound, upper_bound(instance_of(draft.asked), seconds=BOUND_SECONDS).value)
    PlanDraft.objects.filter(pk=draft.pk).update(bound=bound, bound_final=True)
    return 1


def _stop_asked(draft: UUID) -> bool:
    return PlanDraft.objects.filter(pk=draft, stop_asked=True).exists()
