"""The sequencer: gives committed entries their leaf every two seconds, and signs what stands."""

from __future__ import annotations

from bitaqa.backbone.jobs.door import step

from .checkpoints import sign_checkpoint
from .tree import BATCH, sequence_committed


@step("journal.sequence", every_seconds=2, alone=True)
def sequence() -> int:
    """One batch of leaves; a checkpoint once it has caught up."""
    moved = sequence_committed()
    if moved < BATCH:
        sign_checkpoint()
    return moved
