"""Numbers: who is called next, two desks, exam pupils, and presses that repeat."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from bitaqa.foundation.kernel.states import MoveNotAllowedError
from bitaqa.foundation.rules.applications import Priority
from bitaqa.station.day.errors import NoDayOpenError
from bitaqa.station.queue import errors
from bitaqa.station.queue.actions import call_next, call_ticket, finish_ticket, give_ticket, miss_ticket
from bitaqa.station.queue.domain import TICKET, TURN, TicketFace, TicketState, in_turn
from bitaqa.station.queue.queries import board, ticket_count
from station_env.counter import DELIVERY_TODAY, Counter


def face(number: int, priority: Priority = Priority.NONE, needed_by: date | None = None) -> TicketFace:
    return TicketFace(uuid4(), number, priority, TicketState.WAITING, "", needed_by)


def test_every_priority_has_a_turn() -> None:
    assert set(TURN) == set(Priority)


def test_the_order_is_priority_then_exam_date_then_number() -> None:
    tickets = [
        face(1),
        face(2, Priority.ELDERLY),
        face(3, Priority.EXAM, date(2026, 6, 9)),
        face(4, Priority.EXAM, date(2026, 6, 1)),
        face(5, Priority.CORRECTION),
        face(6, Priority.SPECIAL_NEEDS),
    ]
    assert [ticket.number for ticket in in_turn(tickets)] == [5, 4, 3, 2, 6, 1]


@pytest.fixture
def queue(box_station: Counter) -> Counter:
    box_station.open_day()
    return box_station


def give(counter: Counter, priority: Priority = Priority.NONE, **more: Any) -> int:
    return give_ticket(priority=priority, by=counter.amina, at=counter.now, **more).number


def test_no_number_before_the_day_is_open(box_station: Counter) -> None:
    with pytest.raises(NoDayOpenError):
        give(box_station)


def test_two_desks_call_two_people(queue: Counter) -> None:
    assert [give(queue), give(queue, Priority.ELDERLY), give(queue)] == [1, 2, 3]
    first = call_next(by=queue.place.operator("op.amina", "desk-1"), at=queue.now)
    second = call_next(by=queue.place.operator("op.driss", "desk-2"), at=queue.now)
    assert (first.number, first.desk, second.number, second.desk) == (2, "desk-1", 1, "desk-2")
    shown = board(visit=DELIVERY_TODAY, day=queue.now.date())
    assert {ticket.number for ticket in shown.called} == {1, 2} and [t.number for t in shown.waiting] == [3]


def test_a_form_sent_twice_gives_one_number_and_calls_one_person(queue: Counter) -> None:
    drawn = uuid4()
    assert [give(queue, ticket=drawn), give(queue, ticket=drawn), give(queue)] == [1, 1, 2]
    for _press in range(2):
        assert call_next(by=queue.amina, at=queue.now, turn=1).number == 1
    assert [t.number for t in board(visit=DELIVERY_TODAY, day=queue.now.date()).waiting] == [2]
    other = queue.place.operator("op.driss", "desk-2")
    assert call_next(by=other, at=queue.now, turn=1).number == 2, "another desk called the one that was shown"


def test_both_forms_of_the_board_may_be_pressed_twice(queue: Counter) -> None:
    from django.test import Client

    from bitaqa.station.queue.models import Ticket
    from station_env.centre import PINS

    desk = Client(REMOTE_ADDR="127.0.0.1")
    desk.post("/sign-in/", {"operator": "op.amina", "pin": PINS["op.amina"]})
    for _person in range(2):
        drawn = re.search(r'name="ticket" value="([^"]+)"', desk.get("/queue/").content.decode())
        assert drawn is not None
        for _press in range(2):
            given = desk.post("/queue/ticket/", {"priority": "none", "ticket": drawn[1]})
            assert given.status_code == 200
    assert Ticket.objects.count() == 2
    shown = re.search(r'name="turn" value="(\d+)"', desk.get("/queue/").content.decode())
    assert shown is not None
    for _press in range(2):
        desk.post("/queue/call/", {"turn": shown[1]})
    assert Ticket.objects.filter(state="called").count() == 1


def test_done_twice_is_done_once_and_a_no_show_leaves(queue: Counter) -> None:
    give(queue), give(queue)
    call_next(by=queue.amina, at=queue.now)
    for _press in range(2):
        assert finish_ticket(number=1, by=queue.amina, at=queue.now).state is TicketState.SERVED
    assert call_ticket(number=2, by=queue.amina, at=queue.now).state is TicketState.CALLED
    assert miss_ticket(number=2, by=queue.amina, at=queue.now).state is TicketState.LEFT
    with pytest.raises(MoveNotAllowedError):
        call_ticket(number=1, by=queue.amina, at=queue.now)
    count = ticket_count(visit=DELIVERY_TODAY, day=queue.now.date())
    assert (count.given, count.still_open, count.served, count.left) == (2, 0, 1, 1)


def test_refusals(queue: Counter) -> None:
    with pytest.raises(errors.NobodyWaitsError):
        call_next(by=queue.amina, at=queue.now)
    with pytest.raises(errors.TicketUnknownError):
        call_ticket(number=9, by=queue.amina, at=queue.now)
    with pytest.raises(errors.ExamDateMissingError):
        give(queue, Priority.EXAM)
    assert give(queue, Priority.EXAM, needed_by=date(2026, 6, 1)) == 1


def test_the_table_ends_where_a_person_is_served_or_gone() -> None:
    assert TICKET.final == {TicketState.SERVED, TicketState.LEFT}
