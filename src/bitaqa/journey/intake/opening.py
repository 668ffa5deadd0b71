"""A batch of stored packets is verified, opened and read; what cannot be is told apart, packet by packet.

Nothing is written here: the result says which packets hold, with their bodies, and which do not, with the reason.
A few reads whatever the size of the batch: the rows, their neighbours in the chains, the stations, the visits, the
programmes. What a station says is held against the country's rules: its seal tells who made a file, not that it is
well made.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from PIL import Image

from bitaqa.backbone.vault.door import opening_keys
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.matching.templates import check_template
from bitaqa.foundation.packet.errors import ForkedChainError
from bitaqa.foundation.packet.keys import OpeningKey
from bitaqa.foundation.packet.sealed import Attachment, OpenedPacket, open_packet
from bitaqa.foundation.rules.conformity import check_against_rules
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.foundation.rules.packet_bodies import (
    ApplicationBody,
    CompletionBody,
    PacketBody,
    PacketKind,
    WrongCardBody,
    read_body,
)
from bitaqa.records.campaigns.door import all_programmes, visits_by_id
from bitaqa.records.stations.door import EpochValue, all_stations, epochs_of_stations

from . import spool
from .errors import (
    AttachmentMissingError,
    AttachmentNotAPictureError,
    EpochClosedWithLossError,
    EpochNotProvisionedError,
    StationRevokedPacketError,
    VisitUnknownToIntakeError,
)
from .models import Packet, PacketState

MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A packet whose chain, signature, seal, body and attachments all hold."""

    packet: UUID
    row: Packet
    opened: OpenedPacket
    body: PacketBody

    @property
    def files(self) -> dict[str, bytes]:
        return {a.name: a.content for a in self.opened.attachments}


def open_batch(ids: Sequence[UUID]) -> tuple[list[Opened], dict[UUID, BitaqaError], dict[UUID, Packet]]:
    """(what holds, in chain order; what does not and why; every row by id)."""
    rows = {row.id: row for row in Packet.objects.filter(pk__in=list(ids))}
    epochs = epochs_of_stations()
    revoked = {station.id for station in all_stations() if station.revoked}
    neighbours = _neighbours(list(ids))
    keys = opening_keys()
    good: list[Opened] = []
    bad: dict[UUID, BitaqaError] = {}
    for row in sorted(rows.values(), key=lambda r: (str(r.station), r.epoch, r.sequence or 0, r.stored_at)):
        try:
            good.append(_open_one(row, epochs, revoked, neighbours, keys))
            neighbours[(row.station, row.epoch, cast(int, row.sequence))] = bytes(row.hash)
        except BitaqaError as error:
            bad[row.id] = error
    known = visits_by_id(_visit_of(each.body) for each in good if _visit_of(each.body) is not None)
    for each in list(good):
        visit = _visit_of(each.body)
        if visit is not None and visit not in known:
            bad[each.packet] = VisitUnknownToIntakeError(sequence=each.row.sequence)
            good.remove(each)
    bad |= dict(_against_rules(good))
    return [each for each in good if each.packet not in bad], bad, rows


def _against_rules(good: Sequence[Opened]) -> Iterator[tuple[UUID, BitaqaError]]:
    """Each file that does not keep to the country's rules, with what it breaks."""
    waiving = {programme.code for programme in all_programmes() if programme.fee_waived}
    pack = load_country_pack(settings.BITAQA_COUNTRY_PACK)
    for each in good:
        body = each.body.application if isinstance(each.body, WrongCardBody) else each.body
        if not isinstance(body, ApplicationBody):
            continue
        try:
            check_against_rules(body, pack.document_type(body.document_type, body.day), waiving=waiving)
        except BitaqaError as error:
            yield each.packet, error


def _open_one(
    row: Packet,
    epochs: Mapping[tuple[UUID, int], EpochValue],
    revoked: set[UUID],
    neighbours: Mapping[tuple[UUID, int, int], bytes],
    keys: Mapping[bytes, OpeningKey],
) -> Opened:
    sequence = cast(int, row.sequence)
    facts = {"station": row.station, "epoch": row.epoch, "sequence": sequence}
    epoch = epochs.get((row.station, row.epoch))
    if epoch is None:
        raise EpochNotProvisionedError(**facts)
    opened = open_packet(spool.read(bytes(row.hash)), verifier=epoch.verifier, opening_keys=keys, station=row.station)
    released = bool(row.reason_facts.get("released"))
    if row.station in revoked and not released:
        raise StationRevokedPacketError(**facts)
    if epoch.closed_at is not None and not released:
        raise EpochClosedWithLossError(**facts)
    _check_place_in_chain(row, epoch, neighbours)
    body = read_body(PacketKind(opened.header.kind.value), opened.body)
    _check_attachments(body, {a.name: a for a in opened.attachments}, sequence)
    return Opened(row.id, row, opened, body)


def _neighbours(ids: Sequence[UUID]) -> dict[tuple[UUID, int, int], bytes]:
    """Hash of each accepted packet standing at, before or behind one of the batch; keys are (station, epoch, sequence).

    Behind: its `previous` says what must stand before it, under the key of the place it names.
    """
    found: dict[tuple[UUID, int, int], bytes] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        # By place in the chain, whatever the planner believes of a table that grows by the minute. The state is judged
        # here: asked for it, the planner goes through the index over states, which holds every accepted packet.
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
        )
        cursor.execute(
            "SELECT DISTINCT other.station, other.epoch, other.sequence, other.hash, other.previous, other.state, "
            "other.sequence - mine.sequence "
            "FROM intake_packet AS mine JOIN intake_packet AS other ON other.station = mine.station "
            "AND other.epoch = mine.epoch AND other.sequence BETWEEN mine.sequence - 1 AND mine.sequence + 1 "
            "WHERE mine.id = ANY(%s)",
            [list(ids)],
        )
        for station, epoch, sequence, digest, previous, state, distance in cursor.fetchall():
            if state != PacketState.ACCEPTED:
                continue
            if distance <= 0:
                found[(station, epoch, sequence)] = bytes(digest)
            else:
                found.setdefault((station, epoch, sequence - 1), bytes(previous))
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on")
    return found


def _check_place_in_chain(row: Packet, epoch: EpochValue, neighbours: Mapping[tuple[UUID, int, int], bytes]) -> None:
    """Another packet in its place, or another one before it than it names: a forked chain. Gaps are shown, not
    refused."""
    sequence = cast(int, row.sequence)
    facts = {"station": row.station, "epoch": row.epoch, "sequence": sequence}
    taken = neighbours.get((row.station, row.epoch, sequence))
    before = epoch.genesis_hash if sequence == 1 else neighbours.get((row.station, row.epoch, sequence - 1))
    if (taken is not None and taken != bytes(row.hash)) or (
        before is not None and before != bytes(row.previous or b"")
    ):
        raise ForkedChainError(**facts)


def _visit_of(body: PacketBody) -> UUID:
    return getattr(body, "visit", None) or getattr(getattr(body, "application", None), "visit", None)  # type: ignore[return-value]


def _check_attachments(body: PacketBody, attached: Mapping[str, Attachment], sequence: int) -> None:
    """Everything the body names is there and readable. Raises AttachmentMissingError, AttachmentNotAPictureError."""
    if isinstance(body, WrongCardBody):
        body = body.application
    if isinstance(body, ApplicationBody):
        named = [paper.attachment for paper in body.papers] + [finger.attachment for finger in body.fingers]
        named += [body.portrait.attachment if body.portrait else None, body.signature.attachment]
    elif isinstance(body, CompletionBody):
        named = [paper.attachment for paper in body.papers] + [finger.attachment for finger in body.fingers]
        named += [body.portrait.attachment if body.portrait else None]
    else:
        return
    for name in named:
        if name is None:
            continue
        if name not in attached:
            raise AttachmentMissingError(name=name, sequence=sequence)
        if name.startswith("finger/"):
            check_template(attached[name].content)
        else:
            check_picture(name, attached[name].content, sequence)


def check_picture(name: str, data: bytes, sequence: int) -> None:
    """The header of a JPEG or PNG of sane size; pixels are not decoded here. Raises AttachmentNotAPictureError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as picture:
                width, height = picture.size
    except Exception:
        raise AttachmentNotAPictureError(name=name, sequence=sequence) from None
    if width * height > MOST_PIXELS:
        raise AttachmentNotAPictureError(name=name, sequence=sequence)
