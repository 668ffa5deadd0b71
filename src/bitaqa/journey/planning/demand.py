"""People expected at each place of a campaign, by class: read from a file, entered, corrected."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from .plan_models import Demand
from .words import CONFIDENCE, PEOPLE


@dataclass(frozen=True, slots=True)
class DemandRow:
    place: str
    people_class: str
    people: int


def read_demand(text: str, known: Mapping[str, Any]) -> tuple[list[DemandRow], list[int]]:
    """Rows `place;class;people` of a CSV, and the numbers of those that cannot be read. `known` places by code."""
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max((",", ";", "\t"), key=first.count))
    good: dict[tuple[str, str], DemandRow] = {}
    wrong: list[int] = []
    for number, row in enumerate(reader, start=2):
        place, kind, people = ((row.get(name) or "").strip() for name in ("place", "class", "people"))
        if place not in known or kind not in PEOPLE or not people.isascii() or not people.isdigit() or len(people) > 6:
            wrong.append(number)
        else:
            good[place, kind] = DemandRow(place, kind, int(people))
    return list(good.values()), wrong


def enter_demand(
    campaign: UUID, rows: Sequence[DemandRow], *, source: str, at: datetime, confidence: str = "counted"
) -> None:
    """Enters or corrects how many people are expected; places not named stay as they are."""
    Demand.objects.bulk_create(
        [
            Demand(
                campaign_id=campaign,
                place_id=r.place,
                people_class=r.people_class,
                people=r.people,
                source=source,
                confidence=confidence,
                at=at,
            )
            for r in rows
        ],
        update_conflicts=True,
        unique_fields=["campaign", "place", "people_class"],
        update_fields=["people", "source", "confidence", "at"],
    )


def demand_of(campaign: UUID) -> dict[str, list[int]]:
    """People by class at each place of the campaign."""
    found: dict[str, list[int]] = {}
    order = list(PEOPLE)
    for place, kind, people in Demand.objects.filter(campaign_id=campaign).values_list(
        "place_id", "people_class", "people"
    ):
        found.setdefault(place, [0] * len(order))[order.index(kind)] = people
    return found


def sources_of(campaign: UUID) -> dict[str, tuple[str, str]]:
    """By place: who counted, and the least certain of its figures' confidence."""
    order = list(CONFIDENCE)
    found: dict[str, tuple[str, str]] = {}
    for place, source, confidence in Demand.objects.filter(campaign_id=campaign).values_list(
        "place_id", "source", "confidence"
    ):
        before = found.get(place, ("", order[0]))
        said = source if before[0] in ("", source) else f"{before[0]}, {source}"
        found[place] = (said[:120], max(before[1], confidence, key=order.index))
    return found
