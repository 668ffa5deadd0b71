"""Questions beside a plan: asked, answered by the workroom, stopped, saved into the campaign.

Saving a tour enters its visits; saving a roster makes it the one that crew orders print. Both are done once, however
often they are pressed. Visits entered so are numbered for the papers as those entered by hand are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.jobs.door import wake
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import VisitState
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import CampaignValue, VisitValue
from bitaqa.records.places import door as places

from .demand import demand_of
from .errors import DemandMissingError, PlanNotReadyError, StudyEmptyError
from .models import CrewMember
from .plans import located, question_of
from .study_models import Study

MOST_STOPS = 60


def ask_tour(campaign: CampaignValue, how: Mapping[str, Any], *, by: str, at: datetime) -> UUID:
    """`how`: station, day, depot, stops (codes of places), minutes, seconds. Raises DemandMissingError."""
    people = demand_of(campaign.id)
    chosen = {code for code in how["stops"] if any(people.get(code, ()))} - {how["depot"]}
    stops = located(chosen, people)[:MOST_STOPS]
    depot = places.places_by_code([how["depot"]]).get(how["depot"])
    if not stops or depot is None or depot.latitude is None:
        raise DemandMissingError()
    asked = {
        **how,
        "stops": stops,
        "depot": {"code": depot.code, "latitude": depot.latitude, "longitude": depot.longitude},
    }
    return _ask(campaign.id, "tour", asked, by=by, at=at)


def ask_fleet(campaign: CampaignValue, how: Mapping[str, Any], *, by: str, at: datetime) -> UUID:
    """`how` as `plans.ask_plan` takes it. Raises DemandMissingError."""
    return _ask(campaign.id, "fleet", question_of(campaign, how), by=by, at=at)


def ask_roster(
    campaign: CampaignValue,
    how: Mapping[str, Any],
    *,
    women: Sequence[str],
    speakers: Sequence[str],
    by: str,
    at: datetime,
) -> UUID:
    """`how`: stations, people in a crew, rules, days away by operator. What is said of people is kept with them.

    Raises StudyEmptyError when none of the stations has a visit or a crew.
    """
    stations = sorted(how["stations"])
    duties = sorted(
        {
            (visit.day.isoformat(), str(visit.station))
            for visit in campaigns.visits_of_campaign(campaign.id)
            if str(visit.station) in stations and visit.state is not VisitState.CANCELLED
        }
    )
    crew = CrewMember.objects.filter(station_id__in=stations, ended_at=None)
    if not duties or not crew.exists():
        raise StudyEmptyError()
    with transaction.atomic():
        for row in crew.select_for_update():
            row.woman, row.speaks_local = row.operator in women, row.operator in speakers
            row.save(update_fields=["woman", "speaks_local"])
        asked = {
            **how,
            "stations": stations,
            "starts": campaign.starts.isoformat(),
            "duties": [{"day": day, "station": station} for day, station in duties],
        }
        return _ask(campaign.id, "roster", asked, by=by, at=at)


def _ask(campaign: UUID, kind: str, asked: dict[str, Any], *, by: str, at: datetime) -> UUID:
    """The same question twice in a row is one study."""
    with transaction.atomic():
        campaigns.lock_campaign(campaign)
        waiting = Study.objects.filter(campaign_id=campaign, kind=kind, state="waiting", asked=asked).first()
        if waiting is not None:
            return waiting.id
        made = Study.objects.create(campaign_id=campaign, kind=kind, asked=asked, by=by, at=at)
        wake("plan-study")
    return made.id


def stop_study(study: UUID) -> None:
    """The answer is what was found until then."""
    Study.objects.filter(pk=study, state__in=["waiting", "searching"]).update(stop_asked=True)


def save_study(study: UUID, *, by: str, at: datetime) -> int:
    """Writes a tour or a roster into the campaign; answers how many visits or crew-days, 0 when it was saved before.

    Raises PlanNotReadyError for what is not found yet, and for a curve, which has nothing to save.
    """
    with transaction.atomic():
        row = Study.objects.select_for_update().filter(pk=study, state="ready").exclude(kind="fleet").first()
        if row is None:
            raise PlanNotReadyError()
        if row.saved_at is not None:
            return 0
        row.saved_by, row.saved_at = by, at
        row.save(update_fields=["saved_by", "saved_at"])
        if row.kind == "roster":
            return len(row.found["rows"])
        campaigns.lock_campaign(row.campaign_id)
        visits = _visits_of(row)
        if visits:
            campaigns.add_visits(visits, by=by, at=at)
        return len(visits)


def _visits_of(row: Study) -> list[VisitValue]:
    """Visits of the tour that the station does not have yet."""
    station, day = UUID(row.asked["station"]), date.fromisoformat(row.asked["day"])
    there = {
        visit.place
        for visit in campaigns.visits_of_station(station, since=day, until=day)
        if visit.kind == "enrolment"
    }  # fmt: skip
    return [
        VisitValue(
            id=new_id(), campaign=row.campaign_id, station=station, kind="enrolment", place=stop["code"], day=day,
            expected=stop["people"],
        )
        for stop in row.found["stops"]
        if stop["code"] not in there
    ]  # fmt: skip


def roster_in_force(campaign: UUID) -> list[tuple[date, UUID, tuple[str, ...]]]:
    """(day, station, operators) of the roster saved last; empty without one."""
    row = (
        Study.objects.filter(campaign_id=campaign, kind="roster", saved_at__isnull=False).order_by("-saved_at").first()
    )
    rows = row.found["rows"] if row is not None else []
    return [(date.fromisoformat(r["day"]), UUID(r["station"]), tuple(r["operators"])) for r in rows]
