"""The station's navigation and the state of its link, for the frame around every screen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.rules.roles import Permission
from bitaqa.station import keys
from bitaqa.station.desk.door import Operator, find_identity
from bitaqa.station.outbox.door import outbox_state
from bitaqa.ui.shapes import NavItem, Sync

ENTRIES = (
    (_("Home"), "home", "house", None),
    (_("Queue"), "queue:board", "people", Permission.ENROL),
    (_("Enrolment"), "enrolment:list", "person-plus", Permission.ENROL),
    (_("Hand-over"), "handover:list", "person-check", Permission.HAND_OVER),
    (_("The day"), "day:day", "calendar-event", Permission.RUN_DAY),
    (_("Outbox"), "outbox:list", "cloud-upload", None),
)


def navigation(request: HttpRequest) -> list[NavItem]:
    """Entries of the rooms that have screens and that the operator may enter; none while nobody is signed in."""
    operator = getattr(request, "operator", None)
    if not isinstance(operator, Operator):
        return []
    items = []
    for label, name, icon, permission in ENTRIES:
        if permission is not None and not operator.may(permission):
            continue
        try:
            items.append(NavItem(label, reverse(name), icon))
        except NoReverseMatch:
            continue
    return items


def link_state(request: HttpRequest) -> Any:
    """How the link to the centre stands; nothing while the station is locked or nobody is signed in."""
    if not isinstance(getattr(request, "operator", None), Operator) or keys.is_locked() or find_identity() is None:
        return None
    state = outbox_state()
    if state.in_trouble:
        shown = "trouble"
    elif state.last_ok_at is None or state.trouble:
        shown = "offline"
    else:
        shown = "sending" if state.waiting else "online"
    return Sync(state=shown, waiting=state.waiting, last_at=state.last_ok_at)
