"""What other rooms may ask of stations, and the acts on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.backbone.vault.door import signer
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.genesis import ClosedEpoch, Genesis, genesis_hash, sign_genesis
from bitaqa.foundation.packet.keys import SealingKey, Verifier

from .models import Station, StationEpoch, Unit


class StationUnknownError(BitaqaError):
    code = "stations.station_unknown"
    sentence = "No station is known as “%(station)s”."
    next_step = "Provision the station first."
    status = 404


class StationRevokedError(BitaqaError):
    code = "stations.station_revoked"
    sentence = "The station “%(station)s” was revoked."
    next_step = "Its packets go to quarantine; ask the coordinator."
    status = 403


class StationKeysReusedError(BitaqaError):
    code = "stations.station_keys_reused"
    sentence = "These keys already belong to a provisioning: a new epoch needs new keys."
    next_step = "Run the station's set-up again; it makes new keys."
    status = 422


@dataclass(frozen=True, slots=True)
class StationValue:
    id: UUID
    code: str
    unit: UUID
    unit_name_ar: str
    unit_name_fr: str
    epoch: int
    revoked: bool


@dataclass(frozen=True, slots=True)
class EpochValue:
    """Keys of one epoch; `genesis_hash` starts its chain."""

    station: UUID
    epoch: int
    genesis: bytes
    genesis_hash: bytes
    verifier: Verifier
    sealing_key: SealingKey
    issued_at: datetime
    closed_at: datetime | None


def _station(row: Station) -> StationValue:
    return StationValue(
        row.id, row.code, row.unit_id, row.unit.name_ar, row.unit.name_fr, row.epoch, row.revoked_at is not None
    )


def _epoch(row: StationEpoch) -> EpochValue:
    return EpochValue(
        row.station_id,
        row.epoch,
        bytes(row.genesis),
        bytes(row.genesis_hash),
        Verifier(bytes(row.verify_key)),
        SealingKey(bytes(row.opening_public)),
        row.issued_at,
        row.closed_at,
    )


def save_unit(*, code: str, name_ar: str, name_fr: str, owner_ar: str = "", owner_fr: str = "") -> UUID:
    """Enters a unit, or renames the one with that code."""
    unit, _ = Unit.objects.update_or_create(
        code=code, defaults={"name_ar": name_ar, "name_fr": name_fr, "owner_ar": owner_ar, "owner_fr": owner_fr}
    )
    return unit.id


def provision_station(
    *,
    code: str,
    unit: UUID,
    verify_key: bytes,
    opening_public: bytes,
    desk_tls: bytes = b"",
    by: str,
    at: datetime,
    closes: ClosedEpoch | None = None,
) -> tuple[StationValue, bytes]:
    """Gives a station a new epoch: the station and its signed genesis.

    The first epoch closes none; later ones say how the one before ended (`closes`). Asking again with the keys of
    the epoch in force answers the same genesis. Raises StationRevokedError (a new epoch would be refused on the wire
    all the same), StationKeysReusedError, GenesisInvalidError.
    """
    with transaction.atomic():
        station = Station.objects.select_for_update().filter(code=code).select_related("unit").first()
        if station is None:
            station = Station.objects.create(code=code, unit_id=unit)
        if station.revoked_at is not None:
            raise StationRevokedError(station=code)
        used = StationEpoch.objects.filter(verify_key=verify_key).first()
        if used is not None:
            if used.station_id != station.id or used.epoch != station.epoch:
                raise StationKeysReusedError()
            return _station(station), bytes(used.genesis)
        station.epoch += 1
        station.unit_id = unit
        station.save(update_fields=["epoch", "unit"])
        genesis = sign_genesis(
            Genesis(station.id, code, station.epoch, verify_key, opening_public, desk_tls, at, closes),
            signer=signer("centre"),
        )
        StationEpoch.objects.filter(station=station, closed_at=None).update(closed_at=at)
        StationEpoch.objects.create(
            station=station,
            epoch=station.epoch,
            genesis=genesis,
            genesis_hash=genesis_hash(genesis),
            verify_key=verify_key,
            opening_public=opening_public,
            issued_at=at,
        )
        act = new_id()
        told = {"epoch": station.epoch, "code": code}
        events = [("station.provisioned", told)]
        if closes is not None:
            lost = sum(last - first + 1 for first, last in closes.lost)
            events.append(
                (
                    "station.loss_declared",
                    {"epoch": station.epoch - 1, "last_accepted": closes.last_accepted, "lost": lost},
                )
            )
        record(
            [
                Entry(
                    event=event,
                    subject_kind="station",
                    subject=station.id,
                    acted_at=at,
                    actor=by,
                    act=act,
                    station=station.id,
                    facts=facts,
                )
                for event, facts in events
            ]
        )
        station = Station.objects.select_related("unit").get(pk=station.pk)
        return _station(station), genesis


def revoke_station(station: UUID, *, by: str, at: datetime, because: str) -> None:
    """Its keys are refused from now on. Raises StationUnknownError; revoking twice changes nothing."""
    with transaction.atomic():
        row = Station.objects.select_for_update().filter(pk=station).first()
        if row is None:
            raise StationUnknownError(station=station)
        if row.revoked_at is not None:
            return
        row.revoked_at, row.revoked_because = at, because
        row.save(update_fields=["revoked_at", "revoked_because"])
        record(
            [
                Entry(
                    event="station.revoked",
                    subject_kind="station",
                    subject=station,
                    acted_at=at,
                    actor=by,
                    act=new_id(),
                    because=because,
                    station=station,
                )
            ]
        )


def all_stations() -> list[StationValue]:
    """By code, revoked ones included. One round trip."""
    return [_station(row) for row in Station.objects.select_related("unit").order_by("code")]


def get_station(station: UUID) -> StationValue:
    """Raises StationUnknownError."""
    row = Station.objects.select_related("unit").filter(pk=station).first()
    if row is None:
        raise StationUnknownError(station=station)
    return _station(row)


def station_by_code(code: str) -> StationValue:
    """Raises StationUnknownError."""
    row = Station.objects.select_related("unit").filter(code=code).first()
    if row is None:
        raise StationUnknownError(station=code)
    return _station(row)


def epochs_of_stations() -> Mapping[tuple[UUID, int], EpochValue]:
    """Every provisioning of every station: the keys packets are checked with. Two round trips at most."""
    return {(row.station_id, row.epoch): _epoch(row) for row in StationEpoch.objects.all()}


def get_epoch(station: UUID, epoch: int) -> EpochValue:
    """Raises StationUnknownError."""
    row = StationEpoch.objects.filter(station_id=station, epoch=epoch).first()
    if row is None:
        raise StationUnknownError(station=f"{station}/{epoch}")
    return _epoch(row)


@dataclass(frozen=True, slots=True)
class UnitValue:
    id: UUID
    code: str
    name_ar: str
    name_fr: str
    owner_ar: str
    owner_fr: str


def all_units() -> list[UnitValue]:
    """By code, with their owners. One round trip."""
    return [
        UnitValue(u.id, u.code, u.name_ar, u.name_fr, u.owner_ar, u.owner_fr) for u in Unit.objects.order_by("code")
    ]
