"""Where and when a campaign is played: the plan file read into frozen values, scaled to the number of people.

A plan is data (`el_borouj.toml`). Shares become whole numbers by the largest remainder, so that parts always sum to
their total. Refuses nothing: a plan that contradicts itself fails its test.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """`number` counts within its kind; `people` is how many are expected."""

    number: int
    kind: str
    place: str
    day: date
    people: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    raw: Mapping[str, Any]
    people: int
    kinds: Mapping[str, int]
    """Requests by kind: renewal, first, duplicate (F0.2), summing to `people`."""
    story: Mapping[str, int]
    enrolments: tuple[PlannedVisit, ...]
    deliveries: tuple[PlannedVisit, ...]
    """One at each place in the order of the enrolments, then the second round for corrections and what came late."""

    @property
    def first_day(self) -> date:
        return self.enrolments[0].day

    @property
    def second_round(self) -> range:
        """Numbers of the enrolment visits whose places are visited a second time for delivery."""
        return range(len(self.deliveries) - len(self.enrolments))

    @property
    def exam(self) -> date:
        return date.fromisoformat(str(self.raw["days"]["exam"]))

    @property
    def station(self) -> str:
        return str(self.raw["unit"]["station"])

    @property
    def completion_visit(self) -> int:
        """The number of the enrolment visit at which missing papers are brought."""
        return len(self.enrolments) - 1

    def campaign_body(self) -> dict[str, Any]:
        """What the planning door takes."""
        raw, visits = self.raw, [*self.enrolments, *self.deliveries]
        return {
            **raw["campaign"],
            "starts": self.first_day.isoformat(),
            "ends": self.deliveries[-1].day.isoformat(),
            "programme": {**raw["programme"], "opens": self.first_day.isoformat(), "document_types": ["cnie"]},
            "places": raw["place"],
            "visits": [
                {
                    "station": self.station, "kind": v.kind, "place": v.place, "day": v.day.isoformat(),
                    "expected": v.people,
                }
                for v in visits
            ],
        }  # fmt: skip


def read_plan(name: str, people: int | None = None) -> Plan:
    """The plan `name` for `people` people (the published number when None)."""
    raw = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    published = sum(raw["kinds"].values())
    people = people or published
    kinds = dict(zip(raw["kinds"], shares(list(raw["kinds"].values()), people), strict=True))
    story = {
        what: number if people == published else max(1, round(number * people / published))
        for what, number in raw["story"].items()
    }
    counts = shares([visit["share"] for visit in raw["visit"]], people)
    first = date.fromisoformat(str(raw["days"]["first"]))
    enrolments = tuple(
        PlannedVisit(number, "enrolment", visit["place"], first + timedelta(days=number), count)
        for number, (visit, count) in enumerate(zip(raw["visit"], counts, strict=True))
    )
    later = timedelta(days=raw["days"]["delivery_after"])
    deliveries = [
        PlannedVisit(visit.number, "delivery", visit.place, visit.day + later, visit.people) for visit in enrolments
    ]
    again = first + timedelta(days=raw["days"]["second_round_after"])
    for visit in enrolments[: raw["days"]["second_round"]]:
        deliveries.append(PlannedVisit(len(deliveries), "delivery", visit.place, again + timedelta(days=visit.number)))
    return Plan(raw, people, kinds, story, enrolments, tuple(deliveries))


def shares(weights: Sequence[int], total: int) -> list[int]:
    """`total` split by `weights`, largest remainder; the parts sum to `total`."""
    exact = [weight * total / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
