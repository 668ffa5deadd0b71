"""What other rooms of the station may ask of enrolment."""

from __future__ import annotations

from .again import forget_captures
from .forms import SPOKEN_LANGUAGES
from .queries import DayFigures, DraftFace, day_figures, drafts_open, drafts_sealed, sealed_by_receipt
from .representative_form import RepresentativeFields, representative_map
from .sealing import SealedDraft, forget_holders, new_receipt
from .sweeping import sweep_draft_files

__all__ = [
    "SPOKEN_LANGUAGES",
    "DayFigures",
    "DraftFace",
    "RepresentativeFields",
    "SealedDraft",
    "day_figures",
    "drafts_open",
    "drafts_sealed",
    "forget_captures",
    "forget_holders",
    "new_receipt",
    "representative_map",
    "sealed_by_receipt",
    "sweep_draft_files",
]
