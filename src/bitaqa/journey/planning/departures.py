"""What a vehicle must have on board before it leaves, from the day it is about to work, and what was found.

Quantities are rules of thumb to be set by whoever owns the vehicles (`Rules`); the crew order prints them, and the
departure is recorded with what is short. Refuses nothing: a vehicle may leave short, and then that is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import ceil
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import VisitValue
from bitaqa.records.places import door as places

from .instances import road_between
from .visit_models import Departure


@dataclass(frozen=True, slots=True)
class Rules:
    """Litres per 100 km and per hour of generator, sheets of paper per person, with a reserve over all of them."""

    litres_per_100_km: float = 13.0
    generator_litres_per_hour: float = 1.3
    sheets_per_enrolment: int = 3
    sheets_per_hand_over: int = 1
    reserve: float = 1.25
    battery_percent: int = 90
    sim_cards: int = 1


RULES = Rules()
HOURS = 8.0
LOOK_BACK = timedelta(days=7)
ITEMS = ("fuel_litres", "generator_hours", "battery_percent", "paper_sheets", "sim_cards")


def needs_of(*, km: float, hours: float, enrolments: int, hand_overs: int, rules: Rules = RULES) -> dict[str, int]:
    """What the day needs, by item of `ITEMS`, in whole units (litres, hours, per cent, sheets, cards)."""
    litres = km * rules.litres_per_100_km / 100 + hours * rules.generator_litres_per_hour
    sheets = enrolments * rules.sheets_per_enrolment + hand_overs * rules.sheets_per_hand_over
    return {
        "fuel_litres": ceil(litres * rules.reserve),
        "generator_hours": ceil(hours),
        "battery_percent": rules.battery_percent,
        "paper_sheets": ceil(sheets * rules.reserve),
        "sim_cards": rules.sim_cards,
    }


def short_of(needs: Mapping[str, int], found: Mapping[str, int]) -> dict[str, int]:
    """What is missing of each item that falls short."""
    return {item: needs[item] - found.get(item, 0) for item in ITEMS if found.get(item, 0) < needs[item]}


@dataclass(frozen=True, slots=True)
class Leaving:
    """A station that works on a day: its visits, what it needs, and what was found if somebody looked."""

    station: UUID
    visits: tuple[VisitValue, ...]
    needs: Mapping[str, int]
    found: Mapping[str, int] | None

    @property
    def short(self) -> dict[str, int]:
        return {} if self.found is None else short_of(self.needs, self.found)


def leaving_on(day: date, *, stations: Iterable[UUID]) -> list[Leaving]:
    """The stations among those given that have visits on the day, the road counted from where they were last."""
    own = set(stations)
    recent = [v for v in campaigns.upcoming_visits(since=day - LOOK_BACK, until=day) if v.station in own]
    known = places.places_by_code(v.place for v in recent)
    found = {d.station_id: d.found for d in Departure.objects.filter(day=day, station_id__in=own)}
    leaving = []
    for station in sorted({v.station for v in recent if v.day == day}):
        today = tuple(v for v in recent if v.station == station and v.day == day)
        before = [v.place for v in recent if v.station == station and v.day < day]
        path = [*before[-1:], *dict.fromkeys(v.place for v in today)]
        spots = [
            (p.latitude, p.longitude)
            for p in (known[code] for code in path)
            if p.latitude is not None and p.longitude is not None
        ]
        km = sum((road_between(a, b)[0] for a, b in pairwise(spots)), 0.0)
        people = {kind: sum(v.expected for v in today if v.kind == kind) for kind in ("enrolment", "delivery")}
        needs = needs_of(km=km, hours=HOURS, enrolments=people["enrolment"], hand_overs=people["delivery"])
        leaving.append(Leaving(station, today, needs, found.get(station)))
    return leaving


def record_departure(
    station: UUID, day: date, *, needs: Mapping[str, int], found: Mapping[str, int], by: str, at: datetime
) -> dict[str, int]:
    """Writes what was on board; looking again replaces it. Answers what is short."""
    short = short_of(needs, found)
    with transaction.atomic():
        Departure.objects.update_or_create(
            station_id=station, day=day,
            defaults={"needs": dict(needs), "found": dict(found), "by": by, "at": at},
        )  # fmt: skip
        record(
            [
                Entry(
                    event="station.left", subject_kind="station", subject=station, acted_at=at, actor=by, act=new_id(),
                    station=station, day=day, facts={f"short_{item}": missing for item, missing in short.items()},
                )
            ]
        )  # fmt: skip
    return short
