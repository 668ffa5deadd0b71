"""Counts of cards at a station: boxes received, cards missing, withheld, returned, destroyed.

A box is what the station counted: cards of the consignment that were not scanned are missing, whatever the box was
called. What cannot be true of one card sets the packet aside and the other cards go on; trying it again is harmless.
"""

from __future__ import annotations

from datetime import datetime

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import CardState, ConsignmentState
from bitaqa.foundation.rules.packet_bodies import CustodyAct, CustodyBody, CustodyEntry
from bitaqa.records.cards.door import CardValue
from bitaqa.records.moving import Particulars

from ..domain import Reason, keeper_or, operator_code, station_actor, uncollected_of
from ..errors import CardUnknownError, ConsignmentUnknownError, WitnessMissingError
from ..models import Consignment, CustodyStep, DestroyedCard, Destruction
from .plan import Plan
from .reading import Report

ON_THE_ROAD = (CardState.PACKED, CardState.DISPATCHED)


def plan_custody(plan: Plan, report: Report, body: CustodyBody) -> None:
    """Plans a count. Raises the first error of its cards, once the others are planned; WriteFirstError."""
    by, act = station_actor(report.content.station, body.operator), new_id()
    box = plan.known.consignments.get(body.consignment) if body.consignment else None
    problems: list[BitaqaError] = []
    if body.consignment and body.box and box is None:
        problems.append(ConsignmentUnknownError())
    destruction: Destruction | None = None
    for entry in body.entries:
        card = plan.known.card(entry.card, entry.document_number)
        try:
            if card is None:
                raise CardUnknownError(number=entry.document_number)
            own = Particulars(
                by=by, at=entry.at, act=act, because=entry.because or "", columns={"keeper": by, "place": body.place}
            )
            if entry.act is CustodyAct.DESTROYED:
                destruction = _plan_destroyed(plan, report, body, entry, card, own, destruction)
            else:
                _plan_scan(plan, entry, card, own)
        except BitaqaError as error:
            problems.append(error)
    if box is not None and body.box:
        _plan_box(plan, report, body, box, Particulars(by=by, at=_at(body), act=act))
    if destruction is not None:
        plan.destructions.append(destruction)
    if problems:
        raise problems[0]


def _at(body: CustodyBody) -> datetime:
    return max(entry.at for entry in body.entries)


def _plan_scan(plan: Plan, entry: CustodyEntry, card: CardValue, own: Particulars) -> None:
    match entry.act:
        case CustodyAct.RECEIVED:
            if plan.report(card, "receive", own) and card.stopped:
                plan.report(card, "withhold", _with(own, card.stopped))
        case CustodyAct.MISSING:
            plan.report(
                card, "miss", Particulars(by=own.by, at=own.at, act=own.act, because=own.because or "not_in_box")
            )
        case CustodyAct.WITHHELD:
            plan.report(card, "withhold", _with(own, own.because or card.stopped or "withheld"))
        case CustodyAct.RETURNED:
            keeper = keeper_or(entry.keeper, own.by)
            plan.report(
                card,
                "return",
                Particulars(by=own.by, at=own.at, act=own.act, because=own.because, columns={"keeper": keeper}),
            )
    if entry.because == Reason.DAMAGED and entry.act in (CustodyAct.WITHHELD, CustodyAct.RETURNED):
        plan.damaged.add(card.id)


def _with(own: Particulars, because: str) -> Particulars:
    return Particulars(by=own.by, at=own.at, act=own.act, because=because, columns=own.columns)


def _plan_destroyed(
    plan: Plan,
    report: Report,
    body: CustodyBody,
    entry: CustodyEntry,
    card: CardValue,
    own: Particulars,
    destruction: Destruction | None,
) -> Destruction | None:
    witness = entry.witness.strip()
    if not witness or operator_code(witness) == operator_code(body.operator):
        raise WitnessMissingError(number=card.number)
    second = station_actor(report.content.station, witness)
    reason = plan.reason(card, entry.because)
    if not plan.report(
        card, "destroy", Particulars(by=own.by, at=own.at, act=own.act, because=reason), {"witness": second}
    ):
        return destruction
    row = destruction or Destruction(
        id=new_id(),
        code=f"D-{report.content.packet.hex[-12:].upper()}",
        where=body.place,
        first=own.by,
        first_at=entry.at,
        second=second,
        second_at=entry.at,
        packet=report.content.packet,
    )
    plan.destroyed[card.id] = DestroyedCard(destruction=row, card=card.id, number=card.number, reason=reason)
    # A document that never became valid never will; an old one has its own end already.
    plan.move_document(card.document, "cancel", Particulars(by=own.by, at=own.at, act=own.act, because=reason))
    if reason == Reason.DAMAGED:
        plan.damaged.add(card.id)
    if reason == Reason.UNCOLLECTED and card.application:
        for member in uncollected_of(plan.known.families.get(card.application, {})):
            plan.application_moves["leave_uncollected"][member] = Particulars(by=own.by, at=own.at, act=own.act)
    return row


def _plan_box(plan: Plan, report: Report, body: CustodyBody, box: Consignment, own: Particulars) -> None:
    """The box arrives: whole, short or damaged. What is still on the road although the box is here is missing."""
    listed = plan.known.inside.get(box.id, [])
    for card in listed:
        if plan.state(card) in ON_THE_ROAD:
            plan.report(card, "miss", Particulars(by=own.by, at=own.at, act=own.act, because="not_in_box"))
    missing = sum(plan.state(card) is CardState.MISSING for card in listed)
    name = "receive_damaged" if body.box == "damaged" else "receive_short" if missing else "receive"
    if box.state == ConsignmentState.PACKED and box.id not in plan.consignment_moves["dispatch"]:
        plan.consignment_moves["dispatch"][box.id] = own
    if box.state in (ConsignmentState.PACKED, ConsignmentState.DISPATCHED, ConsignmentState.IN_TRANSIT):
        arrived = ("receive", "receive_short", "receive_damaged")
        if not any(box.id in plan.consignment_moves[known] for known in arrived):
            plan.consignment_moves[name][box.id] = own
            plan.consignment_facts[box.id] = {"counted": len(listed) - missing, "missing": missing}
            gave = plan.known.last_keeper.get(box.id, f"centre:{box.origin}")
            plan.custody.append(
                CustodyStep(
                    consignment=box,
                    gave=gave,
                    took=own.by,
                    where=body.place,
                    at=own.at,
                    by=own.by,
                    packet=report.content.packet,
                )
            )
