"""Blanks leave the vault for the line of a shift, and come back, by two people; a shift closes when none is missing.

One person scans what is handed over, another counts and confirms it with an account of their own. At the end of a
shift whatever the line still has goes back, scanned; received = good + spoiled + sample + returned, serial by serial.
Refuses: serials that are not where the move begins, the same person twice, open batches, missing blanks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.jobs.door import wake
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id

from .. import policy
from ..domain import BlankState, Reconciliation, get_centre, reconcile, shift_of
from ..errors import (
    MoveByTwoError,
    SerialsNotThereError,
    VaultMoveUnknownError,
)
from ..models import Batch, Blank, ShiftClosure, VaultMove
from ..shift_errors import ShiftBatchesOpenError, ShiftClosedError, ShiftUnaccountedError
from .account_for_blanks import listed
from .form_batches import STOCK

OUT, BACK = "out", "back"


def propose_move(*, centre: str, serials: Sequence[str], way: str, shift: str = "", by: str, at: datetime) -> VaultMove:
    """The first person scans; scanning the same again answers the same move. `shift` is today's unless named.

    Raises SerialsNotThereError, ShiftClosedError.
    """
    get_centre(centre, policy.country_pack())
    named, wanted = shift or shift_of(at), sorted({serial.strip().upper() for serial in serials if serial.strip()})
    with transaction.atomic():
        if way == OUT and ShiftClosure.objects.filter(issuing_centre=centre, shift=named).exists():
            raise ShiftClosedError(shift=named)
        same = VaultMove.objects.filter(
            issuing_centre=centre, way=way, shift=named, serials=wanted, proposed_by=by, confirmed_at=None
        ).first()
        if same is not None:
            return same
        _check_there(centre, wanted, way)
        row = VaultMove.objects.create(
            issuing_centre=centre, way=way, shift=named, serials=wanted, proposed_by=by, proposed_at=at
        )
        _tell("blank.move_proposed", row, by=by, at=at)
    return row


def confirm_move(move: UUID, *, by: str, at: datetime) -> VaultMove:
    """The second person counted the same. Raises VaultMoveUnknownError, MoveByTwoError, SerialsNotThereError."""
    with transaction.atomic():
        row = VaultMove.objects.select_for_update().filter(pk=move, confirmed_at=None).first()
        if row is None:
            raise VaultMoveUnknownError()
        if row.proposed_by == by:
            raise MoveByTwoError()
        _check_there(row.issuing_centre, row.serials, row.way)
        row.confirmed_by, row.confirmed_at = by, at
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        Blank.objects.filter(serial__in=row.serials).update(line_shift=row.shift if row.way == OUT else "")
        _tell("blank.moved", row, by=by, at=at)
        wake("batch")
    return row


def withdraw_move(move: UUID, *, by: str, at: datetime) -> None:
    """A move not yet confirmed is taken back. Raises VaultMoveUnknownError."""
    with transaction.atomic():
        row = VaultMove.objects.select_for_update().filter(pk=move, confirmed_at=None).first()
        if row is None:
            raise VaultMoveUnknownError()
        _tell("blank.move_withdrawn", row, by=by, at=at)
        row.delete()


def close_shift(centre: str, shift: str, *, returned: Sequence[str] = (), by: str, at: datetime) -> ShiftClosure:
    """Closes a shift once every blank it had is accounted for; closing it again answers the first closure.

    `returned`: the serials still at the line, scanned as they go back to the vault. Raises ShiftBatchesOpenError,
    ShiftUnaccountedError (which names the serials).
    """
    get_centre(centre, policy.country_pack())
    with transaction.atomic():
        rows = list(
            Blank.objects.select_for_update().filter(issuing_centre=centre, line_shift=shift).order_by("serial")
        )
        known = ShiftClosure.objects.filter(issuing_centre=centre, shift=shift).first()
        if known is not None:
            return known
        used = {row.batch_id for row in rows if row.batch_id}
        unclosed = Batch.objects.filter(pk__in=used, closed_at=None).order_by("code").values_list("code", flat=True)
        if unclosed:
            raise ShiftBatchesOpenError(batches=", ".join(unclosed))
        scanned = sorted({serial.strip().upper() for serial in returned if serial.strip()})
        count = shift_count(rows, scanned)
        if not count.reconciles:
            raise ShiftUnaccountedError(
                missing=listed(count.missing), foreign=listed(count.foreign), twice=listed(count.twice)
            )
        Blank.objects.filter(serial__in=scanned).update(state=BlankState.RETURNED, line_shift="")
        closure = ShiftClosure.objects.create(
            issuing_centre=centre,
            shift=shift,
            received=count.received,
            good=count.good,
            spoiled=count.spoiled,
            sample=count.sample,
            returned=count.returned,
            serials=scanned,
            closed_by=by,
            closed_at=at,
        )
        facts = {
            "issuing_centre": centre,
            "shift": shift,
            "received": count.received,
            "good": count.good,
            "spoiled": count.spoiled,
            "sample": count.sample,
            "returned": count.returned,
        }
        record(
            [
                Entry(
                    event="shift.closed",
                    subject_kind="shift",
                    subject=closure.id,
                    acted_at=at,
                    actor=by,
                    act=new_id(),
                    facts=facts,
                )
            ]
        )
    return closure


def shift_count(rows: Sequence[Blank], returned: Sequence[str]) -> Reconciliation:
    """What the closure would find with these serials scanned."""
    piles: dict[str, list[str]] = {}
    for row in rows:
        piles.setdefault(row.state, []).append(row.serial)
    return reconcile(
        [row.serial for row in rows],
        piles.get(BlankState.GOOD, []),
        spoiled=[*piles.get(BlankState.SPOILED, []), *piles.get(BlankState.DESTROYED, [])],
        sample=piles.get(BlankState.SAMPLE, []),
        returned=returned,
    )


def _check_there(centre: str, wanted: Sequence[str], way: str) -> None:
    """All in the vault (out) or free at the line (back). Raises SerialsNotThereError."""
    rows = Blank.objects.select_for_update().filter(
        serial__in=list(wanted), issuing_centre=centre, state__in=STOCK, batch=None
    )
    rows = rows.filter(line_shift="") if way == OUT else rows.exclude(line_shift="")
    found = set(rows.values_list("serial", flat=True))
    if not wanted or found != set(wanted):
        raise SerialsNotThereError(serials=listed(sorted(set(wanted) - found)))


def _tell(event: str, row: VaultMove, *, by: str, at: datetime) -> None:
    facts = {
        "issuing_centre": row.issuing_centre,
        "way": row.way,
        "shift": row.shift,
        "serials": row.serials,
        "witness": row.proposed_by,
    }
    record([Entry(event=event, subject_kind="blank", subject=row.id, acted_at=at, actor=by, act=row.id, facts=facts)])
