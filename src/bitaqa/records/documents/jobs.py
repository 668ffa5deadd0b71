"""What the register does every day by itself: documents whose last day is over are marked, each told in the journal."""

from __future__ import annotations

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import step

from .door import expire_documents

ACTOR = "worker:register"
BATCH = 500
DAY = 86_400


@step("documents.expire", every_seconds=DAY, alone=True)
def expire_next() -> int:
    """Marks one batch by the domain clock; the step goes on until none is left."""
    return len(expire_documents(by=ACTOR, at=now(), limit=BATCH))
