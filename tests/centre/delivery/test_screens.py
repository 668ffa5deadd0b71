"""The screens and the machine doors: each opens, says what happened, and refuses in words."""

from __future__ import annotations

import io
import json
from typing import Any

import pypdf
import pytest
from django.conf import settings
from django.test import Client

from bitaqa.backbone.accounts.actions.bootstrap import NewPerson
from bitaqa.backbone.accounts.door import RoleCode, create_demo_account, create_demo_administrators
from bitaqa.backbone.accounts.models import User
from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.journey.delivery.door import home
from bitaqa.journey.delivery.models import Consignment, Destruction

from .looking import state_of
from .world import World

pytestmark = pytest.mark.django_db
PASSWORD, SECRET = "four quiet unrelated words", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def signed_in(user: Any, language: str = "en") -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=user))
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return browser


@pytest.fixture
def staff(db: None) -> dict[str, Any]:
    create_demo_administrators(
        NewPerson("a.first", "الأولى عينة", "FIRST SPECIMEN", PASSWORD, SECRET),
        NewPerson("b.second", "الثاني عينة", "SECOND SPECIMEN", PASSWORD, SECRET),
    )
    return {
        name: create_demo_account(
            name=name,
            roles=[role],
            password=PASSWORD,
            totp_secret=SECRET,
            name_ar="عينة",
            name_latin=f"{name.upper()} SPECIMEN",
        )
        for name, role in (("mover", RoleCode.DELIVERY), ("quality", RoleCode.QUALITY), ("auditor", RoleCode.AUDITOR))
    }


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_screen_opens_with_nothing_and_with_something(
    world: World, staff: dict[str, Any], applied: Any, language: str
) -> None:
    client = signed_in(staff["mover"], language)
    addresses = [
        "/delivery/",
        "/delivery/consignments/",
        "/delivery/returns/",
        "/delivery/share/",
        "/delivery/set-aside/",
    ]
    for address in addresses:
        assert client.get(address).status_code == 200, address
    consignment, (card, other) = world.sent(2)
    world.custody([("received", card), ("missing", other)], consignment=consignment, box="short")
    world.hand_over(card)
    world.hand_over(card, station=new_id())
    world.box(world.cards(1))
    assert applied() == ["delivery.card_already_handed_over"]
    for address in [*addresses, f"/delivery/?number={card.number}", f"/delivery/consignments/{consignment.id}/"]:
        assert client.get(address).status_code == 200, address
    assert client.get("/").status_code == 200


def test_a_scan_shows_the_keeper_and_the_trail_and_is_itself_told(
    world: World, staff: dict[str, Any], applied: Any
) -> None:
    _, (card,) = world.sent(1)
    world.hand_over(card)
    applied()
    client = signed_in(staff["mover"])
    page = text(client.get("/delivery/", {"number": card.number}))
    assert "The holder" in page and "The card was handed over." in page and "Nobody told the centre at the time" in page
    assert JournalEntry.objects.get(event="person.looked_at").because == "find-card"
    assert "No card has this number" in text(client.get("/delivery/", {"number": "XX1"}))


def test_a_box_is_bagged_sent_and_carried_on_screen(world: World, staff: dict[str, Any]) -> None:
    client = signed_in(staff["mover"])
    box = world.box(world.cards(2))
    assert "tamper bag" in text(
        client.post("/delivery/consignments/pack/", {"box": box, "bag": "no good"}, follow=True)
    )
    assert client.post("/delivery/consignments/pack/", {"box": "x", "bag": "TB-1"}).status_code == 302
    assert client.post("/delivery/consignments/pack/", {"box": new_id(), "bag": "TB-1"}).status_code == 404
    page = text(client.post("/delivery/consignments/pack/", {"box": box, "bag": "TB-1"}, follow=True))
    assert "it can leave" in page
    row = Consignment.objects.get()
    at = f"/delivery/consignments/{row.id}/"
    assert "Who takes the box is needed" in text(client.post(f"{at}dispatch/", {"carrier": ""}, follow=True))
    assert "left the centre" in text(client.post(f"{at}dispatch/", {"carrier": "van-7"}, follow=True))
    assert "new keeper" in text(client.post(f"{at}carry/", {"took": "van-9", "where": "settat"}, follow=True))
    assert "Who takes the box" in text(client.post(f"{at}carry/", {"took": "", "where": ""}, follow=True))
    page = text(client.get(at))
    assert "Carrier van-9" in page and "TB-1" in page
    manifest = client.get(f"{at}manifest.pdf")
    assert manifest["Content-Type"] == "application/pdf" and manifest.content.startswith(b"%PDF")
    printed = pypdf.PdfReader(io.BytesIO(manifest.content)).pages[0].extract_text()
    assert "Transporteur" in printed and "carrier:" not in printed and "centre:" not in printed
    assert client.get(f"/delivery/consignments/{new_id()}/").status_code == 404


def test_two_accounts_destroy_on_screen(world: World, staff: dict[str, Any], applied: Any) -> None:
    consignment, (card,) = world.sent(1)
    world.custody([("received", card)], consignment=consignment)
    world.custody([("returned", card)])
    applied()
    first, second = signed_in(staff["mover"]), signed_in(staff["quality"])
    pile = {"numbers": card.number, "centre": "rabat"}
    assert "not here to be destroyed" in text(first.post("/delivery/returns/propose/", pile, follow=True))
    assert "1 card is back." in text(first.post("/delivery/returns/take-back/", pile, follow=True))
    assert "No card has the number" in text(
        first.post("/delivery/returns/take-back/", {**pile, "numbers": "XX1"}, follow=True)
    )
    for what in ("take-back", "propose"):
        assert "at least one card" in text(first.post(f"/delivery/returns/{what}/", {"centre": "rabat"}, follow=True))
    assert "Proposed" in text(first.post("/delivery/returns/propose/", pile, follow=True))
    row = Destruction.objects.get()
    assert "someone else confirms" in text(first.get("/delivery/returns/"))
    assert "does not confirm it" in text(first.post(f"/delivery/returns/{row.id}/confirm/", follow=True))
    assert "I saw them destroyed" in text(second.get("/delivery/returns/"))
    assert "withdrawn" in text(first.post(f"/delivery/returns/{row.id}/withdraw/", follow=True))
    assert "No destruction is waiting" in text(first.post(f"/delivery/returns/{row.id}/withdraw/", follow=True))
    assert "Proposed" in text(second.post("/delivery/returns/propose/", pile, follow=True))
    row = Destruction.objects.get()
    assert home(User.objects.get(pk=staff["mover"])).waiting
    assert "two names" in text(first.post(f"/delivery/returns/{row.id}/confirm/", follow=True))
    assert state_of(card) == "destroyed"
    sheet = first.get(f"/delivery/returns/{row.id}/record.pdf")
    assert sheet.content.startswith(b"%PDF")
    assert row.code in text(first.get("/delivery/returns/"))


def test_others_stay_outside(world: World, staff: dict[str, Any]) -> None:
    client = signed_in(staff["auditor"])
    for address in ("/delivery/", "/delivery/consignments/", "/delivery/returns/", "/delivery/set-aside/"):
        assert client.get(address).status_code == 403
    assert client.get("/delivery/share/").status_code == 200
    nobody = home(User.objects.get(pk=staff["auditor"]))
    assert not (nobody.waiting or nobody.wrong or nobody.upcoming)


def test_a_set_aside_packet_is_tried_again(world: World, staff: dict[str, Any], applied: Any) -> None:
    _, (card,) = world.sent(1)
    world.hand_over(card)
    world.hand_over(card, station=new_id())
    applied()
    client = signed_in(staff["mover"])
    assert "was handed over already" in text(client.get("/delivery/set-aside/"))
    assert "1 packet is tried again." in text(client.post("/delivery/set-aside/", follow=True))


def test_machines_do_the_same_acts(world: World, staff: dict[str, Any], applied: Any) -> None:
    client, second = signed_in(staff["mover"]), signed_in(staff["quality"])

    def post(path: str, body: Any, by: Client = client) -> Any:
        answer = by.post(f"/delivery/api/{path}", json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()

    world.box(world.cards(2))
    [waiting] = client.get("/delivery/api/boxes").json()
    assert waiting["cards"] == 2 and waiting["from"] == "rabat"
    assert post("consignments/pack", [{"box": waiting["box"], "bag": ""}])[1]["code"] == "delivery.bag_number_missing"
    status, [row] = post("consignments/pack", [{"box": waiting["box"], "bag": "TB-1"}])
    assert status == 200 and row["state"] == "packed"
    assert post("consignments/dispatch", {"consignments": [row["id"]], "carrier": "van-7"}) == (200, {"dispatched": 1})
    assert post("consignments/carry", {"consignments": [row["id"]], "took": "van-9"}) == (200, {"carried": 1})
    assert [each["state"] for each in client.get("/delivery/api/consignments?state=in_transit").json()] == [
        "in_transit"
    ]
    whole = client.get(f"/delivery/api/consignments/{row['id']}").json()
    numbers = [card["document_number"] for card in whole["inside"]]
    assert len(whole["custody"]) == 3 and len(numbers) == 2
    found = client.get(f"/delivery/api/cards?number={numbers[0]}").json()
    assert found["state"] == "dispatched" and found["trail"][-1]["event"] == "card.dispatched"
    assert client.get("/delivery/api/cards?number=XX1").status_code == 404
    assert post("returns", {"document_numbers": numbers[:1], "centre": "rabat"})[1][0]["keeper"] == "centre:rabat"
    assert post("returns/order", {"visits": [str(world.delivery)]}) == (200, {"called": 0})
    assert client.get("/delivery/api/uncollected").json() == []
    assert len(client.get("/delivery/api/destroyable").json()) == 1
    status, proposal = post("destructions", {"document_numbers": numbers[:1], "where": "rabat"})
    assert status == 200 and proposal["cards"] == 1
    assert [each["id"] for each in client.get("/delivery/api/destructions").json()] == [proposal["id"]]
    assert post(f"destructions/{proposal['id']}/confirm", {})[0] == 403
    assert post(f"destructions/{proposal['id']}/confirm", {}, second)[0] == 200
    assert post(f"destructions/{proposal['id']}/withdraw", {})[0] == 404
    _, again = post("returns", {"document_numbers": numbers[1:], "centre": "rabat"})
    _, proposal = post("destructions", {"document_numbers": numbers[1:], "where": "rabat"})
    assert post(f"destructions/{proposal['id']}/withdraw", {}) == (200, {"withdrawn": True}) and again
    figures = client.get(f"/delivery/api/figures?campaign={world.campaign}").json()
    assert figures["total"] == 2 and figures["parts"]["card.destroyed"] == 1
    assert Client().get("/delivery/api/boxes").status_code in (401, 403)
