"""Words of production for people: reasons, ranks, states of blanks and batches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from bitaqa.foundation.kernel.errors import ERRORS
from bitaqa.records.places.door import PlaceValue
from bitaqa.ui.errors import facts_in_words
from bitaqa.ui.formats import day_text

from .domain import IssuingCentre, Rank, RejectReason
from .error_words import CHIP_STATES
from .supplies import Supply

REASONS: dict[str, Any] = {
    RejectReason.PRINT: _("Print fault"),
    RejectReason.PORTRAIT: _("Portrait fault"),
    RejectReason.ZONE: _("Machine readable zone differs"),
    RejectReason.LAMINATE: _("Lamination fault"),
    RejectReason.CHIP: _("Chip fault"),
    RejectReason.OTHER: _("Another fault"),
}
HOLDS: dict[str, Any] = {
    "machine": _("A machine is stopped"),
    "supplies": _("Supplies are missing"),
    "data": _("Data to be looked at"),
    "inspection": _("Ordered by an inspection"),
    "other": _p("hold", "Another reason"),
}
RANKS: dict[int, Any] = {
    Rank.CORRECTION: _("Correction"),
    Rank.REPLACEMENT: _("Made again"),
    Rank.DEADLINE: _("Has a deadline"),
    Rank.ORDINARY: _("Ordinary"),
}
BLANK_WORDS: dict[str, tuple[Any, str, str]] = {
    "received": (_p("blank", "In stock"), "box", "calm"),
    "good": (_p("blank", "Good card"), "check-circle", "ok"),
    "spoiled": (_p("blank", "Spoiled"), "x-octagon", "wait"),
    "sample": (_p("blank", "Kept as a sample"), "bookmark", "calm"),
    "returned": (_p("blank", "Returned to the stock"), "arrow-return-left", "calm"),
    "destroyed": (_p("blank", "Destroyed"), "trash", "calm"),
}
CHIP_WORDS: dict[str, tuple[Any, str, str]] = {
    "signed": (CHIP_STATES["signed"], "pen", "calm"),
    "exported": (CHIP_STATES["exported"], "file-earmark-lock", "wait"),
    "read_back": (CHIP_STATES["read_back"], "shield-check", "ok"),
    "failed": (CHIP_STATES["failed"], "x-octagon", "stop"),
}
LINES: dict[str, Any] = {
    "simulated": _("Simulated chips"),
    "pcsc": _("Reader of this workshop"),
    "export": _("File for a bureau"),
}
IN_HAND: Any = _p("blank", "In a batch, not checked yet")


def centre_name(centre: IssuingCentre) -> str:
    """In the reader's script."""
    return centre.name_ar if (get_language() or "ar").startswith("ar") else centre.name_fr


def supply_name(supply: Supply) -> str:
    """In the reader's script."""
    return supply.name_ar if (get_language() or "ar").startswith("ar") else supply.name_fr


def place_name(place: PlaceValue | None, code: str) -> str:
    """In the reader's script; the code of a place nobody entered."""
    if place is None:
        return code
    return place.name_ar if (get_language() or "ar").startswith("ar") else place.name_fr


def problem_sentence(code: str, facts: Mapping[str, object]) -> str:
    """Why an order waits aside, in the reader's language; its code when this version no longer knows it."""
    kind = ERRORS.get(code)
    try:
        return gettext(kind.sentence) % facts_in_words(facts, kind) if kind is not None else code
    except KeyError:
        return code


SHIFTS: dict[str, Any] = {
    "1": _("morning, 06:00 to 14:00"),
    "2": _("afternoon, 14:00 to 22:00"),
    "3": _("night, 22:00 to 06:00"),
}


def shift_name(code: str) -> str:
    """`2026-05-04-2` in words; a code of another form as it is."""
    day, _dash, number = code.rpartition("-")
    try:
        return f"{day_text(date.fromisoformat(day))} · {SHIFTS[number]}"
    except (KeyError, ValueError):
        return code
