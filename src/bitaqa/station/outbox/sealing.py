"""Sealing: a body takes its place in the chain, its file is durable, then the row and the act commit together.

Order: the database's write lock (BEGIN IMMEDIATE) → the next sequence → sealed bytes in a synced file → the row and
the chain's head → the caller's own rows → commit. A crash before the commit leaves a file without a row, which the
next seal overwrites or the next start removes; it never left this machine, so its number is free. A crash after the
commit loses nothing. The station holds only the centre's sealing key: it cannot open what it sealed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.sealed import Attachment, PacketKind, seal_packet
from bitaqa.foundation.rules.packet_bodies import PacketBody
from bitaqa.station import keys
from bitaqa.station.desk.door import identity, now, reading, record
from bitaqa.station.durable import FileDamagedError, sync_folder, write_durably
from bitaqa.station.fieldpack.door import centre_sealing_key
from bitaqa.station.software import software

from .models import Chain, Packet

MAX_PACKET = 12 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sealed:
    """A packet that is durable here and will leave by itself."""

    packet: UUID
    kind: str
    epoch: int
    sequence: int
    size: int
    at: datetime


def packet_folder() -> Path:
    return Path(settings.BITAQA_HOME) / "packets"


def packet_name(epoch: int, sequence: int) -> str:
    return f"{epoch}-{sequence}.btq"


def packet_path(epoch: int, sequence: int) -> Path:
    return packet_folder() / packet_name(epoch, sequence)


@transaction.atomic(savepoint=False)
def seal_body(
    *, kind: PacketKind, body: PacketBody, by: str, attachments: Sequence[Attachment] = (), subject: UUID | None = None
) -> Sealed:
    """Seals `body` in the next place of the chain; call it inside the transaction of the act it tells.

    Raises NotProvisionedError, NoFieldPackError, StationLockedError, PacketTooLargeError, DiskFullError,
    DiskFaultError; nothing is kept then.
    """
    place = identity()
    chain, _begun = Chain.objects.get_or_create(epoch=place.epoch, defaults={"hash": place.genesis_hash})
    told, packet_id = reading(), new_id()
    sealed = seal_packet(
        kind=kind,
        packet_id=packet_id,
        station=place.station,
        epoch=place.epoch,
        sequence=chain.sequence + 1,
        previous=bytes(chain.hash),
        time=told,
        software=software(),
        body=body.to_map(),
        attachments=attachments,
        signer=keys.unlocked().signer,
        recipient=centre_sealing_key(told.at),
        max_size=MAX_PACKET,
    )
    write_durably(packet_path(place.epoch, chain.sequence + 1), sealed.data)
    chain.sequence += 1
    chain.hash = sealed.hash
    chain.save(update_fields=["sequence", "hash"])
    Packet.objects.create(
        id=packet_id,
        kind=kind.value,
        epoch=place.epoch,
        sequence=chain.sequence,
        hash=sealed.hash,
        size=len(sealed.data),
        subject=subject,
        sealed_at=told.at,
        sealed_by=by,
    )
    return Sealed(packet_id, kind.value, place.epoch, chain.sequence, len(sealed.data), told.at)


def packet_bytes(epoch: int, sequence: int, digest: bytes) -> bytes:
    """The sealed bytes as they were sealed. Raises FileDamagedError when the disk gives others."""
    path = packet_path(epoch, sequence)
    try:
        data = path.read_bytes()
    except OSError:
        raise FileDamagedError(name=path.name) from None
    if hashlib.sha256(data).digest() != digest:
        raise FileDamagedError(name=path.name)
    return data


@transaction.atomic
def sweep_orphans() -> tuple[int, int]:
    """At start: removes files that no committed row names, reports rows whose file is gone.

    Returns (removed, missing). Holds the write lock, so no seal is under way.
    """
    Chain.objects.filter(epoch=0).update(sequence=0)  # takes the write lock in any transaction mode
    folder, removed = packet_folder(), 0
    kept = {
        packet_path(epoch, sequence).name: packet
        for packet, epoch, sequence in Packet.objects.filter(deleted_at=None).values_list("id", "epoch", "sequence")
    }
    found = {file.name for file in folder.iterdir()} if folder.is_dir() else set()
    for name in found - kept.keys():
        (folder / name).unlink()
        removed += 1
    if removed:
        sync_folder(folder)
        record("packet.orphan_removed", at=now(), by="station", facts={"count": removed})
    gone = kept.keys() - found
    for name in gone:
        if (
            Packet.objects.filter(id=kept[name])
            .exclude(trouble="station.file_damaged")
            .update(trouble="station.file_damaged")
        ):
            record("packet.file_missing", at=now(), by="station", subject=kept[name])
    return removed, len(gone)
