"""What is known without asking: people the register and earlier visits announce, and what a vehicle does in a day.

Cards of the register that expire soon are renewals at the place where they were asked for; first issues and duplicates
are expected as earlier campaigns met them there. Such figures are marked as inferred and never replace what somebody
counted. What a vehicle does in a day is learned from the journal: requests by station and day, of this campaign as soon
as it has some days, else of earlier ones (33 cards at Al Haouz, F3.1: learned, never assumed). Refuses to guess:
without any day behind it nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.journal import door as journal
from bitaqa.records.applications import door as applications
from bitaqa.records.campaigns.door import CampaignValue
from bitaqa.records.documents import door as documents
from bitaqa.records.places import door as places

from .demand import DemandRow, add_demand
from .plan_models import Demand
from .words import FROM_REGISTER, FROM_VISITS

REGISTERED = "application.registered"
EXPIRES_WITHIN = timedelta(days=180)
"""After a campaign's last day: cards may be renewed so long before they expire."""
ENOUGH_DAYS = 3
"""Vehicle-days of a campaign after which its own pace is believed."""
SET_UP_MINUTES = 45.0
OTHER = "other"


def forecast_demand(campaign: CampaignValue, *, at: datetime) -> int:
    """Enters what the register and earlier visits announce for the campaign's places; answers how many figures.

    A place where somebody counted other residents keeps that count. Doing it again replaces the forecast.
    """
    inside = {place.code for place in places.places_within(campaign.area)}
    soon = applications.places_of_applications(inside)
    lasting = documents.expiring_applications(
        soon, since=campaign.starts - timedelta(days=365), until=campaign.ends + EXPIRES_WITHIN
    )
    renewals: dict[str, int] = {}
    for application in lasting:
        renewals[soon[application]] = renewals.get(soon[application], 0) + 1
    met = _met_before(campaign, inside)
    with transaction.atomic():
        mine = Demand.objects.filter(campaign_id=campaign.id, people_class=OTHER)
        mine.filter(source__in=[FROM_REGISTER, FROM_VISITS]).delete()
        counted = set(mine.values_list("place_id", flat=True))
        found = {
            FROM_REGISTER: [DemandRow(code, OTHER, n, "renewal") for code, n in sorted(renewals.items())],
            FROM_VISITS: [DemandRow(code, OTHER, n, kind) for (code, kind), n in sorted(met.items())],
        }
        kept = {source: [row for row in rows if row.place not in counted] for source, rows in found.items()}
        for source, rows in kept.items():
            add_demand(campaign.id, rows, source=source, at=at, confidence="inferred")
    return sum(map(len, kept.values()))


def _met_before(campaign: CampaignValue, inside: set[str]) -> dict[tuple[str, str], int]:
    """First issues and duplicates at each place, as the mean of the earlier campaigns that went there."""
    told = journal.count_subjects(event=REGISTERED, by=("campaign", "place", "kind"))
    sums: dict[tuple[str, str], int] = {}
    went: dict[str, set[Any]] = {}
    for (other, place, kind), n in told.items():
        code = str(place)
        if other in (None, campaign.id) or code not in inside:
            continue
        went.setdefault(code, set()).add(other)
        if kind in ("first", "duplicate"):
            sums[code, str(kind)] = sums.get((code, str(kind)), 0) + n
    return {key: people for key, n in sums.items() if (people := round(n / len(went[key[0]])))}


@dataclass(frozen=True, slots=True)
class Pace:
    """Requests a vehicle took in a day on average, over how many vehicle-days, of this campaign or of earlier ones."""

    a_day: float
    vehicle_days: int
    own: bool

    def minutes_each(self, duty_minutes: float) -> float:
        """Minutes an enrolment takes at that pace, between 1 and 60, to one decimal."""
        return round(min(60.0, max(1.0, (duty_minutes - SET_UP_MINUTES) / self.a_day)), 1)


def learned_pace(campaign: UUID) -> Pace | None:
    """None when no vehicle ever took a request."""
    for own, asked in ((True, campaign), (False, None)):
        days = journal.count_subjects(event=REGISTERED, campaign=asked, by=("station", "day"))
        counts = [n for (station, day), n in days.items() if station is not None and isinstance(day, date)]
        if counts and (not own or len(counts) >= ENOUGH_DAYS):
            return Pace(sum(counts) / len(counts), len(counts), own)
    return None


def came_so_far(campaign: UUID) -> dict[str, int]:
    """Requests taken at each place of the campaign until now."""
    return {
        str(place): n
        for (place,), n in journal.count_subjects(event=REGISTERED, campaign=campaign, by=("place",)).items()
    }
