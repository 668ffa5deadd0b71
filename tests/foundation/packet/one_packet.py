"""One packet of one station, sealed and opened with the keys of the published vectors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bitaqa.foundation.kernel.clock import StationTime
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.sealed import (
    OpenedPacket,
    PacketKind,
    SealedPacket,
    open_packet,
    seal_packet,
)
from foundation.packet.make_vectors import (
    AT,
    BODY,
    CENTRE_OPENING,
    CENTRE_TIME,
    PORTRAIT,
    STATION,
    STATION_SIGNER,
)

KEYS = {CENTRE_OPENING.key_id: CENTRE_OPENING}
TIME = StationTime(AT, CENTRE_TIME, timedelta(seconds=1, milliseconds=1))


def packet(**changes: Any) -> SealedPacket:
    given_: dict[str, Any] = {
        "kind": PacketKind.APPLICATION,
        "packet_id": new_id(),
        "station": STATION,
        "epoch": 1,
        "sequence": 1,
        "previous": bytes(32),
        "time": TIME,
        "software": "0.1.0",
        "body": BODY,
        "attachments": [PORTRAIT],
        "signer": STATION_SIGNER,
        "recipient": CENTRE_OPENING.sealing_key,
    }
    return seal_packet(**given_ | changes)


def opened(data: bytes, **changes: Any) -> OpenedPacket:
    return open_packet(data, **{"verifier": STATION_SIGNER.verifier, "opening_keys": KEYS} | changes)


GOOD = packet()
"""Sealing costs a millisecond; tests that only read share one."""
