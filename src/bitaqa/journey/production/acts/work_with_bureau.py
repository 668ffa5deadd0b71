"""A bureau's line: its machine file goes out, its report comes in, each card is read back here before it passes.

The bureau says which chips it wrote; it is not believed for it. A card passes the bench when a reader of ours read it,
by the access number on its face, and found what was signed. Refuses: reports that do not answer for exactly the cards
that went out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.vault import door as vault
from bitaqa.foundation.packet.keys import SealingKey, Verifier
from bitaqa.foundation.rules.documents import OrderState

from ..chips.drivers import ChipDriver, read_back
from ..chips.machine_file import LineCard, machine_file, read_report
from ..errors import BatchUnknownError, OrderUnknownError
from ..models import Batch, Blank, ChipRecord, Order
from .make_chips import loads_of, settle


def export_batch(batch: UUID, *, bureau: SealingKey, by: str, at: datetime) -> bytes:
    """The machine file of a made batch; made again it holds the same cards. Raises BatchUnknownError, TrustError."""
    with transaction.atomic():
        row = Batch.objects.select_for_update().filter(pk=batch, personalised_at__isnull=False).first()
        if row is None:
            raise BatchUnknownError()
        records = list(ChipRecord.objects.select_related("order").filter(batch=batch, state__in=["signed", "exported"]))
        blanks = dict(Blank.objects.filter(batch=batch, order__isnull=False).values_list("order_id", "serial"))
        loads = loads_of(row)
        cards = [LineCard(blanks[each.order_id], each.order.page, loads[each.order_id]) for each in records]
        ChipRecord.objects.filter(pk__in=[each.pk for each in records]).update(state="exported", by=by)
        ordered = sorted(cards, key=lambda card: card.page)
        return machine_file(batch, ordered, signer=vault.signer("centre"), bureau=bureau, at=at)


def take_report(batch: UUID, content: bytes, *, bureau: Verifier, by: str, at: datetime) -> tuple[int, int]:
    """The bureau's report, kept: (written, failed). A written chip still has to be read back here.

    Raises MachineFileRefusedError (nothing is then kept).
    """
    with transaction.atomic():
        records = {
            each.order_id: each
            for each in ChipRecord.objects.select_for_update().filter(batch=batch, state="exported").order_by("id")
        }
        blanks = dict(Blank.objects.filter(batch=batch, order__in=list(records)).values_list("serial", "order_id"))
        results = read_report(content, batch=batch, blanks=list(blanks), bureau=bureau)
        for each in results:
            record = records[blanks[each.blank]]
            record.chip, record.by = each.chip[:20], by
            if each.fault:
                record.state, record.fault, record.read_at = "failed", f"line.{each.fault}"[:80], at
            record.save()
        failed = sum(bool(each.fault) for each in results)
        return len(results) - failed, failed


def read_chip(order: UUID, driver: ChipDriver, *, by: str, at: datetime) -> ChipRecord:
    """Reads a card that a bureau wrote, by its access number; keeps the verdict. Raises OrderUnknownError."""
    row = Order.objects.filter(pk=order, state=OrderState.PERSONALISED).first()
    record = ChipRecord.objects.filter(order=order, attempt=row.attempt, state="exported").first() if row else None
    if row is None or record is None:
        raise OrderUnknownError()
    blank = Blank.objects.get(order=order, attempt=row.attempt)
    result = read_back(driver, can=row.can, digest=record.digest, blank=blank.serial, at=at)
    result = replace(result, chip=record.chip)
    with transaction.atomic():
        record = ChipRecord.objects.select_for_update().get(pk=record.pk)
        settle(record, result, row.mrz, by=by, at=at)
        record.save()
    return record
