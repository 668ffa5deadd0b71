"""Which station this is: the request file it sends to the centre, and the signed genesis it installs.

The request carries public keys only, signed by the station's own key to show that it holds it. The answer carries the
genesis and the centre's key; a station that already knows the centre accepts no genesis of another one.
Refuses: a genesis for other keys, of an older epoch, or forged.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from bitaqa.foundation.packet.errors import GenesisSignatureError, PacketError
from bitaqa.foundation.packet.genesis import Genesis, read_genesis
from bitaqa.foundation.packet.keys import Verifier, signing_input
from bitaqa.foundation.packet.statement import statement_signer
from bitaqa.station import keys
from bitaqa.station.software import software

from .domain import Identity
from .errors import GenesisNotOursError, GenesisOlderError, NotProvisionedError, ProvisionMalformedError
from .journal import record
from .models import Provision

REQUEST_FORMAT = "bitaqa-station-request/1"
PROVISION_FORMAT = "bitaqa-station-provision/1"


def station_request(*, code: str, desk_tls: bytes = b"") -> str:
    """The request file as JSON: public keys in hexadecimal, signed by the station. Raises StationLockedError."""
    held = keys.unlocked()
    said = {
        "format": REQUEST_FORMAT,
        "code": code,
        "verify_key": held.signer.public.hex(),
        "opening_public": held.opening.sealing_key.public.hex(),
        "desk_tls": desk_tls.hex(),
        "software": software(),
    }
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()
    said["proof"] = held.signer.sign(signing_input("station request", digest)).hex()
    return json.dumps(said, indent=1)


def identity() -> Identity:
    """The current epoch. Asked at every packet and request, in plain SQL. Raises NotProvisionedError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT station, code, epoch, genesis_hash, centre_keys FROM station_provision WHERE current")
        row = cursor.fetchone()
    if row is None:
        raise NotProvisionedError()
    station, code, epoch, genesis_hash, centre_keys = row
    known = tuple(bytes.fromhex(key) for key in json.loads(centre_keys))
    return Identity(UUID(station), code, epoch, bytes(genesis_hash), known)


def find_identity() -> Identity | None:
    try:
        return identity()
    except NotProvisionedError:
        return None


def read_provision(text: str) -> tuple[bytes, tuple[bytes, ...]]:
    """(signed genesis, centre keys) of the centre's answer: JSON with `genesis` and `centre_keys` in hexadecimal.

    Raises ProvisionMalformedError.
    """
    try:
        said = json.loads(text)
        given = said.get("centre_keys") or [said["centre_key"]]
        return bytes.fromhex(said["genesis"]), tuple(bytes.fromhex(key) for key in given)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ProvisionMalformedError() from None


@transaction.atomic
def install_genesis(*, genesis: bytes, centre_keys: tuple[bytes, ...], by: str, at: datetime) -> Identity:
    """Begins an epoch. The same genesis again changes nothing.

    Raises GenesisNotOursError, GenesisOlderError, GenesisSignatureError, ProvisionMalformedError.
    """
    held = keys.unlocked()
    before = Provision.objects.filter(current=True).first()
    known = [bytes.fromhex(key) for key in before.centre_keys] if before else list(centre_keys)
    found = _verified(genesis, known)
    if found.verify_key != held.signer.public or found.opening_public != held.opening.sealing_key.public:
        raise GenesisNotOursError()
    if before is not None:
        if bytes(before.genesis_hash) == found.hash:
            return identity()
        if found.epoch <= before.epoch:
            raise GenesisOlderError(epoch=found.epoch, current=before.epoch)
        Provision.objects.filter(current=True).update(current=False)
    Provision.objects.create(
        epoch=found.epoch,
        station=found.station,
        code=found.name_code,
        genesis=genesis,
        genesis_hash=found.hash,
        centre_keys=[key.hex() for key in known],
        installed_at=at,
    )
    record("station.genesis_installed", at=at, by=by, subject=found.station, facts={"epoch": found.epoch})
    return identity()


@transaction.atomic
def trust_centre_keys(found: tuple[bytes, ...]) -> None:
    """Adds keys that a verified field pack names: the centre replaces its key while the old one overlaps."""
    row = Provision.objects.filter(current=True).first()
    if row is None:
        raise NotProvisionedError()
    known = [*row.centre_keys, *(key.hex() for key in found if key.hex() not in row.centre_keys)]
    if known != row.centre_keys:
        row.centre_keys = known
        row.save(update_fields=["centre_keys"])


def centre_verifier(signer: bytes) -> Verifier | None:
    """The centre's key with that id, among those this station trusts."""
    return centre_verifiers().get(signer)


def centre_verifiers() -> dict[bytes, Verifier]:
    """The centre's keys that this station trusts, by key id."""
    verifiers = map(Verifier, identity().centre_keys)
    return {verifier.key_id: verifier for verifier in verifiers}


def _verified(genesis: bytes, known: list[bytes]) -> Genesis:
    try:
        signer = statement_signer(genesis)
        for key in known:
            verifier = Verifier(key)
            if verifier.key_id == signer:
                return read_genesis(genesis, verifier=verifier)
    except GenesisSignatureError:
        raise
    except PacketError:
        raise ProvisionMalformedError() from None
    raise GenesisSignatureError()
