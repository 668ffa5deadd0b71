"""What other rooms of the station may ask of enrolment."""

from __future__ import annotations

from .queries import DayFigures, DraftFace, day_figures, drafts_open, drafts_sealed, sealed_by_receipt
from .sealing import SealedDraft, forget_holders, new_receipt
from .sweeping import sweep_draft_files

__all__ = [
    "DayFigures",
    "DraftFace",
    "SealedDraft",
    "day_figures",
    "drafts_open",
    "drafts_sealed",
    "forget_holders",
    "new_receipt",
    "sealed_by_receipt",
    "sweep_draft_files",
]
