"""What the queue adds to the home page: how many wait, how many were served."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.day.door import find_open_day
from bitaqa.station.desk.door import Operator
from bitaqa.ui.shapes import Figure, Home, WorkItem

from .queries import board


def items(operator: Operator) -> Home:
    day = find_open_day()
    if day is None or not operator.may(Permission.ENROL):
        return Home()
    shown, href = board(visit=day.visit, day=day.day), reverse("queue:board")
    waiting = (WorkItem(_("People waiting"), href, len(shown.waiting), icon="people"),) if shown.waiting else ()
    figures = (
        Figure(_("Waiting"), len(shown.waiting), href=href, icon="hourglass"),
        Figure(_("Served today"), shown.served, href=href, icon="check-circle"),
    )
    return Home(waiting=waiting, figures=figures)
