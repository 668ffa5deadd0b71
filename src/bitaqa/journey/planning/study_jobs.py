"""Answering questions beside plans in the workroom: the oldest first, each by the module of its kind."""

from __future__ import annotations

import time
from typing import Any

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import step
from bitaqa.foundation.kernel.errors import BitaqaError

from .roster_studies import found_roster
from .study_models import Study

TOLD_EVERY = 1.0
"""Seconds between two looks at the table."""


@step("plan-study", every_seconds=60, alone=True)
def study_next() -> int:
    """Answers the oldest question; what cannot be answered says why, and holds up nothing behind it."""
    study = Study.objects.filter(state__in=["searching", "waiting"]).order_by("at", "id").first()
    if study is None:
        return 0
    Study.objects.filter(pk=study.pk).update(state="searching")
    try:
        found = _found(study)
    except BitaqaError as refusal:
        problem = {"code": refusal.code, "facts": {name: str(fact) for name, fact in refusal.facts.items()}}
        Study.objects.filter(pk=study.pk).update(state="refused", problem=problem, found_at=now())
        return 1
    Study.objects.filter(pk=study.pk).update(state="ready", found=found, progress=1.0, found_at=now())
    return 1


def _found(study: Study) -> dict[str, Any]:
    if study.kind == "tour":
        from .tour_studies import found_tour

        return found_tour(study.asked)
    if study.kind == "roster":
        return found_roster(study.asked)
    # Compiled: not before a curve is asked for.
    from .fleet_studies import found_fleet

    def tell(share: float, rows: list[dict[str, Any]]) -> None:
        Study.objects.filter(pk=study.pk).update(progress=share, found={"rows": rows})

    looked, stopped = [0.0], [False]

    def stop() -> bool:
        if time.monotonic() - looked[0] >= TOLD_EVERY:
            looked[0] = time.monotonic()
            stopped[0] = Study.objects.filter(pk=study.pk, stop_asked=True).exists()
        return stopped[0]

    return found_fleet(study.asked, tell=tell, stop=stop)
