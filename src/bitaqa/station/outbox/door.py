"""What other rooms of the station may ask of the outbox."""

from __future__ import annotations

from bitaqa.foundation.packet.sealed import Attachment, PacketKind

from .errors import RegisterLookError, RegisterNeedsCardError
from .journal_packets import seal_journal
from .pin_errors import PinSessionError
from .pins import ask_pin_session
from .queries import (
    OutboxState,
    PacketFace,
    SealedBetween,
    decided_until,
    outbox_state,
    packets_kept,
    packets_sealed,
    state_of,
)
from .register import ask_register, centre_heard_lately, register_patience
from .sealing import Sealed, seal_body, sweep_orphans
from .sync import run_round

__all__ = [
    "Attachment",
    "OutboxState",
    "PacketFace",
    "PacketKind",
    "PinSessionError",
    "RegisterLookError",
    "RegisterNeedsCardError",
    "Sealed",
    "SealedBetween",
    "ask_pin_session",
    "ask_register",
    "centre_heard_lately",
    "decided_until",
    "outbox_state",
    "packets_kept",
    "packets_sealed",
    "register_patience",
    "run_round",
    "seal_body",
    "seal_journal",
    "state_of",
    "sweep_orphans",
]
