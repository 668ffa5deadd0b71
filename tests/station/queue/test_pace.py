"""When to stop giving numbers; hours given; home visits; the board says so in every language."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.rules.applications import Priority
from bitaqa.station.day.queries import get_open_day
from bitaqa.station.queue.actions import call_next, finish_ticket, give_ticket
from bitaqa.station.queue.domain import Lane, TicketFace, TicketState, in_turn
from bitaqa.station.queue.errors import SlotMissingError
from bitaqa.station.queue.pace import pace
from bitaqa.station.queue.queries import board, pace_of, ticket_count
from station_env.centre import PINS
from station_env.counter import Counter

NOON = datetime(2026, 5, 20, 12, tzinfo=PLACE_ZONE)
MINUTE = timedelta(minutes=1)


def test_forty_one_is_the_last_number_worth_giving() -> None:
    told = pace([6 * MINUTE] * 9, desks=2, left=90 * MINUTE, last=20, served=9, waiting=9)
    assert (told.minutes_each, told.room, told.stop_at, told.full) == (6.0, 30, 41, False)
    assert pace([6 * MINUTE] * 9, desks=2, left=90 * MINUTE, last=41, served=11, waiting=30).full


def test_until_enough_are_served_a_first_guess_stands_and_one_long_file_does_not_close_the_queue() -> None:
    assert pace([30 * MINUTE] * 4, desks=1, left=80 * MINUTE, last=4, served=4, waiting=0).minutes_each == 8.0
    assert pace([4 * MINUTE] * 5 + [90 * MINUTE], desks=1, left=80 * MINUTE, last=6, served=6, waiting=0).room == 20


@pytest.mark.parametrize("left", [timedelta(), -30 * MINUTE])
def test_after_the_end_there_is_no_room(left: timedelta) -> None:
    told = pace([], desks=0, left=left, last=7, served=5, waiting=2)
    assert (told.minutes_left, told.room, told.stop_at, told.full) == (0, 0, 5, True)


def face(number: int, lane: Lane = Lane.WALK_IN, priority: Priority = Priority.NONE, hour: int = 0) -> TicketFace:
    at = datetime(2026, 5, 20, hour, tzinfo=PLACE_ZONE) if hour else None
    return TicketFace(uuid4(), number, priority, TicketState.WAITING, "", None, lane, at)


def test_an_hour_given_counts_from_that_hour_and_home_visits_are_not_called() -> None:
    tickets = [face(1), face(2, Lane.SLOT, hour=13), face(3, Lane.SLOT, hour=11), face(4, Lane.HOME),
               face(5, priority=Priority.CORRECTION)]  # fmt: skip
    assert [one.number for one in in_turn(tickets, NOON)] == [5, 3, 1]
    assert [one.number for one in in_turn(tickets, NOON + timedelta(hours=2))] == [5, 2, 3, 1]


@pytest.fixture
def queue(box_station: Counter) -> Counter:
    box_station.open_day()
    return box_station


def give(queue: Counter, **more: object) -> int:
    return give_ticket(priority=Priority.NONE, by=queue.amina, at=queue.now, **more).number  # type: ignore[arg-type]


def test_numbers_with_hours_and_at_home_are_counted_and_keep_the_day_open(queue: Counter) -> None:
    with pytest.raises(SlotMissingError):
        give(queue, lane=Lane.SLOT)
    give(queue), give(queue, lane=Lane.SLOT, slot=time(23, 59)), give(queue, lane=Lane.HOME)
    day = get_open_day()
    shown = board(visit=day.visit, day=day.day, at=queue.now)
    assert [[one.number for one in part] for part in (shown.waiting, shown.later, shown.home)] == [[1], [2], [3]]
    assert ticket_count(visit=day.visit, day=day.day).still_open == 3
    assert call_next(by=queue.amina, at=queue.now).number == 1
    finish_ticket(number=1, by=queue.amina, at=queue.now + 7 * MINUTE)
    finish_ticket(number=3, by=queue.amina, at=queue.now)
    told = pace_of(visit=day.visit, day=day.day, at=queue.now + 8 * MINUTE, ends_at=queue.now + 24 * MINUTE)
    assert (told.served, told.waiting, told.desks, told.room, told.stop_at) == (2, 1, 1, 2, 4)
    assert day.ends_at == datetime.combine(date.fromisoformat(str(day.day)), time(17), PLACE_ZONE)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_board_says_where_to_stop(queue: Counter, language: str) -> None:
    desk = Client(REMOTE_ADDR="127.0.0.1")
    desk.post("/sign-in/", {"operator": "op.amina", "pin": PINS["op.amina"]})
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    desk.post("/queue/ticket/", {"priority": "none", "lane": "slot", "slot": "23:59"})
    desk.post("/queue/ticket/", {"priority": "none", "lane": "home"})
    desk.post("/queue/ticket/", {"priority": "none"})
    page = desk.get("/queue/").content.decode()
    words = {"ar": ("أوقف إعطاء الأرقام", "الزيارات المنزلية", "الدقائق المتبقية"),
             "fr": ("umér", "Visites à domicile", "Minutes restantes")}[language]  # fmt: skip
    assert all(word in page for word in words)
    told = desk.get("/api/v1/tickets/pace").json()
    assert told["waiting"] == 3 and told["last"] == 3
