"""The pages and the machine door: each opens for its role alone, in three languages, and does what its buttons say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.journey.production import door, queries
from bitaqa.journey.production.jobs import erase_print_files
from bitaqa.journey.production.models import Batch, Blank, Destruction, Order

from .conftest import ACTOR, AT, Floor
from .people import API, R, Signed, send

pytestmark = pytest.mark.django_db


def test_a_whole_campaign_through_the_machine_door(floor: Floor, signed: Signed) -> None:
    operator, officer, third = signed(R.PRODUCTION), signed(R.QUALITY), signed(R.PRODUCTION)
    visit = floor.delivery_visit()
    floor.approve(4)
    run_until_still(["order"])
    assert send(operator, f"{API}/batches", centre="rabat").json()["code"] == "production.no_blanks"
    got = send(operator, f"{API}/blanks", centre="rabat", first="BL0001", count=20)
    assert got.json() == {"received": 20, "first": "BL0001", "last": "BL0020"}
    (batch,) = send(operator, f"{API}/batches").json()["batches"]
    assert [b["id"] for b in operator.get(f"{API}/batches?state=formed").json()] == [batch]
    run_until_still(["personalise"])
    assert [b["id"] for b in officer.get(f"{API}/batches").json()] == [batch]
    cards = officer.get(f"{API}/batches/{batch}").json()["orders"]
    rejected = send(officer, f"{API}/quality/orders/{cards[0]['id']}/reject", attempt=1, reason="print").json()
    assert rejected["next_attempt"] == 2
    passed = send(officer, f"{API}/quality/pass", orders=[cards[1]["id"]], read={cards[1]["id"]: cards[1]["mrz"]})
    assert passed.json() == {"passed": [cards[1]["id"]], "second_look": []}
    rest = [card["id"] for card in cards[2:]]
    assert send(officer, f"{API}/batches/{batch}/pass-all", sampled=rest[:1]).status_code == 409
    assert send(officer, f"{API}/batches/{batch}/pass-all", sampled=rest).json() == {"passed": rest}
    send(operator, f"{API}/batches/{batch}/blanks", serials=["BL0020"])
    short = send(operator, f"{API}/batches/{batch}/close", sample=["BL0020"])
    assert short.status_code == 409 and rejected["blank"] in short.json()["sentence"]
    shown = operator.get(f"{API}/batches/{batch}").json()
    assert shown["spoiled_blanks"] == [rejected["blank"]] and shown["rejected"][0]["reason"] == "print"
    closed = send(operator, f"{API}/batches/{batch}/close", spoiled=shown["spoiled_blanks"], sample=["BL0020"]).json()
    assert closed == {"received": 5, "good": 3, "spoiled": 1, "sample": 1, "returned": 0}
    assert [b["id"] for b in operator.get(f"{API}/batches?state=closed").json()] == [batch]
    assert operator.get(f"{API}/packing").json()["ready"] == [
        {"visit": str(visit), "place": "el-borouj", "day": "2026-05-18", "cards": 3}
    ]
    (box,) = send(operator, f"{API}/visits/{visit}/pack").json()
    assert len(box["cards"]) == 3
    assert send(operator, f"{API}/visits/{visit}/pack").json()["code"] == "production.nothing_to_pack"
    assert operator.get(f"{API}/blanks/spoiled?centre=rabat").json() == [rejected["blank"]]
    proposed = send(operator, f"{API}/destructions", centre="rabat", serials=[rejected["blank"]]).json()
    assert send(operator, f"{API}/destructions/{proposed['id']}/confirm").status_code == 403
    assert send(third, f"{API}/destructions/{proposed['id']}/confirm").json()["destroyed"] == 1
    (rabat, _marrakech) = operator.get(f"{API}/floor").json()
    assert rabat["orders"]["packed"] == 3 and rabat["orders"]["assigned"] == 1 and rabat["blanks"] == 15
    assert operator.get(f"{API}/orders/held").json() == []
    assert send(operator, f"{API}/orders/{cards[0]['id']}/retry").json() == {"retried": 0}


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_page_in_every_language_empty_and_full(
    floor: Floor, signed: Signed, settings: Any, language: str
) -> None:
    everyone = signed(R.PRODUCTION, R.QUALITY)
    everyone.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert f'lang="{language}' in everyone.get("/production/").content.decode()
    pages = ["/production/", "/production/quality/", "/production/blanks/rabat/", "/production/packing/"]
    for page in pages:
        assert everyone.get(page).status_code == 200, page
    floor.blanks(9)
    floor.approve(1, portrait=None)
    batch = floor.made(2)
    floor.approve(1)
    run_until_still(["order"])
    for page in [*pages, f"/production/batches/{batch}/"]:
        assert everyone.get(page).status_code == 200, page
    body = everyone.get("/production/quality/").content.decode()
    assert queries.orders_of_batch(batch)[0].mrz.split("\n")[0].replace("<", "&lt;") in body


def test_the_bench_by_its_buttons(floor: Floor, signed: Signed, told: Callable[[str], list[UUID]]) -> None:
    officer = signed(R.QUALITY)
    floor.blanks(9)
    batch = floor.made(4)
    one, two, three, four = queries.orders_of_batch(batch)
    first = officer.get("/production/quality/")
    assert first.context["order"].id == one.id and not first.context["may_pass_rest"]
    assert told("person.looked_at")[-1] == one.person
    assert officer.get(f"/production/quality/?after={one.id}").context["order"].id == two.id
    assert officer.get("/production/quality/?after=nonsense").context["order"].id == one.id
    for _ in range(2):
        after = officer.post(f"/production/quality/{one.id}/pass/", {"read": ""})
        assert after.status_code == 302
    assert officer.get("/production/quality/").context["may_pass_rest"]
    wrong = officer.post(f"/production/quality/{two.id}/pass/", {"read": one.mrz})
    assert wrong.status_code == 409
    for _ in range(2):
        assert (
            officer.post(f"/production/quality/{two.id}/reject/", {"attempt": 1, "reason": "zone"}).status_code == 302
        )
    assert officer.post(f"/production/quality/{three.id}/reject/", {"attempt": 1, "reason": "ugly"}).status_code == 422
    assert officer.get(f"/production/quality/{one.id}/front.png").status_code == 404
    assert not officer.get("/production/quality/").context["may_pass_rest"]  # one was rejected: all are looked at
    assert officer.post(f"/production/batches/{batch}/pass-rest/").status_code == 409
    assert told("order.passed") == [one.id]
    for left in (three, four):
        assert officer.post(f"/production/quality/{left.id}/pass/", {"read": ""}).status_code == 302
    assert officer.post(f"/production/batches/{batch}/pass-rest/").status_code == 302
    assert set(told("order.passed")) == {one.id, three.id, four.id}
    assert told("order.rejected") == [two.id]
    assert officer.get("/production/quality/").context["order"] is None


def test_the_floor_by_its_buttons(floor: Floor, signed: Signed) -> None:
    operator = signed(R.PRODUCTION)
    receive = "/production/blanks/rabat/receive/"
    assert operator.post(receive, {"first": "", "count": 0}).status_code == 422
    assert operator.post(receive, {"first": "BL0001", "count": 10}).status_code == 302
    assert operator.post(receive, {"first": "BL0001", "count": 10}).status_code == 409
    floor.approve(2)
    (bad,) = floor.approve(1, portrait=None)
    run_until_still(["order"])
    for _ in range(2):
        assert operator.post("/production/centres/rabat/form/").status_code == 302
    batch = Batch.objects.get()
    run_until_still(["personalise"])
    held = Order.objects.get(application=bad)
    assert operator.post(f"/production/orders/{held.id}/retry/").status_code == 302
    held.refresh_from_db()
    assert held.problem == ""
    page = f"/production/batches/{batch.id}/"
    assert operator.post(page + "close/", {}).status_code == 409
    from bitaqa.journey.production.acts.check_cards import pass_remainder

    pass_remainder(batch.id, sampled=[queries.orders_of_batch(batch.id)[0].id], by=ACTOR, at=AT)
    assert operator.post(page + "blanks/", {"serials": "bl0010، BL0009"}).status_code == 302
    short = operator.post(page + "close/", {"sample": "BL0010"})
    assert short.status_code == 409 and "BL0009" in short.content.decode()
    assert operator.post(page + "close/", {"sample": "BL0010", "returned": "BL0009"}).status_code == 302
    assert operator.get(page).status_code == 200
    visit = floor.delivery_visit()
    for _ in range(2):
        assert operator.post(f"/production/packing/{visit}/pack/").status_code == 302
    (box,) = door.boxes(visit)
    assert operator.get(f"/production/boxes/{box.id}/manifest.pdf").content.startswith(b"%PDF")
    assert operator.get(f"/production/packing/{visit}/list.pdf").content.startswith(b"%PDF")
    assert operator.get("/production/packing/").status_code == 200


def test_destruction_by_its_buttons(floor: Floor, signed: Signed) -> None:
    from bitaqa.journey.production.acts.check_cards import reject_card

    one, two = signed(R.PRODUCTION), signed(R.QUALITY)
    floor.blanks(9)
    (order,) = queries.orders_of_batch(floor.made(1))
    serial = reject_card(order.id, attempt=1, reason="print", by=ACTOR, at=AT).blank
    page = "/production/blanks/rabat/"
    assert one.post(page + "destroy/", {"serials": ""}).status_code == 422
    assert one.post(page + "destroy/", {"serials": serial}).status_code == 302
    proposed = Destruction.objects.get()
    confirm, withdraw = (
        reverse(f"production:{name}-destruction", args=[proposed.id]) for name in ("confirm", "withdraw")
    )
    assert one.post(confirm).status_code == 403
    assert one.post(withdraw).status_code == 302
    assert one.post(page + "destroy/", {"serials": serial}).status_code == 302
    proposed = Destruction.objects.get()
    confirm = reverse("production:confirm-destruction", args=[proposed.id])
    assert confirm in two.get(page).content.decode() and confirm not in one.get(page).content.decode()
    assert two.post(confirm).status_code == 302
    assert two.post(confirm).status_code == 404
    assert Blank.objects.get(serial=serial).state == "destroyed"
    record = reverse("production:destruction-record", args=[proposed.id])
    assert one.get(record).content.startswith(b"%PDF")
    assert one.get(page).status_code == 200
    assert one.get(reverse("production:destruction-record", args=[order.id])).status_code == 404


def test_print_files_are_erased_some_weeks_after_the_closure(floor: Floor, clock: Callable[..., None]) -> None:
    from bitaqa.journey.production.acts.account_for_blanks import close_batch
    from bitaqa.journey.production.acts.check_cards import pass_remainder
    from bitaqa.journey.production.errors import PrintFileGoneError

    floor.blanks(2)
    batch = floor.made(1)
    pass_remainder(batch, sampled=[queries.orders_of_batch(batch)[0].id], by=ACTOR, at=AT)
    close_batch(batch, by=ACTOR, at=AT)
    assert erase_print_files() == 0
    clock(AT + timedelta(days=31))
    assert erase_print_files() == 1
    with pytest.raises(PrintFileGoneError):
        queries.faces_pdf(queries.get_batch(batch))
