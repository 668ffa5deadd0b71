"""Planning's lines on a person's home."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bitaqa.backbone.accounts.door import Permission, can
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.documents import CampaignState, VisitState
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations
from bitaqa.ui.shapes import Home, WorkItem

from .departures import leaving_on
from .queries import newest_packs
from .reach import campaigns_within, stations_within
from .screens.campaigns import shown

WEEK, SOON = timedelta(days=7), timedelta(days=3)
BEHIND = timedelta(days=30)


def home_of(user: Any) -> Home:
    """Empty for those who neither plan nor provision."""
    waiting: list[WorkItem] = []
    wrong: list[WorkItem] = []
    upcoming: list[WorkItem] = []
    today = local_day(now())
    if can(user, Permission.PLAN_CAMPAIGNS):
        every = campaigns.all_campaigns()
        reach = campaigns_within(user, Permission.PLAN_CAMPAIGNS, (c.id for c in every))
        for campaign in every:
            if campaign.id in reach and campaign.state is CampaignState.PLANNED and campaign.starts <= today + WEEK:
                href = reverse("planning:campaign", args=[campaign.id])
                waiting.append(
                    WorkItem(_("A campaign to open"), href, None, shown(campaign), "play-circle", due=campaign.starts)
                )
        visits = campaigns.upcoming_visits(since=today - BEHIND, until=today + WEEK, campaigns=reach)
        behind = [v for v in visits if v.day < today and v.state in (VisitState.PLANNED, VisitState.OPEN)]
        if behind:
            label, href = (
                _("Visits whose day report never came"),
                reverse("planning:campaign", args=[behind[0].campaign]),
            )
            wrong.append(WorkItem(label, href, len(behind), icon="calendar-x", tone="stop", due=behind[0].day))
        coming = [v for v in visits if v.day >= today][:5]
        known = places.places_by_code(v.place for v in coming)
        for visit in coming:
            label = _("Enrolment visit") if visit.kind == "enrolment" else _("Hand-over visit")
            href = reverse("planning:campaign", args=[visit.campaign])
            upcoming.append(WorkItem(label, href, None, shown(known[visit.place]), "calendar-event", due=visit.day))
    if can(user, Permission.PROVISION_STATIONS):
        own = stations_within(user, Permission.PROVISION_STATIONS, stations.all_stations())
        packs, at = newest_packs(), now()
        unseen = [one for one in leaving_on(today, stations=[s.id for s in own if not s.revoked]) if one.found is None]
        if unseen:
            label, href = _("Vehicles that leave today without their check"), reverse("planning:departures")
            waiting.append(WorkItem(label, href, len(unseen), icon="truck", due=today))
        soon = {v.station: v.day for v in reversed(campaigns.upcoming_visits(since=today, until=today + SOON))}
        for station in own:
            if station.revoked or station.id not in soon:
                continue
            href, pack = reverse("planning:station", args=[station.code]), packs.get(station.id)
            if pack is None or pack.valid_until <= at:
                label = _("A station leaves without a valid field pack")
                wrong.append(WorkItem(label, href, None, station.code, "truck", "stop", due=soon[station.id]))
            elif pack.fetched_at is None:
                label = _("A field pack that its station has not fetched")
                waiting.append(WorkItem(label, href, None, station.code, "cloud-download", due=soon[station.id]))
    return Home(waiting=tuple(waiting), wrong=tuple(wrong), upcoming=tuple(upcoming))
