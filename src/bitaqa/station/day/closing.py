"""Closing a day: figures from the tables, every difference named, and the report sealed when there is none.

A second press finds no open day (NoDayOpenError). Names kept for receipts are forgotten with the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.documents import VISIT, VisitState
from bitaqa.foundation.rules.packet_bodies import DayReportBody, PacketKind
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, check_may, record
from bitaqa.station.enrolment.door import forget_captures, forget_holders
from bitaqa.station.outbox.door import seal_body

from .counting import counted
from .domain import DayCounts, Difference, differences
from .errors import DayDoesNotReconcileError, NoDayOpenError
from .hand_count import CLOSING, check_counted, check_remark, held_by_station
from .models import Day
from .queries import DayFace, day_face
from .using import use_of


@dataclass(frozen=True, slots=True)
class DayStands:
    """A day as it stands now: its figures and what does not agree."""

    day: DayFace
    counts: DayCounts
    differences: tuple[Difference, ...]

    @property
    def reconciles(self) -> bool:
        return not self.differences


def stands(day: UUID | None = None) -> DayStands:
    """The open day (or one by id) counted now. Raises NoDayOpenError."""
    rows = Day.objects.filter(id=day) if day else Day.objects.filter(state=VisitState.OPEN.value)
    row = rows.first()
    if row is None:
        raise NoDayOpenError()
    counts = counted(row)
    return DayStands(day_face(row), counts, differences(counts))


@transaction.atomic
def close_day(*, by: Operator, at: datetime, remarks: str = "", counts: Mapping[str, int] | None = None) -> DayFace:
    """Seals the report of the open day.

    `counts`: what people counted by hand (`hand_count.CLOSING`); a difference needs remarks and is sealed with both
    figures. None, from a machine door: nobody counted, and the report says nothing of it.
    Raises DayDoesNotReconcileError (naming each difference), CountsMissingError, CountDiffersError, NoDayOpenError,
    PermissionMissingError.
    """
    check_may(by, Permission.RUN_DAY)
    row = Day.objects.filter(state=VisitState.OPEN.value).first()
    if row is None:
        raise NoDayOpenError()
    found = counted(row)
    wrong = differences(found)
    if wrong:
        raise DayDoesNotReconcileError(
            count=len(wrong), first=in_words(wrong[0]), differences=[difference_map(one) for one in wrong]
        )
    by_hand = held = None
    if counts is not None:
        tables, by_hand = held_by_station(row, found), check_counted(counts, CLOSING)
        held = {code: tables[code] for code in by_hand}
        check_remark(by_hand, held, remarks)
    target = VISIT.check_can_move(VisitState(row.state), "close").target
    body = report_body(row, found, by=by, at=at, remarks=remarks)
    body = body.model_copy(update={"counted": by_hand, "held": held})
    sealed = seal_body(kind=PacketKind.DAY_REPORT, body=body, by=by.code, subject=row.visit)
    row.state, row.closed_at, row.closed_by = target.value, at, by.code
    row.packet, row.sequence = sealed.packet, sealed.sequence
    row.report = {**body.to_map(), "cards_before": found.cards_before, "cards_out": dict(found.cards_out)}
    row.save()
    forget_holders(visit=row.visit)
    forget_captures()
    record("visit.closed", at=at, by=by.code, subject=row.visit, facts={"sequence": sealed.sequence})
    return day_face(row)


def report_body(row: Day, counts: DayCounts, *, by: Operator, at: datetime, remarks: str) -> DayReportBody:
    use = use_of(row)
    return DayReportBody(
        report=new_id(),
        visit=row.visit,
        place=row.place,
        day=row.day,
        head=by.code,
        opened_at=row.opened_at,
        closed_at=at,
        tickets=counts.tickets,
        enrolled={ApplicationKind(kind): n for kind, n in counts.enrolled.items()},
        incomplete=counts.incomplete,
        completed=counts.completed,
        referred=counts.referred,
        abandoned=counts.abandoned,
        handed_over=counts.handed_over,
        wrong_cards=counts.wrong_cards,
        not_verified=counts.not_verified,
        cards_received=counts.cards_received,
        cards_left=counts.cards_left,
        old_cards_taken_back=counts.old_cards_taken_back,
        money_centimes=counts.money_centimes,
        stamps=counts.stamps,
        waivers=counts.waivers,
        served=counts.served,
        no_show=counts.no_show,
        turned_away=use.turned_away,
        km=use.km,
        fuel_litres=use.fuel_litres,
        consumables=use.consumables,
        incidents=use.incidents,
        packets_sealed=counts.packets_sealed,
        first_sequence=counts.first_sequence,
        last_sequence=counts.last_sequence,
        remarks=remarks.strip()[:120],
    )


def in_words(difference: Difference) -> str:
    """The difference in the reader's language."""
    return gettext(difference.sentence) % difference.facts


def difference_map(difference: Difference) -> dict[str, Any]:
    return {
        "code": difference.code,
        "sentence": in_words(difference),
        "expected": difference.expected,
        "found": difference.found,
    }
