"""Leases for the machines of an issuing centre: keep one, confirm what was consumed, and hand over what was not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from bitaqa.backbone.accounts.door import Permission, Staff, actor_of, person_of
from bitaqa.backbone.clock import now

from .acts.lease_batches import confirm_consumed, fail_over, renew_lease
from .queries import get_batch
from .reach import check_reach

P = Permission
router = Router()


class LeaseBody(Schema):
    token: int = Field(ge=1)


class ConsumedBody(LeaseBody):
    serials: list[str] = Field(min_length=1, max_length=500)


class FailOverBody(Schema):
    to: str = Field(max_length=40)


@router.post(
    "/batches/{batch}/lease", auth=Staff(P.RUN_PRODUCTION), summary="Keep a batch: the centre still works on it"
)
def lease(request: HttpRequest, batch: UUID, body: LeaseBody) -> dict[str, Any]:
    check_reach(person_of(request), P.RUN_PRODUCTION, get_batch(batch).issuing_centre)
    return {"until": renew_lease(batch, body.token, at=now())}


@router.post("/batches/{batch}/consumed", auth=Staff(P.RUN_PRODUCTION), summary="Blanks that became their cards")
def consumed(request: HttpRequest, batch: UUID, body: ConsumedBody) -> dict[str, Any]:
    check_reach(person_of(request), P.RUN_PRODUCTION, get_batch(batch).issuing_centre)
    by = actor_of(person_of(request))
    return {"confirmed": confirm_consumed(batch, body.token, body.serials, by=by, at=now())}


@router.post(
    "/batches/{batch}/fail-over", auth=Staff(P.RUN_PRODUCTION), summary="Hand a silent centre's orders to another"
)
def hand_over(request: HttpRequest, batch: UUID, body: FailOverBody) -> dict[str, Any]:
    """Who does it may work in both centres."""
    for centre in (get_batch(batch).issuing_centre, body.to):
        check_reach(person_of(request), P.RUN_PRODUCTION, centre)
    moved = fail_over(batch, to=body.to, by=actor_of(person_of(request)), at=now())
    return {"moved": moved}
