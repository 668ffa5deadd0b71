"""Days of a campaign that are not like the others: entered by people, taken along into every plan asked for after."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from .plan_models import DayNote
from .words import DAY_SHARES


def note_day(campaign: UUID, *, place: str, day: date, kind: str, at: datetime) -> None:
    """Enters or corrects what is said of a day; an empty place means everywhere."""
    DayNote.objects.update_or_create(
        campaign_id=campaign, place_id=place or None, day=day,
        defaults={"kind": kind, "share": DAY_SHARES[kind], "at": at},
    )  # fmt: skip


def take_note_back(campaign: UUID, note: UUID) -> None:
    """Nothing is said of that day any more; taking back twice changes nothing."""
    DayNote.objects.filter(campaign_id=campaign, pk=note).delete()


def notes_of(campaign: UUID) -> list[DayNote]:
    return list(DayNote.objects.filter(campaign_id=campaign).select_related("place").order_by("day", "place_id"))


def notes_as_json(campaign: UUID) -> list[dict[str, Any]]:
    """As `PlanDraft.asked` keeps them."""
    return [
        {"place": note.place_id or "", "day": note.day.isoformat(), "kind": note.kind, "share": note.share}
        for note in notes_of(campaign)
    ]
