"""The quality officer of a play: the rest of a batch passes after a sample, or card by card once one was rejected."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bitaqa.scenarios.centre_client import Centre
from bitaqa.scenarios.ledger import Ledger
from bitaqa.scenarios.making import MOST_PASSED, judge
from bitaqa.scenarios.story import Turn


class Bench:
    """Answers as the centre does, and keeps what it was sent; `deaf`: the answers to what was passed are lost."""

    def __init__(self, cards: int, *, deaf: bool) -> None:
        self.deaf = deaf
        self.orders = [
            {"id": f"o{n}", "state": "personalised", "application": n, "attempt": 1, "card": n} for n in range(cards)
        ]
        self.sent: list[tuple[str, Any]] = []

    def as_(self, _name: str) -> Bench:
        return self

    def get(self, _address: str) -> Any:
        return {"orders": self.orders, "spoiled_blanks": []}

    def post(self, address: str, body: Any, *, once: bool = False) -> Any:
        self.sent.append((address.removeprefix("/production/api/"), body))
        everyone = [order["id"] for order in self.orders]
        passed = everyone if address.endswith("pass-all") else body.get("orders", [])
        for order in self.orders:
            order["state"] = "passed" if order["id"] in passed else order["state"]
        if address.endswith("reject"):
            self.orders = self.orders[1:]
        return None if once and self.deaf else {"passed": passed}


@pytest.mark.parametrize("deaf", [False, True])
@pytest.mark.parametrize("rejected", [False, True])
def test_a_batch_is_judged_as_the_centre_lets_it(rejected: bool, deaf: bool) -> None:
    bench = Bench(MOST_PASSED + 3, deaf=deaf)
    turned = SimpleNamespace(applicant=SimpleNamespace(turn=Turn.REJECTED_CARD))
    told = SimpleNamespace(
        cards_stopped=0, cards_rejected=0, line_of=lambda number: turned if rejected and number == 0 else None
    )
    passed = judge(cast(Centre, bench), cast(Ledger, told), "b")
    assert passed == MOST_PASSED + 3 - rejected == MOST_PASSED + 3 - told.cards_rejected
    addresses = [address for address, _ in bench.sent]
    if not rejected:
        assert addresses == ["batches/b/pass-all", "batches/b/close"] and bench.sent[0][1] == {"sampled": ["o0"]}
        return
    assert addresses == ["quality/orders/o0/reject", "quality/pass", "quality/pass", "batches/b/close"]
    seen = [one for address, body in bench.sent if address == "quality/pass" for one in body["orders"]]
    assert seen == [order["id"] for order in bench.orders]
