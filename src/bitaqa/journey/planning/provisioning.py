"""Giving a station its keys' place in the register: request file in, signed genesis out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from django.db import transaction

from bitaqa.backbone.vault.door import signer, verifiers
from bitaqa.foundation.packet.genesis import ClosedEpoch
from bitaqa.foundation.packet.keys import Verifier, signing_input
from bitaqa.foundation.rules.roles import RoleCode
from bitaqa.records.stations import door as stations

from .chains import chain_state
from .errors import LossUndeclaredError, PinTooShortError, RequestFileUnreadableError, RequestProofInvalidError
from .models import CrewMember

_HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class StationRequest:
    code: str
    verify_key: bytes
    opening_public: bytes
    desk_tls: bytes


def read_request_file(text: str) -> StationRequest:
    """The public keys a station asks to be provisioned with.

    Raises RequestFileUnreadableError, RequestProofInvalidError when its own key did not sign it.
    """
    try:
        said: dict[str, Any] = json.loads(text)
        proof = bytes.fromhex(said.pop("proof"))
        request = StationRequest(
            said["code"],
            bytes.fromhex(said["verify_key"]),
            bytes.fromhex(said["opening_public"]),
            bytes.fromhex(said.get("desk_tls", "")),
        )
        verifier = Verifier(request.verify_key)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RequestFileUnreadableError() from None
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()
    if not verifier.holds(signing_input("station request", digest), proof):
        raise RequestProofInvalidError(station=request.code)
    return request


@transaction.atomic
def provision(
    *, request: StationRequest, unit: UUID, by: str, at: datetime, because: str = ""
) -> tuple[stations.StationValue, str]:
    """(the station, its provision file as JSON). A later epoch needs the reason the one before ends.

    Raises LossUndeclaredError, StationKeysReusedError.
    """
    closes = None
    known = {station.code: station for station in stations.all_stations()}.get(request.code)
    new_keys = known and known.epoch and stations.get_epoch(known.id, known.epoch).verifier.public != request.verify_key
    if known is not None and new_keys:
        if not because:
            raise LossUndeclaredError(station=request.code, epoch=known.epoch)
        chain = chain_state(known.id, known.epoch)
        closes = ClosedEpoch(chain.last, chain.gaps, unsent_possible=because != "planned", because=because)
    station, genesis = stations.provision_station(
        code=request.code,
        unit=unit,
        verify_key=request.verify_key,
        opening_public=request.opening_public,
        desk_tls=request.desk_tls,
        by=by,
        at=at,
        closes=closes,
    )
    return station, provision_file(genesis)


def provision_file(genesis: bytes) -> str:
    """What the station installs: its signed genesis and the centre's public keys. The same for the same epoch."""
    keys = [verifier.public.hex() for verifier in verifiers("centre").values()] or [signer("centre").public.hex()]
    answer = {"format": "bitaqa-station-provision/1", "genesis": genesis.hex(), "centre_keys": keys}
    return json.dumps(answer, indent=1)


@transaction.atomic
def save_crew_member(
    *, station: UUID, operator: str, role: RoleCode, name_ar: str, name_latin: str, pin: str, at: datetime
) -> None:
    """Enters an operator, or replaces the one with that code (new PIN, new role). Raises PinTooShortError."""
    if len(pin) < 6:
        raise PinTooShortError()
    before = CrewMember.objects.filter(station_id=station, operator=operator, ended_at=None).first()
    CrewMember.objects.filter(station_id=station, operator=operator, ended_at=None).update(ended_at=at)
    CrewMember.objects.create(
        station_id=station,
        operator=operator,
        role=role,
        name_ar=name_ar,
        name_latin=name_latin,
        woman=before is not None and before.woman,
        speaks_local=before is not None and before.speaks_local,
        pin_hash=_HASHER.hash(pin),
        since=at,
    )


def end_crew_member(*, station: UUID, operator: str, at: datetime) -> bool:
    """The operator leaves the crew with the next field pack. False when nobody of that code is in it."""
    return bool(CrewMember.objects.filter(station_id=station, operator=operator, ended_at=None).update(ended_at=at))
