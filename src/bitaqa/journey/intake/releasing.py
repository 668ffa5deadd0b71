"""A person lets a quarantined packet be tried again: what has been put right passes, what has not comes back.

A release also lets through what waits for a person only (a revoked station, a closed epoch). Never the rest: no one
talks a broken signature into the register.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.accounts.door import Permission, actor_of, check_can
from bitaqa.backbone.jobs.door import enqueue
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id

from . import spool
from .errors import PacketBytesGoneError, PacketNotToRetryError, PacketSettledError, PacketUnknownError
from .models import IntakeItem, Packet, PacketState

if TYPE_CHECKING:
    from bitaqa.backbone.accounts.door import User


@transaction.atomic
def release_packet(*, packet: UUID, by: User, at: datetime) -> None:
    """Raises PacketUnknownError, PacketSettledError, PacketNotToRetryError, PacketBytesGoneError, NotPermittedError."""
    check_can(by, Permission.RESOLVE_QUARANTINE)
    row = locked_in_quarantine(packet)
    if row.sequence is None:
        raise PacketNotToRetryError()
    if not spool.held(bytes(row.hash)):
        raise PacketBytesGoneError()
    because = row.reason_code
    row.state, row.settled_at, row.reason_code, row.reason_facts = PacketState.STORED, None, "", {"released": True}
    row.dismissed_by, row.dismissal_asked_at, row.dismissed_because = None, None, ""
    row.referred_to, row.referred_by, row.referred_at, row.referred_because = "", None, None, ""
    row.save()
    record([told(row, "packet.released", by=actor_of(by), at=at, because=because)])
    enqueue(IntakeItem, [packet], again=True)


def locked_in_quarantine(packet: UUID) -> Packet:
    """The row, locked for the transaction. Raises PacketUnknownError, PacketSettledError."""
    row = Packet.objects.select_for_update().filter(pk=packet).first()
    if row is None:
        raise PacketUnknownError()
    if row.state != PacketState.QUARANTINED:
        raise PacketSettledError()
    return row


def told(row: Packet, event: str, *, by: str, at: datetime, because: str) -> Entry:
    return Entry(
        event=event,
        subject_kind="packet",
        subject=row.id,
        acted_at=at,
        actor=by,
        act=new_id(),
        because=because,
        station=row.station,
        kind=row.kind,
        facts={"epoch": row.epoch, **({"sequence": row.sequence} if row.sequence is not None else {})},
    )
