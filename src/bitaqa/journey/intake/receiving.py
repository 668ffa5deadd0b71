"""A packet arrives: its sealed bytes become durable, then the station is told `stored`. Opening comes later, in
batches."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import enqueue
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.answers import Stored
from bitaqa.foundation.packet.errors import PacketError
from bitaqa.foundation.packet.sealed import Header, read_header

from . import spool
from .answering import answer
from .errors import PacketUnreadableError
from .models import IntakeItem, Packet, PacketState


@dataclass(frozen=True, slots=True)
class Sender:
    """Which station sent the bytes (proven by the signed request, or told by the person who brought the disk)."""

    station: UUID
    epoch: int


def receive_packet(data: bytes, *, sender: Sender, brought_by: str | None = None) -> Stored:
    """Stores a packet durably and queues it. Idempotent by the hash of its bytes.

    `brought_by` is the actor who copied it from a disk; otherwise the station sent it. Raises PacketUnreadableError
    (kept whole in quarantine), SpoolFullError.
    """
    digest = spool.keep(data)
    at = now()
    header: Header | None
    try:
        header = read_header(data)
    except PacketError as error:
        header, unreadable = None, error
    packet = new_id()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO intake_packet (id, hash, station, epoch, sequence, previous, kind, size, "
                "sealed_at, stored_at, state, settled_at, "
                "reason_code, reason_facts) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, "
                "'{}') ON CONFLICT (hash) DO NOTHING RETURNING id",
                [
                    packet,
                    digest,
                    header.station if header else sender.station,
                    header.epoch if header else sender.epoch,
                    header.sequence if header else None,
                    header.previous if header else None,
                    header.kind.value if header else "",
                    len(data),
                    header.sealed_at if header else None,
                    at,
                    PacketState.STORED if header else PacketState.QUARANTINED,
                    None if header else at,
                    "" if header else unreadable.code,
                ],
            )
            new = cursor.fetchone() is not None
        if new:
            told = Entry(
                event="packet.stored" if header else "packet.quarantined",
                subject_kind="packet",
                subject=packet,
                acted_at=at,
                actor=brought_by or f"station:{sender.station}/sync",
                act=packet,
                because="" if header else unreadable.code,
                station=header.station if header else sender.station,
                kind=header.kind.value if header else "",
                facts={"epoch": header.epoch, "sequence": header.sequence} if header else {"size": len(data)},
            )
            record([told])
            if header:
                enqueue(IntakeItem, [packet])
                answer([Stored(header.station, header.epoch, header.sequence, digest, at, False)])
    if header is None:
        raise PacketUnreadableError()
    if not new:
        row = Packet.objects.values("stored_at", "state").get(hash=digest)
        return Stored(
            header.station,
            header.epoch,
            header.sequence,
            digest,
            row["stored_at"],
            row["state"] == PacketState.QUARANTINED,
        )
    return Stored(header.station, header.epoch, header.sequence, digest, at, False)
