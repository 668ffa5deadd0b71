"""Reads of intake: the chain of each station with its gaps, packets in quarantine, bodies for later steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from bitaqa.journey.planning.door import Traffic
from bitaqa.records.stations.door import get_epoch

from .errors import PacketUnknownError
from .models import Packet, PacketContent, StationDay


@dataclass(frozen=True, slots=True)
class Head:
    """What the centre holds of one epoch of a station: the last contiguous packet, its hash, the runs missing above."""

    sequence: int
    hash: bytes
    highest: int
    gaps: tuple[tuple[int, int], ...]


def head_of(station: UUID, epoch: int) -> Head:
    """The state of one chain, of the packets the centre has stored. Raises StationUnknownError."""
    runs = _runs(station, epoch)
    if not runs or runs[0][0] != 1:
        genesis = get_epoch(station, epoch).genesis_hash
        highest = runs[-1][1] if runs else 0
        return Head(0, genesis, highest, _between([(0, 0), *runs]))
    last = runs[0][1]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hash FROM intake_packet WHERE station = %s AND epoch = %s AND sequence = %s ORDER BY "
            "(state = 'accepted') DESC LIMIT 1",
            [station, epoch, last],
        )
        digest = bytes(cursor.fetchone()[0])
    return Head(last, digest, runs[-1][1], _between(runs))


def _runs(station: UUID, epoch: int) -> list[tuple[int, int]]:
    """The contiguous runs of sequences held, as (first, last), by the classic islands query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(sequence), max(sequence) FROM (SELECT sequence, sequence - row_number() OVER "
            "(ORDER BY sequence) AS island "
            "FROM (SELECT DISTINCT sequence FROM intake_packet WHERE station = %s AND epoch = %s AND "
            "sequence IS NOT NULL) AS held) AS numbered "
            "GROUP BY island ORDER BY 1",
            [station, epoch],
        )
        return [(int(first), int(last)) for first, last in cursor.fetchall()]


def _between(runs: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple((before[1] + 1, after[0] - 1) for before, after in pairwise(runs))


@dataclass(frozen=True, slots=True)
class Content:
    """The body of an accepted packet about cards, with its place in its chain."""

    packet: UUID
    station: UUID
    epoch: int
    sequence: int
    kind: str
    body: Mapping[str, Any]
    sealed_at: datetime | None


def packet_contents(ids: Iterable[UUID]) -> list[Content]:
    """Hand-over, custody and wrong-card bodies among the packets, in chain order; other kinds are left out."""
    rows = PacketContent.objects.filter(packet_id__in=set(ids)).select_related("packet")
    found = [
        Content(
            row.packet_id,
            row.packet.station,
            row.packet.epoch,
            int(row.packet.sequence or 0),
            row.kind,
            row.body,
            row.packet.sealed_at,
        )
        for row in rows
    ]
    return sorted(found, key=lambda c: (str(c.station), c.epoch, c.sequence))


@dataclass(frozen=True, slots=True)
class StationDayValue:
    """A closed day as its station counted it: what bulletins are compared with, never computed from."""

    report: UUID
    station: UUID
    visit: UUID
    place: str
    day: date
    enrolled: Mapping[str, int]
    """By application kind."""
    incomplete: int


def station_days(visits: Iterable[UUID]) -> list[StationDayValue]:
    """The day reports of these visits, by day and place. One round trip."""
    rows = StationDay.objects.filter(visit__in=set(visits)).order_by("day", "place", "report")
    return [
        StationDayValue(
            row.report,
            row.station,
            row.visit,
            row.place,
            row.day,
            {kind: int(count) for kind, count in row.figures.get("enrolled", {}).items()},
            int(row.figures.get("incomplete", 0)),
        )
        for row in rows
    ]


def traffic_of_stations() -> Mapping[UUID, Traffic]:
    """When each station's last packet came, how many there are, how many wait in quarantine. One round trip."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT station, max(stored_at), count(*), count(*) FILTER (WHERE state = 'quarantined') "
            "FROM intake_packet GROUP BY station"
        )
        return {row[0]: Traffic(row[1], int(row[2]), int(row[3])) for row in cursor.fetchall()}


def get_packet(packet: UUID) -> Packet:
    """Raises PacketUnknownError."""
    row = Packet.objects.filter(pk=packet).first()
    if row is None:
        raise PacketUnknownError()
    return row


def places_in_chains(ids: Iterable[UUID]) -> Mapping[UUID, tuple[UUID, int | None]]:
    """Station and number of each packet; no number where the bytes could not be read. One round trip."""
    rows = Packet.objects.filter(pk__in=set(ids)).values_list("id", "station", "sequence")
    return {id_: (station, sequence) for id_, station, sequence in rows}


def packets_by_state() -> Mapping[str, int]:
    """How many packets are stored, accepted, quarantined; states without any are left out."""
    counted = Packet.objects.values("state").annotate(n=Count("id")).order_by("state")
    return {row["state"]: row["n"] for row in counted}
