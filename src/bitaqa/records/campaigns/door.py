"""What other rooms may ask of programmes, campaigns and visits, and the acts on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import CAMPAIGN, VISIT, CampaignState, VisitState
from bitaqa.records.moving import Told, move_rows

from .errors import CampaignUnknownError as CampaignUnknownError
from .errors import VisitUnknownError
from .expecting import expect_people as expect_people
from .expecting import lock_campaign as lock_campaign
from .models import Campaign, Visit
from .programmes import ProgrammeValue as ProgrammeValue
from .programmes import all_programmes as all_programmes
from .programmes import get_programme as get_programme
from .programmes import save_programme as save_programme

_VISIT_TOLD = Told(kind="kind", place="place_id", campaign="campaign_id", station="station_id", day="day")
_CAMPAIGN_TOLD = Told(place="area_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignValue:
    id: UUID
    code: str
    name_ar: str
    name_fr: str
    programme: str
    area: str
    areas: tuple[str, ...] = ()
    owner_ar: str = ""
    owner_fr: str = ""
    starts: date
    ends: date
    state: CampaignState = CampaignState.PLANNED


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitValue:
    id: UUID
    campaign: UUID
    station: UUID
    kind: str
    place: str
    day: date
    expected: int = 0
    state: VisitState = VisitState.PLANNED


def _campaign(row: Campaign) -> CampaignValue:
    return CampaignValue(
        id=row.id,
        code=row.code,
        name_ar=row.name_ar,
        name_fr=row.name_fr,
        programme=row.programme_id,
        area=row.area_id,
        areas=tuple(row.areas),
        owner_ar=row.owner_ar,
        owner_fr=row.owner_fr,
        starts=row.starts,
        ends=row.ends,
        state=CampaignState(row.state),
    )


def _visit(row: Visit) -> VisitValue:
    return VisitValue(
        id=row.id,
        campaign=row.campaign_id,
        station=row.station_id,
        kind=row.kind,
        place=row.place_id,
        day=row.day,
        expected=row.expected,
        state=VisitState(row.state),
    )


def plan_campaign(campaign: CampaignValue, visits: Sequence[VisitValue], *, by: str, at: datetime) -> None:
    """Enters a campaign and its visits in one act."""
    with transaction.atomic():
        Campaign.objects.create(
            id=campaign.id,
            code=campaign.code,
            name_ar=campaign.name_ar,
            name_fr=campaign.name_fr,
            programme_id=campaign.programme,
            area_id=campaign.area,
            areas=list(campaign.areas),
            owner_ar=campaign.owner_ar,
            owner_fr=campaign.owner_fr,
            starts=campaign.starts,
            ends=campaign.ends,
            state_at=at,
        )
        act = new_id()
        record(
            [
                Entry(
                    event="campaign.planned",
                    subject_kind="campaign",
                    subject=campaign.id,
                    acted_at=at,
                    actor=by,
                    act=act,
                    place=campaign.area,
                    campaign=campaign.id,
                )
            ]
        )
        add_visits(visits, by=by, at=at, act=act)


def add_visits(visits: Sequence[VisitValue], *, by: str, at: datetime, act: UUID | None = None) -> None:
    """Plans further visits. Raises IntegrityError when a station would be at one place twice on a day."""
    with transaction.atomic():
        Visit.objects.bulk_create(
            [
                Visit(
                    id=v.id,
                    campaign_id=v.campaign,
                    station_id=v.station,
                    kind=v.kind,
                    place_id=v.place,
                    day=v.day,
                    expected=v.expected,
                    state_at=at,
                )
                for v in visits
            ]
        )
        gesture = act or new_id()
        record(
            [
                Entry(
                    event="visit.planned",
                    subject_kind="visit",
                    subject=v.id,
                    acted_at=at,
                    actor=by,
                    act=gesture,
                    kind=v.kind,
                    place=v.place,
                    campaign=v.campaign,
                    station=v.station,
                    day=v.day,
                )
                for v in visits
            ]
        )


def move_campaign(ids: Sequence[UUID], name: str, *, by: str, at: datetime, because: str = "") -> list[UUID]:
    """Moves campaigns by a row of `rules.documents.CAMPAIGN`; see `records.moving.move_rows`."""
    return move_rows(Campaign, CAMPAIGN, _CAMPAIGN_TOLD, ids, name, by=by, at=at, because=because)


def move_visits(
    ids: Sequence[UUID],
    name: str,
    *,
    by: str,
    at: datetime,
    act: UUID | None = None,
    because: str = "",
    strict: bool = True,
) -> list[UUID]:
    """Moves visits by a row of `rules.documents.VISIT`; see `records.moving.move_rows`."""
    return move_rows(Visit, VISIT, _VISIT_TOLD, ids, name, by=by, at=at, act=act, because=because, strict=strict)


def all_campaigns() -> list[CampaignValue]:
    """Newest first by their first day. One round trip."""
    return [_campaign(row) for row in Campaign.objects.order_by("-starts", "code")]


def get_campaign(campaign: UUID) -> CampaignValue:
    """Raises CampaignUnknownError."""
    row = Campaign.objects.filter(pk=campaign).first()
    if row is None:
        raise CampaignUnknownError(campaign=campaign)
    return _campaign(row)


def areas_of_campaign(campaign: UUID | None) -> tuple[str, ...]:
    """Codes of the areas its bulletin counts by; empty when it names none."""
    found = Campaign.objects.filter(pk=campaign).values_list("areas", flat=True).first() if campaign else None
    return tuple(found or ())


def visits_of_campaign(campaign: UUID) -> list[VisitValue]:
    """Cancelled ones included, by day and place. One round trip."""
    return [_visit(row) for row in Visit.objects.filter(campaign_id=campaign).order_by("day", "place_id")]


def visits_of_station(station: UUID, *, since: date, until: date) -> list[VisitValue]:
    """From `since` to `until`, both included, but the cancelled ones; by day and place. One round trip."""
    query = Visit.objects.filter(station_id=station, day__gte=since, day__lte=until).exclude(state=VisitState.CANCELLED)
    return [_visit(row) for row in query.order_by("day", "place_id")]


def visits_by_id(ids: Iterable[UUID]) -> Mapping[UUID, VisitValue]:
    """Those that exist, by id; unknown ids are left out. One round trip."""
    return {row.id: _visit(row) for row in Visit.objects.filter(pk__in=set(ids))}


def get_visit(visit: UUID) -> VisitValue:
    """Raises VisitUnknownError."""
    row = Visit.objects.filter(pk=visit).first()
    if row is None:
        raise VisitUnknownError(visit=visit)
    return _visit(row)


def delivery_visits(
    places: Iterable[tuple[UUID | None, str]], *, after: date
) -> Mapping[tuple[UUID | None, str], VisitValue]:
    """For each (campaign, place), the first delivery visit there after the day that is not closed: where a card will
    be handed over. Places without one are left out. One round trip."""
    wanted = set(places)
    rows = Visit.objects.filter(
        campaign_id__in={campaign for campaign, _ in wanted},
        kind="delivery",
        day__gt=after,
        state__in=[VisitState.PLANNED, VisitState.OPEN],
    ).order_by("day", "id")
    found: dict[tuple[UUID | None, str], VisitValue] = {}
    for row in rows:
        key = (row.campaign_id, row.place_id)
        if key in wanted and key not in found:
            found[key] = _visit(row)
    return found


def upcoming_visits(*, since: date, until: date, campaigns: Iterable[UUID] | None = None) -> list[VisitValue]:
    """Visits between two days that are not cancelled, in order; of some campaigns only, when they are given."""
    query = Visit.objects.filter(day__gte=since, day__lte=until).exclude(state=VisitState.CANCELLED)
    if campaigns is not None:
        query = query.filter(campaign_id__in=set(campaigns))
    return [_visit(row) for row in query.order_by("day", "place_id", "id")]
