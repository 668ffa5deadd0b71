"""The acts on a plan: it is asked for, searched again, changed by hand, undone. (Publishing stands in `publishing`.)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction

from bitaqa.backbone.jobs.door import wake
from bitaqa.foundation.planning.account import Account, account_of
from bitaqa.foundation.planning.check import problems_of
from bitaqa.foundation.planning.explain import cost_of_move
from bitaqa.foundation.planning.instance import Instance
from bitaqa.foundation.planning.plan import Plan
from bitaqa.records.campaigns.door import CampaignValue
from bitaqa.records.places import door as places

from .day_notes import notes_as_json
from .demand import demand_of
from .errors import DayLockedError, DemandMissingError, MoveImpossibleError, PlanNotReadyError
from .instances import days_of, instance_of
from .plan_models import PlanDraft

MOST_PLACES = 400
MOST_EARLIER = 30


def ask_plan(campaign: CampaignValue, how: Mapping[str, Any], *, by: str, at: datetime) -> UUID:
    """Puts a plan in the workroom's queue. The same question twice in a row is one plan.

    Raises DemandMissingError when no place has both people and coordinates, or the depot has none.
    """
    asked = question_of(campaign, how)
    with transaction.atomic():
        waiting = PlanDraft.objects.filter(campaign_id=campaign.id, state="waiting", asked=asked).first()
        if waiting is not None:
            return waiting.id
        draft = PlanDraft.objects.create(campaign_id=campaign.id, asked=asked, by=by, at=at)
        wake("plan-search")
    return draft.id


def question_of(campaign: CampaignValue, how: Mapping[str, Any]) -> dict[str, Any]:
    """What a plan is made from: `how`, the campaign's days, its places with people and coordinates, its depot.

    Raises DemandMissingError.
    """
    people = demand_of(campaign.id)
    known = places.places_by_code([how["depot"]])
    depot = known.get(how["depot"])
    wanted = located({code for code in people if any(people[code])}, people)[:MOST_PLACES]
    if not wanted or depot is None or depot.latitude is None:
        raise DemandMissingError()
    asked = {
        **how,
        "starts": campaign.starts.isoformat(),
        "ends": campaign.ends.isoformat(),
        "notes": notes_as_json(campaign.id),
        "places": wanted,
        "depot": {"code": depot.code, "latitude": depot.latitude, "longitude": depot.longitude},
    }
    instance_of(asked)  # says now what cannot be planned
    return asked


def located(codes: set[str], people: Mapping[str, list[int]]) -> list[dict[str, Any]]:
    """The places among `codes` that have coordinates, by code, with their people."""
    known = places.places_by_code(codes)
    return [
        {"code": code, "people": people[code], "latitude": known[code].latitude, "longitude": known[code].longitude}
        for code in sorted(known)
        if known[code].latitude is not None and known[code].longitude is not None
    ]


def _codes(asked: Mapping[str, Any]) -> set[str]:
    return {place["code"] for place in asked["places"]}


def carried(before: PlanDraft, asked: Mapping[str, Any]) -> Plan:
    """The plan `before` in the places of `asked`, which has all of its places and perhaps more."""
    codes = [place["code"] for place in asked["places"]]
    nodes = [codes.index(place["code"]) for place in before.asked["places"]] + [len(codes)]
    return np.array(nodes, np.int64)[np.array(before.plan, np.int64)]


def ask_again(draft: UUID, *, by: str, at: datetime, today: date) -> UUID:
    """Searches on from a plan: days up to `today` and pinned days stay; places where people are expected since join.

    From a published plan announced dates stay too, unless moving one is worth it. The same question twice in a row is
    one plan. Raises PlanNotReadyError.
    """
    with transaction.atomic():
        row = PlanDraft.objects.select_for_update().filter(pk=draft, state__in=["ready", "published"]).first()
        if row is None:
            raise PlanNotReadyError()
        waiting = PlanDraft.objects.filter(follows=row, state="waiting").first()
        if waiting is not None:
            return waiting.id
        asked = {**row.asked, "past": sum(day <= today for day in days_of(row.asked))}
        asked["notes"] = notes_as_json(row.campaign_id)
        people = demand_of(row.campaign_id)
        asked["places"] = [{**p, "people": people.get(p["code"], p["people"])} for p in asked["places"]]
        asked["places"] += located({code for code in people if any(people[code])} - _codes(row.asked), people)
        made = PlanDraft.objects.create(campaign_id=row.campaign_id, asked=asked, follows=row, by=by, at=at)
        wake("plan-search")
    return made.id


def pin_day(draft: UUID, *, vehicle: int, day: int) -> bool:
    """Pins a day, or takes the pin away; answers whether it is pinned now. Raises PlanNotReadyError, DayLockedError."""
    with transaction.atomic():
        row = open_draft(draft)
        if day < int(row.asked.get("past", 0)):
            raise DayLockedError()
        pair = [vehicle, day]
        pinned = pair not in row.pinned
        row.pinned = [*row.pinned, pair] if pinned else [one for one in row.pinned if one != pair]
        row.save(update_fields=["pinned"])
    return pinned


def cost_of(draft: PlanDraft, *, vehicle: int, day: int, node: int) -> tuple[float, int, int, float]:
    """What `move_day` would answer; nothing is changed. Raises as it does."""
    check_not_locked(draft, vehicle, day)
    instance, plan, _ = judged(draft)
    return cost_of_move(instance, plan, _moved(instance, plan, vehicle, day, node))


def check_not_locked(draft: PlanDraft, vehicle: int, day: int) -> None:
    """Raises DayLockedError for a day that was over when the plan was asked for, and for a pinned one."""
    if day < int(draft.asked.get("past", 0)) or [vehicle, day] in draft.pinned:
        raise DayLockedError()


def _moved(instance: Instance, plan: Plan, vehicle: int, day: int, node: int) -> Plan:
    if not (0 <= vehicle < instance.vehicles and 0 <= day < instance.days and 0 <= node < instance.nodes):
        raise MoveImpossibleError()
    moved = plan.copy()
    moved[vehicle, day] = node
    if problems_of(instance, moved):
        raise MoveImpossibleError()
    return moved


def figures_of(account: Account) -> dict[str, int]:
    """What a plan is compared by."""
    return {
        "enrolled": int(account.enrolled.sum()),
        "cards": int(account.handed_over.sum()),
        "km": round(account.km),
    }


def judged(draft: PlanDraft) -> tuple[Instance, Plan, Account]:
    """The campaign as asked, the plan, and what it does. Raises PlanNotReadyError."""
    if not draft.plan:
        raise PlanNotReadyError()
    instance, plan = instance_of(draft.asked), np.array(draft.plan, np.int64)
    return instance, plan, account_of(instance, plan)


def move_day(draft: UUID, *, vehicle: int, day: int, node: int, by: str) -> tuple[float, int, int, float]:
    """Sends a vehicle elsewhere on a day; answers what the plan gains by it (points, enrolled, cards, km).

    Raises PlanNotReadyError, DayLockedError, MoveImpossibleError when a road or a rest day stands against it.
    """
    with transaction.atomic():
        row = open_draft(draft)
        check_not_locked(row, vehicle, day)
        instance, plan, _ = judged(row)
        moved = _moved(instance, plan, vehicle, day, node)
        if np.array_equal(moved, plan):
            return 0.0, 0, 0, 0.0
        row.earlier = [*row.earlier, row.plan][-MOST_EARLIER:]
        account = account_of(instance, moved)
        row.plan, row.worth, row.figures = moved.tolist(), account.worth, figures_of(account)
        row.changed_by = sorted({*row.changed_by, by})
        row.save(update_fields=["earlier", "plan", "worth", "figures", "changed_by"])
    return cost_of_move(instance, plan, moved)


def undo_move(draft: UUID) -> bool:
    """Takes the last change back; False when there is none."""
    with transaction.atomic():
        row = open_draft(draft)
        if not row.earlier:
            return False
        row.plan, row.earlier = row.earlier[-1], row.earlier[:-1]
        account = judged(row)[2]
        row.worth, row.figures = account.worth, figures_of(account)
        row.save(update_fields=["earlier", "plan", "worth", "figures"])
    return True


def ask_stop(draft: UUID) -> None:
    """The search ends at its next breath with the best plan so far."""
    PlanDraft.objects.filter(pk=draft, state__in=["waiting", "searching"]).update(stop_asked=True)


def open_draft(draft: UUID) -> PlanDraft:
    """The draft, locked for a change. Raises PlanNotReadyError when it is not `ready`."""
    row = PlanDraft.objects.select_for_update().filter(pk=draft).first()
    if row is None or row.state != "ready":
        raise PlanNotReadyError()
    return row
