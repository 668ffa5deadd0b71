"""Chips for machines that act as a person: how many were made, and letting a batch be signed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from ninja import Router

from bitaqa.backbone.accounts.door import Permission, Staff, actor_of, person_of
from bitaqa.backbone.clock import now

from .acts.make_chips import line_policy, release_batch
from .models import ChipRecord
from .models.chips import CHIP_STATES
from .queries import get_batch
from .reach import centres_of, check_reach

P = Permission
router = Router()


@router.get("/chips", auth=Staff(P.RUN_PRODUCTION), summary="How many chips were signed, read back, failed")
def chips(request: HttpRequest) -> dict[str, Any]:
    reach = centres_of(person_of(request), P.RUN_PRODUCTION)
    rows = ChipRecord.objects.filter(batch__issuing_centre__in=reach).values_list("state").annotate(n=Count("id"))
    states = {**dict.fromkeys(CHIP_STATES, 0), **dict(rows.order_by("state"))}
    rules = line_policy()
    return {"line": str(rules.line), "sample_share": rules.sample_share, "total": sum(states.values()), **states}


@router.post("/batches/{batch}/release", auth=Staff(P.RUN_PRODUCTION), summary="Let a batch be signed and made")
def batch_release(request: HttpRequest, batch: UUID) -> dict[str, Any]:
    check_reach(person_of(request), P.RUN_PRODUCTION, get_batch(batch).issuing_centre)
    return {"released": release_batch(batch, by=actor_of(person_of(request)), at=now())}
