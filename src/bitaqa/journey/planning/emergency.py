"""An emergency programme in one act: programme, campaign, today's visits, and a field pack for each vehicle (F3.1).

Made from what one person knows in the first hour: where, which vehicles, free of charge or not. Everything can be
planned better afterwards. Refuses: a name that is used already, no vehicle; a vehicle without a crew is told, and does
not hold the others back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import CampaignValue, ProgrammeValue, VisitValue
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations

from .errors import EmergencyRefusedError
from .packing import issue_field_pack

LEAST_DAYS, MOST_DAYS = 1, 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """`code` names both the programme and the campaign; `stations` are codes; visits stand for `days` days."""

    code: str
    name_ar: str
    name_fr: str
    area: str
    place: str
    stations: tuple[str, ...]
    days: int = 7
    fee_waived: bool = True
    eligibility: str = ""
    eligibility_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """`packs`: serial of each vehicle's field pack; `without`: vehicles that have none, and why."""

    campaign: UUID
    packs: dict[str, int]
    without: dict[str, BitaqaError]


def open_emergency(emergency: Emergency, *, by: str, at: datetime, today: date) -> Opened:
    """Opens it at once. Raises EmergencyRefusedError, PlaceUnknownError, StationUnknownError."""
    if not emergency.stations or not LEAST_DAYS <= emergency.days <= MOST_DAYS:
        raise EmergencyRefusedError(code=emergency.code)
    chosen = [stations.station_by_code(code) for code in emergency.stations]
    for code in (emergency.area, emergency.place):
        places.get_place(code)
    with transaction.atomic():
        campaign = _plan(emergency, [one.id for one in chosen], by=by, at=at, today=today)
    packs, without = {}, {}
    for station in chosen:
        try:
            issue = issue_field_pack(station=station.id, by=by, at=at, days=timedelta(days=emergency.days - 1))
        except BitaqaError as refused:
            without[station.code] = refused
        else:
            packs[station.code] = issue.serial
    return Opened(campaign, packs, without)


def _plan(emergency: Emergency, chosen: Sequence[UUID], *, by: str, at: datetime, today: date) -> UUID:
    if any(one.code == emergency.code for one in campaigns.all_programmes()):
        raise EmergencyRefusedError(code=emergency.code)
    ends = today + timedelta(days=emergency.days - 1)
    campaigns.save_programme(
        ProgrammeValue(
            code=emergency.code, name_ar=emergency.name_ar, name_fr=emergency.name_fr, opens=today,
            fee_waived=emergency.fee_waived, eligibility=emergency.eligibility,
            eligibility_sensitive=emergency.eligibility_sensitive,
        ),
        by=by,
        at=at,
    )  # fmt: skip
    campaign = new_id()
    value = CampaignValue(
        id=campaign, code=emergency.code, name_ar=emergency.name_ar, name_fr=emergency.name_fr,
        programme=emergency.code, area=emergency.area, starts=today, ends=ends,
    )  # fmt: skip
    visits = [
        VisitValue(
            id=new_id(), campaign=campaign, station=station, kind="enrolment", place=emergency.place,
            day=today + timedelta(days=day),
        )
        for day in range(emergency.days)
        for station in chosen
    ]  # fmt: skip
    campaigns.plan_campaign(value, visits, by=by, at=at)
    campaigns.move_campaign([campaign], "open", by=by, at=at)
    return campaign
