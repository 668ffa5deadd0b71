"""Does the day reconcile? Pure: figures in, differences out, each with a stable code and a whole sentence.

Two counts that must agree are taken from different tables (states against acts, files against stamps, packets against
the chain), so that a fault in one shows. Nothing here is typed by anyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class DayCounts:
    """What the station's tables say of one day. Money in centimes."""

    enrolled: Mapping[str, int] = field(default_factory=dict)
    incomplete: int = 0
    completed: int = 0
    referred: int = 0
    abandoned: int = 0
    drafts_open: int = 0
    money_centimes: int = 0
    stamps: int = 0
    waivers: int = 0
    free: int = 0
    tickets: int = 0
    tickets_open: int = 0
    served: int = 0
    no_show: int = 0
    odometer_wrong: bool = False
    cards_before: int = 0
    cards_received: int = 0
    cards_out: Mapping[str, int] = field(default_factory=dict)
    cards_left: int = 0
    handed_over: int = 0
    wrong_cards: int = 0
    not_verified: int = 0
    stopped: int = 0
    old_cards_taken_back: int = 0
    boxes_open: int = 0
    attempts_open: int = 0
    disagreeing: int = 0
    packets_sealed: int = 0
    first_sequence: int | None = None
    last_sequence: int | None = None
    same_chain: bool = True
    own_sequences: tuple[int, ...] = ()

    @property
    def requests(self) -> int:
        return sum(self.enrolled.values())

    @property
    def cards_gone(self) -> int:
        return sum(self.cards_out.values())


@dataclass(frozen=True, slots=True)
class Difference:
    """`sentence` is a msgid with the facts `expected` and `found` (and `count` where one number says all)."""

    code: str
    sentence: str
    expected: int = 0
    found: int = 0

    @property
    def facts(self) -> dict[str, Any]:
        return {"expected": self.expected, "found": self.found, "count": self.found}

    @property
    def text(self) -> str:
        return self.sentence % self.facts


def differences(c: DayCounts) -> tuple[Difference, ...]:
    """Everything that keeps the day from being closed; empty when it reconciles."""
    found: list[Difference] = []

    def unless(agrees: bool, code: str, sentence: str, expected: int = 0, counted: int = 0) -> None:
        if not agrees:
            found.append(Difference(code, sentence, expected, counted))

    unless(
        not c.drafts_open,
        "drafts_left",
        "Drafts are neither sealed nor abandoned: %(count)s.",
        counted=c.drafts_open,
    )
    unless(
        not c.tickets_open,
        "tickets_open",
        "Numbers are still waiting or called: %(count)s.",
        counted=c.tickets_open,
    )
    accounted_tickets = c.served + c.no_show + c.tickets_open
    unless(
        c.tickets == accounted_tickets,
        "tickets",
        "Numbers given: %(expected)s; served, not there, still open: %(found)s.",
        c.tickets,
        accounted_tickets,
    )
    unless(
        not c.odometer_wrong,
        "odometer",
        "The odometer has one reading, or one that goes backwards: write both again.",
    )
    unless(not c.boxes_open, "boxes_open", "Boxes were scanned and not closed: %(count)s.", counted=c.boxes_open)
    unless(
        not c.attempts_open,
        "attempts_open",
        "Hand-overs were begun and not ended: %(count)s.",
        counted=c.attempts_open,
    )
    paid = c.stamps + c.waivers + c.free
    unless(
        c.requests == paid,
        "duties",
        "Requests sealed: %(expected)s; with a stamp, a waiver or no duty: %(found)s.",
        c.requests,
        paid,
    )
    unless(
        (c.money_centimes > 0) == (c.stamps > 0),
        "money",
        "Stamps counted: %(expected)s; money in centimes: %(found)s.",
        c.stamps,
        c.money_centimes,
    )
    in_hands = c.cards_before + c.cards_received
    accounted = c.cards_gone + c.cards_left
    unless(
        in_hands == accounted,
        "cards",
        "Cards held and received: %(expected)s; handed over, wrong, withheld, returned, missing and left: %(found)s.",
        in_hands,
        accounted,
    )
    unless(
        c.handed_over == c.cards_out.get("hand_over", 0),
        "handed_over",
        "Hand-overs sealed: %(expected)s; cards that left by hand-over: %(found)s.",
        c.handed_over,
        c.cards_out.get("hand_over", 0),
    )
    unless(
        c.wrong_cards == c.cards_out.get("find_wrong", 0),
        "wrong_cards",
        "Corrections sealed: %(expected)s; wrong cards: %(found)s.",
        c.wrong_cards,
        c.cards_out.get("find_wrong", 0),
    )
    unless(
        not c.disagreeing,
        "card_states",
        "Cards whose state is not that of their last act: %(count)s.",
        counted=c.disagreeing,
    )
    if c.same_chain and c.packets_sealed:
        span = (c.last_sequence or 0) - (c.first_sequence or 0) + 1
        unless(
            span == c.packets_sealed,
            "packets",
            "Packets sealed: %(found)s; numbers of the chain used: %(expected)s.",
            span,
            c.packets_sealed,
        )
        first, last = c.first_sequence or 0, c.last_sequence or 0
        outside = sum(not first <= number <= last for number in c.own_sequences)
        unless(not outside, "sequences", "Acts whose packet is not of this day: %(count)s.", counted=outside)
    unless(
        bool(c.packets_sealed) or not c.own_sequences,
        "packets_none",
        "Acts were sealed (%(found)s) and the outbox holds no packet of this day.",
        counted=len(c.own_sequences),
    )
    return tuple(found)
