"""Production for machines that act as a person: the same acts as the screens, JSON, session cookie and X-CSRFToken.

Every operation names the permission it needs; roles limited to an issuing centre are checked where the act names one.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from pydantic import Field

from bitaqa.backbone.accounts.door import (
    NotPermittedError,
    Permission,
    Staff,
    actor_of,
    person_of,
    refusal_for_machines,
)
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError

from . import api_chips, api_leases
from .acts.account_for_blanks import close_batch, issue_blanks, receive_blanks
from .acts.check_cards import pass_cards, pass_remainder, reject_card
from .acts.destroy_blanks import confirm_destruction, propose_destruction
from .acts.form_batches import form_batches
from .acts.look_twice import waiting_for_second
from .acts.order_documents import try_again
from .acts.pack_cards import pack_visit
from .floor import floor_figures
from .models import Batch, Blank, Destruction, Order
from .queries import boxes_by_id, get_batch, get_order, orders_of_batch, packing_plan
from .reach import centres_of, check_reach

P = Permission
api = NinjaAPI(title="Bitaqa production", version="1", urls_namespace="production-api", docs_url=None)


@api.exception_handler(BitaqaError)
def refuse(request: HttpRequest, error: BitaqaError) -> HttpResponse:
    return refusal_for_machines(error)


api.add_router("", api_chips.router)
api.add_router("", api_leases.router)


def _reach(request: HttpRequest) -> list[str]:
    """Centres whose batches the person may read. Raises NotPermittedError when there is none."""
    reach = centres_of(person_of(request), P.RUN_PRODUCTION, P.CHECK_QUALITY)
    if not reach:
        raise NotPermittedError(permission=str(P.RUN_PRODUCTION))
    return reach


def _by(request: HttpRequest) -> str:
    return actor_of(person_of(request))


class BlanksBody(Schema):
    centre: str = Field(max_length=40)
    first: str = Field(max_length=20)
    count: int = Field(ge=1)


@api.post("/blanks", auth=Staff(P.RUN_PRODUCTION), summary="Receive a range of numbered blanks")
def blanks_received(request: HttpRequest, body: BlanksBody) -> dict[str, Any]:
    check_reach(person_of(request), P.RUN_PRODUCTION, body.centre)
    serials = receive_blanks(centre=body.centre, first=body.first, count=body.count, by=_by(request), at=now())
    return {"received": len(serials), "first": serials[0], "last": serials[-1]}


@api.get("/floor", auth=Staff(P.RUN_PRODUCTION), summary="Figures of each issuing centre")
def floor(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "centre": f.centre.code,
            "orders": f.by_state,
            "held": f.held,
            "blanks": f.blanks,
            "spoiled": f.spoiled,
            "batches_open": f.batches_open,
            "nearest_deadline": f.nearest_deadline,
        }
        for f in floor_figures(centres_of(person_of(request), P.RUN_PRODUCTION))
    ]


class FormBody(Schema):
    centre: str | None = Field(default=None, max_length=40)


@api.post("/batches", auth=Staff(P.RUN_PRODUCTION), summary="Form batches now, small ones too")
def batches_now(request: HttpRequest, body: FormBody) -> dict[str, Any]:
    reach = [body.centre] if body.centre else centres_of(person_of(request), P.RUN_PRODUCTION)
    formed: list[UUID] = []
    for centre in reach:
        check_reach(person_of(request), P.RUN_PRODUCTION, centre)
        formed += form_batches(by=_by(request), at=now(), centre=centre, now=True)
    return {"batches": formed}


@api.get("/batches", auth=Staff(), summary="Batches not closed")
def batches(request: HttpRequest, state: str = "personalised") -> list[dict[str, Any]]:
    """`state`: personalised (made, not closed), formed (not made yet), or closed."""
    rows = Batch.objects.filter(issuing_centre__in=_reach(request)).order_by("formed_at", "id")
    match state:
        case "closed":
            rows = rows.filter(closed_at__isnull=False)
        case "formed":
            rows = rows.filter(personalised_at=None)
        case _:
            rows = rows.filter(personalised_at__isnull=False, closed_at=None)
    return [_batch(row) for row in rows[:500]]


@api.get("/batches/{batch}", auth=Staff(), summary="One batch, card by card")
def one_batch(request: HttpRequest, batch: UUID) -> dict[str, Any]:
    row = get_batch(batch)
    if row.issuing_centre not in _reach(request):
        raise NotPermittedError(permission=str(P.RUN_PRODUCTION))
    rejected = list(row.rejections.order_by("at"))
    return {
        **_batch(row),
        "orders": [
            {
                "id": o.id,
                "application": o.application,
                "number": o.number,
                "state": o.state,
                "attempt": o.attempt,
                "mrz": o.mrz,
                "card": o.card,
                "page": o.page,
            }
            for o in orders_of_batch(batch)
        ],
        "rejected": [
            {"order": r.order_id, "attempt": r.attempt, "blank": r.blank, "reason": r.reason} for r in rejected
        ],
        "spoiled_blanks": list(row.blanks.filter(state="spoiled").order_by("serial").values_list("serial", flat=True)),
    }


def _batch(row: Batch) -> dict[str, Any]:
    return {
        "id": row.id,
        "code": row.code,
        "centre": row.issuing_centre,
        "document_type": row.document_type,
        "formed_at": row.formed_at,
        "personalised_at": row.personalised_at,
        "closed_at": row.closed_at,
        "lease_token": row.lease_token,
        "lease_until": row.lease_until,
    }


class PassBody(Schema):
    orders: list[UUID] = Field(min_length=1, max_length=500)
    read: dict[UUID, str] = {}


@api.post("/quality/pass", auth=Staff(P.CHECK_QUALITY), summary="Pass cards checked one by one")
def cards_pass(request: HttpRequest, body: PassBody) -> dict[str, Any]:
    for centre in set(Order.objects.filter(pk__in=body.orders).values_list("issuing_centre", flat=True)):
        check_reach(person_of(request), P.CHECK_QUALITY, centre)
    passed = pass_cards(body.orders, by=_by(request), at=now(), read=body.read)
    return {"passed": passed, "second_look": waiting_for_second(body.orders)}


class RejectBody(Schema):
    attempt: int = Field(ge=1)
    reason: str = Field(max_length=20)
    remark: str = Field(default="", max_length=200)


@api.post("/quality/orders/{order}/reject", auth=Staff(P.CHECK_QUALITY), summary="Reject a card: it is made again")
def card_reject(request: HttpRequest, order: UUID, body: RejectBody) -> dict[str, Any]:
    check_reach(person_of(request), P.CHECK_QUALITY, get_order(order).issuing_centre)
    row = reject_card(order, attempt=body.attempt, reason=body.reason, remark=body.remark, by=_by(request), at=now())
    return {"rejection": row.id, "blank": row.blank, "next_attempt": row.attempt + 1}


class SampleBody(Schema):
    sampled: list[UUID] = Field(default=[], max_length=50)


@api.post("/batches/{batch}/pass-all", auth=Staff(P.CHECK_QUALITY), summary="Pass the rest of a batch after a sample")
def cards_pass_all(request: HttpRequest, batch: UUID, body: SampleBody) -> dict[str, Any]:
    check_reach(person_of(request), P.CHECK_QUALITY, get_batch(batch).issuing_centre)
    passed = pass_remainder(batch, sampled=body.sampled, by=_by(request), at=now())
    return {"passed": passed}


class SerialsBody(Schema):
    serials: list[str] = Field(min_length=1, max_length=500)


@api.post("/batches/{batch}/blanks", auth=Staff(P.RUN_PRODUCTION), summary="Give a batch further blanks")
def batch_blanks(request: HttpRequest, batch: UUID, body: SerialsBody) -> dict[str, Any]:
    check_reach(person_of(request), P.RUN_PRODUCTION, get_batch(batch).issuing_centre)
    issue_blanks(batch, body.serials, by=_by(request), at=now())
    return {"issued": len(set(body.serials))}


class CloseBody(Schema):
    spoiled: list[str] = []
    sample: list[str] = []
    returned: list[str] = []


@api.post("/batches/{batch}/close", auth=Staff(P.RUN_PRODUCTION), summary="Close a batch: every blank accounted for")
def batch_close(request: HttpRequest, batch: UUID, body: CloseBody) -> dict[str, Any]:
    check_reach(person_of(request), P.RUN_PRODUCTION, get_batch(batch).issuing_centre)
    count = close_batch(
        batch, spoiled=body.spoiled, sample=body.sample, returned=body.returned, by=_by(request), at=now()
    )
    return {
        "received": count.received,
        "good": count.good,
        "spoiled": count.spoiled,
        "sample": count.sample,
        "returned": count.returned,
    }


@api.post("/orders/{order}/retry", auth=Staff(P.RUN_PRODUCTION), summary="Let an order that was set aside go again")
def order_retry(request: HttpRequest, order: UUID) -> dict[str, Any]:
    check_reach(person_of(request), P.RUN_PRODUCTION, get_order(order).issuing_centre)
    return {"retried": try_again([order], by=_by(request), at=now())}


@api.get("/orders/held", auth=Staff(P.RUN_PRODUCTION), summary="Orders set aside, with their reason")
def orders_held(request: HttpRequest) -> list[dict[str, Any]]:
    reach = centres_of(person_of(request), P.RUN_PRODUCTION)
    rows = Order.objects.exclude(problem="").filter(issuing_centre__in=reach).order_by("rank", "ordered_at")
    return [{"id": r.id, "application": r.application, "centre": r.issuing_centre, "problem": r.problem} for r in rows]


@api.get("/packing", auth=Staff(P.PACK_CARDS), summary="Visits with cards ready, places without a delivery visit")
def packing(request: HttpRequest) -> dict[str, Any]:
    plan = packing_plan(local_day(now()), centres_of(person_of(request), P.PACK_CARDS))
    return {
        "ready": [
            {"visit": r.visit.id, "place": r.visit.place, "day": r.visit.day, "cards": r.cards} for r in plan.ready
        ],
        "without_visit": plan.without_visit,
    }


class BoxOut(Schema):
    id: UUID
    code: str
    issuing_centre: str
    visit: UUID
    place: str
    day: date
    cards: list[UUID]


@api.post("/visits/{visit}/pack", auth=Staff(P.PACK_CARDS), response=list[BoxOut], summary="Pack a visit's cards")
def visit_pack(request: HttpRequest, visit: UUID) -> list[Any]:
    packed = boxes_by_id(pack_visit(visit, by=_by(request), at=now()))
    return sorted(packed.values(), key=lambda box: box.code)


class DestroyBody(SerialsBody):
    centre: str = Field(max_length=40)


@api.get("/blanks/spoiled", auth=Staff(P.DESTROY_CARDS), summary="Spoiled blanks not yet in a destruction")
def spoiled(request: HttpRequest, centre: str) -> list[str]:
    rows = Blank.objects.filter(issuing_centre=centre, state="spoiled", destruction=None).order_by("serial")
    return list(rows.values_list("serial", flat=True))


@api.post("/destructions", auth=Staff(P.DESTROY_CARDS), summary="Propose to destroy spoiled blanks")
def destruction_propose(request: HttpRequest, body: DestroyBody) -> dict[str, Any]:
    check_reach(person_of(request), P.DESTROY_CARDS, body.centre)
    row = propose_destruction(centre=body.centre, serials=body.serials, by=_by(request), at=now())
    return {"id": row.id, "serials": row.serials}


@api.post("/destructions/{destruction}/confirm", auth=Staff(P.DESTROY_CARDS), summary="Confirm, as the second person")
def destruction_confirm(request: HttpRequest, destruction: UUID) -> dict[str, Any]:
    proposed = Destruction.objects.filter(pk=destruction).first()
    if proposed is not None:
        check_reach(person_of(request), P.DESTROY_CARDS, proposed.issuing_centre)
    row = confirm_destruction(destruction, by=_by(request), at=now())
    return {"id": row.id, "destroyed": len(row.serials)}
