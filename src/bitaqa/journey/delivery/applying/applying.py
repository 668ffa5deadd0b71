"""A batch of packets about cards is read, planned and written: round trips do not grow with its length.

A card that moves to and fro within one batch (missing, found, missing again) needs a second round; nothing else does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bitaqa.backbone.journal.door import record
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import CardState, ConsignmentState
from bitaqa.journey.intake.door import packet_contents
from bitaqa.records.applications import door as applications
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents

from ..acts.replace_cards import replace_cards
from ..domain import PHASES
from ..models import Consignment, CustodyStep, DestroyedCard, Destruction, HandOver, ReturnOrder
from ..moving import move_consignments
from .plan import Plan
from .planning import plan_reports
from .reading import read_known, read_reports

ACTOR = "worker:delivery"
STILL_INSIDE = (CardState.PACKED, CardState.DISPATCHED, CardState.AT_DELIVERY_POINT, CardState.WITHHELD)


def apply_packets(ids: Sequence[UUID], *, at: datetime) -> dict[UUID, BitaqaError]:
    """Applies accepted packets in chain order; returns the reasons of those that cannot be. Inside a transaction."""
    verdicts: dict[UUID, BitaqaError] = {}
    reports = read_reports(packet_contents(ids))
    while reports:
        plan = plan_reports(reports, read_known(reports), at=at)
        _write(plan, at=at)
        verdicts |= plan.verdicts
        reports = plan.left
    return verdicts


def _write(plan: Plan, *, at: datetime) -> None:
    act = new_id()
    for place, name in enumerate(PHASES):
        each = plan.card_moves.get(place)
        if each:
            cards.move(list(each), name, by=ACTOR, at=at, act=act, facts=plan.card_facts[place], each=each)
    for name in ("activate", "supersede", "report_lost", "report_stolen", "cancel", "revoke"):
        each = plan.document_moves.get(name)
        if each:
            documents.move(list(each), name, by=ACTOR, at=at, act=act, each=each)
    for name in ("find_wrong", "fulfil", "fulfil_corrected", "leave_uncollected"):
        each = plan.application_moves.get(name)
        if each:
            applications.move(list(each), name, by=ACTOR, at=at, act=act, each=each)
    record(plan.entries)
    if plan.corrected:
        _tell_corrections(plan, at=at, act=act)
    HandOver.objects.bulk_create(plan.hand_overs.values(), ignore_conflicts=True)
    Destruction.objects.bulk_create(plan.destructions)
    DestroyedCard.objects.bulk_create(plan.destroyed.values())
    _write_damaged(plan, at=at, act=act)
    _write_consignments(plan, at=at, act=act)
    if plan.tracks:
        ReturnOrder.objects.filter(card__in=list(plan.tracks)).delete()


def _write_damaged(plan: Plan, *, at: datetime, act: UUID) -> None:
    """A damaged card is never given; once two people destroyed it, its holder gets another."""
    if not plan.damaged:
        return
    cards.stop_cards([id_ for id_ in plan.damaged if not plan.known.by_id[id_].stopped], because=cards.DAMAGED)
    destroyed = [id_ for id_ in plan.damaged if id_ in plan.destroyed]
    if destroyed:
        replace_cards(destroyed, by=ACTOR, at=at, act=act)


def _tell_corrections(plan: Plan, *, at: datetime, act: UUID) -> None:
    applications.tell(
        list(plan.corrected),
        "application.corrected",
        by=ACTOR,
        at=at,
        act=act,
        facts={id_: facts for id_, (_, facts) in plan.corrected.items()},
        each={id_: own for id_, (own, _) in plan.corrected.items()},
    )


def _write_consignments(plan: Plan, *, at: datetime, act: UUID) -> None:
    CustodyStep.objects.bulk_create(plan.custody, ignore_conflicts=True)
    for name in ("dispatch", "receive", "receive_short", "receive_damaged"):
        each = plan.consignment_moves.get(name)
        if each:
            move_consignments(list(each), name, by=ACTOR, at=at, act=act, facts=plan.consignment_facts, each=each)
    touched = {plan.known.by_id[id_].consignment for id_ in plan.tracks} - {None}
    touched |= {step.consignment_id for step in plan.custody}
    empty_consignments({id_ for id_ in touched if id_}, by=ACTOR, at=at, act=act)


def empty_consignments(ids: set[UUID], *, by: str, at: datetime, act: UUID) -> list[UUID]:
    """Those that arrived and hold no card any more are emptied. Three round trips at most."""
    arrived = [ConsignmentState.RECEIVED, ConsignmentState.SHORT, ConsignmentState.DAMAGED]
    waiting = set(Consignment.objects.filter(pk__in=ids, state__in=arrived).values_list("id", flat=True))
    inside = cards.cards_of_consignments(waiting)
    empty = [id_ for id_ in sorted(waiting) if not any(c.state in STILL_INSIDE for c in inside.get(id_, ()))]
    return move_consignments(empty, "empty", by=by, at=at, act=act, strict=False)
