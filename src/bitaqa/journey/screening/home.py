"""Adjudication's lines on a person's home."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bitaqa.backbone.accounts.door import Permission, can
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.ui.shapes import Home, WorkItem

SOON = timedelta(days=3)


def home_of(user: Any) -> Home:
    """Empty for those who decide nothing here."""
    waiting: list[WorkItem] = []
    wrong: list[WorkItem] = []
    upcoming: list[WorkItem] = []
    if can(user, Permission.ADJUDICATE):
        from .joining import joins_waiting_for
        from .referring import referred_files
        from .screens.queue import queue_of

        rows, today, queue = queue_of(user), local_day(now()), reverse("screening:queue")
        mine = [row for row in rows if row.mine_to_decide]
        second = [row for row in mine if row.state == "proposed"]
        if fresh := [row for row in mine if row.state == "open"]:
            due = min((row.needed_by for row in fresh if row.needed_by), default=None)
            waiting.append(WorkItem(_("Cases to decide"), f"{queue}?mine=1", len(fresh), icon="people", due=due))
        if second:
            label = _("Proposals that wait for your second word")
            waiting.append(
                WorkItem(label, f"{queue}?state=proposed&mine=1", len(second), icon="hourglass", tone="wait")
            )
        if late := [row for row in rows if row.needed_by and row.needed_by < today]:
            label, due = _("Cases past the day the card is needed"), min(row.needed_by for row in late if row.needed_by)
            wrong.append(WorkItem(label, queue, len(late), icon="calendar-x", tone="stop", due=due))
        if near := [row for row in rows if row.needed_by and today <= row.needed_by <= today + SOON]:
            label, due = _("Cases needed within three days"), min(row.needed_by for row in near if row.needed_by)
            upcoming.append(WorkItem(label, queue, len(near), icon="calendar-event", due=due))
        if referred := referred_files():
            due, overdue = referred[0][2], sum(day < today for _file, _case, day in referred)
            line = WorkItem(
                _("Files referred that wait for an answer"), reverse("screening:referred"), len(referred),
                icon="shield-exclamation", due=due, tone="stop" if overdue else "",
            )  # fmt: skip
            (wrong if overdue else upcoming).append(line)
        if joins := joins_waiting_for(user):
            label = _("Entries that may be one person, and wait for your second word")
            waiting.append(WorkItem(label, reverse("screening:joins"), joins, icon="people", tone="wait"))
        own = [row for row in rows if row.state == "proposed" and not row.mine_to_decide]
        if own:
            label = _("Your proposals that another adjudicator reads")
            upcoming.append(WorkItem(label, f"{queue}?state=proposed", len(own), icon="hourglass"))
    return Home(waiting=tuple(waiting), wrong=tuple(wrong), upcoming=tuple(upcoming))
