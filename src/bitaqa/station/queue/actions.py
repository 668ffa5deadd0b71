"""Giving a number, calling, done, no-show: each one committed write under the database's lock.

Two desks that press “next” together call two different people; pressing twice on one person changes nothing.
"""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import Priority
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.day.door import get_open_day
from bitaqa.station.desk.door import Operator, check_may

from .domain import TICKET, Lane, TicketFace, TicketState, in_turn
from .errors import ExamDateMissingError, NobodyWaitsError, SlotMissingError, TicketUnknownError
from .models import Ticket
from .queries import face


@transaction.atomic
def give_ticket(
    *,
    priority: Priority,
    by: Operator,
    at: datetime,
    needed_by: date | None = None,
    ticket: UUID | None = None,
    lane: Lane = Lane.WALK_IN,
    slot: time | None = None,
) -> TicketFace:
    """The next number of the open day. `ticket` is drawn with the form: sending it twice gives one number.

    `slot` is the local hour of somebody who was given one. Raises NoDayOpenError, ExamDateMissingError,
    SlotMissingError.
    """
    check_may(by, Permission.ENROL)
    day = get_open_day()
    given = Ticket.objects.filter(id=ticket, visit=day.visit, day=day.day).first() if ticket else None
    if given is not None:
        return face(given)
    if priority is Priority.EXAM and needed_by is None:
        raise ExamDateMissingError()
    if lane is Lane.SLOT and slot is None:
        raise SlotMissingError()
    last = Ticket.objects.filter(visit=day.visit, day=day.day).aggregate(last=Max("number"))["last"] or 0
    row = Ticket.objects.create(
        id=ticket or new_id(),
        visit=day.visit,
        day=day.day,
        number=last + 1,
        priority=priority.value,
        needed_by=needed_by,
        lane=lane.value,
        slot_at=datetime.combine(day.day, slot, PLACE_ZONE) if slot and lane is Lane.SLOT else None,
        given_at=at,
        given_by=by.code,
    )
    return face(row)


@transaction.atomic
def call_next(*, by: Operator, at: datetime, turn: int | None = None) -> TicketFace:
    """Whoever's turn it is comes to this desk. `turn` is the number the screen showed first: when this desk has called
    it already, the button was pressed twice and nobody else is called. Raises NobodyWaitsError."""
    day = get_open_day()
    if turn is not None:
        shown = Ticket.objects.filter(visit=day.visit, day=day.day, number=turn)
        called = shown.filter(state=TicketState.CALLED.value, desk=by.desk).first()
        if called is not None:
            return face(called)
    rows = Ticket.objects.filter(visit=day.visit, day=day.day, state=TicketState.WAITING.value)
    waiting = in_turn((face(row) for row in rows), at)
    if not waiting:
        raise NobodyWaitsError()
    return _move(waiting[0].number, "call", by=by, at=at)


@transaction.atomic
def call_ticket(*, number: int, by: Operator, at: datetime) -> TicketFace:
    """That person comes to this desk; calling again shows the number again. Raises TicketUnknownError."""
    return _move(number, "call", by=by, at=at)


@transaction.atomic
def finish_ticket(*, number: int, by: Operator, at: datetime) -> TicketFace:
    """Served. A second time changes nothing."""
    return _move(number, "finish", by=by, at=at)


@transaction.atomic
def miss_ticket(*, number: int, by: Operator, at: datetime) -> TicketFace:
    """Called, and nobody came."""
    return _move(number, "miss", by=by, at=at)


def _move(number: int, name: str, *, by: Operator, at: datetime) -> TicketFace:
    check_may(by, Permission.ENROL)
    day = get_open_day()
    row = Ticket.objects.filter(visit=day.visit, day=day.day, number=number).first()
    if row is None:
        raise TicketUnknownError(number=number)
    target = TICKET.get_move(name).target
    if row.state == target.value and target is not TicketState.CALLED:
        return face(row)
    TICKET.check_can_move(TicketState(row.state), name)
    row.state = target.value
    if target is TicketState.CALLED:
        row.called_at, row.desk = at, by.desk
    else:
        row.ended_at = at
        row.desk = row.desk or by.desk
    row.save()
    return face(row)
