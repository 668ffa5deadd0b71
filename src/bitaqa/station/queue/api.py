"""Machine doors of the queue."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from bitaqa.foundation.rules.applications import Priority
from bitaqa.station.day.door import get_open_day
from bitaqa.station.desk.door import now, signed_in

from . import actions
from .domain import Lane, TicketFace
from .queries import board, pace_of

router = Router(tags=["queue"])


class TicketAsked(Schema):
    priority: Priority = Priority.NONE
    needed_by: date | None = None
    lane: Lane = Lane.WALK_IN
    slot: time | None = None
    """The local hour of somebody who was given one."""
    ticket: UUID | None = None
    """Drawn by who asks: the same one asks for the same number."""


class NextAsked(Schema):
    turn: int | None = None
    """The number shown first: called by this desk already, it is answered again."""


@router.get("tickets")
def get_tickets(request: HttpRequest) -> dict[str, Any]:
    """The board of the open day."""
    day = get_open_day()
    return asdict(board(visit=day.visit, day=day.day))


@router.get("tickets/pace")
def get_pace(request: HttpRequest) -> dict[str, Any]:
    """How many more can be served today, and the last number worth giving."""
    day = get_open_day()
    told = pace_of(visit=day.visit, day=day.day, at=now(), ends_at=day.ends_at)
    return {**asdict(told), "full": told.full}


@router.post("tickets")
def post_ticket(request: HttpRequest, asked: TicketAsked) -> dict[str, Any]:
    return _shown(
        actions.give_ticket(
            priority=asked.priority,
            needed_by=asked.needed_by,
            by=signed_in(request),
            at=now(),
            ticket=asked.ticket,
            lane=asked.lane,
            slot=asked.slot,
        )
    )


@router.post("tickets/next")
def post_next(request: HttpRequest, asked: NextAsked | None = None) -> dict[str, Any]:
    turn = asked.turn if asked else None
    return _shown(actions.call_next(by=signed_in(request), at=now(), turn=turn))


@router.post("tickets/{int:number}/call")
def post_call(request: HttpRequest, number: int) -> dict[str, Any]:
    return _shown(actions.call_ticket(number=number, by=signed_in(request), at=now()))


@router.post("tickets/{int:number}/done")
def post_done(request: HttpRequest, number: int) -> dict[str, Any]:
    return _shown(actions.finish_ticket(number=number, by=signed_in(request), at=now()))


@router.post("tickets/{int:number}/no-show")
def post_no_show(request: HttpRequest, number: int) -> dict[str, Any]:
    return _shown(actions.miss_ticket(number=number, by=signed_in(request), at=now()))


def _shown(ticket: TicketFace) -> dict[str, Any]:
    return asdict(ticket)
