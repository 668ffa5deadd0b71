"""People expected at each place of a campaign, by class and kind of request: read from a file, entered, corrected.

What is said of a class at a place takes the place of all that was said of it before. Refuses nothing: lines that cannot
be read are told by number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from .plan_models import Demand
from .words import CONFIDENCE, PEOPLE, REQUEST_KINDS, SOURCES


@dataclass(frozen=True, slots=True)
class DemandRow:
    place: str
    people_class: str
    people: int
    kind: str = ""


def read_demand(text: str, known: Mapping[str, Any]) -> tuple[list[DemandRow], list[int]]:
    """Rows `place;class;people` (and `kind`, if there) of a CSV, and the numbers of those that cannot be read.

    `known`: places by code.
    """
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max((",", ";", "\t"), key=first.count))
    good: dict[tuple[str, str, str], DemandRow] = {}
    wrong: list[int] = []
    for number, row in enumerate(reader, start=2):
        place, people_class, people, kind = (
            (row.get(name) or "").strip() for name in ("place", "class", "people", "kind")
        )
        readable = people.isascii() and people.isdigit() and len(people) <= 6
        if place not in known or people_class not in PEOPLE or not readable or (kind and kind not in REQUEST_KINDS):
            wrong.append(number)
        else:
            good[place, people_class, kind] = DemandRow(place, people_class, int(people), kind)
    return list(good.values()), wrong


def enter_demand(
    campaign: UUID, rows: Sequence[DemandRow], *, source: str, at: datetime, confidence: str = "counted"
) -> None:
    """Enters or corrects how many people are expected; places and classes not named stay as they are."""
    named = {(row.place, row.people_class) for row in rows}
    with transaction.atomic():
        there = Demand.objects.filter(campaign_id=campaign, place_id__in={place for place, _class in named})
        gone = [row.pk for row in there if (row.place_id, row.people_class) in named]
        Demand.objects.filter(pk__in=gone).delete()
        add_demand(campaign, rows, source=source, at=at, confidence=confidence)


def add_demand(campaign: UUID, rows: Sequence[DemandRow], *, source: str, at: datetime, confidence: str) -> None:
    """Enters rows beside what is there; a row of the same place, class and kind is corrected."""
    Demand.objects.bulk_create(
        [
            Demand(
                campaign_id=campaign,
                place_id=r.place,
                people_class=r.people_class,
                kind=r.kind,
                people=r.people,
                source=source,
                confidence=confidence,
                at=at,
            )
            for r in rows
        ],
        update_conflicts=True,
        unique_fields=["campaign", "place", "people_class", "kind"],
        update_fields=["people", "source", "confidence", "at"],
    )


def demand_of(campaign: UUID) -> dict[str, list[int]]:
    """People by class at each place of the campaign."""
    found: dict[str, list[int]] = {}
    order = list(PEOPLE)
    for place, kind, people in Demand.objects.filter(campaign_id=campaign).values_list(
        "place_id", "people_class", "people"
    ):
        found.setdefault(place, [0] * len(order))[order.index(kind)] += people
    return found


def sources_of(campaign: UUID) -> dict[str, tuple[str, str]]:
    """By place: who counted, and the least certain of its figures' confidence."""
    order = list(CONFIDENCE)
    found: dict[str, tuple[str, str]] = {}
    for place, source, confidence in Demand.objects.filter(campaign_id=campaign).values_list(
        "place_id", "source", "confidence"
    ):
        before, told = found.get(place, ("", order[0])), str(SOURCES.get(source, source))
        said = before[0] if told in before[0].split(" · ") else " · ".join(filter(None, (before[0], told)))
        found[place] = (said[:120], max(before[1], confidence, key=order.index))
    return found


def kinds_of(campaign: UUID) -> dict[str, dict[str, int]]:
    """By place, people by kind of request; those of whom nobody said it under the empty kind."""
    found: dict[str, dict[str, int]] = {}
    for place, kind, people in Demand.objects.filter(campaign_id=campaign).values_list("place_id", "kind", "people"):
        here = found.setdefault(place, {})
        here[kind] = here.get(kind, 0) + people
    return found
