"""A double click on every button of the station: each address that takes a change has its row, and the rest is here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from bitaqa.foundation.icao.mrz import build_td1
from bitaqa.foundation.packet.answers import Outcome
from bitaqa.foundation.packet.sealed import packet_hash, read_header
from centre_env.pressing import missing_tests, posted_addresses
from station_env.centre import PINS, VISIT
from station_env.counter import Counter, box_station
from station_env.place import Place, adult
from station_env.presses import BY_DESIGN, PRESSED

from .test_api import Desk

__all__ = ["box_station"]


def test_every_address_that_takes_a_change_has_its_row() -> None:
    rows = [address for addresses in PRESSED.values() for address in addresses]
    assert len(rows) == len(set(rows)), "one row each"
    assert {*rows, *BY_DESIGN} == posted_addresses()
    assert missing_tests(PRESSED, "tests/station") == []


def test_machine_doors_that_no_other_test_presses_twice(box_station: Counter) -> None:
    from bitaqa.station.day.models import CrewChange
    from bitaqa.station.queue.models import Ticket

    head = Desk()
    head.sign_in("head.salma")
    box_station.open_day()
    drawn = ["01a20000-0000-7000-8000-00000000000a", "01a20000-0000-7000-8000-00000000000b"]
    for ticket in drawn:
        given = head.ask("POST", "tickets", {"priority": "none", "ticket": ticket})
        assert given.status_code == 200
    assert Ticket.objects.count() == 2
    assert head.ask("POST", "tickets/next", {"turn": 1}).json()["number"] == 1
    assert head.ask("POST", "tickets/2/no-show").status_code == 200
    assert sorted(Ticket.objects.values_list("number", "state")) == [(1, "called"), (2, "left")]
    held = head.ask("GET", "day/crew-change").json()
    signed = {"to": "op.amina", "pin": PINS["op.amina"], "counted": held, "remarks": ""}
    assert head.ask("POST", "day/crew-change", signed).status_code == 200
    assert CrewChange.objects.count() == 1, "the same two people, the same count: one change"
    box_station.receive()
    back = {"document_numbers": [box_station.number("ana")], "act": "missing"}
    assert [one["state"] for one in head.ask("POST", "cards/scan-many", back).json()] == ["missing"]
    new = {"document_type": "cnie", "kind": "renewal", "ground": "expiry", "visit": str(VISIT), "priority": "none"}
    draft = head.ask("POST", "drafts", new).json()["draft"]
    zone = build_td1(
        document_code="ID", issuing_state="MAR", document_number="SP1000001", birth=adult().birth, sex="F",
        expiry=date(2026, 12, 1), nationality="MAR", family_name="EL ALAOUI", given_names="AMINA",
    )  # fmt: skip
    assert head.ask("POST", f"drafts/{draft}/old-card", {"mrz": "\n".join(zone)}).status_code == 200
    assert head.ask("GET", f"drafts/{draft}").json()["kept"]["claimed"]["document_number"] == "SP1000001"
    assert head.ask("POST", "sync").json()["trouble"], "nobody listens: said, twice, and nothing is lost"
    assert head.ask("POST", "sign-out").status_code == 200
    assert head.ask("GET", "me").status_code == 401


def signed_in(operator: str) -> Client:
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.cookies["django_language"] = "en"
    client.post("/sign-in/", {"operator": operator, "pin": PINS[operator]})
    return client


def test_screens_that_no_other_test_presses_twice(place: Place) -> None:
    from bitaqa.station.desk.models import Desk as Machine
    from bitaqa.station.outbox.models import Packet
    from bitaqa.station.outbox.sync import run_round

    head = signed_in("head.salma")
    page = head.post("/desks/", {"name": "Desk 2"}).content.decode()
    codes = {word for word in page.replace("<", " ").replace(">", " ").split() if _is_code(word)}
    assert codes and Machine.objects.filter(used_at=None).count() == 2, (
        "each press shows a code; unused ones are revoked"
    )
    place.seal(place.ready())
    run_round(transport=place.centre.transport())
    place.centre.accept_all(quarantine=(1,))
    header, digest = read_header(place.packets()[0]), packet_hash(place.packets()[0])
    place.centre.outcomes.append(
        Outcome(header.station, 1, 1, digest, place.now, False, "intake.dismissed.damaged", place.now)
    )
    run_round(transport=place.centre.transport())
    answer: Any = head.post(f"/outbox/packets/{Packet.objects.get().id}/erase/")
    assert answer.status_code == 302 and Packet.objects.get().state == "deleted"
    desk = Client(REMOTE_ADDR="192.168.4.20")
    [code] = codes
    assert desk.post("/desks/enrol/", {"code": code}).status_code == 302
    assert Machine.objects.exclude(used_at=None).count() == 1, "a code works once; pressed again it is refused in words"


def _is_code(word: str) -> bool:
    return len(word) == 10 and set(word) <= set("23456789ABCDEFGHJKMNPQRSTVWXYZ")
