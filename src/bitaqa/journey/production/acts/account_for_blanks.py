"""Numbered blanks: received, given to a batch beyond its orders, counted at its closure, destroyed by two when spoiled.

Received = good + spoiled + sample + returned, serial by serial; a difference stops the closure and names the serials.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.jobs.door import wake
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id, new_ids
from bitaqa.foundation.rules.documents import OrderState

from .. import policy
from ..chips.loads import destroy_loads
from ..domain import BlankState, Reconciliation, get_centre, reconcile, serial_range, shift_of
from ..errors import (
    BatchClosedError,
    BatchNotJudgedError,
    BatchUnknownError,
    BlanksKnownError,
    BlanksNotFreeError,
    BlanksUnaccountedError,
)
from ..models import Batch, Blank, Order
from .form_batches import STOCK


def receive_blanks(*, centre: str, first: str, count: int, by: str, at: datetime) -> list[str]:
    """Receives a delivery of `count` blanks from the serial `first`; one journal entry for the range. The serials.

    Raises IssuingCentreUnknownError, BlankSerialRefusedError, BlanksKnownError (none is then received).
    """
    get_centre(centre, policy.country_pack())
    serials = serial_range(first, count)
    with transaction.atomic():
        known = list(Blank.objects.filter(serial__in=serials).order_by("serial").values_list("serial", flat=True))
        if known:
            raise BlanksKnownError(count=len(known), serials=listed(known))
        Blank.objects.bulk_create(
            [
                Blank(id=id_, serial=serial, issuing_centre=centre, shift=shift_of(at), received_at=at, received_by=by)
                for id_, serial in zip(new_ids(count), serials, strict=True)
            ],
            batch_size=5000,
        )
        delivery = new_id()
        record(
            [
                Entry(
                    event="blank.received",
                    subject_kind="blank",
                    subject=delivery,
                    acted_at=at,
                    actor=by,
                    act=delivery,
                    facts={"issuing_centre": centre, "first": serials[0], "last": serials[-1], "count": count},
                )
            ]
        )
        wake("batch")
    return serials


def issue_blanks(batch: UUID, serials: Sequence[str], *, by: str, at: datetime) -> None:
    """Gives a batch further blanks (trial prints): they must be counted at its closure.

    Raises BatchUnknownError, BatchClosedError, BlanksNotFreeError.
    """
    with transaction.atomic():
        row = _open_batch(batch)
        wanted = sorted(set(serials))
        free = Blank.objects.select_for_update().filter(
            serial__in=wanted, issuing_centre=row.issuing_centre, state__in=STOCK, batch=None
        )
        found = set(free.values_list("serial", flat=True))
        if found != set(wanted):
            raise BlanksNotFreeError(serials=listed(sorted(set(wanted) - found)))
        Blank.objects.filter(serial__in=wanted).update(batch=row, state=BlankState.RECEIVED, shift=shift_of(at))
        record(
            [
                Entry(
                    event="blank.issued",
                    subject_kind="blank",
                    subject=row.id,
                    acted_at=at,
                    actor=by,
                    act=new_id(),
                    facts={"batch": row.code, "serials": wanted},
                )
            ]
        )


def reckoning_of(
    batch: Batch, *, spoiled: Sequence[str], sample: Sequence[str], returned: Sequence[str]
) -> Reconciliation:
    """What the closure would find; one round trip."""
    rows = list(Blank.objects.filter(batch=batch).values_list("serial", "state"))
    good = [serial for serial, state in rows if state == BlankState.GOOD]
    rejected = [serial for serial, state in rows if state == BlankState.SPOILED]
    received = [serial for serial, _ in rows]
    return reconcile(received, good, spoiled=spoiled, sample=sample, returned=returned, rejected=rejected)


def close_batch(
    batch: UUID,
    *,
    spoiled: Sequence[str] = (),
    sample: Sequence[str] = (),
    returned: Sequence[str] = (),
    by: str,
    at: datetime,
) -> Reconciliation:
    """Closes a batch once every blank is accounted for; closing it again answers the same count.

    The serials are those counted by hand; good ones are the cards that passed. Raises BatchUnknownError,
    BatchNotJudgedError, BlanksUnaccountedError (which names the serials).
    """
    with transaction.atomic():
        row = _locked_batch(batch)
        if row.closed_at is not None:
            good = Blank.objects.filter(batch=row, state=BlankState.GOOD).count()
            total = good + row.spoiled + row.sample + row.returned
            return Reconciliation(total, good, row.spoiled, row.sample, row.returned, (), (), ())
        unjudged = Order.objects.filter(batch=row, state__in=[OrderState.IN_BATCH, OrderState.PERSONALISED]).count()
        if unjudged or row.personalised_at is None:
            raise BatchNotJudgedError(count=unjudged)
        count = reckoning_of(row, spoiled=spoiled, sample=sample, returned=returned)
        if not count.reconciles:
            raise BlanksUnaccountedError(
                missing=listed(count.missing), foreign=listed(count.foreign), twice=listed(count.twice)
            )
        piles = Blank.objects.filter(batch=row)
        piles.filter(serial__in=list(spoiled)).update(state=BlankState.SPOILED)
        piles.filter(serial__in=list(sample)).update(state=BlankState.SAMPLE)
        piles.filter(serial__in=list(returned)).update(state=BlankState.RETURNED, batch=None)
        row.closed_at, row.closed_by = at, by
        row.spoiled, row.sample, row.returned = count.spoiled, count.sample, count.returned
        row.chip_file = None
        row.save(update_fields=["closed_at", "closed_by", "spoiled", "sample", "returned", "chip_file"])
        destroy_loads([row.id], by=by)
        record(
            [
                Entry(
                    event="batch.closed",
                    subject_kind="batch",
                    subject=row.id,
                    acted_at=at,
                    actor=by,
                    act=new_id(),
                    facts={
                        "batch": row.code,
                        "issuing_centre": row.issuing_centre,
                        "received": count.received,
                        "good": count.good,
                        "spoiled": count.spoiled,
                        "sample": count.sample,
                        "returned": count.returned,
                    },
                )
            ]
        )
        return count


def listed(serials: Sequence[str], *, most: int = 12) -> str:
    """Serials for a sentence: all of them when few, else the first and how many more; a dash when none."""
    if not serials:
        return "—"
    return ", ".join(serials[:most]) + (f" … (+{len(serials) - most})" if len(serials) > most else "")


def _locked_batch(batch: UUID) -> Batch:
    row = Batch.objects.select_for_update().filter(pk=batch).first()
    if row is None:
        raise BatchUnknownError()
    return row


def _open_batch(batch: UUID) -> Batch:
    row = _locked_batch(batch)
    if row.closed_at is not None:
        raise BatchClosedError(batch=row.code)
    return row
