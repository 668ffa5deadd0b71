"""What other rooms may ask of intake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from bitaqa.backbone.erasing import empty_columns

from .looking import LookTold, looks_told
from .models import PacketContent
from .queries import (
    Content,
    Head,
    StationDayValue,
    head_of,
    packet_contents,
    packets_by_state,
    places_in_chains,
    station_days,
    traffic_of_stations,
)
from .receiving import Sender, receive_packet
from .suspending import suspend_reported
from .sync import Caller as StationCaller
from .sync import of_station

__all__ = [
    "Content",
    "Head",
    "LookTold",
    "Sender",
    "StationCaller",
    "StationDayValue",
    "erase_files",
    "head_of",
    "looks_told",
    "of_station",
    "packet_contents",
    "packets_by_state",
    "places_in_chains",
    "receive_packet",
    "station_days",
    "suspend_reported",
    "traffic_of_stations",
]


def erase_files(applications: Sequence[UUID]) -> None:
    """Bodies of the packets that later steps worked on go; that a packet came, and what became of it, stays."""
    told = [str(id_) for id_ in applications]
    rows = PacketContent.objects.filter(Q(body__application__in=told) | Q(body__application__application__in=told))
    empty_columns(rows)


def home(user: Any) -> Any:
    """Packets that wait for a person, and stations whose chain has gaps."""
    from .home import home_of

    return home_of(user)
