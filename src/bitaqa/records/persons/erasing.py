"""What names a person leaves entries of the register long after a death; the entry stays, so that nothing dangles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bitaqa.backbone.erasing import empty_columns
from bitaqa.foundation.rules.erased import ERASED_AR, ERASED_BIRTH, ERASED_IDENTITY, ERASED_LATIN

from .models import Person


def persons_to_erase(*, reported_before: datetime, limit: int) -> list[UUID]:
    """Persons whose death was reported before, not erased yet, the oldest report first; entries joined to another
    follow the one they lead to."""
    rows = Person.objects.filter(died_reported_at__lt=reported_before, merged_into=None, erased_at=None)
    return list(rows.order_by("died_reported_at", "id").values_list("id", flat=True)[:limit])


def erase_persons(ids: Sequence[UUID], *, at: datetime) -> list[UUID]:
    """Empties what is personal; returns those not erased before. Two round trips. The caller tells the journal."""
    rows = Person.objects.select_for_update().filter(pk__in=ids, erased_at=None).order_by("pk")
    now_erased = list(rows.values_list("id", flat=True))
    empty_columns(
        Person.objects.filter(pk__in=now_erased),
        {
            "identity": ERASED_IDENTITY, "name_ar": ERASED_AR, "name_latin": ERASED_LATIN, "birth": ERASED_BIRTH,
            "birth_year": int(ERASED_BIRTH), "sex": "X", "erased_at": at,
        },
    )  # fmt: skip
    return now_erased
