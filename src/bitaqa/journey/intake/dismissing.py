"""A packet that will never be entered is dismissed by two people: one proposes with a reason, another confirms.

Its row, its reason and its place in the chain stay for ever; each step is in the journal. The station is told, signed
like every outcome: it shows the reason, and its head keeps the copy or erases it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.accounts.door import Permission, actor_of, check_can
from bitaqa.backbone.journal.door import record
from bitaqa.foundation.packet.answers import DISMISSED, Outcome

from .answering import answer
from .errors import (
    DismissalByOneError,
    DismissalNotProposedError,
    DismissalReasonMissingError,
    PacketSettledError,
)
from .models import PacketState
from .releasing import locked_in_quarantine, told
from .words import DISMISS_WORDS

if TYPE_CHECKING:
    from bitaqa.backbone.accounts.door import User


@transaction.atomic
def propose_dismissal(*, packet: UUID, by: User, at: datetime, because: str) -> None:
    """The first of two; `because` is a code of DISMISS_WORDS.

    Raises as `release_packet`, DismissalReasonMissingError.
    """
    check_can(by, Permission.RESOLVE_QUARANTINE)
    if because not in DISMISS_WORDS:
        raise DismissalReasonMissingError()
    row = locked_in_quarantine(packet)
    if row.dismissed_by is not None and row.dismissed_by != by.pk:
        raise PacketSettledError()
    if (row.dismissed_by, row.dismissed_because) == (by.pk, because):
        return  # pressed twice
    row.dismissed_by, row.dismissal_asked_at, row.dismissed_because = by.pk, at, because
    row.save(update_fields=["dismissed_by", "dismissal_asked_at", "dismissed_because"])
    record([told(row, "packet.dismissal_proposed", by=actor_of(by), at=at, because=because)])


@transaction.atomic
def confirm_dismissal(*, packet: UUID, by: User, at: datetime) -> None:
    """The second of two. Raises DismissalNotProposedError, DismissalByOneError, PacketSettledError."""
    check_can(by, Permission.RESOLVE_QUARANTINE)
    row = locked_in_quarantine(packet)
    if row.dismissed_by is None:
        raise DismissalNotProposedError()
    if row.dismissed_by == by.pk:
        raise DismissalByOneError()
    row.state, row.dismissed_with, row.settled_at = PacketState.DISMISSED, by.pk, at
    row.save(update_fields=["state", "dismissed_with", "settled_at"])
    record([told(row, "packet.dismissed", by=actor_of(by), at=at, because=row.dismissed_because)])
    if row.sequence is not None:  # bytes that are no packet have no place in a chain to answer about
        reason = DISMISSED + row.dismissed_because
        answer([Outcome(row.station, row.epoch, row.sequence, bytes(row.hash), at, False, reason, at)])


@transaction.atomic
def decline_dismissal(*, packet: UUID, by: User, at: datetime) -> None:
    """Takes a proposal back, or declines another's: the packet waits on. Raises DismissalNotProposedError."""
    check_can(by, Permission.RESOLVE_QUARANTINE)
    row = locked_in_quarantine(packet)
    if row.dismissed_by is None:
        raise DismissalNotProposedError()
    because = row.dismissed_because
    row.dismissed_by, row.dismissal_asked_at, row.dismissed_because = None, None, ""
    row.save(update_fields=["dismissed_by", "dismissal_asked_at", "dismissed_because"])
    record([told(row, "packet.dismissal_declined", by=actor_of(by), at=at, because=because)])
