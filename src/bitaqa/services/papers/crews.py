"""Papers of one station's crew: the road day by day, the order that sends them, where cards are handed over.

Kilometres are those of the registry's coordinates, an estimate; a place without coordinates gets a dash. The departure
check asks for what the fullest day needs.
"""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from bitaqa.foundation.rules.documents import CardState
from bitaqa.journey.planning import door as planning
from bitaqa.journey.planning.door import GONE, Marked
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.cards import door as cards
from bitaqa.records.places.door import PlaceValue
from bitaqa.records.stations.door import StationValue

from . import wording as w
from .letters import Issue, campaign_field, day_cell, kind_cell, known_places, place_cell


def itinerary(issue: Issue, station: StationValue) -> list[dict[str, Any]]:
    """Day by day: where, how far from the place before, for what, how many people."""
    rows = _own(issue, station)
    known = known_places({m.row.place for m in rows})
    legs = _legs(issue, rows, known)
    return [
        {
            "fields": _fields(issue, station, rows),
            "heads": [w.DAY, w.PLACE, w.ROAD, w.KIND, w.EXPECTED],
            "widths": [3, 3, 2, 3, 0],
            "rows": [
                {
                    "mark": m.mark,
                    "cells": [
                        day_cell(m), place_cell(known[m.row.place]), {"code": _road(leg)},
                        kind_cell(m), {"code": str(m.row.expected)},
                    ],
                }
                for m, leg in zip(rows, legs, strict=True)
            ],
            "signatures": [w.COORDINATOR, w.HEAD],
        }
    ]  # fmt: skip


def crew_order(issue: Issue, station: StationValue) -> list[dict[str, Any]]:
    """Who goes where and when, by name and role, and what is checked before they leave."""
    rows = _own(issue, station)
    known = known_places({m.row.place for m in rows})
    crew = planning.crew_of(station.id)
    order = itinerary(issue, station)[0]
    needs = departure_needs(issue, rows, known)
    people = [
        {**w.CREW_ROLES[c.role], "value_ar": c.name_ar, "value_fr": c.name_latin}
        for c in crew
        if c.role in w.CREW_ROLES
    ]
    return [
        {
            **order,
            "fields": [*order["fields"], *people],
            "before": [w.ORDER],
            "ticks_title": w.CHECKS_TITLE,
            "ticks": [w.pair(ar % needs[item], fr % needs[item]) for item, (ar, fr) in w.CHECKS.items()],
            "signatures": [w.CHIEF, w.HEAD],
        },
        *_roster(issue, station),
    ]


def _roster(issue: Issue, station: StationValue) -> list[dict[str, Any]]:
    """Who is on duty day by day, when a roster was saved for the campaign."""
    duties = [(day, who) for day, at, who in planning.roster_in_force(issue.campaign.id) if at == station.id]
    if not duties:
        return []
    names = planning.operator_names({operator for _, who in duties for operator in who})

    def said(who: tuple[str, ...], of: int) -> str:
        return ("، ", ", ")[of].join(names[operator][of] if operator in names else operator for operator in who)

    return [
        {
            "fields": [campaign_field(issue.campaign)],
            "heads": [w.DAY, w.ON_DUTY],
            "widths": [3, 8],
            "rows": [{"cells": [{"day": day.isoformat()}, w.pair(said(who, 0), said(who, 1))]} for day, who in duties],
            "signatures": [w.CHIEF, w.HEAD],
        }
    ]


def deliveries(issue: Issue, station: StationValue) -> list[dict[str, Any]]:
    """Hand-over visits with the cards that are packed for them now; names travel with the boxes."""
    rows = [m for m in _own(issue, station) if m.row.kind == "delivery"]
    known = known_places({m.row.place for m in rows})
    visits = {
        (v.place, v.day): v.id
        for v in campaigns.visits_of_campaign(issue.campaign.id)
        if v.station == station.id and v.kind == "delivery"
    }
    packed = Counter(card.visit for card in cards.cards_in(list(CardState), visits=visits.values()))
    return [
        {
            "fields": _fields(issue, station, rows),
            "heads": [w.DAY, w.PLACE, w.EXPECTED, w.CARDS],
            "widths": [3, 3, 0, 0],
            "rows": [
                {
                    "mark": m.mark,
                    "cells": [
                        day_cell(m), place_cell(known[m.row.place]), {"code": str(m.row.expected)},
                        {"code": str(packed[visits.get((m.row.place, m.row.day))])},
                    ],
                }
                for m in rows
            ],
            "after": [w.NAMES_APART],
            "signatures": [w.COORDINATOR, w.HEAD],
        }
    ]  # fmt: skip


def _road(leg: tuple[float, float] | None) -> str:
    return "—" if leg is None else f"{leg[0]:.0f} km · {leg[1]:.0f} min"


def _own(issue: Issue, station: StationValue) -> list[Marked]:
    return [m for m in issue.rows() if UUID(m.row.station) == station.id]


def _fields(issue: Issue, station: StationValue, rows: list[Marked]) -> list[dict[str, str]]:
    fields = [
        campaign_field(issue.campaign),
        w.STATION | {"value_ar": station.unit_name_ar, "value_fr": station.unit_name_fr, "both": station.code},
    ]
    days = [m.row.day for m in rows if m.mark != GONE]
    if days:
        fields.append(w.PERIOD | {"both": f"{min(days):%d/%m/%Y} – {max(days):%d/%m/%Y}"})
    return fields


def _spot(place: Any) -> tuple[float, float] | None:
    return None if place is None or place.latitude is None else (place.latitude, place.longitude)


def _legs(issue: Issue, rows: list[Marked], known: dict[str, PlaceValue]) -> list[tuple[float, float] | None]:
    """(km, minutes) from where the vehicle was before; None where it stays, does not go, or a spot is unknown."""
    depot = issue.revision.depot
    here = None if depot is None else (depot["latitude"], depot["longitude"])
    at = "" if depot is None else depot["code"]
    legs: list[tuple[float, float] | None] = []
    for m in rows:
        spot = _spot(known[m.row.place])
        if m.mark == GONE or m.row.place == at:
            legs.append(None)
            continue
        legs.append(None if here is None or spot is None else planning.road_between(here, spot))
        here, at = spot or here, m.row.place
    return legs


def departure_needs(issue: Issue, rows: list[Marked], known: dict[str, PlaceValue]) -> dict[str, int]:
    """The most that any one day of the mission needs, item by item."""
    legs = _legs(issue, rows, known)
    by_day: dict[Any, list[tuple[Marked, float]]] = {}
    for m, leg in zip(rows, legs, strict=True):
        if m.mark != GONE:
            by_day.setdefault(m.row.day, []).append((m, leg[0] if leg else 0.0))
    each = [
        planning.needs_of(
            km=sum(km for _, km in day), hours=issue.revision.hours,
            enrolments=sum(m.row.expected for m, _ in day if m.row.kind == "enrolment"),
            hand_overs=sum(m.row.expected for m, _ in day if m.row.kind == "delivery"),
        )
        for day in by_day.values()
    ] or [planning.needs_of(km=0, hours=0, enrolments=0, hand_overs=0)]  # fmt: skip
    return {item: max(one[item] for one in each) for item in each[0]}
