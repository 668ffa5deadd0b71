"""Machine doors of planning: a whole campaign in one body, crews, stations, field packs. JSON, staff session."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from ninja import NinjaAPI, Query, Schema
from pydantic import Field

from bitaqa.backbone.accounts.door import EVERYWHERE, Permission, Staff, actor_of, person_of, refusal_for_machines
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.roles import RoleCode
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations

from .errors import PlanUnreadableError
from .lapsing import lapse_files
from .packing import WINDOW, issue_field_pack
from .provisioning import provision, read_request_file, save_crew_member
from .reach import check_campaign, covers

api = NinjaAPI(title="Bitaqa planning", urls_namespace="planning-api", docs_url=None, openapi_url="openapi.json")


@api.exception_handler(BitaqaError)
def _refused(request: HttpRequest, error: BitaqaError) -> Any:
    return refusal_for_machines(error)


class PlaceIn(Schema):
    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
    kind: str
    name_ar: Annotated[str, Field(max_length=120)]
    name_fr: Annotated[str, Field(max_length=120)]
    within: str | None = None
    aliases: list[str] = []


class ProgrammeIn(Schema):
    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
    name_ar: str
    name_fr: str
    fee_waived: bool = False
    document_types: list[str] = ["cnie"]
    eligibility: str = ""
    """Who it is for, in words; kept at the centre, never sent to a station when sensitive (F2.4)."""
    eligibility_sensitive: bool = False
    opens: date
    closes: date | None = None


class VisitIn(Schema):
    station: str
    kind: Literal["enrolment", "delivery"]
    place: str
    day: date
    expected: Annotated[int, Field(ge=0)] = 0


class CampaignIn(Schema):
    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
    name_ar: str
    name_fr: str
    area: str
    areas: list[str] = []
    """Codes of the places by which its bulletin counts (F3.3)."""
    owner_ar: str = ""
    owner_fr: str = ""
    starts: date
    ends: date
    programme: ProgrammeIn
    places: list[PlaceIn]
    visits: list[VisitIn]


class CrewIn(Schema):
    operator: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    role: Literal[RoleCode.FIELD_OPERATOR, RoleCode.STATION_HEAD]
    name_ar: str
    name_latin: str
    pin: str


class ProvisionIn(Schema):
    request: str
    unit: str
    unit_name_ar: str
    unit_name_fr: str
    owner_ar: str = ""
    owner_fr: str = ""
    because: str = ""


@api.post("stations", auth=Staff(Permission.PROVISION_STATIONS, fresh=True))
def provision_station(request: HttpRequest, given: ProvisionIn) -> dict[str, Any]:
    """Provisions a station from its request file; the answer carries the provision file."""
    unit = stations.save_unit(
        code=given.unit,
        name_ar=given.unit_name_ar,
        name_fr=given.unit_name_fr,
        owner_ar=given.owner_ar,
        owner_fr=given.owner_fr,
    )
    station, answer = provision(
        request=read_request_file(given.request),
        unit=unit,
        by=actor_of(person_of(request)),
        at=now(),
        because=given.because,
    )
    return {"station": str(station.id), "code": station.code, "epoch": station.epoch, "provision": answer}


@api.put("stations/{code}/crew", auth=Staff(Permission.PROVISION_STATIONS))
def save_crew(request: HttpRequest, code: str, crew: list[CrewIn]) -> dict[str, int]:
    """Enters or replaces operators of a station."""
    station = stations.station_by_code(code)
    with transaction.atomic():
        for member in crew:
            save_crew_member(
                station=station.id,
                operator=member.operator,
                role=RoleCode(member.role),
                name_ar=member.name_ar,
                name_latin=member.name_latin,
                pin=member.pin,
                at=now(),
            )
    return {"entered": len(crew)}


@api.post("campaigns", auth=Staff(Permission.PLAN_CAMPAIGNS))
def plan_campaign(request: HttpRequest, plan: CampaignIn) -> dict[str, Any]:
    """Enters a campaign whole, with its programme, places and visits; all or nothing. Answers ids of visits in
    order."""
    by, at, campaign = actor_of(person_of(request)), now(), new_id()
    try:
        with transaction.atomic():
            places.save_places(
                [
                    places.PlaceValue(p.code, p.kind, p.name_ar, p.name_fr, p.within, tuple(p.aliases))
                    for p in plan.places
                ],
                provenance=f"campaign {plan.code}",
            )
            programme = plan.programme
            campaigns.save_programme(
                campaigns.ProgrammeValue(
                    code=programme.code,
                    name_ar=programme.name_ar,
                    name_fr=programme.name_fr,
                    fee_waived=programme.fee_waived,
                    document_types=tuple(programme.document_types),
                    opens=programme.opens,
                    closes=programme.closes,
                    eligibility=programme.eligibility,
                    eligibility_sensitive=programme.eligibility_sensitive,
                ),
                by=by,
                at=at,
            )
            by_code = {station.code: station.id for station in stations.all_stations()}
            unknown = next((v.station for v in plan.visits if v.station not in by_code), None)
            if unknown is not None:
                raise stations.StationUnknownError(station=unknown)
            visits = [
                campaigns.VisitValue(
                    id=new_id(),
                    campaign=campaign,
                    station=by_code[v.station],
                    kind=v.kind,
                    place=v.place,
                    day=v.day,
                    expected=v.expected,
                )
                for v in plan.visits
            ]
            campaigns.plan_campaign(
                campaigns.CampaignValue(
                    id=campaign,
                    code=plan.code,
                    name_ar=plan.name_ar,
                    name_fr=plan.name_fr,
                    programme=programme.code,
                    area=plan.area,
                    areas=tuple(plan.areas),
                    owner_ar=plan.owner_ar,
                    owner_fr=plan.owner_fr,
                    starts=plan.starts,
                    ends=plan.ends,
                ),
                visits,
                by=by,
                at=at,
            )
            campaigns.move_campaign([campaign], "open", by=by, at=at)
    except IntegrityError:
        raise PlanUnreadableError(
            field=plan.code, problem="is planned already, or names a place that is not known"
        ) from None
    return {"campaign": str(campaign), "visits": [str(visit.id) for visit in visits]}


@api.get("programmes/{code}", auth=Staff(Permission.PLAN_CAMPAIGNS))
def programme(request: HttpRequest, code: str) -> dict[str, Any]:
    """A programme with who it is for; a sensitive eligibility only for planners without limits (F2.4).

    Raises ProgrammeUnknownError.
    """
    known = campaigns.get_programme(code)
    needs = not known.eligibility_sensitive or covers(person_of(request), Permission.PLAN_CAMPAIGNS, EVERYWHERE)
    return {
        "code": known.code,
        "name_ar": known.name_ar,
        "name_fr": known.name_fr,
        "fee_waived": known.fee_waived,
        "opens": known.opens.isoformat(),
        "closes": known.closes.isoformat() if known.closes else None,
        "eligibility": known.eligibility if needs else "",
        "eligibility_sensitive": known.eligibility_sensitive,
    }


@api.post("stations/{code}/field-pack", auth=Staff(Permission.PROVISION_STATIONS))
def field_pack(
    request: HttpRequest, code: str, days: Annotated[int, Query(ge=0, le=31)] = WINDOW.days
) -> dict[str, Any]:
    """Seals the next field pack of a station: its visits from today on, and `days` further days."""
    station = stations.station_by_code(code)
    issue = issue_field_pack(station=station.id, by=actor_of(person_of(request)), at=now(), days=timedelta(days=days))
    return {
        "pack": str(issue.id),
        "serial": issue.serial,
        "visits": issue.visits,
        "cards": issue.cards,
        "files": issue.files,
        "size": issue.size,
    }


@api.post("campaigns/{uuid:campaign}/lapse", auth=Staff(Permission.PLAN_CAMPAIGNS))
def lapse(request: HttpRequest, campaign: UUID) -> dict[str, int]:
    """Ends the files whose missing papers never came to the visit that was named for them."""
    check_campaign(person_of(request), Permission.PLAN_CAMPAIGNS, campaign)
    return {"lapsed": len(lapse_files(campaign=campaign, by=actor_of(person_of(request)), at=now()))}
