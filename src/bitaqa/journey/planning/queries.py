"""Reads of planning: crews, the field packs that were issued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .models import CrewMember, FieldPackIssue


@dataclass(frozen=True, slots=True)
class CrewValue:
    operator: str
    role: str
    name_ar: str
    name_latin: str
    since: datetime


@dataclass(frozen=True, slots=True)
class PackValue:
    serial: int
    epoch: int
    issued_at: datetime
    valid_until: datetime
    visits: int
    cards: int
    files: int
    size: int
    fetched_at: datetime | None


def _pack(row: FieldPackIssue) -> PackValue:
    return PackValue(
        row.serial,
        row.epoch,
        row.issued_at,
        row.valid_until,
        row.visits,
        row.cards,
        row.files,
        row.size,
        row.fetched_at,
    )


def crew_of(station: UUID) -> list[CrewValue]:
    rows = CrewMember.objects.filter(station_id=station, ended_at=None).order_by("operator")
    return [CrewValue(row.operator, row.role, row.name_ar, row.name_latin, row.since) for row in rows]


def in_crew(station: UUID, operator: str) -> bool:
    """Whether someone is of the station's crew today."""
    return CrewMember.objects.filter(station_id=station, operator=operator, ended_at=None).exists()


def pack_in_force(station: UUID, *, epoch: int, at: datetime) -> bool:
    """Whether a field pack made for that epoch allows the station to enrol at that instant."""
    return FieldPackIssue.objects.filter(
        station_id=station, epoch=epoch, valid_from__lte=at, valid_until__gt=at
    ).exists()


def packs_of(station: UUID, *, limit: int = 10) -> list[PackValue]:
    """The newest first; their bytes stay in the database."""
    rows = FieldPackIssue.objects.filter(station_id=station).defer("data").order_by("-serial")[:limit]
    return [_pack(row) for row in rows]


def newest_packs() -> Mapping[UUID, PackValue]:
    """The last field pack of each station that has one. One round trip."""
    rows = FieldPackIssue.objects.defer("data").order_by("station_id", "-serial").distinct("station_id")
    return {row.station_id: _pack(row) for row in rows}


def operator_names(operators: Iterable[str]) -> Mapping[str, tuple[str, str]]:
    """(Arabic, Latin) names of operators by code, those known last."""
    rows = CrewMember.objects.filter(operator__in=set(operators)).order_by("since")
    return {row.operator: (row.name_ar, row.name_latin) for row in rows}
