"""The counter at a delivery visit: boxes received by scan, cards handed over, wrong ones corrected, the rest returned.

Finger first; then finger and face; then two people with the reason the machine gave. The holder looks at the card
before signing. Nothing is handed over that was not scanned in.
"""

from __future__ import annotations

from typing import Any

from bitaqa.scenarios.centre_client import Centre
from bitaqa.scenarios.enrolling import NOTICE, WRONG_BIRTH_PLACE, Visit, seed_of
from bitaqa.scenarios.ledger import Ledger, Line
from bitaqa.scenarios.station_client import Desk
from bitaqa.scenarios.story import Applicant, Turn

HEAD = "head"
Card = dict[str, Any]


def receive_boxes(head: Desk, visit: Visit, ledger: Ledger) -> list[Card]:
    """Every box of the visit is opened and each card scanned; answers the cards now at the station."""
    due = [card for card in head.session.get("cards", visit=visit.id) if card["due"]]
    boxes: dict[str, list[str]] = {}
    for card in due:
        if card["due"].get("consignment"):
            boxes.setdefault(card["due"]["consignment"], []).append(card["document_number"])
    for consignment, numbers in boxes.items():
        told = head.session.post(f"consignments/{consignment}/receive", {"document_numbers": numbers, "box": "whole"})
        ledger.count(visit.key, cards_received=int(told["received"]))
    return [card for card in head.session.get("cards", visit=visit.id) if card["state"] == "at_station"]


def serve(desk: Desk, card: Card, visit: Visit, ledger: Ledger, head_pin: str) -> None:
    """What happens when the holder of one card is called."""
    line = ledger.line_of(card["due"]["application"])
    if line is None:
        raise LookupError(f"card {card['document_number']} belongs to nobody who came")
    one, corrected = line.applicant, card["due"]["kind"] == "correction"
    if one.turn is Turn.UNCOLLECTED:
        return
    if one.turn is Turn.ABSENT:
        line.awaited = True
        return
    if line.stopped:
        desk.session.post("hand-overs/stopped", {"card": card["card"], "because": "reported_death"})
    elif one.turn in (Turn.WRONG_OURS, Turn.WRONG_HOLDER) and not corrected:
        find_wrong(desk, card, line, visit, ledger, head_pin)
    else:
        hand_over(desk, card, line, visit, ledger, head_pin)


def hand_over(desk: Desk, card: Card, line: Line, visit: Visit, ledger: Ledger, head_pin: str) -> None:
    one, day = line.applicant, visit.key
    body = counter(one, card, line, visit)
    for attempt in captures(one, child=body["collector"] == "representative"):
        told = desk.session.post("hand-overs", {**body, **attempt})
        if told["outcome"] == "handed_over":
            break
        ledger.count(day, not_verified=1)
        reason = told["because"] or "finger_unclear"
    else:
        two = {"second": HEAD, "pin": head_pin, "because": reason}
        told = desk.session.post("hand-overs", {**body, "two_people": two})
    if told["outcome"] != "handed_over":
        raise LookupError(f"card {card['document_number']}: {told['outcome']} {told['because']}")
    line.handed_over = True
    if "old_card" in body:
        ledger.old_cards.append(body["old_card"]["number"])
    ledger.count(day, handed_over=1, old_cards_taken_back=int("old_card" in body))


def captures(one: Applicant, *, child: bool) -> list[dict[str, Any]]:
    """What is tried before two people decide: nothing for a representative or when the device is out of order."""
    if child or one.turn is Turn.TWO_PEOPLE:
        return [{}]
    who = {"seed": seed_of(one), "sex": one.person.sex}
    face = {"face": {"simulated": {**who, "take": 1}}}
    if one.turn is Turn.BY_FACE:  # worn fingers: one, which comes out poorly, and the face
        return [face]
    first, again = ({"finger": {"simulated": {**who, "take": take}}} for take in (1, 2))
    return [first, {**again, **face}]


def counter(one: Applicant, card: Card, line: Line, visit: Visit) -> dict[str, Any]:
    due = card["due"]
    lost = one.turn is Turn.LOST_RECEIPT
    body: dict[str, Any] = {
        "card": card["card"],
        "receipt_shown": not lost,
        "found_by": "name" if lost else "receipt",
        "collector": "holder",
        "holder_checked": True,
        "signed": True,
    }
    if one.person.birth.age_range(visit.day)[0] < 12 and one.person.representative is not None:
        who = one.person.representative
        body["collector"], body["collector_names"] = "representative", f"{who.given[0]} {who.family[0]}".strip()
    if due.get("old_document_number") and due.get("old_card_fate") == "with_holder":
        body["old_card"] = {"number": due["old_document_number"], "fate": "taken_back"}
    return body


def find_wrong(desk: Desk, card: Card, line: Line, visit: Visit, ledger: Ledger, head_pin: str) -> None:
    """The holder sees it before signing: destroyed by two, corrected at once, first in the queue, free if ours."""
    one, ours = line.applicant, line.applicant.turn is Turn.WRONG_OURS
    right = one.person.identity_map(visit.place)
    body: dict[str, Any] = {
        "card": card["card"],
        "fields": [
            {"field": "birth_place_latin", "printed": WRONG_BIRTH_PLACE[1], "right": right["birth_place_latin"]}
        ],
        "fault": "ours" if ours else "holder",
        "witness": HEAD,
        "witness_pin": head_pin,
        "identity": right,
        "notice_language": NOTICE["language"],
        "notice_read": True,
        "receipt_shown": True,
        "found_by": "receipt",
    }
    if not ours and not visit.programme:
        body["stamp_number"] = f"SC{one.number + 1:08d}"
    told = desk.session.post("hand-overs/wrong", body)
    ledger.corrected(line, application=told["application"], receipt=told["receipt_number"])
    line.corrected_centimes = int(told["centimes"])
    paid = int(told["centimes"])
    ledger.count(visit.key, wrong_cards=1, money_centimes=paid, stamps=int(paid > 0))


def return_left(head: Desk) -> list[str]:
    """Every card still at the station goes back: uncollected ones and those withheld. Answers their numbers."""
    here = head.session.get("cards")
    returned = []
    for state, because in (("at_station", "uncollected"), ("withheld", "withheld")):
        numbers = [card["document_number"] for card in here if card["state"] == state]
        if numbers:
            body = {"document_numbers": numbers, "act": "returned", "because": because}
            head.session.post("cards/scan-many", body, once=True)
        returned += numbers
    return returned


def destroy_returned(centre: Centre, ledger: Ledger, numbers: list[str], issuing_centre: str) -> int:
    """The centre takes back what stations returned and took back, and two people destroy it. Answers how many."""
    if not numbers:
        return 0
    delivery = centre.as_("delivery1")
    delivery.post("/delivery/api/returns", {"document_numbers": numbers, "centre": issuing_centre})
    here = [card["document_number"] for card in delivery.get("/delivery/api/destroyable")]
    body = {"document_numbers": here, "where": issuing_centre}
    delivery.post("/delivery/api/destructions", body, once=True)
    [proposed] = delivery.get("/delivery/api/destructions")
    centre.as_("delivery2").post(f"/delivery/api/destructions/{proposed['id']}/confirm", once=True)
    ledger.cards_destroyed += len(here)
    for line in ledger.with_turn(Turn.UNCOLLECTED):
        line.destroyed = not line.handed_over
    return len(here)
