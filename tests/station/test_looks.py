"""Who looks at people at a station writes it down: one entry for one response, all ids, the purpose, no name."""

from __future__ import annotations

from django.urls import reverse

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.packet_bodies import JournalBody
from bitaqa.station.desk.models import Entry
from bitaqa.station.outbox.journal_packets import seal_journal
from station_env.browser import Browser
from station_env.centre import VISIT
from station_env.counter import BOX, Counter, box_station
from station_env.place import Place, adult

from .test_api import Desk

__all__ = ["box_station"]


def looks(operator: str = "op.amina") -> list[tuple[str, list[str]]]:
    """Purpose and ids of each look so far, in order."""
    rows = Entry.objects.filter(event="person.looked_at", operator=operator).order_by("id")
    return [(row.facts["purpose"], [str(row.subject), *row.facts["others"]]) for row in rows]


def test_the_counter_writes_each_look_with_all_ids_and_a_purpose(box_station: Counter) -> None:
    counter, browser = box_station, Browser("op.amina")
    counter.open_day()
    counter.receive()
    browser.go("handover:list")
    [(purpose, shown)] = looks()
    assert purpose == "hand_over_list" and set(shown) == {str(due.card) for due in counter.due.values()}
    browser.go("handover:list", q="nobody at all")
    assert len(looks()) == 1, "a page that showed nobody is no look"
    ana = counter.card("ana")
    browser.go("handover:card", ana)
    assert browser.client.get(reverse("handover:portrait", args=[ana])).status_code == 200
    browser.go("handover:wrong", ana)
    browser.go("handover:pin", ana)
    browser.go("handover:returns")
    told = looks()[1:]
    assert [purpose for purpose, _ in told] == [
        "hand_over", "hand_over_portrait", "wrong_card", "pin", "cards_kept",
    ]  # fmt: skip
    assert all(shown == [str(ana)] for _, shown in told[:4]) and len(told[4][1]) == 4
    seal_journal()
    [journal] = [body for body in counter.bodies() if isinstance(body, JournalBody)][-1:]
    sealed = [entry for entry in journal.entries if entry.event == "person.looked_at"]
    assert len(sealed) == 6 and sealed[0].facts["of"] == "card" and len(sealed[0].facts["others"]) == 3


def test_a_box_that_lists_names_is_a_look(box_station: Counter) -> None:
    box_station.open_day()
    Browser("op.amina").go("handover:box", BOX)
    [(purpose, shown)] = looks()
    assert purpose == "box" and len(shown) == 4


def test_the_machine_doors_write_looks_too(box_station: Counter) -> None:
    box_station.open_day()
    box_station.receive()
    desk = Desk()
    desk.sign_in("op.amina")
    ana = str(box_station.card("ana"))
    desk.ask("GET", "cards")
    desk.ask("GET", f"cards/{ana}")
    desk.ask("POST", "cards/read", {"text": box_station.number("ana")})
    told = looks()
    assert told[0][0] == "hand_over_list" and {purpose for purpose, _ in told[1:]} == {"hand_over"}
    assert len(told) >= 3
    assert len(told[0][1]) == 4 and all(shown == [ana] for _, shown in told[1:])


def test_incomplete_files_are_looked_at_by_application(place: Place) -> None:
    who, files = adult(), [new_id(), new_id()]
    told = {"names": who.identity_map("x")["names"], "birth": str(who.birth), "missing": ("birth_record",)}
    numbers = ("K7QF2-M9TXR-4B8DW", "K7QF2-M9TXR-4B8DX")
    pack = [
        {"application": file, "receipt_number": number, "visit": VISIT, **told}
        for file, number in zip(files, numbers, strict=True)
    ]
    place.install(2, incomplete=tuple(pack))
    browser = Browser("op.amina")
    browser.go("enrolment:incomplete")
    browser.go("enrolment:complete", files[1])
    [(first, shown), second] = looks()
    assert first == "incomplete_files" and set(shown) == {str(file) for file in files}
    assert second == ("complete_file", [str(files[1])])
