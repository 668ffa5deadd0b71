"""The issuing centre at work: blanks received, batches formed, cards judged one by one, batches closed, boxes packed.

Batches are personalised by the workers; people do the rest, each with their own account. A rejected card is made again
under a new number; every blank is accounted for at the closure, and spoiled ones are destroyed by two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bitaqa.scenarios.centre_client import Centre
from bitaqa.scenarios.ledger import Ledger
from bitaqa.scenarios.story import Turn

API = "/production/api"
MOST_PASSED = 500
"""Cards the centre takes in one message of the bench."""


def receive_blanks(centre: Centre, ledger: Ledger, count: int, issuing_centres: Sequence[str]) -> None:
    """`count` blanks at each issuing centre; serial numbers go on from one to the next."""
    for code in issuing_centres:
        first = f"SP{ledger.blanks_received + 1:08d}"
        centre.as_("production").post(f"{API}/blanks", {"centre": code, "first": first, "count": count})
        ledger.blanks_received += count


def make_cards(
    centre: Centre, ledger: Ledger, issuing_centres: Sequence[str], *, wait: Callable[..., None],
    done: Callable[[int], None],
) -> int:  # fmt: skip
    """Forms, judges and closes batches until no order is left; `done` hears of each card passed. Answers how many."""
    made = 0
    while True:
        wait("orders", steps=("order", "order-stop"))
        for code in issuing_centres:
            centre.as_("production").post(f"{API}/batches", {"centre": code})
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
    """Rejects what the story says failed its check, closes the batch. The rest passes after a sample of one, or card
    by card where one was rejected."""
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
    ids = [order["id"] for order in good]
    if len(ids) == sum(order["state"] == "personalised" for order in orders):
        quality.post(f"{API}/batches/{batch}/pass-all", {"sampled": ids[:1]}, once=True)
    else:
        for at in range(0, len(ids), MOST_PASSED):
            quality.post(f"{API}/quality/pass", {"orders": ids[at : at + MOST_PASSED]}, once=True)
    told = quality.get(f"{API}/batches/{batch}")
    # an answer may be lost: each card is looked at
    passed = sum(1 for order in told["orders"] if order["state"] == "passed")
    centre.as_("production").post(f"{API}/batches/{batch}/close", {"spoiled": told["spoiled_blanks"]})
    return passed


def pack_boxes(centre: Centre, ledger: Ledger) -> int:
    """Every visit with cards ready gets its boxes; answers how many cards were packed."""
    packed = 0
    for ready in centre.as_("production").get(f"{API}/packing")["ready"]:
        centre.as_("production").post(f"{API}/visits/{ready['visit']}/pack")
        packed += ready["cards"]
    ledger.cards_packed += packed
    return packed


def send_boxes(centre: Centre, ledger: Ledger, taken_by: Mapping[str, str], where: str) -> list[dict[str, Any]]:
    """Boxes into numbered bags, out of the door, handed on at `where` to the vehicle of their visit (`taken_by`)."""
    delivery = centre.as_("delivery1")
    boxes = delivery.get("/delivery/api/boxes")
    if not boxes:
        return []
    bags = [{"box": box["box"], "bag": f"BAG-{len(ledger.consignments) + n:05d}"} for n, box in enumerate(boxes, 1)]
    sent: list[dict[str, Any]] = delivery.post("/delivery/api/consignments/pack", bags)
    ids = [consignment["id"] for consignment in sent]
    leaving = {"consignments": ids, "carrier": "courier-specimen"}
    delivery.post("/delivery/api/consignments/dispatch", leaving, once=True)
    for unit in dict.fromkeys(taken_by[consignment["visit"]] for consignment in sent):
        its = [consignment["id"] for consignment in sent if taken_by[consignment["visit"]] == unit]
        delivery.post("/delivery/api/consignments/carry", {"consignments": its, "took": unit, "where": where})
    ledger.consignments += ids
    return sent


def destroy_spoiled(centre: Centre, issuing_centres: Sequence[str]) -> int:
    """Two people destroy the spoiled blanks; answers how many."""
    destroyed = 0
    for code in issuing_centres:
        serials = centre.as_("production").get(f"{API}/blanks/spoiled", centre=code)
        if serials:
            proposed = centre.as_("production").post(f"{API}/destructions", {"serials": serials, "centre": code})
            told = centre.as_("quality").post(f"{API}/destructions/{proposed['id']}/confirm")
            destroyed += int(told["destroyed"])
    return destroyed
