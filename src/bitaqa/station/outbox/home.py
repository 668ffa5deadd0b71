"""What the outbox adds to the home page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator
from bitaqa.ui.shapes import Home, WorkItem

from .domain import PacketState
from .queries import outbox_state, packets_over_budget


def items(operator: Operator) -> Home:
    state = outbox_state()
    wrong = []
    if state.in_trouble:
        wrong.append(WorkItem(_("Packets in trouble"), "/outbox/", state.in_trouble, icon="exclamation-triangle"))
    too_large = len(packets_over_budget())
    if too_large:
        word = _("Packets larger than a day's data budget")
        wrong.append(WorkItem(word, "/outbox/", too_large, icon="exclamation-triangle"))
    dismissed = state.by_state[PacketState.DISMISSED.value]
    if dismissed and operator.may(Permission.RUN_DAY):
        word = _("Packets that the centre dismissed: keep or erase")
        wrong.append(WorkItem(word, "/outbox/", dismissed, icon="slash-circle"))
    waiting = []
    if state.waiting:
        waiting.append(WorkItem(_("Packets to send"), "/outbox/", state.waiting, icon="cloud-upload"))
    return Home(waiting=tuple(waiting), wrong=tuple(wrong))
