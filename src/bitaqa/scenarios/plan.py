"""Where and when a campaign is played: the plan file read into frozen values, scaled to the number of people.

A plan is data (`el_borouj.toml`, `taounate.toml`, `al_haouz.toml`): programme, places, vehicles, stops with their
people, days, kinds, shares of the story, published figures. Shares become whole numbers by the largest remainder, so
that parts always sum to their total; stops are dealt to vehicles by `scheduling`. Refuses nothing: a plan that
contradicts itself fails its test.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from bitaqa.scenarios.scheduling import PlannedVisit, Stop, deliveries_of, enrolments_of, kept_stops, shares

SCENARIOS: Mapping[str, str] = {"el-borouj": "el_borouj", "taounate": "taounate", "al-haouz": "al_haouz"}
"""The name of a scenario, as it is asked for, and the file that holds it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A vehicle with its station."""

    code: str
    station: str
    name_ar: str
    name_fr: str


@dataclass(frozen=True, slots=True)
class Plan:
    raw: Mapping[str, Any]
    people: int
    kinds: Mapping[str, int]
    """Requests by kind: renewal, first, duplicate (F0.2), summing to `people`."""
    story: Mapping[str, int]
    units: tuple[Unit, ...]
    stops: tuple[Stop, ...]
    enrolments: tuple[PlannedVisit, ...]
    deliveries: tuple[PlannedVisit, ...]
    """One at each stop in the order of the stops, then the second round for corrections and what came late."""

    @property
    def published_people(self) -> int:
        return int(sum(self.raw["kinds"].values()))

    @property
    def whole(self) -> bool:
        """Whether it is played with the published number of people."""
        return self.people == self.published_people

    @property
    def first_day(self) -> date:
        return min(visit.day for visit in self.enrolments)

    @property
    def last_enrolment(self) -> date:
        """After this day cards are made and sent."""
        return max(visit.day for visit in self.enrolments)

    @property
    def played_until(self) -> date:
        """The last day that is played: a campaign may go on after it (F3.5)."""
        until = self.raw["days"].get("played_until")
        return until if until is not None else max(visit.day for visit in self.deliveries)

    @property
    def goes_on(self) -> bool:
        """Whether people still wait for their card when the play ends: nothing is then returned or destroyed."""
        return "played_until" in self.raw["days"]

    @property
    def days(self) -> tuple[date, ...]:
        """Days on which something is played, in order."""
        every = {visit.day for visit in (*self.enrolments, *self.deliveries)}
        return tuple(sorted(day for day in every if day <= self.played_until))

    def on(self, day: date) -> list[PlannedVisit]:
        return [visit for visit in (*self.enrolments, *self.deliveries) if visit.day == day]

    @property
    def second_round(self) -> range:
        """Numbers of the stops that are visited a second time for delivery."""
        return range(len(self.deliveries) - sum(not stop.uncounted for stop in self.stops))

    @property
    def second_round_day(self) -> date | None:
        """Before it cards of corrections are made."""
        later = self.deliveries[len(self.deliveries) - len(self.second_round) :]
        return min(visit.day for visit in later) if self.second_round else None

    @property
    def exam(self) -> date | None:
        exam: date | None = self.raw["days"].get("exam")
        return exam

    @property
    def issuing_centres(self) -> tuple[str, ...]:
        return tuple(self.raw["issuing_centres"])

    @property
    def fee_waived(self) -> bool:
        return bool(self.raw["programme"]["fee_waived"])

    @property
    def live(self) -> bool:
        """Whether packets travel while people are enrolled (F3.2), without anyone sending them."""
        return bool(self.raw["link"]["live"])

    def completion_of(self, visit: int) -> int:
        """The number of the enrolment visit at which missing papers are brought: the last of the same vehicle."""
        unit = self.enrolments[visit].unit
        return max((one for one in self.enrolments if one.unit == unit), key=lambda one: (one.day, one.number)).number

    @property
    def completion_visits(self) -> frozenset[int]:
        return frozenset(self.completion_of(visit.number) for visit in self.enrolments)

    @property
    def undelivered(self) -> frozenset[int]:
        """Stops whose delivery is planned for a day that is not played."""
        return frozenset(visit.stop for visit in self.deliveries if visit.day > self.played_until)

    def campaign_body(self) -> dict[str, Any]:
        """What the planning door takes."""
        raw, visits = self.raw, [*self.enrolments, *self.deliveries]
        stations = {unit.code: unit.station for unit in self.units}
        return {
            **raw["campaign"],
            "starts": self.first_day.isoformat(),
            "ends": max(visit.day for visit in visits).isoformat(),
            "areas": raw.get("areas", []),
            "programme": {**raw["programme"], "opens": self.first_day.isoformat(), "document_types": ["cnie"]},
            "places": raw["place"],
            "visits": [
                {
                    "station": stations[v.unit], "kind": v.kind, "place": v.place, "day": v.day.isoformat(),
                    "expected": v.people,
                }
                for v in visits
            ],
        }  # fmt: skip


def read_plan(name: str, people: int | None = None) -> Plan:
    """The plan `name` (as in SCENARIOS) for `people` people (the published number when None)."""
    raw = tomllib.loads((files(__package__) / f"{SCENARIOS[name]}.toml").read_text(encoding="utf-8"))
    published = sum(raw["kinds"].values())
    people = people or published
    kinds = dict(zip(raw["kinds"], shares(list(raw["kinds"].values()), people), strict=True))
    stops = kept_stops(raw["stop"], people, published, raw["days"].get("people_per_stop", 0))
    units = [Unit(**unit) for unit in raw["unit"]][: max(1, -(-len(stops) // 3))]
    enrolments = enrolments_of(stops, [unit.code for unit in units], raw["days"])
    deliveries = deliveries_of(stops, enrolments, raw["days"])
    plan = Plan(raw, people, kinds, {}, tuple(units), tuple(stops), enrolments, deliveries)
    return Plan(raw, people, kinds, _story(plan, published), plan.units, plan.stops, enrolments, deliveries)


def _story(plan: Plan, published: int) -> dict[str, int]:
    """Turns scaled, at least one of each that is told at all; and who had not come for their card when play ends."""
    story = {
        what: number if plan.people == published or not number else max(1, round(number * plan.people / published))
        for what, number in plan.raw["story"].items()
    }
    if plan.goes_on:
        reached = plan.raw["published"]["handed_over"]
        waiting = shares([reached, published - reached], plan.people)[1]
        away = sum(visit.people for visit in plan.enrolments if visit.stop in plan.undelivered)
        story["absent"] = max(0, waiting - away)
    return story
