"""Machine doors of hand-over: cards with place and keeper, boxes, the counter. No rule stands here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from bitaqa.foundation.rules.packet_bodies import CustodyAct, OldCard
from bitaqa.station.desk.door import now, record_look, signed_in
from bitaqa.station.fieldpack.door import CardNotDueError, get_card

from . import custody, finding, receiving
from .capturing import face_capture, finger_captures
from .finding import CardFound
from .handing import AtCounter, HandedOver, hand_over_card, stop_card
from .verifying import Release
from .wrong import WrongData, report_wrong_card

router = Router(tags=["hand-over"])


class Scan(Schema):
    document_number: str
    act: CustodyAct
    because: str = ""
    witness: str = ""
    witness_pin: str = ""
    keeper: str = ""


class Scans(Schema):
    document_numbers: list[str]
    act: CustodyAct
    because: str = ""
    witness: str = ""
    witness_pin: str = ""
    keeper: str = ""


class BoxOpened(Schema):
    document_numbers: list[str] = []
    box: Literal["whole", "short", "damaged"] = "whole"


class Read(Schema):
    text: str


class Finger(Schema):
    finger: dict[str, Any]
    visit: UUID | None = None


class TwoPeople(Schema):
    second: str
    pin: str
    because: str


class OldCardGiven(Schema):
    number: str = ""
    fate: Literal["taken_back", "declared_lost", "declared_stolen", "not_brought"]


class Counter(Schema):
    card: UUID
    receipt_shown: bool = False
    receipt: str = ""
    found_by: Literal["receipt", "name", "list", "finger"] = "receipt"
    collector: Literal["holder", "representative", "authorised"] = "holder"
    collector_names: str = ""
    finger: dict[str, Any] | None = None
    face: dict[str, Any] | None = None
    two_people: TwoPeople | None = None
    holder_checked: bool = False
    old_card: OldCardGiven | None = None
    signed: bool = False


class Wrong(Schema):
    card: UUID
    fields: list[dict[str, Any]]
    fault: Literal["ours", "holder"]
    witness: str
    witness_pin: str
    identity: dict[str, Any]
    representative: dict[str, Any] | None = None
    stamp_number: str = ""
    notice_language: str
    notice_read: bool = False
    receipt_shown: bool = False
    found_by: Literal["receipt", "name", "list", "finger"] = "receipt"


class Stopped(Schema):
    card: UUID
    because: str


@router.get("cards")
def get_cards(request: HttpRequest, q: str = "", visit: UUID | None = None) -> list[dict[str, Any]]:
    """Cards due or at hand, in the order of service, each with its place and keeper."""
    return _shown(request, finding.cards_here(q=q, visit=visit), purpose="hand_over_list")


@router.get("cards/{uuid:card}")
def get_one_card(request: HttpRequest, card: UUID) -> dict[str, Any]:
    return _shown(request, [finding.get_card_here(card)], purpose="hand_over")[0]


@router.post("cards/read")
def post_read(request: HttpRequest, read: Read) -> dict[str, Any]:
    """The card that a scanned or typed text leads to: receipt code, receipt number or document number."""
    found = finding.read_scan(read.text)
    [shown] = _shown(request, [found.card], purpose="hand_over")
    return {**shown, "found_by": found.found_by, "receipt_checked": found.receipt_checked}


@router.post("cards/find-by-finger")
def post_find_by_finger(request: HttpRequest, given: Finger) -> list[dict[str, Any]]:
    found = finding.find_by_finger(finger_captures(given.finger), visit=given.visit)
    shown = _shown(request, [card for card, _score in found], purpose="hand_over")
    return [{**one, "score": round(score, 4)} for one, (_card, score) in zip(shown, found, strict=True)]


@router.post("cards/scan")
def post_scan(request: HttpRequest, scan: Scan) -> dict[str, Any]:
    return asdict(custody.scan_card(**scan.dict(), by=signed_in(request), at=now()))


@router.post("cards/scan-many")
def post_scans(request: HttpRequest, scans: Scans) -> list[dict[str, Any]]:
    """Several cards under one act: one packet."""
    return [asdict(one) for one in custody.scan_cards(**scans.dict(), by=signed_in(request), at=now())]


@router.post("consignments/{uuid:consignment}/receive")
def post_box(request: HttpRequest, consignment: UUID, box: BoxOpened) -> dict[str, Any]:
    """Idempotent: a second receipt of the same box answers the first."""
    return asdict(
        receiving.receive_box(
            consignment=consignment,
            document_numbers=box.document_numbers,
            box=box.box,
            by=signed_in(request),
            at=now(),
        )
    )


@router.post("hand-overs")
def post_hand_over(request: HttpRequest, given: Counter) -> dict[str, Any]:
    """Idempotent by card: a second hand-over answers the first with `again`."""
    try:
        due = get_card(card=given.card)
    except CardNotDueError:
        due = None  # perhaps handed over before, under an earlier list: the act says so
    counter = AtCounter(
        receipt_shown=given.receipt_shown or bool(given.receipt),
        receipt=given.receipt,
        found_by=given.found_by,
        collector=given.collector,
        collector_names=given.collector_names,
        fingers=finger_captures(given.finger or {}, due),
        portrait=face_capture(given.face or {}, due),
        release=Release(**given.two_people.dict()) if given.two_people else None,
        holder_checked=given.holder_checked,
        old_card=OldCard(number=given.old_card.number, fate=given.old_card.fate) if given.old_card else None,
        signed=given.signed,
    )
    return outcome_map(hand_over_card(card=given.card, counter=counter, by=signed_in(request), at=now()))


@router.post("hand-overs/wrong")
def post_wrong(request: HttpRequest, given: Wrong) -> dict[str, Any]:
    """Idempotent by card."""
    said = given.dict()
    card, witness, pin = said.pop("card"), said.pop("witness"), said.pop("witness_pin")
    return asdict(
        report_wrong_card(
            card=card, wrong=WrongData(**said), witness=witness, witness_pin=pin, by=signed_in(request), at=now()
        )
    )


@router.post("hand-overs/stopped")
def post_stopped(request: HttpRequest, given: Stopped) -> dict[str, Any]:
    return outcome_map(stop_card(card=given.card, because=given.because, by=signed_in(request), at=now()))


def _shown(request: HttpRequest, cards: Sequence[CardFound], *, purpose: str) -> list[dict[str, Any]]:
    """The cards as an answer shows them; that it showed their holders is written down."""
    named = [one.card for one in cards if one.due is not None]
    record_look(of="card", subjects=named, purpose=purpose, by=signed_in(request).code, at=now())
    return [card_map(one) for one in cards]


def card_map(found: CardFound) -> dict[str, Any]:
    due = found.due
    return {
        "card": found.card,
        "document_number": found.document_number,
        "state": found.state.value,
        "keeper": found.keeper,
        "place": found.place,
        "because": found.because,
        "due": due.to_map() if due else None,
    }


def outcome_map(done: HandedOver) -> dict[str, Any]:
    return asdict(done)
