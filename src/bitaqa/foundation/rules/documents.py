"""Documents, cards, orders, consignments: separate questions, so separate states.

A *document* is one issued thing with a number and a legal life; a *card* is the body that carries it and is always
somewhere, in someone's keeping; an *order* asks an issuing centre to make one; a *consignment* is a sealed box.
"""

from __future__ import annotations

from enum import StrEnum

from bitaqa.foundation.kernel.states import StateTable, move


class DocumentState(StrEnum):
    ISSUED = "issued"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    LOST = "lost"
    STOLEN = "stolen"
    DAMAGED = "damaged"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CANCELLED = "cancelled"


D = DocumentState
LIVING = (D.ACTIVE, D.SUSPENDED)
"""Documents that say who someone is today, or would again once a suspension is lifted."""
HELD = (*LIVING, D.EXPIRED)
"""What its holder still has in hand. An expired card proves nothing any more, yet it founds a renewal, can be lost,
and is taken back when the new one is handed over."""
DOCUMENT = StateTable(
    aggregate="document",
    states=DocumentState,
    initial=D.ISSUED,
    final=frozenset({D.SUPERSEDED, D.STOLEN, D.DAMAGED, D.REVOKED, D.CANCELLED, D.LOST}),
    born="document.issued",
    moves=(
        move("activate", D.ISSUED, D.ACTIVE, by="delivery", event="document.activated"),
        move(
            "cancel", D.ISSUED, D.CANCELLED, by=["quality", "delivery"], event="document.cancelled", needs=["because"]
        ),
        move(
            "suspend",
            D.ACTIVE,
            D.SUSPENDED,
            by=["intake", "coordinator", "adjudicator", "delivery"],
            event="document.suspended",
            needs=["because"],
        ),
        move(
            "resume",
            D.SUSPENDED,
            D.ACTIVE,
            by=["adjudicator", "coordinator"],
            event="document.resumed",
            needs=["because"],
        ),
        move("supersede", HELD, D.SUPERSEDED, by="delivery", event="document.superseded"),
        move("report_lost", HELD, D.LOST, by="intake", event="document.lost"),
        move("report_stolen", HELD, D.STOLEN, by="intake", event="document.stolen"),
        move("report_damaged", HELD, D.DAMAGED, by="intake", event="document.damaged"),
        move("expire", LIVING, D.EXPIRED, by="register", event="document.expired"),
        move(
            "revoke", LIVING, D.REVOKED, by=["adjudicator", "coordinator"], event="document.revoked", needs=["because"]
        ),
    ),
)
del D


class CardState(StrEnum):
    MADE = "made"
    SPOILED = "spoiled"
    PACKED = "packed"
    DISPATCHED = "dispatched"
    AT_DELIVERY_POINT = "at_delivery_point"
    WITHHELD = "withheld"
    HANDED_OVER = "handed_over"
    TAKEN_BACK = "taken_back"
    RETURNED = "returned"
    MISSING = "missing"
    DESTROYED = "destroyed"


C = CardState
CARD = StateTable(
    aggregate="card",
    states=CardState,
    initial=CardState.MADE,
    final=frozenset({C.DESTROYED}),
    born="card.made",
    moves=(
        move("spoil", C.MADE, C.SPOILED, by="quality", event="card.spoiled", needs=["because"]),
        move("pack", C.MADE, C.PACKED, by="production", event="card.packed"),
        move("dispatch", C.PACKED, C.DISPATCHED, by="delivery", event="card.dispatched"),
        move(
            "receive",
            [C.DISPATCHED, C.MISSING],
            C.AT_DELIVERY_POINT,
            by="field_operator",
            event="card.at_delivery_point",
        ),
        move(
            "miss",
            [C.PACKED, C.DISPATCHED, C.AT_DELIVERY_POINT],
            C.MISSING,
            by="delivery",
            event="card.missing",
            needs=["because"],
        ),
        move("hand_over", C.AT_DELIVERY_POINT, C.HANDED_OVER, by="field_operator", event="card.handed_over"),
        move(
            "withhold",
            [C.MADE, C.PACKED, C.DISPATCHED, C.AT_DELIVERY_POINT],
            C.WITHHELD,
            by=["field_operator", "delivery"],
            event="card.withheld",
            needs=["because"],
        ),
        move("take_back", C.HANDED_OVER, C.TAKEN_BACK, by="field_operator", event="card.taken_back"),
        move(
            "return",
            [C.AT_DELIVERY_POINT, C.WITHHELD, C.TAKEN_BACK],
            C.RETURNED,
            by=["field_operator", "delivery"],
            event="card.returned",
        ),
        move(
            "destroy",
            [C.SPOILED, C.WITHHELD, C.TAKEN_BACK, C.RETURNED],
            C.DESTROYED,
            by=["delivery", "production", "quality", "station_head"],
            event="card.destroyed",
            needs=["witness", "because"],
        ),
    ),
)
del C


class OrderState(StrEnum):
    QUEUED = "queued"
    ASSIGNED = "assigned"
    IN_BATCH = "in_batch"
    PERSONALISED = "personalised"
    REJECTED = "rejected"
    PASSED = "passed"
    PACKED = "packed"
    CANCELLED = "cancelled"


R = OrderState
ORDER = StateTable(
    aggregate="order",
    states=OrderState,
    initial=R.QUEUED,
    final=frozenset({R.PACKED, R.CANCELLED}),
    born="order.queued",
    moves=(
        move("assign", R.QUEUED, R.ASSIGNED, by="routing", event="order.assigned"),
        move("batch", R.ASSIGNED, R.IN_BATCH, by="production", event="order.in_batch"),
        move("take_out", R.IN_BATCH, R.ASSIGNED, by="production", event="order.taken_out", needs=["because"]),
        move("personalise", R.IN_BATCH, R.PERSONALISED, by="production", event="order.personalised"),
        move("pass", R.PERSONALISED, R.PASSED, by="quality", event="order.passed"),
        move("reject", R.PERSONALISED, R.REJECTED, by="quality", event="order.rejected", needs=["because"]),
        move("remake", R.REJECTED, R.QUEUED, by="production", event="order.remade"),
        move("pack", R.PASSED, R.PACKED, by="production", event="order.packed"),
        move(
            "cancel",
            [R.QUEUED, R.ASSIGNED, R.IN_BATCH, R.PERSONALISED, R.REJECTED, R.PASSED],
            R.CANCELLED,
            by=["delivery", "production"],
            event="order.cancelled",
            needs=["because"],
        ),
    ),
)
del R


class ConsignmentState(StrEnum):
    PACKED = "packed"
    DISPATCHED = "dispatched"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    SHORT = "short"
    DAMAGED = "damaged"
    EMPTIED = "emptied"


G = ConsignmentState
CONSIGNMENT = StateTable(
    aggregate="consignment",
    states=ConsignmentState,
    initial=G.PACKED,
    final=frozenset({G.EMPTIED}),
    born="consignment.packed",
    moves=(
        move("dispatch", G.PACKED, G.DISPATCHED, by="delivery", event="consignment.dispatched"),
        move("carry", G.DISPATCHED, G.IN_TRANSIT, by="delivery", event="consignment.in_transit"),
        move("receive", [G.DISPATCHED, G.IN_TRANSIT], G.RECEIVED, by="station_head", event="consignment.received"),
        move("receive_short", [G.DISPATCHED, G.IN_TRANSIT], G.SHORT, by="station_head", event="consignment.short"),
        move(
            "receive_damaged", [G.DISPATCHED, G.IN_TRANSIT], G.DAMAGED, by="station_head", event="consignment.damaged"
        ),
        move("empty", [G.RECEIVED, G.SHORT, G.DAMAGED], G.EMPTIED, by="station_head", event="consignment.emptied"),
    ),
)
del G


class VisitState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


V = VisitState
VISIT = StateTable(
    aggregate="visit",
    states=VisitState,
    initial=V.PLANNED,
    final=frozenset({V.CLOSED, V.CANCELLED}),
    born="visit.planned",
    moves=(
        move("open", V.PLANNED, V.OPEN, by="station_head", event="visit.opened"),
        move("close", V.OPEN, V.CLOSED, by="station_head", event="visit.closed"),
        move("cancel", [V.PLANNED, V.OPEN], V.CANCELLED, by="coordinator", event="visit.cancelled", needs=["because"]),
    ),
)
del V


class CampaignState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


CAMPAIGN = StateTable(
    aggregate="campaign",
    states=CampaignState,
    initial=CampaignState.PLANNED,
    final=frozenset({CampaignState.CLOSED}),
    born="campaign.planned",
    moves=(
        move("open", CampaignState.PLANNED, CampaignState.OPEN, by="coordinator", event="campaign.opened"),
        move("close", CampaignState.OPEN, CampaignState.CLOSED, by="coordinator", event="campaign.closed"),
    ),
)
