"""What the day adds to the home page: whether it is open and agrees, when the field pack ends, where one goes next."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, now
from bitaqa.station.fieldpack.door import find_pack, place_name, visits
from bitaqa.ui.shapes import Home, WorkItem

from .closing import stands
from .queries import find_open_day

ENDS_SOON = timedelta(days=3)


def items(operator: Operator) -> Home:
    pack, at, href = find_pack(), now(), reverse("day:day")
    waiting, wrong, upcoming = [], [], []
    if pack is None:
        wrong.append(WorkItem(_("This station has no field pack yet."), reverse("outbox:list"), icon="box"))
        return Home(wrong=tuple(wrong))
    if at >= pack.valid_until:
        wrong.append(
            WorkItem(
                _("The field pack has ended: no new enrolment"),
                reverse("outbox:list"),
                icon="calendar-x",
                tone="stop",
                due=local_day(pack.valid_until),
            )
        )
    elif pack.valid_until - at <= ENDS_SOON:
        upcoming.append(
            WorkItem(_("The field pack ends"), icon="calendar-x", tone="wait", due=local_day(pack.valid_until))
        )
    day, runs = find_open_day(), operator.may(Permission.RUN_DAY)
    if day is None:
        waiting.append(
            WorkItem(
                _("No day is open"), href if runs else "", detail=_("The head of station opens it."), icon="door-open"
            )
        )
    elif runs:
        differs = stands().differences
        if differs and day.day < local_day(at):
            wrong.append(WorkItem(_("A day of before is still open"), href, icon="clock-history", tone="wait"))
        if differs:
            waiting.append(WorkItem(_("Points to settle before closing"), href, len(differs), icon="clipboard-check"))
    upcoming += [
        WorkItem(
            _("Delivery visit") if visit.kind == "delivery" else _("Enrolment visit"),
            detail=place_name(visit.place),
            icon="truck",
            due=visit.day,
        )
        for visit in visits(after=local_day(at))[:3]
    ]
    return Home(tuple(waiting), tuple(wrong), tuple(upcoming))
