"""Packets that travelled on a removable disk: the same bytes as over the network, and the answers to carry back.

Files are named `<station code>-<epoch>-<sequence>.btq`; what they hold is believed only once it is opened. Each file
stands alone: one that cannot be taken never keeps the others outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from bitaqa.backbone.clock import now
from bitaqa.backbone.vault.door import signer
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.answers import sign_answers
from bitaqa.foundation.packet.sealed import MAX_PACKET_SIZE
from bitaqa.records.stations import door as stations

from .answering import latest_answers
from .errors import DiskFileRefusedError, PacketUnreadableError
from .receiving import Sender, receive_packet

NAME = re.compile(r"^(?P<code>[a-z0-9][a-z0-9-]*)-(?P<epoch>\d{1,6})-(?P<sequence>\d{1,18})\.btq$")


@dataclass(frozen=True, slots=True)
class Taken:
    """One file: stored (`station` says whose), or `refused` with the reason."""

    name: str
    station: UUID | None
    sequence: int | None
    refused: BitaqaError | None


def take_files(files: Iterable[tuple[str, bytes]], *, brought_by: str) -> list[Taken]:
    """Stores each file's packet durably, as `receive_packet` does; a file brought twice changes nothing.

    `brought_by` is the actor. Raises SpoolFullError (nothing more can be stored).
    """
    known = {station.code: station for station in stations.all_stations()}
    return [_take(name, data, known, brought_by) for name, data in files]


def _take(name: str, data: bytes, known: dict[str, stations.StationValue], brought_by: str) -> Taken:
    told = NAME.match(name.rpartition("/")[2].rpartition("\\")[2])
    station = known.get(told["code"]) if told else None
    if told is None or station is None or not data or len(data) > MAX_PACKET_SIZE:
        return Taken(name, None, None, DiskFileRefusedError())
    try:
        stored = receive_packet(data, sender=Sender(station.id, int(told["epoch"])), brought_by=brought_by)
    except PacketUnreadableError as unreadable:
        return Taken(name, station.id, None, unreadable)
    return Taken(name, stored.station, stored.sequence, None)


def answers_file(station: UUID) -> tuple[str, bytes]:
    """(file name, signed answers) to carry to a station: its newest ones. Raises StationUnknownError."""
    found, cursor = latest_answers(station, centre_time=now())
    return f"{stations.get_station(station).code}-answers-{cursor}.bta", sign_answers(found, signer=signer("centre"))
