"""How far a station's chain came, as planning needs it when an epoch is closed.

Intake owns the packets and stands behind planning in the journey, so it publishes the heads of chains here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ChainState:
    """`last` is the highest sequence received (0: none); `gaps` the runs never received below it."""

    last: int
    gaps: tuple[tuple[int, int], ...]


_source: list[Callable[[UUID, int], ChainState]] = []


def publish_chain_state(source: Callable[[UUID, int], ChainState]) -> None:
    """Intake gives its reader when it starts."""
    _source[:] = [source]


def chain_state(station: UUID, epoch: int) -> ChainState:
    """The state of a station's chain; nothing received when intake is not installed."""
    return _source[0](station, epoch) if _source else ChainState(0, ())


@dataclass(frozen=True, slots=True)
class Traffic:
    """What reached the centre from one station: when the last packet came, how many wait in quarantine."""

    last_at: datetime | None
    packets: int
    quarantined: int


_traffic: list[Callable[[], Mapping[UUID, Traffic]]] = []
SILENT = Traffic(None, 0, 0)


def publish_traffic(source: Callable[[], Mapping[UUID, Traffic]]) -> None:
    """Intake gives its reader when it starts."""
    _traffic[:] = [source]


def traffic() -> Mapping[UUID, Traffic]:
    """By station; a station that sent nothing is absent. One round trip."""
    return _traffic[0]() if _traffic else {}
