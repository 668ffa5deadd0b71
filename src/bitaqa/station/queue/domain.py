"""Who is called next: people whose day cannot wait first (F0.5), then by number. Pure.

The order of the priorities is data in one table; a ticket's life is a table of moves, read by screens, actions,
constraints and tests alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from bitaqa.foundation.kernel.states import StateTable, move
from bitaqa.foundation.rules.applications import Priority


class Lane(StrEnum):
    """How somebody comes to be served: without an appointment, at an hour that was given, or at home."""

    WALK_IN = "walk_in"
    SLOT = "slot"
    HOME = "home"


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVED = "served"
    LEFT = "left"


T = TicketState
TICKET = StateTable(
    aggregate="ticket",
    states=TicketState,
    initial=T.WAITING,
    final=frozenset({T.SERVED, T.LEFT}),
    moves=(
        move("call", [T.WAITING, T.CALLED], T.CALLED, by="field_operator", event="ticket.called"),
        move("finish", [T.WAITING, T.CALLED], T.SERVED, by="field_operator", event="ticket.served"),
        move("miss", [T.WAITING, T.CALLED], T.LEFT, by="field_operator", event="ticket.left"),
    ),
)
del T

SLOT_TURN: Final = 2
"""Whoever was given an hour is called from that hour on, beside those who should not stand."""
TURN: Final = {
    Priority.CORRECTION: 0,
    Priority.EXAM: 1,
    Priority.SPECIAL_NEEDS: 2,
    Priority.ELDERLY: 2,
    Priority.NONE: 3,
}
"""Whose fault it was ours to repair comes first, then a pupil whose exam has a date, those who should not stand."""


@dataclass(frozen=True, slots=True)
class TicketFace:
    """One number of the day, as desks and the board show it."""

    ticket: UUID
    number: int
    priority: Priority
    state: TicketState
    desk: str = ""
    needed_by: date | None = None
    lane: Lane = Lane.WALK_IN
    slot_at: datetime | None = None

    @property
    def label(self) -> str:
        return f"{self.number:03d}"


def in_turn(tickets: Iterable[TicketFace], at: datetime | None = None) -> list[TicketFace]:
    """Tickets in the order in which they are called: priority or hour given, the nearer exam first, then the number.

    Home visits are not called: the portable kit goes to them. Somebody with an hour waits until it comes (`at`; all
    hours have come when it is not given).
    """
    here = [t for t in tickets if t.lane is not Lane.HOME and not _still_early(t, at)]
    return sorted(here, key=lambda t: (_turn(t), t.needed_by or date.max, t.number))


def _turn(ticket: TicketFace) -> int:
    return min(TURN[ticket.priority], SLOT_TURN) if ticket.lane is Lane.SLOT else TURN[ticket.priority]


def _still_early(ticket: TicketFace, at: datetime | None) -> bool:
    return at is not None and ticket.slot_at is not None and ticket.slot_at > at
