"""A pool takes a made-ready batch of its centre: from then on it alone confirms what it consumed.

Taking is a new lease under a token nobody had before, so that whoever had the batch before, another process of the same
centre or this one before it was killed, speaks for nothing. Offered are batches whose cards are prepared and not all
confirmed, which no pool holds, or whose pool was silent until its lease ended. Refuses nothing: no batch is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import OrderState

from .. import policy
from ..domain import BlankState, get_centre
from ..models import Batch, Blank
from .lease_batches import lease_batch


@dataclass(frozen=True, slots=True)
class TakenBatch:
    """What a pool makes: by blank, the place of its card among the printed faces."""

    id: UUID
    code: str
    token: int
    until: datetime
    pages: dict[str, int]


def take_batch(centre: str, *, pool: str, by: str, at: datetime) -> TakenBatch | None:
    """The oldest batch that waits for a pool of this centre; a pool gets back the one it holds. Five round trips.

    Raises IssuingCentreUnknownError.
    """
    get_centre(centre, policy.country_pack())
    to_make = Blank.objects.filter(consumed_at=None, state=BlankState.RECEIVED, order__state=OrderState.PERSONALISED)
    with transaction.atomic():
        row = (
            Batch.objects.select_for_update(skip_locked=True)
            .filter(Exists(to_make.filter(batch=OuterRef("pk"))), issuing_centre=centre, closed_at=None, held_at=None)
            .filter(Q(pool__in=["", pool]) | Q(lease_until__lt=at), personalised_at__isnull=False)
            .order_by("formed_at", "code")
            .first()
        )
        if row is None:
            return None
        row.pool = pool
        token = lease_batch(row, at=at)
        pages = dict(to_make.filter(batch=row).order_by("order__page").values_list("serial", "order__page"))
        facts = {"batch": row.code, "issuing_centre": centre, "token": token, "pool": pool, "count": len(pages)}
        record(
            [
                Entry(
                    event="batch.taken", subject_kind="batch", subject=row.id, acted_at=at, actor=by, act=new_id(),
                    facts=facts,
                )
            ]
        )  # fmt: skip
        return TakenBatch(row.id, row.code, token, row.lease_until or at, pages)
