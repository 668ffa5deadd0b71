"""What the queue holds, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bitaqa.foundation.rules.applications import Priority

from .domain import Lane, TicketFace, TicketState, in_turn
from .models import Ticket
from .pace import RECENT, Pace, pace


@dataclass(frozen=True, slots=True)
class Board:
    """What the waiting place sees: who is called, last called first; who comes next; how many wait."""

    called: tuple[TicketFace, ...]
    waiting: tuple[TicketFace, ...]
    served: int
    left: int
    later: tuple[TicketFace, ...] = ()
    """Waiting for the hour they were given."""
    home: tuple[TicketFace, ...] = ()
    """To be visited at home."""


def face(row: Ticket) -> TicketFace:
    return TicketFace(
        row.id, row.number, Priority(row.priority), TicketState(row.state), row.desk, row.needed_by, Lane(row.lane),
        row.slot_at,
    )  # fmt: skip


def board(*, visit: UUID, day: date, at: datetime | None = None) -> Board:
    """`at`: now; who was given a later hour is then listed apart."""
    rows = list(Ticket.objects.filter(visit=visit, day=day))
    called = sorted(
        (row for row in rows if row.state == TicketState.CALLED.value and row.called_at is not None),
        key=lambda row: (row.called_at, row.number),
        reverse=True,
    )
    faces = [face(row) for row in rows if row.state == TicketState.WAITING.value]
    waiting, home = in_turn(faces, at), tuple(one for one in faces if one.lane is Lane.HOME)
    return Board(
        tuple(face(row) for row in called),
        tuple(waiting),
        sum(row.state == TicketState.SERVED.value for row in rows),
        sum(row.state == TicketState.LEFT.value for row in rows),
        tuple(one for one in faces if one not in waiting and one not in home),
        home,
    )


def pace_of(*, visit: UUID, day: date, at: datetime, ends_at: datetime) -> Pace:
    """How many more can be served before the end of the day, from how long people took until now."""
    rows = list(Ticket.objects.filter(visit=visit, day=day))
    served = [row for row in rows if row.state == TicketState.SERVED.value]
    open_ = [row for row in rows if row.state in (TicketState.WAITING.value, TicketState.CALLED.value)]
    taken = [row.ended_at - row.called_at for row in served if row.ended_at and row.called_at]
    desks = {row.desk for row in rows if row.desk and row.called_at and at - row.called_at < RECENT}
    return pace(
        taken, desks=len(desks), left=ends_at - at, last=max((row.number for row in rows), default=0),
        served=len(served), waiting=len(open_),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TicketCount:
    given: int
    still_open: int
    served: int
    left: int


def ticket_count(*, visit: UUID, day: date) -> TicketCount:
    """For the day report."""
    shown = board(visit=visit, day=day)
    still = len(shown.called) + len(shown.waiting) + len(shown.later) + len(shown.home)
    return TicketCount(still + shown.served + shown.left, still, shown.served, shown.left)
