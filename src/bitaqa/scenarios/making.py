"""The issuing centre at work: blanks received, batches formed, cards judged one by one, batches closed, boxes packed.

Batches are personalised by the workers; people do the rest, each with their own account. A rejected card is made again
under a new number; every blank is accounted for at the closure, and spoiled ones are destroyed by two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bitaqa.scenarios.centre_client import Centre
from bitaqa.scenarios.ledger import Ledger
from bitaqa.scenarios.story import Turn

ISSUING_CENTRE = "rabat"
API = "/production/api"


def receive_blanks(centre: Centre, ledger: Ledger, count: int) -> None:
    first = f"SP{ledger.blanks_received + 1:08d}"
    centre.as_("production").post(f"{API}/blanks", {"centre": ISSUING_CENTRE, "first": first, "count": count})
    ledger.blanks_received += count


def make_cards(centre: Centre, ledger: Ledger, *, wait: Callable[..., None], done: Callable[[int], None]) -> int:
    """Forms, judges and closes batches until no order is left; `done` hears of each card passed. Answers how many."""
    made = 0
    while True:
        wait("orders", steps=("order", "order-stop"))
        centre.as_("production").post(f"{API}/batches", {"centre": ISSUING_CENTRE})
        wait("personalising", steps=("personalise",))
        batches = centre.as_("quality").get(f"{API}/batches", state="personalised")
        if not batches:
            return made
        for batch in batches:
            passed = judge(centre, ledger, batch["id"])
            made += passed
            ledger.cards_passed += passed
            done(passed)


def judge(centre: Centre, ledger: Ledger, batch: str) -> int:
    """Rejects what the story says failed its check, samples one, passes the rest, closes the batch."""
    quality = centre.as_("quality")
    orders = quality.get(f"{API}/batches/{batch}")["orders"]
    good = [order for order in orders if order["state"] == "personalised"]
    ledger.cards_stopped += sum(order["state"] == "cancelled" and order["card"] is not None for order in orders)
    for order in list(good):
        line = ledger.line_of(order["application"])
        if order["attempt"] == 1 and line is not None and line.applicant.turn is Turn.REJECTED_CARD:
            body = {"attempt": 1, "reason": "print", "remark": "SPECIMEN"}
            quality.post(f"{API}/quality/orders/{order['id']}/reject", body)
            good.remove(order)
            ledger.cards_rejected += 1
    passed = quality.post(f"{API}/batches/{batch}/pass-all", {"sampled": [order["id"] for order in good[:1]]})["passed"]
    told = quality.get(f"{API}/batches/{batch}")
    centre.as_("production").post(f"{API}/batches/{batch}/close", {"spoiled": told["spoiled_blanks"]})
    return len(passed)


def pack_boxes(centre: Centre, ledger: Ledger) -> int:
    """Every visit with cards ready gets its boxes; answers how many cards were packed."""
    packed = 0
    for ready in centre.as_("production").get(f"{API}/packing")["ready"]:
        boxes = centre.as_("production").post(f"{API}/visits/{ready['visit']}/pack")
        packed += ready["cards"] if boxes else 0
    ledger.cards_packed += packed
    return packed


def send_boxes(centre: Centre, ledger: Ledger) -> list[dict[str, Any]]:
    """Boxes into numbered bags, out of the door, handed on at the province: the consignments."""
    delivery = centre.as_("delivery1")
    boxes = delivery.get("/delivery/api/boxes")
    if not boxes:
        return []
    bags = [{"box": box["box"], "bag": f"BAG-{len(ledger.consignments) + n:05d}"} for n, box in enumerate(boxes, 1)]
    sent: list[dict[str, Any]] = delivery.post("/delivery/api/consignments/pack", bags)
    ids = [consignment["id"] for consignment in sent]
    delivery.post("/delivery/api/consignments/dispatch", {"consignments": ids, "carrier": "courier-specimen"})
    delivery.post("/delivery/api/consignments/carry", {"consignments": ids, "took": "settat-um-1", "where": "settat"})
    ledger.consignments += ids
    return sent


def destroy_spoiled(centre: Centre) -> int:
    """Two people destroy the spoiled blanks; answers how many."""
    serials = centre.as_("production").get(f"{API}/blanks/spoiled", centre=ISSUING_CENTRE)
    if not serials:
        return 0
    body = {"serials": serials, "centre": ISSUING_CENTRE}
    proposed = centre.as_("production").post(f"{API}/destructions", body)
    return int(centre.as_("quality").post(f"{API}/destructions/{proposed['id']}/confirm")["destroyed"])
