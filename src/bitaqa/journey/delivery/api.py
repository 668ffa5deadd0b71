"""Machine doors of delivery: boxes packed, sent and carried; cards found, taken back, destroyed; figures.

The same acts as the screens, with the same refusals; a staff session with its CSRF token.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from pydantic import Field

from bitaqa.backbone.accounts.door import Permission, Staff, actor_of, person_of, refusal_for_machines
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.documents import CardState, ConsignmentState
from bitaqa.records.cards import door as cards
from bitaqa.records.cards.door import CardValue

from . import queries
from .acts.call_back import order_returns
from .acts.destroy_cards import confirm_destruction, propose_destruction, withdraw_destruction
from .acts.move_consignments import carry_consignments, dispatch_consignments
from .acts.pack_consignments import pack_consignments
from .acts.replace_cards import order_cards_again
from .acts.take_back_returns import take_back_returns
from .errors import CardUnknownError
from .models import Consignment

api = NinjaAPI(title="Bitaqa delivery", urls_namespace="delivery-api", docs_url=None, openapi_url="openapi.json")
MOVER, DESTROYER = Staff(Permission.MOVE_CONSIGNMENTS), Staff(Permission.DESTROY_CARDS)
Scanned = Annotated[list[str], Field(max_length=5000)]


class BoxIn(Schema):
    box: UUID
    bag: Annotated[str, Field(max_length=40)]


class DispatchIn(Schema):
    consignments: list[UUID]
    carrier: str


class CarryIn(Schema):
    consignments: list[UUID]
    took: str
    where: str = ""


class ReturnsIn(Schema):
    document_numbers: Scanned
    centre: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]


class CallBackIn(Schema):
    visits: list[UUID]
    because: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")] = "ordered"


class OrderAgainIn(Schema):
    document_numbers: Scanned


class DestroyIn(Schema):
    document_numbers: Scanned
    where: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    because: Annotated[str, Field(pattern=r"^[a-z0-9-]{0,40}$")] = ""


@api.exception_handler(BitaqaError)
def _refused(request: HttpRequest, error: BitaqaError) -> Any:
    return refusal_for_machines(error)


def _by(request: HttpRequest) -> str:
    return actor_of(person_of(request))


def _consignment(row: Consignment) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "code": row.code,
        "box": str(row.box),
        "visit": str(row.visit),
        "station": str(row.station),
        "place": row.place,
        "day": row.day.isoformat(),
        "from": row.origin,
        "cards": row.cards,
        "bag": row.bag,
        "state": row.state,
    }


def _card(card: CardValue) -> dict[str, Any]:
    return {
        "id": str(card.id),
        "document_number": card.number,
        "state": card.state.value,
        "keeper": card.keeper,
        "place": card.place,
        "visit": str(card.visit) if card.visit else None,
        "position": card.position,
        "stopped": card.stopped or None,
        "consignment": str(card.consignment) if card.consignment else None,
        "application": str(card.application) if card.application else None,
    }


@api.get("boxes", auth=MOVER, summary="Boxes that wait for a bag")
def boxes(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "box": str(b.id),
            "code": b.code,
            "visit": str(b.visit),
            "place": b.place,
            "day": b.day.isoformat(),
            "from": b.issuing_centre,
            "cards": len(b.cards),
        }
        for b in queries.boxes_to_pack()
    ]


@api.get("consignments", auth=MOVER, summary="Consignments, of one state or all")
def consignments(request: HttpRequest, state: ConsignmentState | None = None) -> list[dict[str, Any]]:
    return [_consignment(row) for row in queries.consignments_in(*([state] if state else ConsignmentState))]


@api.post("consignments/pack", auth=MOVER, summary="Put boxes in numbered bags")
def pack(request: HttpRequest, given: list[BoxIn]) -> list[dict[str, Any]]:
    rows = pack_consignments({each.box: each.bag for each in given}, by=_by(request), at=now())
    return [_consignment(row) for row in rows]


@api.post("consignments/dispatch", auth=MOVER, summary="Consignments leave the centre with a carrier")
def dispatch(request: HttpRequest, given: DispatchIn) -> dict[str, int]:
    return {
        "dispatched": len(dispatch_consignments(given.consignments, carrier=given.carrier, by=_by(request), at=now()))
    }


@api.post("consignments/carry", auth=MOVER, summary="Consignments change hands on the road")
def carry(request: HttpRequest, given: CarryIn) -> dict[str, int]:
    carried = carry_consignments(given.consignments, took=given.took, where=given.where, by=_by(request), at=now())
    return {"carried": len(carried)}


@api.get("consignments/{uuid:consignment}", auth=MOVER, summary="One consignment with its custody and its cards")
def consignment(request: HttpRequest, consignment: UUID) -> dict[str, Any]:
    row = queries.get_consignment(consignment)
    inside = cards.cards_of_consignments([row.id]).get(row.id, [])
    steps = queries.custody_of(row)
    return {
        **_consignment(row),
        "custody": [{"gave": s.gave, "took": s.took, "where": s.where, "at": s.at.isoformat()} for s in steps],
        "inside": [_card(card) for card in inside],
    }


@api.get("cards", auth=MOVER, summary="A card by its number: place, keeper, trail")
def card(request: HttpRequest, number: str) -> dict[str, Any]:
    trail = queries.find_trail(number)
    if trail is None:
        raise CardUnknownError(number=number)
    looks("person.looked_at", subject_kind="person", subjects=[trail.card.person], by=_by(request), purpose="find-card")
    return {
        **_card(trail.card),
        "trail": [
            {
                "event": e.event,
                "at": e.acted_at.isoformat(),
                "actor": e.actor,
                "because": e.because,
                "facts": dict(e.facts),
            }
            for e in trail.entries
        ],
    }


@api.post("cards/order-again", auth=MOVER, summary="Order lost or damaged cards again; those ordered now")
def order_again(request: HttpRequest, given: OrderAgainIn) -> list[dict[str, Any]]:
    return [_card(each) for each in order_cards_again(given.document_numbers, by=_by(request), at=now())]


@api.post("returns", auth=MOVER, summary="Returned cards reach the centre")
def returns(request: HttpRequest, given: ReturnsIn) -> list[dict[str, Any]]:
    return [_card(c) for c in take_back_returns(given.document_numbers, centre=given.centre, by=_by(request), at=now())]


@api.post("returns/order", auth=MOVER, summary="Call back every card still waiting at these visits")
def call_back(request: HttpRequest, given: CallBackIn) -> dict[str, int]:
    return {"called": order_returns(given.visits, by=_by(request), at=now(), because=given.because)}


@api.get("uncollected", auth=MOVER, summary="Cards called back and not yet returned")
def uncollected(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {**_card(each), "because": order.because, "since": order.at.isoformat()}
        for each, order in queries.cards_called_back()
    ]


@api.get("destructions", auth=DESTROYER, summary="Destructions that wait for their second person")
def destructions(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {"id": str(d.id), "code": d.code, "where": d.where, "first": d.first, "cards": d.cards.count()}
        for d in queries.destructions_waiting()
    ]


@api.get("destroyable", auth=DESTROYER, summary="Cards at the centres that wait to be destroyed")
def destroyable(request: HttpRequest) -> list[dict[str, Any]]:
    return [_card(each) for each in queries.cards_here_to_destroy()]


@api.post("destructions", auth=DESTROYER, summary="The first person proposes, the cards in hand")
def propose(request: HttpRequest, given: DestroyIn) -> dict[str, Any]:
    row = propose_destruction(
        given.document_numbers, where=given.where, by=_by(request), at=now(), because=given.because
    )
    return {"id": str(row.id), "code": row.code, "cards": row.cards.count()}


@api.post("destructions/{uuid:destruction}/confirm", auth=DESTROYER, summary="Another person confirms what they saw")
def confirm(request: HttpRequest, destruction: UUID) -> dict[str, Any]:
    row = confirm_destruction(destruction, by=_by(request), at=now())
    return {"id": str(row.id), "code": row.code, "cards": row.cards.count()}


@api.post("destructions/{uuid:destruction}/withdraw", auth=DESTROYER, summary="A proposal is taken back")
def withdraw(request: HttpRequest, destruction: UUID) -> dict[str, bool]:
    withdraw_destruction(destruction)
    return {"withdrawn": True}


@api.get("figures", auth=MOVER, summary="Cards of a campaign by what became of them, up to the end of a day")
def figures(request: HttpRequest, campaign: UUID, on: date | None = None) -> dict[str, Any]:
    share = queries.handed_over_share(campaign, on or local_day(now()))
    left = [CardState.AT_DELIVERY_POINT, CardState.WITHHELD]
    return {
        "on": share.on.isoformat(),
        "total": share.total,
        "handed_over": share.handed_over,
        "percent": share.percent,
        "parts": dict(share.parts),
        "by_day": {day.isoformat(): n for day, n in sorted(share.by_day.items())},
        "at_stations": sum(cards.count_by_state(campaign=campaign).get(state, 0) for state in left),
    }
