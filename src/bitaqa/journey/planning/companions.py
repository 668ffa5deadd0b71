"""Who must be there for more than renewals: the civil-status officer, the residence authority, the means of stamp duty.

A visit is announced for every request only when all of them are confirmed for its place and day; otherwise it is
announced as “renewals only”. A programme that waives the duty needs nobody to take it. A visit moved to another day is
confirmed again: the officer was asked for the first one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import VisitState
from bitaqa.records.campaigns import door as campaigns

from .visit_models import Companion

Spot = tuple[str, date]


def needed_companions(campaign: UUID) -> tuple[str, ...]:
    programme = campaigns.get_programme(campaigns.get_campaign(campaign).programme)
    return tuple(kind for kind in Companion.KINDS if kind != "stamp_duty" or not programme.fee_waived)


def confirmed_companions(campaign: UUID) -> Mapping[Spot, frozenset[str]]:
    """By place and day. One round trip."""
    found: dict[Spot, set[str]] = {}
    for place, day, kind in Companion.objects.filter(campaign_id=campaign).values_list("place_id", "day", "kind"):
        found.setdefault((place, day), set()).add(kind)
    return {spot: frozenset(kinds) for spot, kinds in found.items()}


def enrolment_spots(campaign: UUID) -> dict[Spot, UUID]:
    """Places and days at which people are enrolled, each with one of its visits."""
    return {
        (v.place, v.day): v.id
        for v in campaigns.visits_of_campaign(campaign)
        if v.kind == "enrolment" and v.state is not VisitState.CANCELLED
    }


def confirm_companions(
    campaign: UUID, wanted: Mapping[Spot, frozenset[str]], *, confirmed_by: str, by: str, at: datetime
) -> int:
    """Sets who is confirmed at the places and days given; answers how many of them changed. Others stay."""
    with transaction.atomic():
        campaigns.lock_campaign(campaign)
        before, visits = confirmed_companions(campaign), enrolment_spots(campaign)
        changed = {
            spot: kinds
            for spot, kinds in wanted.items()
            if spot in visits and kinds != before.get(spot, frozenset()) and kinds <= set(Companion.KINDS)
        }
        for spot, kinds in changed.items():
            Companion.objects.filter(campaign_id=campaign, place_id=spot[0], day=spot[1]).exclude(
                kind__in=kinds
            ).delete()
        Companion.objects.bulk_create(
            [
                Companion(
                    campaign_id=campaign, place_id=place, day=day, kind=kind, confirmed_by=confirmed_by, by=by, at=at
                )
                for (place, day), kinds in changed.items()
                for kind in sorted(kinds - before.get((place, day), frozenset()))
            ]
        )
        act = new_id()
        record(
            [
                Entry(
                    event="visit.companions_confirmed", subject_kind="visit", subject=visits[spot], acted_at=at,
                    actor=by, act=act, place=spot[0], campaign=campaign, day=spot[1],
                    facts={"confirmed": sorted(kinds)},
                )
                for spot, kinds in changed.items()
            ]
        )  # fmt: skip
    return len(changed)
