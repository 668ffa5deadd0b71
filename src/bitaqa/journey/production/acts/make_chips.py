"""The chips of a batch: signed under its approval, written by its line, read back, each result on record.

Signing happens with the batch, before anything of it is written down; the approval is for as many as its orders and is
closed when they are made. A chip that fails is not written again: its card is rejected at the bench and made anew.
Refuses: a batch nobody released, a chip written before, an order that is not in the batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bitaqa.backbone.authority.door import document_signer
from bitaqa.backbone.jobs.door import enqueue
from bitaqa.backbone.vault.door import approve_signing, blob_store
from bitaqa.foundation.icao.chip.prepare import CardLoad, prepared_batch
from bitaqa.foundation.icao.sod import parse_sod
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.documents import OrderState

from .. import policy
from ..chips.content import chip_content
from ..chips.drivers import ChipDriver, ChipResult, SimulatedLine, write_and_read_back
from ..chips.loads import kept_loads
from ..chips.policy import ChipPolicy, Line, chip_policy
from ..errors import BatchUnknownError, ChipWrittenError, OrderUnknownError
from ..faces import CardFaceData
from ..models import Batch, Blank, ChipRecord, Order, PersonaliseItem


def line_policy() -> ChipPolicy:
    """Raises LineUnknownError, SimulatedLineRefusedError."""
    return chip_policy(policy.country_pack(), production=settings.BITAQA_PRODUCTION)


def release_batch(batch: UUID, *, by: str, at: datetime) -> bool:
    """Lets a batch be signed and made; False when it was released before. Raises BatchUnknownError."""
    with transaction.atomic():
        row = Batch.objects.select_for_update().filter(pk=batch).first()
        if row is None:
            raise BatchUnknownError()
        if row.released_at is not None:
            return False
        orders = Order.objects.filter(batch=batch, state=OrderState.IN_BATCH).count()
        if orders:
            approve_signing(batch, orders, by=by, at=at)
        row.released_at, row.released_by = at, by
        row.save(update_fields=["released_at", "released_by"])
        enqueue(PersonaliseItem, [batch])
    return True


@dataclass(frozen=True, slots=True)
class SignedChips:
    """`loads` by order; `results` of those a simulated line wrote at once; `refused` cannot be made."""

    loads: Mapping[UUID, CardLoad]
    results: Mapping[UUID, ChipResult]
    refused: Mapping[UUID, BitaqaError]


def sign_chips(
    batch: Batch, cards: Mapping[UUID, CardFaceData], blanks: Mapping[UUID, str], *, at: datetime
) -> SignedChips:
    """Data groups and EF.SOD of every card, verified with their chain; a simulated line's sample written and read.

    Raises BatchNotCoveredError, KeyUseOverError, NoSignerError and other TrustError for the batch as a whole.
    """
    rules = line_policy()
    contents = {order: chip_content(card, blank=blanks[order], at=at) for order, card in cards.items()}
    signer = document_signer(batch.issuing_centre, at=at, version=rules.profile.version)
    loads, refused = prepared_batch(batch.id, contents, profile=rules.profile, signer=signer, at=at)
    results = {}
    if rules.line is Line.SIMULATED:
        line = SimulatedLine()
        for order in sorted(rules.sample(list(loads))):
            results[order] = write_and_read_back(line, loads[order], blank=blanks[order], at=at)
    return SignedChips(loads, results, refused)


def record_chips(
    batch: Batch,
    orders: Sequence[Order],
    signed: SignedChips,
    zones: Mapping[UUID, str],
    *,
    by: str,
    at: datetime,
) -> None:
    """One row per chip, in one round trip. `zones` are those of the orders, as printed."""
    line = line_policy().line
    rows = []
    for order in orders:
        sod = signed.loads[order.id].sod
        row = ChipRecord(
            order=order,
            attempt=order.attempt,
            batch=batch,
            signer=f"{parse_sod(sod).signer.serial:X}",
            digest=hashlib.sha256(sod).hexdigest(),
            line=line,
            signed_at=at,
        )
        if order.id in signed.results:
            settle(row, signed.results[order.id], zones[order.id], by=by, at=at)
        rows.append(row)
    ChipRecord.objects.bulk_create(rows)


def write_chip(order: UUID, driver: ChipDriver, *, by: str, at: datetime) -> ChipRecord:
    """Writes the chip of one card at the line, reads it back, keeps the result. Slow: no row is locked meanwhile.

    Raises OrderUnknownError, ChipWrittenError, BlobDestroyedError, TrustError.
    """
    row = Order.objects.select_related("batch").filter(pk=order, state=OrderState.PERSONALISED).first()
    record = ChipRecord.objects.filter(order=order, attempt=row.attempt).first() if row is not None else None
    if row is None or row.batch is None or record is None:
        raise OrderUnknownError()
    if record.state not in ("signed", "exported"):
        raise ChipWrittenError(state=record.state)
    blank = Blank.objects.get(order=order, attempt=row.attempt)
    result = write_and_read_back(driver, loads_of(row.batch)[order], blank=blank.serial, at=at)
    with transaction.atomic():
        record = ChipRecord.objects.select_for_update().get(pk=record.pk)
        if record.state not in ("signed", "exported"):
            raise ChipWrittenError(state=record.state)
        settle(record, result, row.mrz, by=by, at=at)
        record.save()
    return record


def loads_of(batch: Batch) -> Mapping[UUID, CardLoad]:
    """What goes onto the chips of a made batch, by order. Raises BlobDestroyedError, TrustError."""
    files = blob_store().read_all(batch.print_file) if batch.print_file else {}
    portraits = {
        UUID(name.partition("/")[2]): content for name, content in files.items() if name.startswith("portrait/")
    }
    return kept_loads(batch, portraits, line_policy().profile)


def settle(row: ChipRecord, result: ChipResult, zone: str, *, by: str, at: datetime) -> None:
    """MRZ of the chip = MRZ of the order, and every proof given; anything else is a fault with a name."""
    row.by, row.read_at, row.chip = by, at, result.chip
    row.chip_authenticated, row.actively_authenticated = result.chip_authenticated, result.actively_authenticated
    if result.fault:
        row.state, row.fault = "failed", result.fault
        return
    row.zone_agrees = result.zone == zone
    if not row.zone_agrees:
        row.state, row.fault = "failed", "production.zone_differs"
        return
    row.state = "read_back"
