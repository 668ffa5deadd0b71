"""Intake's lines on a person's home."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bitaqa.backbone.accounts.door import EVERYWHERE, Permission, can
from bitaqa.journey.planning.door import covers, stations_within
from bitaqa.records.stations import door as stations
from bitaqa.ui.shapes import Home, WorkItem

from .models import Packet, PacketState
from .queries import head_of
from .referring import referred_packets
from .words import REFER_WORDS


def home_of(user: Any) -> Home:
    """Empty for those who resolve nothing here and are asked nothing."""
    asked = _referred(user)
    if not can(user, Permission.RESOLVE_QUARANTINE):
        return Home(waiting=asked)
    own = stations_within(user, Permission.RESOLVE_QUARANTINE, stations.all_stations())
    rows = Packet.objects.filter(state=PacketState.QUARANTINED)
    if not covers(user, Permission.RESOLVE_QUARANTINE, EVERYWHERE):
        rows = rows.filter(station__in=[station.id for station in own])
    waiting: list[WorkItem] = [*asked]
    wrong: list[WorkItem] = []
    quarantine = f"{reverse('intake:packets')}?state=quarantined"
    if second := rows.exclude(dismissed_by=None).exclude(dismissed_by=user.pk).count():
        label = _("Packets to dismiss: your second word")
        waiting.append(WorkItem(label, quarantine, second, icon="hourglass", tone="wait"))
    if fresh := rows.filter(dismissed_by=None).count():
        wrong.append(WorkItem(_("Packets in quarantine"), quarantine, fresh, icon="shield-exclamation", tone="wait"))
    for station in own:
        missing = (
            sum(last - first + 1 for first, last in head_of(station.id, station.epoch).gaps) if station.epoch else 0
        )
        if missing and not station.revoked:
            href = f"{reverse('intake:packets')}?station={station.id}"
            wrong.append(WorkItem(_("Packets missing in a chain"), href, missing, station.code, "link-45deg", "stop"))
    return Home(waiting=tuple(waiting), wrong=tuple(wrong))


def _referred(user: Any) -> tuple[WorkItem, ...]:
    """Packets that a role of this person is asked about: the page of the one, or the list of several."""
    own = {station.id for station in stations_within(user, Permission.SEE_STATIONS, stations.all_stations())}
    if covers(user, Permission.SEE_STATIONS, EVERYWHERE):
        rows = list(referred_packets(user).order_by("referred_at", "id"))
    else:
        rows = list(referred_packets(user).filter(station__in=own).order_by("referred_at", "id"))
    if not rows:
        return ()
    href = (
        reverse("intake:packet", args=[rows[0].id])
        if len(rows) == 1
        else f"{reverse('intake:packets')}?state=quarantined"
    )
    why = REFER_WORDS.get(rows[0].referred_because, "") if len(rows) == 1 else ""
    return (WorkItem(_("Packets referred to you"), href, len(rows), why, icon="signpost", tone="wait"),)
