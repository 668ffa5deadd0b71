"""The board of a campaign, counted from the journal as it stands and from the records. A dozen round trips."""

from __future__ import annotations

from datetime import datetime, time
from typing import cast
from uuid import UUID

from django.utils.translation import override

from bitaqa.backbone.journal import door as journal
from bitaqa.foundation.kernel.clock import PLACE_ZONE, local_day
from bitaqa.foundation.rules.applications import COUNTED_KINDS
from bitaqa.foundation.rules.documents import VisitState
from bitaqa.journey.intake import door as intake
from bitaqa.journey.production import door as production
from bitaqa.records.applications import door as applications
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import VisitValue
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations

from .domain import DUE_WITHIN, Board, Part, Vehicle, is_silent
from .words import KINDS

REGISTERED, FULFILLED = "application.registered", "application.fulfilled"
MOST_PLACES = 12
MORNING = time(8)


def board_of(campaign: UUID, *, at: datetime) -> Board:
    """How it stands at `at`. Raises CampaignUnknownError."""
    campaigns.get_campaign(campaign)
    today = local_day(at)
    begins = datetime.combine(today, time(0), PLACE_ZONE)
    position = journal.position()

    def split(event: str, by: str, since: datetime | None = None) -> dict[object, int]:
        return {key[0]: n for key, n in journal.count_subjects(
            event=event, campaign=campaign, since=since, by=(by,)  # type: ignore[arg-type]
        ).items()}  # fmt: skip

    enrolled, enrolled_today = split(REGISTERED, "station"), split(REGISTERED, "station", begins)
    handed, handed_today = split(FULFILLED, "station"), split(FULFILLED, "station", begins)
    kinds, kinds_today = split(REGISTERED, "kind"), split(REGISTERED, "kind", begins)
    of_places, places_today = split(REGISTERED, "place"), split(REGISTERED, "place", begins)
    visits = campaigns.visits_of_campaign(campaign)
    todays = {v.station: v for v in visits if v.day == today and v.state is not VisitState.CANCELLED}
    traffic, named = (
        intake.traffic_of_stations(),
        places.places_by_code({*map(str, of_places), *(v.place for v in visits)}),
    )

    def vehicle(station: stations.StationValue) -> Vehicle:
        visit: VisitValue | None = todays.get(station.id)
        place = named.get(visit.place) if visit else None
        heard = traffic[station.id].last_at if station.id in traffic else None
        return Vehicle(
            station=station.code, name_ar=station.unit_name_ar, name_fr=station.unit_name_fr,
            place_ar=place.name_ar if place else "", place_fr=place.name_fr if place else "",
            kind=visit.kind if visit else "",
            enrolled_today=enrolled_today.get(station.id, 0), enrolled=enrolled.get(station.id, 0),
            handed_over_today=handed_today.get(station.id, 0), handed_over=handed.get(station.id, 0),
            quarantined=traffic[station.id].quarantined if station.id in traffic else 0, heard=heard,
            silent=is_silent(
                visit_today=visit is not None, heard=heard, at=at,
                day_begins=datetime.combine(today, MORNING, PLACE_ZONE),
            ),
        )  # fmt: skip

    mine = {v.station for v in visits} | cast("set[UUID]", set(enrolled))
    ranked = sorted(of_places, key=lambda code: (-of_places[code], str(code)))[:MOST_PLACES]
    return Board(
        at=at,
        today=today,
        position=position,
        vehicles=tuple(vehicle(one) for one in stations.all_stations() if one.id in mine),
        kinds=tuple(
            Part(kind.value, *_both(kind.value), kinds_today.get(kind.value, 0), kinds.get(kind.value, 0))
            for kind in COUNTED_KINDS
        ),
        places=tuple(
            Part(str(code), *(_names(named, str(code))), places_today.get(code, 0), of_places[code]) for code in ranked
        ),
        requests=sum(kinds.values()),
        handed_over=sum(handed.values()),
        backlog=production.backlog_of(campaign),
        due=tuple(applications.pending_by_deadline(campaign, until=today + DUE_WITHIN).items()),
    )


def _names(named: object, code: str) -> tuple[str, str]:
    place = cast("dict[str, places.PlaceValue]", named).get(code)
    return (place.name_ar, place.name_fr) if place else (code, code)


def _both(kind: str) -> tuple[str, str]:
    words = []
    for language in ("ar", "fr"):
        with override(language):
            words.append(str(KINDS[kind]))
    return words[0], words[1]
