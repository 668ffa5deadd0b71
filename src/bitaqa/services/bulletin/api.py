"""Machine doors of bulletins: figures of a campaign now, a draft, its publication. JSON, staff session."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import NinjaAPI, Query, Schema
from pydantic import Field

from bitaqa.backbone.accounts.door import (
    Permission,
    Scope,
    Staff,
    check_can,
    person_of,
    refusal_for_machines,
)
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal import door as journal
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.records.campaigns.door import get_campaign

from . import words
from .access import check_can_build
from .actions import build_bulletin, publish_bulletin
from .domain import NAMED_PLACES
from .figures import Subject, compute
from .queries import BulletinValue, get_bulletin
from .texts import body_of

api = NinjaAPI(title="Bitaqa bulletin", urls_namespace="bulletin-api", docs_url=None, openapi_url="openapi.json")


@api.exception_handler(BitaqaError)
def _refused(request: HttpRequest, error: BitaqaError) -> Any:
    return refusal_for_machines(error)


class BuildIn(Schema):
    """`real_ridges`: of a played campaign, how many requests went through images of ridges."""

    real_ridges: Annotated[int, Field(ge=0)] | None = None
    named: Annotated[int, Field(ge=1, le=200)] = NAMED_PLACES
    """How many places a ranked table names before the rest become one row."""


@api.get("campaigns/{uuid:campaign}", auth=Staff(Permission.SEE_BULLETIN))
def figures_now(
    request: HttpRequest, campaign: UUID, named: Annotated[int, Query(ge=1, le=200)] = NAMED_PLACES
) -> dict[str, Any]:
    """The tables of a campaign as the journal stands, not kept. 409 when parts and totals differ."""
    check_can(person_of(request), Permission.SEE_BULLETIN, scope=Scope(campaign=campaign))
    waiting = journal.waiting()  # before the position: nothing that is sequenced in between is left out unsaid
    known, at, position = get_campaign(campaign), now(), journal.position()
    figures = compute(Subject(campaign=campaign, named=named), position=position, as_at=at)
    body = body_of(figures, words.title_of_campaign(known.name_ar, known.name_fr))
    return {**body, "position": position, "waiting": waiting, "as_at": _text(at)}


@api.post("campaigns/{uuid:campaign}/build", auth=Staff(Permission.SEE_BULLETIN))
def build(request: HttpRequest, campaign: UUID, given: BuildIn | None = None) -> dict[str, Any]:
    """A draft at the journal's present position. 409 when parts and totals differ."""
    user = person_of(request)
    check_can_build(user, campaign)
    real_ridges, named = (given.real_ridges, given.named) if given else (None, NAMED_PLACES)
    subject = Subject(campaign=campaign, named=named)
    return _answer(build_bulletin(subject, by=user.pk, at=now(), real_ridges=real_ridges))


@api.get("bulletins/{uuid:bulletin}", auth=Staff(Permission.SEE_BULLETIN))
def one(request: HttpRequest, bulletin: UUID) -> dict[str, Any]:
    """A bulletin as it was built."""
    found = get_bulletin(bulletin)
    check_can(person_of(request), Permission.SEE_BULLETIN, scope=Scope(campaign=found.subject.campaign))
    return _answer(found)


@api.post("bulletins/{uuid:bulletin}/publish", auth=Staff(Permission.PUBLISH_BULLETIN))
def publish(request: HttpRequest, bulletin: UUID) -> dict[str, Any]:
    """Published by a second person; its figures are computed again first."""
    user = person_of(request)
    scope = Scope(campaign=get_bulletin(bulletin).subject.campaign)
    check_can(user, Permission.PUBLISH_BULLETIN, scope=scope)
    return _answer(publish_bulletin(bulletin, by=user.pk, at=now()))


def _answer(bulletin: BulletinValue) -> dict[str, Any]:
    return {
        **bulletin.body,
        "bulletin": str(bulletin.id),
        "state": bulletin.state.value,
        "position": bulletin.position,
        "waiting": bulletin.waiting,
        "as_at": _text(bulletin.as_at),
        "restated_by": str(bulletin.restated_by) if bulletin.restated_by else None,
    }


def _text(at: datetime) -> str:
    return at.isoformat()
