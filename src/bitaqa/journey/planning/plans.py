"""The acts on a plan: people expected are entered, a plan is asked for, changed by hand, undone, published."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction

from bitaqa.backbone.jobs.door import wake
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.planning.account import Account, account_of
from bitaqa.foundation.planning.check import problems_of
from bitaqa.foundation.planning.explain import cost_of_move
from bitaqa.foundation.planning.instance import Instance
from bitaqa.foundation.planning.plan import Plan
from bitaqa.foundation.rules.documents import VisitState
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import CampaignValue, VisitValue
from bitaqa.records.places import door as places

from .errors import DemandMissingError, MoveImpossibleError, PlanNotReadyError
from .instances import days_of, instance_of
from .plan_models import Demand, PlanDraft
from .words import PEOPLE

MOST_PLACES = 400
MOST_EARLIER = 30


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


def enter_demand(campaign: UUID, rows: Sequence[DemandRow], *, source: str, at: datetime) -> None:
    """Enters or corrects how many people are expected; places not named stay as they are."""
    Demand.objects.bulk_create(
        [
            Demand(
                campaign_id=campaign,
                place_id=r.place,
                people_class=r.people_class,
                people=r.people,
                source=source,
                at=at,
            )
            for r in rows
        ],
        update_conflicts=True,
        unique_fields=["campaign", "place", "people_class"],
        update_fields=["people", "source", "at"],
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


def ask_plan(campaign: CampaignValue, how: Mapping[str, Any], *, by: str, at: datetime) -> UUID:
    """Puts a plan in the workroom's queue. The same question twice in a row is one plan.

    Raises DemandMissingError when no place has both people and coordinates, or the depot has none.
    """
    people = demand_of(campaign.id)
    known = places.places_by_code([*people, how["depot"]])
    located = {code: p for code, p in known.items() if p.latitude is not None and p.longitude is not None}
    wanted = [code for code in sorted(people) if code in located and any(people[code])][:MOST_PLACES]
    if not wanted or how["depot"] not in located:
        raise DemandMissingError()
    depot = located[how["depot"]]
    asked = {
        **how,
        "starts": campaign.starts.isoformat(),
        "ends": campaign.ends.isoformat(),
        "places": [
            {
                "code": code, "people": people[code],
                "latitude": located[code].latitude, "longitude": located[code].longitude,
            }
            for code in wanted
        ],
        "depot": {"code": depot.code, "latitude": depot.latitude, "longitude": depot.longitude},
    }  # fmt: skip
    instance_of(asked)  # says now what cannot be planned
    with transaction.atomic():
        waiting = PlanDraft.objects.filter(campaign_id=campaign.id, state="waiting", asked=asked).first()
        if waiting is not None:
            return waiting.id
        draft = PlanDraft.objects.create(campaign_id=campaign.id, asked=asked, by=by, at=at)
        wake("plan-search")
    return draft.id


def ask_again(draft: UUID, *, by: str, at: datetime, today: date) -> UUID:
    """Searches on from a plan: days before `today` and pinned days stay. From a published plan announced dates stay
    too, unless moving one is worth it. The same question twice in a row is one plan. Raises PlanNotReadyError."""
    with transaction.atomic():
        row = PlanDraft.objects.select_for_update().filter(pk=draft, state__in=["ready", "published"]).first()
        if row is None:
            raise PlanNotReadyError()
        waiting = PlanDraft.objects.filter(follows=row, state="waiting").first()
        if waiting is not None:
            return waiting.id
        asked = {**row.asked, "past": sum(day < today for day in days_of(row.asked))}
        people = demand_of(row.campaign_id)
        asked["places"] = [{**p, "people": people.get(p["code"], p["people"])} for p in asked["places"]]
        made = PlanDraft.objects.create(campaign_id=row.campaign_id, asked=asked, follows=row, by=by, at=at)
        wake("plan-search")
    return made.id


def pin_day(draft: UUID, *, vehicle: int, day: int) -> bool:
    """Pins a day, or takes the pin away; answers whether it is pinned now. Raises PlanNotReadyError."""
    with transaction.atomic():
        row = _open(draft)
        pair = [vehicle, day]
        pinned = pair not in row.pinned
        row.pinned = [*row.pinned, pair] if pinned else [one for one in row.pinned if one != pair]
        row.save(update_fields=["pinned"])
    return pinned


def cost_of(draft: PlanDraft, *, vehicle: int, day: int, node: int) -> tuple[float, int, int, float]:
    """What `move_day` would answer; nothing is changed. Raises PlanNotReadyError, MoveImpossibleError."""
    instance, plan, _ = judged(draft)
    return cost_of_move(instance, plan, _moved(instance, plan, vehicle, day, node))


def _moved(instance: Instance, plan: Plan, vehicle: int, day: int, node: int) -> Plan:
    if not (0 <= vehicle < instance.vehicles and 0 <= day < instance.days and 0 <= node < instance.nodes):
        raise MoveImpossibleError()
    moved = plan.copy()
    moved[vehicle, day] = node
    if problems_of(instance, moved):
        raise MoveImpossibleError()
    return moved


def judged(draft: PlanDraft) -> tuple[Instance, Plan, Account]:
    """The campaign as asked, the plan, and what it does. Raises PlanNotReadyError."""
    if not draft.plan:
        raise PlanNotReadyError()
    instance, plan = instance_of(draft.asked), np.array(draft.plan, np.int64)
    return instance, plan, account_of(instance, plan)


def move_day(draft: UUID, *, vehicle: int, day: int, node: int) -> tuple[float, int, int, float]:
    """Sends a vehicle elsewhere on a day; answers what the plan gains by it (points, enrolled, cards, km).

    Raises PlanNotReadyError, MoveImpossibleError when a road or a rest day stands against it.
    """
    with transaction.atomic():
        row = _open(draft)
        instance, plan, _ = judged(row)
        moved = _moved(instance, plan, vehicle, day, node)
        if np.array_equal(moved, plan):
            return 0.0, 0, 0, 0.0
        row.earlier = [*row.earlier, row.plan][-MOST_EARLIER:]
        row.plan, row.worth = moved.tolist(), account_of(instance, moved).worth
        row.save(update_fields=["earlier", "plan", "worth"])
    return cost_of_move(instance, plan, moved)


def undo_move(draft: UUID) -> bool:
    """Takes the last change back; False when there is none."""
    with transaction.atomic():
        row = _open(draft)
        if not row.earlier:
            return False
        row.plan, row.earlier = row.earlier[-1], row.earlier[:-1]
        row.worth = judged(row)[2].worth
        row.save(update_fields=["earlier", "plan", "worth"])
    return True


def ask_stop(draft: UUID) -> None:
    """The search ends at its next breath with the best plan so far."""
    PlanDraft.objects.filter(pk=draft, state__in=["waiting", "searching"]).update(stop_asked=True)


def publish_plan(draft: UUID, *, by: str, at: datetime) -> int:
    """Enters the plan's visits into the campaign; those already there stay. Answers how many are new.

    Visits of the published plan it follows that it no longer has are cancelled, unless a station opened them.
    Raises PlanNotReadyError also when it was published already.
    """
    with transaction.atomic():
        row = _open(draft)
        visits = visits_of(row)
        there = {_key(v): v for v in campaigns.visits_of_campaign(row.campaign_id)}
        new = [v for v in visits if _key(v) not in there]
        if row.follows is not None and row.follows.state == "published":
            kept = {_key(v) for v in visits}
            gone = [there[key].id for v in visits_of(row.follows) if (key := _key(v)) not in kept and key in there]
            planned = [v.id for v in there.values() if v.id in set(gone) and v.state is VisitState.PLANNED]
            if planned:
                campaigns.move_visits(planned, "cancel", by=by, at=at, because="moved")
        if new:
            campaigns.add_visits(new, by=by, at=at)
        row.state, row.published_by, row.published_at = "published", by, at
        row.save(update_fields=["state", "published_by", "published_at"])
    return len(new)


def _key(visit: VisitValue) -> tuple[UUID, str, date, str]:
    return visit.station, visit.place, visit.day, visit.kind


def visits_of(draft: PlanDraft) -> list[VisitValue]:
    """One visit per station, place, day and kind; people expected are shared among the crews of a day."""
    _, _, account = judged(draft)
    days, stations = days_of(draft.asked), [UUID(each) for each in draft.asked["stations"]]
    found = []
    for visit in account.visits:
        for kind, people in (("enrolment", visit.people), ("delivery", visit.cards)):
            for at, vehicle in enumerate(visit.vehicles):
                share = people // len(visit.vehicles) + (at < people % len(visit.vehicles))
                if share:
                    found.append(
                        VisitValue(
                            id=new_id(), campaign=draft.campaign_id, station=stations[vehicle], kind=kind,
                            place=draft.asked["places"][visit.place]["code"], day=days[visit.day], expected=share,
                        )
                    )  # fmt: skip
    return found


def _open(draft: UUID) -> PlanDraft:
    row = PlanDraft.objects.select_for_update().filter(pk=draft).first()
    if row is None or row.state != "ready":
        raise PlanNotReadyError()
    return row
