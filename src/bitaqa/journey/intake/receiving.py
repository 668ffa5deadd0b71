"""A packet arrives: its sealed bytes become durable, then the station is told `stored`. Opening comes later, in
batches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
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
    stored = receive_packets([data], sender=sender, brought_by=brought_by)
    if not stored:
        raise PacketUnreadableError()
    return stored[0]


def receive_packets(packets: Sequence[bytes], *, sender: Sender, brought_by: str | None = None) -> list[Stored]:
    """As `receive_packet`, in one transaction; bytes that are no packet are kept in quarantine and not answered.

    The number of round trips does not depend on that of the packets. Raises SpoolFullError.
    """
    at = now()
    given: dict[bytes, _Arrived] = {}
    for digest, data in zip(spool.keep(packets), packets, strict=True):
        try:
            header, code = read_header(data), ""
        except PacketError as error:
            header, code = None, error.code
        given[digest] = _Arrived(new_id(), digest, len(data), header, code)
    with transaction.atomic():
        new = _insert(given.values(), sender, at)
        arrived = [given[digest] for digest in given if digest in new]
        record([one.told(sender, at, brought_by) for one in arrived])
        readable = [one for one in arrived if one.header]
        if readable:
            enqueue(IntakeItem, [one.id for one in readable])
            answer([one.stored(at) for one in readable])
    before = {
        bytes(row.hash): row
        for row in Packet.objects.filter(hash__in=[digest for digest in given if digest not in new])
    }
    return [
        one.stored(before[one.digest].stored_at, before[one.digest].state == PacketState.QUARANTINED)
        if one.digest in before
        else one.stored(at)
        for one in given.values()
        if one.header
    ]


@dataclass(frozen=True, slots=True)
class _Arrived:
    """Bytes that are durable; without a header they are no packet, and `code` says why."""

    id: UUID
    digest: bytes
    size: int
    header: Header | None
    code: str

    def stored(self, at: datetime, quarantined: bool = False) -> Stored:
        header = self._read
        return Stored(header.station, header.epoch, header.sequence, self.digest, at, quarantined)

    def told(self, sender: Sender, at: datetime, brought_by: str | None) -> Entry:
        header = self.header
        return Entry(
            event="packet.stored" if header else "packet.quarantined",
            subject_kind="packet",
            subject=self.id,
            acted_at=at,
            actor=brought_by or f"station:{sender.station}/sync",
            act=self.id,
            because=self.code,
            station=header.station if header else sender.station,
            kind=header.kind.value if header else "",
            facts={"epoch": header.epoch, "sequence": header.sequence} if header else {"size": self.size},
        )

    @property
    def _read(self) -> Header:
        assert self.header is not None  # noqa: S101 - asked of readable packets alone
        return self.header


def _insert(arrived: Iterable[_Arrived], sender: Sender, at: datetime) -> set[bytes]:
    """The hashes of those that were not known."""
    rows = [
        (
            one.id,
            one.digest,
            one.header.station if one.header else sender.station,
            one.header.epoch if one.header else sender.epoch,
            one.header.sequence if one.header else None,
            one.header.previous if one.header else None,
            one.header.kind.value if one.header else "",
            one.size,
            one.header.sealed_at if one.header else None,
            at,
            (PacketState.STORED if one.header else PacketState.QUARANTINED).value,
            None if one.header else at,
            one.code,
        )
        for one in arrived
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_packet (id, hash, station, epoch, sequence, previous, kind, size, sealed_at, "
            "stored_at, state, settled_at, reason_code, reason_facts) "
            "SELECT given.*, '{}'::jsonb FROM unnest(%s::uuid[], %s::bytea[], %s::uuid[], %s::int[], %s::bigint[], "
            "%s::bytea[], %s::text[], %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::text[], "
            "%s::timestamptz[], %s::text[]) AS given "
            "ON CONFLICT (hash) DO NOTHING RETURNING hash",
            [list(column) for column in zip(*rows, strict=True)],
        )
        return {bytes(row[0]) for row in cursor.fetchall()}
