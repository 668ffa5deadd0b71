"""What the queue holds, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bitaqa.foundation.rules.applications import Priority

from .domain import TicketFace, TicketState, in_turn
from .models import Ticket


@dataclass(frozen=True, slots=True)
class Board:
    """What the waiting place sees: who is called, last called first; who comes next; how many wait."""

    called: tuple[TicketFace, ...]
    waiting: tuple[TicketFace, ...]
    served: int
    left: int


def face(row: Ticket) -> TicketFace:
    return TicketFace(row.id, row.number, Priority(row.priority), TicketState(row.state), row.desk, row.needed_by)


def board(*, visit: UUID, day: date) -> Board:
    rows = list(Ticket.objects.filter(visit=visit, day=day))
    called = sorted(
        (row for row in rows if row.state == TicketState.CALLED.value and row.called_at is not None),
        key=lambda row: (row.called_at, row.number),
        reverse=True,
    )
    return Board(
        tuple(face(row) for row in called),
        tuple(in_turn(face(row) for row in rows if row.state == TicketState.WAITING.value)),
        sum(row.state == TicketState.SERVED.value for row in rows),
        sum(row.state == TicketState.LEFT.value for row in rows),
    )


@dataclass(frozen=True, slots=True)
class TicketCount:
    given: int
    still_open: int
    served: int
    left: int


def ticket_count(*, visit: UUID, day: date) -> TicketCount:
    """For the day report."""
    shown = board(visit=visit, day=day)
    still = len(shown.called) + len(shown.waiting)
    return TicketCount(still + shown.served + shown.left, still, shown.served, shown.left)
