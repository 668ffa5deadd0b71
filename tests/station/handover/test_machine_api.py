"""The machine API of cards, hand-overs, tickets and the day, as the campaign player uses it over a session."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from station_env.counter import BOX, DELIVERY_TODAY, PINS, Counter

API = "/api/v1/"


class Player:
    def __init__(self, operator: str) -> None:
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR="127.0.0.1")
        self.client.cookies["django_language"] = "fr"
        assert self.ask("POST", "sign-in", {"operator": operator, "pin": PINS[operator]})["operator"] == operator

    def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        token = self.client.cookies.get("bitaqa_station_csrf")
        answer = self.client.generic(
            method,
            API + path,
            "" if body is None else json.dumps(body),
            "application/json",
            headers={"X-CSRFToken": token.value} if token else {},
        )
        assert answer.status_code == status, (path, answer.status_code, answer.content.decode())
        return answer.json()


@pytest.fixture
def head(box_station: Counter) -> Player:
    return Player("head.salma")


def seed(counter: Counter, who: str, **more: Any) -> dict[str, Any]:
    return {"simulated": {"seed": str(counter.people[who].body), "take": 1, **more}}


def test_a_delivery_day_from_opening_to_report(box_station: Counter, head: Player) -> None:
    counter = box_station
    assert head.ask("POST", "tickets", {"priority": "none"}, 409)["code"] == "day.none_open"
    assert head.ask("POST", "day/open", {"visit": str(DELIVERY_TODAY)})["state"] == "open"
    op = Player("op.amina")
    numbers = [due.document_number for due in counter.due.values()]
    box = op.ask("POST", f"consignments/{BOX}/receive", {"document_numbers": numbers[:3], "box": "whole"})
    assert box["box"] == "short" and op.ask("POST", f"consignments/{BOX}/receive", {})["again"]
    assert op.ask("POST", "cards/scan", {"document_number": numbers[3], "act": "received"})["changed"]
    cards = op.ask("GET", f"cards?visit={DELIVERY_TODAY}")
    assert {card["state"] for card in cards} == {"at_station"} and cards[0]["keeper"] == "op.amina"
    number = op.ask("POST", "tickets", {"priority": "elderly"})["number"]
    assert op.ask("POST", f"tickets/{number}/call", {})["state"] == "called"

    read = op.ask("POST", "cards/read", {"text": counter.receipt("ana")})
    assert read["receipt_checked"] and read["card"] == str(counter.card("ana"))
    found = op.ask("POST", "cards/find-by-finger", {"finger": seed(counter, "ana", position=2)})
    assert found[0]["card"] == str(counter.card("ana"))
    given = {
        "card": str(counter.card("ana")), "receipt_shown": True, "found_by": "receipt", "collector": "holder",
        "finger": seed(counter, "ana"), "holder_checked": True, "signed": True,
    }  # fmt: skip
    assert op.ask("POST", "hand-overs", given)["outcome"] == "handed_over"
    assert op.ask("POST", "hand-overs", given)["again"]

    sami = {**given, "card": str(counter.card("sami")), "finger": seed(counter, "lina"), "face": seed(counter, "sami")}
    assert op.ask("POST", "hand-overs", sami)["outcome"] == "not_verified"
    two = {"second": "head.salma", "pin": PINS["head.salma"], "because": "finger_unclear"}
    sami |= {"two_people": two, "old_card": {"fate": "taken_back"}}
    assert op.ask("POST", "hand-overs", sami)["method"] == "two_people"

    wrong = op.ask("POST", "hand-overs/wrong", {
        "card": str(counter.card("lina")), "fault": "ours", "witness": "op.driss", "witness_pin": PINS["op.driss"],
        "notice_language": "fr", "fields": [{"field": "birth", "printed": "1990", "right": "1991"}],
        "identity": counter.people["lina"].identity_map("test-douar"),
    })  # fmt: skip
    assert wrong["receipt_qr"].startswith("BTQ1:") and wrong["centimes"] == 0
    stopped = {"card": str(counter.card("child")), "because": "reported_death"}
    assert op.ask("POST", "hand-overs/stopped", stopped)["outcome"] == "stopped"

    refused = head.ask("POST", "day/close", {}, 409)
    assert [one["code"] for one in refused["facts"]["differences"]] == ["tickets_open"]
    assert "Numéros encore en attente" in refused["sentence"]
    op.ask("POST", f"tickets/{number}/done", {})
    standing = head.ask("GET", "day")
    assert standing["reconciles"] and standing["counts"]["handed_over"] == 2
    closed = head.ask("POST", "day/close", {"remarks": "bien"})
    assert closed["report"]["wrong_cards"] == 1 and closed["report"]["old_cards_taken_back"] == 1
    assert closed["report"]["enrolled"] == {"correction": 1}
    assert head.ask("POST", "day/close", {})["sequence"] == closed["sequence"]
    assert head.ask("GET", "day/report")["report"] == closed["report"]


def test_captures_that_are_none_and_cards_that_are_not_there(box_station: Counter, head: Player) -> None:
    head.ask("POST", "day/open", {"visit": str(DELIVERY_TODAY)})
    card = str(box_station.card("ana"))
    given = {"card": card, "holder_checked": True, "signed": True}
    assert head.ask("POST", "hand-overs", given, 409)["code"] == "handover.card_not_here"
    bad = (
        {"simulated": {}}, {"simulated": {"seed": "1", "position": 11}}, {"simulated": {"seed": "1", "take": "x"}},
        {"captures": 3}, {"captures": [{"template": "AAAA"}]}, {"captures": [{"template": "é"}]}, {"captures": [1]},
    )  # fmt: skip
    for finger in bad:
        answer = head.ask("POST", "hand-overs", {**given, "finger": finger}, 422)
        assert answer["code"] == "handover.capture_not_understood"
    assert head.ask("GET", f"cards/{BOX}", status=404)["code"] == "field_pack.card_not_due"
    assert head.ask("GET", "day/crew-change")["cards"] == 0
