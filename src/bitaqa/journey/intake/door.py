"""What other rooms may ask of intake."""

from __future__ import annotations

from typing import Any

from .queries import Content, Head, StationDayValue, head_of, packet_contents, packets_by_state, station_days
from .receiving import Sender, receive_packet

__all__ = [
    "Content",
    "Head",
    "Sender",
    "StationDayValue",
    "head_of",
    "packet_contents",
    "packets_by_state",
    "receive_packet",
    "station_days",
]


def home(user: Any) -> Any:
    """Packets that wait for a person, and stations whose chain has gaps."""
    from .home import home_of

    return home_of(user)
