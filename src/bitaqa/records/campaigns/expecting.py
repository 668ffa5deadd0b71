"""What planning changes of visits that stand: how many people are expected. One planner at a time per campaign."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from bitaqa.foundation.rules.documents import VisitState

from .models import Campaign, Visit


def expect_people(expected: Mapping[UUID, int]) -> None:
    """Corrects how many people are expected at visits still planned. One round trip."""
    rows = list(Visit.objects.filter(pk__in=expected, state=VisitState.PLANNED))
    for row in rows:
        row.expected = expected[row.pk]
    Visit.objects.bulk_update(rows, ["expected"], batch_size=2000)


def lock_campaign(campaign: UUID) -> None:
    """Makes acts on one campaign's plan wait for each other until the transaction ends."""
    list(Campaign.objects.select_for_update().filter(pk=campaign))
