"""The life of a packet at the station, and in which order packets leave under a daily data budget. Pure.

A packet is deleted only after the centre's signed *accepted* and a grace period: until then the station can send it
again whatever happens at the other end. A quarantined packet stays. One that two people at the centre dismissed stays
too, until the head of station erases it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from bitaqa.foundation.kernel.states import StateTable, move


class PacketState(StrEnum):
    SEALED = "sealed"
    STORED = "stored"
    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"
    DISMISSED = "dismissed"
    DELETED = "deleted"


P = PacketState
PACKET = StateTable(
    aggregate="packet",
    states=PacketState,
    initial=P.SEALED,
    final=frozenset({P.DELETED}),
    moves=(
        move("store", P.SEALED, P.STORED, by="centre", event="packet.stored"),
        move("accept", [P.SEALED, P.STORED, P.QUARANTINED], P.ACCEPTED, by="centre", event="packet.accepted"),
        move("quarantine", [P.SEALED, P.STORED], P.QUARANTINED, by="centre", event="packet.quarantined"),
        move("dismiss", [P.SEALED, P.STORED, P.QUARANTINED], P.DISMISSED, by="centre", event="packet.dismissed"),
        move("erase", P.DISMISSED, P.DELETED, by="station_head", event="packet.deleted"),
        move("delete", P.ACCEPTED, P.DELETED, by="outbox", event="packet.deleted"),
    ),
)
del P

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=30)


def pause_after(attempts: int) -> timedelta:
    """How long a packet that the centre did not take waits, while the others go on."""
    doublings: int = 2 ** min(max(attempts - 1, 0), 12)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A packet that has to leave: its place in the chain, its bytes, when it may be tried again."""

    epoch: int
    sequence: int
    size: int
    not_before: datetime | None


W = TypeVar("W", bound=Waiting)


def next_to_leave(waiting: Iterable[W], *, at: datetime, left: int) -> list[W]:
    """Small ones first, as many as `left` bytes of today's budget allow, without those that pause."""
    chosen: list[W] = []
    ready = [one for one in waiting if one.not_before is None or one.not_before <= at]
    for one in sorted(ready, key=lambda w: (w.size, w.epoch, w.sequence)):
        if one.size > left:
            break
        left -= one.size
        chosen.append(one)
    return chosen


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What one round did; `waiting` is what is still here, `trouble` the code of what went wrong, if anything."""

    sent: int = 0
    stored: int = 0
    accepted: int = 0
    quarantined: int = 0
    waiting: int = 0
    deleted: int = 0
    field_pack: int | None = None
    trouble: str = ""
