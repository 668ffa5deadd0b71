"""Opening a day for a visit of the field pack: by the head of station, on a plausible clock, one day at a time.

An expired field pack opens a day without new enrolment: drafts are finished, packets uploaded, cards returned.
Opening the same visit twice answers the same day.
"""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.documents import VisitState
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, check_clock_is_plausible, check_may, identity, record
from bitaqa.station.fieldpack.door import find_place_name, get_pack, get_place, get_visit
from bitaqa.station.handover.door import cards_at_station

from .counting import chain_so_far
from .errors import DayClosedError, DayOpenElsewhereError
from .models import Day
from .queries import DayFace, day_face


@transaction.atomic
def open_day(*, visit: UUID, by: Operator, at: datetime, until: time = time(17)) -> DayFace:
    """`until`: when serving ends today, local time.

    Raises PermissionMissingError, VisitUnknownError, ClockFarOffError, DayOpenElsewhereError, DayClosedError."""
    check_may(by, Permission.RUN_DAY)
    pack, place = get_pack(), get_visit(visit)
    check_clock_is_plausible(not_before=pack.issued_at)
    today = local_day(at)
    other = Day.objects.filter(state=VisitState.OPEN.value).first()
    if other is not None and other.visit == visit:
        return day_face(other)
    if other is not None:
        raise DayOpenElsewhereError(place=find_place_name(other.place) or other.place)
    if Day.objects.filter(visit=visit, day=today).exists():
        raise DayClosedError()
    chain = chain_so_far()
    row = Day.objects.create(
        visit=visit,
        day=today,
        place=get_place(place.place).code,
        opened_at=at,
        opened_by=by.code,
        pack_expired=at >= pack.valid_until,
        cards_before=cards_at_station(),
        packets_before=chain.count,
        sequence_before=chain.last or 0,
        epoch=identity().epoch,
        until=until,
    )
    facts: dict[str, object] = {"cards": row.cards_before}
    if place.day != today:
        facts["planned_for"] = place.day.isoformat()
    if row.pack_expired:
        facts["pack_expired"] = True
    record("visit.opened", at=at, by=by.code, subject=visit, facts=facts)
    return day_face(row)
