"""Machine doors of the day: open, as it stands, close, report, change of crew."""

from __future__ import annotations

from dataclasses import asdict
from datetime import time
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from bitaqa.station.desk.door import change_operator, now, signed_in

from . import queries
from .closing import DayStands, close_day, difference_map, stands
from .crew_change import change_crew, held_now
from .errors import NoDayOpenError
from .opening import open_day
from .using import Use, save_use

router = Router(tags=["day"])


class Opened(Schema):
    visit: UUID
    until: time = time(17)
    """When serving ends today, local time."""


class Closed(Schema):
    remarks: str = ""
    counted: dict[str, int] | None = None
    """What people counted by hand, if they did."""


class CrewChangeAsked(Schema):
    to: str
    pin: str
    counted: dict[str, int]
    remarks: str = ""


@router.get("day")
def get_day(request: HttpRequest) -> dict[str, Any]:
    """The open day with its figures and differences; else the day closed last."""
    if queries.find_open_day() is not None:
        return standing_map(stands())
    last = queries.last_day()
    return {"open": False, "day": asdict(last) if last else None}


@router.post("day/open")
def post_open(request: HttpRequest, given: Opened) -> dict[str, Any]:
    return asdict(open_day(visit=given.visit, until=given.until, by=signed_in(request), at=now()))


@router.put("day/use")
def put_use(request: HttpRequest, given: Use) -> dict[str, Any]:
    """What the vehicle and the crew used, people turned away, incidents: kept until the day is closed."""
    return asdict(save_use(use=given, by=signed_in(request)))


@router.post("day/close")
def post_close(request: HttpRequest, given: Closed) -> dict[str, Any]:
    """409 with `facts.differences` unless the day reconciles; a day closed before answers its report again."""
    try:
        return asdict(close_day(by=signed_in(request), at=now(), remarks=given.remarks, counts=given.counted))
    except NoDayOpenError:
        last = queries.last_day()
        if last is None or last.is_open:
            raise
        return asdict(last)


@router.get("day/report")
def get_report(request: HttpRequest) -> dict[str, Any]:
    """What was sealed for the day closed last, or what would be sealed now."""
    if queries.find_open_day() is not None:
        return standing_map(stands())
    last = queries.last_day()
    if last is None:
        raise NoDayOpenError()
    return {"open": False, "day": asdict(last), "report": last.report}


@router.get("day/crew-change")
def get_crew_change(request: HttpRequest) -> dict[str, int]:
    return held_now()


@router.post("day/crew-change")
def post_crew_change(request: HttpRequest, given: CrewChangeAsked) -> dict[str, Any]:
    """Both sign; the session is the incoming operator's from then on."""
    by = signed_in(request)
    change = change_crew(to=given.to, pin=given.pin, counts=given.counted, remark=given.remarks, by=by, at=now())
    if change.to_operator != by.code:
        change_operator(request, code=given.to, pin=given.pin)
    return asdict(change)


def standing_map(standing: DayStands) -> dict[str, Any]:
    return {
        "open": True,
        "day": asdict(standing.day),
        "counts": asdict(standing.counts),
        "reconciles": standing.reconciles,
        "differences": [difference_map(one) for one in standing.differences],
    }
