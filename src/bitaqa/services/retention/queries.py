"""What is due to be erased, and which lists wait or were settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from bitaqa.foundation.rules.country.load import load_country_pack
from bitaqa.records.applications import door as applications
from bitaqa.records.persons import door as persons

from .domain import Keeping, What, keeping_in_force, years_before
from .errors import ErasureUnknownError
from .models import Erasure

MOST = 500
"""Files or persons of one list: two people can answer for that many, and the transaction stays short."""


def keeping(at: datetime) -> Keeping | None:
    return keeping_in_force(load_country_pack(settings.BITAQA_COUNTRY_PACK), at)


def due(what: What, at: datetime, *, limit: int = MOST) -> list[UUID]:
    """Ids whose days of keeping are over, the oldest first, at most `limit`."""
    rule = keeping(at)
    if rule is None:
        return []
    if what is What.PERSONS:
        before = years_before(at, rule.persons_after_death)
        return persons.persons_to_erase(reported_before=before, limit=limit)
    ends = {state: years_before(at, years) for state, years in rule.files.items()}
    return applications.applications_to_erase(ends, limit=limit)


@dataclass(frozen=True, slots=True)
class Due:
    what: What
    count: int
    more: bool
    """Whether there are more than a list holds."""


def due_now(at: datetime) -> list[Due]:
    found = [(what, due(what, at, limit=MOST + 1)) for what in What]
    return [Due(what, min(len(ids), MOST), len(ids) > MOST) for what, ids in found]


def erasures(limit: int = 200) -> list[Erasure]:
    """Lists, those that wait first, then the newest."""
    rows = list(Erasure.objects.defer("subjects").order_by("-proposed_at")[:limit])
    return sorted(rows, key=lambda row: row.outcome != "")


def get_erasure(erasure: UUID) -> Erasure:
    """Raises ErasureUnknownError."""
    row = Erasure.objects.filter(pk=erasure).first()
    if row is None:
        raise ErasureUnknownError()
    return row


def erasures_waiting_for(user: UUID) -> int:
    """How many lists of others wait."""
    return Erasure.objects.filter(outcome="").exclude(proposed_by=user).count()
