"""What names a person leaves applications whose days of keeping are over; place, day, kind, state and ids stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from bitaqa.backbone.erasing import empty_columns
from bitaqa.foundation.rules.applications import ENDED, ApplicationState
from bitaqa.foundation.rules.erased import ERASED_AR, ERASED_BIRTH, ERASED_IDENTITY, ERASED_LATIN

from .models import Application

_SETTLED = sorted(ENDED)


def applications_to_erase(before: Mapping[ApplicationState, datetime], *, limit: int) -> list[UUID]:
    """Applications in one of these states since before its instant, not erased yet, the oldest first. One round trip.

    One that a correction still works on is left out: the correction takes its picture from it.
    """
    due = Q(pk__in=[])
    for state, instant in before.items():
        due |= Q(state=state, state_at__lt=instant)
    at_work = Application.objects.filter(corrects=OuterRef("pk")).exclude(state__in=_SETTLED)
    rows = Application.objects.filter(due, ~Exists(at_work), erased_at=None).order_by("state_at", "id")
    return list(rows.values_list("id", flat=True)[:limit])


def applications_of_entries(persons: Iterable[UUID]) -> list[UUID]:
    """Every application of these entries of the register that is not erased yet."""
    rows = Application.objects.filter(person__in=set(persons), erased_at=None)
    return list(rows.order_by("id").values_list("id", flat=True))


def erase_applications(ids: Sequence[UUID], *, at: datetime) -> list[UUID]:
    """Empties what is personal; returns those not erased before. Two round trips. The caller tells the journal."""
    rows = Application.objects.select_for_update().filter(pk__in=ids, erased_at=None).order_by("pk")
    now_erased = list(rows.values_list("id", flat=True))
    empty_columns(
        Application.objects.filter(pk__in=now_erased),
        {
            "name_ar": ERASED_AR, "name_latin": ERASED_LATIN, "birth": ERASED_BIRTH,
            "birth_year": int(ERASED_BIRTH), "sex": "X",
            "body": {"identity": ERASED_IDENTITY}, "erased_at": at,
        },
    )  # fmt: skip
    return now_erased
