"""From reports to a plan: custody, hand-overs and wrong cards, each as the station told it, in chain order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bitaqa.backbone.journal.door import Entry
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.documents import CardState
from bitaqa.foundation.rules.packet_bodies import CustodyBody, HandOverBody, VerificationMethod, WrongCardBody
from bitaqa.records.cards.door import REPLACED, CardValue
from bitaqa.records.moving import Particulars
from bitaqa.records.places import door as places

from ..domain import Reason, station_actor
from ..errors import (
    CardAlreadyHandedOverError,
    CardUnknownError,
    CardWithheldError,
    TwoPeopleNeededError,
)
from ..models import DestroyedCard, Destruction, HandOver
from .custody import plan_custody
from .plan import Plan, WriteFirstError
from .reading import Known, Report

HELD = (CardState.HANDED_OVER, CardState.TAKEN_BACK)


def plan_reports(reports: Sequence[Report], known: Known, *, at: datetime) -> Plan:
    """Plans as many reports as one round can write; `left` holds the rest, in order. Writes nothing."""
    plan = Plan(known)
    for place, report in enumerate(reports):
        try:
            match report.body:
                case CustodyBody() as body:
                    plan_custody(plan, report, body)
                case HandOverBody() as body:
                    _plan_hand_over(plan, report, body, at=at)
                case WrongCardBody() as body:
                    _plan_wrong_card(plan, report, body)
        except WriteFirstError:
            plan.left = list(reports[place:])
            return plan
        except BitaqaError as error:
            plan.verdicts.setdefault(report.content.packet, error)
    return plan


def _plan_hand_over(plan: Plan, report: Report, body: HandOverBody, *, at: datetime) -> None:
    if body.hand_over in plan.known.attempts or body.hand_over in plan.hand_overs:
        return  # the same attempt, told by a second packet
    card = plan.known.card(body.card, body.document_number)
    if card is None:
        raise CardUnknownError(number=body.document_number)
    station = report.content.station
    operator = station_actor(station, body.operator)
    own = Particulars(by=operator, at=body.at, act=new_id(), because=body.because or "")
    if body.outcome == "handed_over":
        _hand_over(plan, card, body, own, station)
    elif body.outcome == "not_verified":
        if plan.state(card) in (CardState.PACKED, CardState.DISPATCHED, CardState.MISSING):
            here = _at_station(own, body.place)
            plan.report(card, "receive", here, {"implied": True})
            if card.stopped:
                plan.report(card, "withhold", _at_station(own, body.place, card.stopped))
        plan.entries.append(_told("hand_over.refused", body, card, own, station))
    else:
        because = Reason.WRONG_DATA.value if body.outcome == "wrong_data" else body.because or card.stopped or "stopped"
        plan.report(card, "withhold", _at_station(own, body.place, because))
        if because == Reason.DAMAGED:
            plan.damaged.add(card.id)
        if body.outcome == "wrong_data":
            plan.move_document(card.document, "cancel", _because(own, because))
    plan.hand_overs[body.hand_over] = _row(report, body, card, operator, at=at)


def _both_names(place: str) -> str:
    """A place as either reader knows it: the sentence is kept with the packet, and read later in any language."""
    known = places.places_by_code([place]).get(place)
    return f"{known.name_ar} / {known.name_fr}" if known else place


def _hand_over(plan: Plan, card: CardValue, body: HandOverBody, own: Particulars, station: UUID) -> None:
    state = plan.state(card)
    if state in HELD:
        before = plan.known.handed.get(card.id) or next(
            (row for row in plan.hand_overs.values() if row.card == card.id and row.outcome == "handed_over"), None
        )
        raise CardAlreadyHandedOverError(
            number=card.number, place=_both_names(before.place) if before else "", day=str(before.day) if before else ""
        )
    if state is CardState.WITHHELD or card.stopped == REPLACED:
        raise CardWithheldError(number=card.number)
    verified = body.verification
    if verified and verified.method is VerificationMethod.TWO_PEOPLE:
        second = verified.second_person.strip()
        if not second or station_actor(station, second) == own.by:
            raise TwoPeopleNeededError(number=card.number)
    held = Particulars(by=own.by, at=own.at, act=own.act, because=own.because, columns={"keeper": "holder"})
    plan.report(card, "hand_over", held)
    activated = plan.move_document(card.document, "activate", own)
    _end_old_documents(plan, card, body, own)
    if card.application:
        for member, its in plan.known.families.get(card.application, {}).items():
            if member == card.application and its is ApplicationState.APPROVED:
                plan.application_moves["fulfil"][member] = own
            elif its is ApplicationState.UNDER_CORRECTION:
                plan.application_moves["fulfil_corrected"][member] = own
    plan.entries.append(_told("hand_over.recorded", body, card, own, station, activated=activated))


def _end_old_documents(plan: Plan, card: CardValue, body: HandOverBody, own: Particulars) -> None:
    """The new document takes the place of the old ones; the old card is taken back when it was brought."""
    mine = plan.known.documents[card.document]
    fate = body.old_card.fate if body.old_card else ""
    name = {"declared_lost": "report_lost", "declared_stolen": "report_stolen"}.get(fate, "supersede")
    for old in plan.known.held.get(card.person, ()):
        if old.id != mine.id and old.document_type == mine.document_type:
            plan.move_document(old.id, name, own)
    if body.old_card and fate == "taken_back":
        old_card = plan.known.by_number.get(body.old_card.number)
        if old_card is not None and old_card.person == card.person and plan.state(old_card) is CardState.HANDED_OVER:
            plan.report(old_card, "take_back", _at_station(own, body.place), {"for": card.id})


def _plan_wrong_card(plan: Plan, report: Report, body: WrongCardBody) -> None:
    """Not activated, destroyed by the two people named, and the correction linked to what it corrects."""
    card = plan.known.by_id.get(body.card)
    if card is None:
        raise CardUnknownError(number=str(body.card))
    station = report.content.station
    own = Particulars(by=station_actor(station, body.application.operator), at=body.at, act=new_id())
    wrong = _because(own, Reason.WRONG_DATA.value)
    here = _at_station(own, body.application.place, Reason.WRONG_DATA.value)
    if plan.state(card) is CardState.HANDED_OVER:  # seen at home: the document was valid until now
        plan.report(card, "take_back", here)
        plan.move_document(card.document, "revoke", wrong)
    else:
        plan.report(card, "withhold", here)
        plan.move_document(card.document, "cancel", wrong)
    if card.application:
        if plan.known.families.get(card.application, {}).get(card.application) is ApplicationState.APPROVED:
            plan.application_moves["find_wrong"][card.application] = wrong
        plan.corrected[card.application] = (
            own,
            {
                "correction": body.application.application,
                "fault": body.fault,
                "fields": len(body.fields),
                "card": card.id,
            },
        )
    if body.destroyed_by:
        first, second = (station_actor(station, name) for name in body.destroyed_by)
        done = Particulars(by=first, at=body.at, act=own.act, because=Reason.WRONG_DATA.value)
        if plan.report(card, "destroy", done, {"witness": second}):
            row = Destruction(
                id=new_id(),
                code=f"D-{report.content.packet.hex[-12:].upper()}",
                where=body.application.place,
                first=first,
                first_at=body.at,
                second=second,
                second_at=body.at,
                packet=report.content.packet,
            )
            plan.destructions.append(row)
            plan.destroyed[card.id] = DestroyedCard(
                destruction=row, card=card.id, number=card.number, reason=Reason.WRONG_DATA.value
            )


def _because(own: Particulars, because: str) -> Particulars:
    return Particulars(by=own.by, at=own.at, act=own.act, because=because)


def _at_station(own: Particulars, place: str, because: str = "") -> Particulars:
    """The card is in the operator's hands, at that place."""
    return Particulars(
        by=own.by, at=own.at, act=own.act, because=because or own.because, columns={"keeper": own.by, "place": place}
    )


def _told(
    event: str, body: HandOverBody, card: CardValue, own: Particulars, station: UUID, *, activated: bool = False
) -> Entry:
    facts: dict[str, object] = {
        "card": card.id,
        "application": card.application,
        "visit": body.visit,
        "receipt_shown": body.receipt_shown,
        "receipt_checked": body.receipt_checked,
        "found_by": body.found_by,
        "collector": body.collector,
    }
    if body.verification:
        facts |= {"method": body.verification.method.value, "finger": body.verification.finger}
    if body.old_card:
        facts["old_card"] = body.old_card.fate
    if event == "hand_over.recorded":
        facts |= {"activated": activated, **({"after_stop": card.stopped} if card.stopped else {})}
    return Entry(
        event=event,
        subject_kind="hand_over",
        subject=body.hand_over,
        acted_at=body.at,
        actor=own.by,
        act=own.act or new_id(),
        because=body.because or "",
        kind=card.kind,
        place=body.place,
        campaign=card.campaign,
        station=station,
        day=body.day,
        facts={name: value for name, value in facts.items() if value is not None},
    )


def _row(report: Report, body: HandOverBody, card: CardValue, operator: str, *, at: datetime) -> HandOver:
    verified, old, station = body.verification, body.old_card, report.content.station
    second = verified.second_person.strip() if verified else ""
    return HandOver(
        id=body.hand_over,
        packet=report.content.packet,
        card=card.id,
        application=card.application,
        visit=body.visit,
        campaign=card.campaign,
        station=station,
        place=body.place,
        day=body.day,
        operator=operator,
        outcome=body.outcome,
        because=body.because or "",
        receipt_shown=body.receipt_shown,
        receipt_checked=body.receipt_checked,
        found_by=body.found_by,
        collector=body.collector,
        collector_names=body.collector_names,
        method=verified.method.value if verified else "",
        engine=verified.engine if verified else "",
        score=verified.score if verified else None,
        finger=verified.finger if verified else None,
        second_person=station_actor(station, second) if second else "",
        old_number=old.number if old else "",
        old_fate=old.fate if old else "",
        signed=body.signed,
        at=body.at,
        recorded_at=at,
    )
