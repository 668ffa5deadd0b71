"""The pages and the machine door open for their role alone; a role of one issuing centre reaches no other."""

from __future__ import annotations

import pytest
from django.test import Client

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.journey.production import door, policy, queries

from .conftest import ACTOR, AT, Floor
from .people import API, R, Signed, send

pytestmark = pytest.mark.django_db


def test_each_door_opens_for_its_role_alone(floor: Floor, signed: Signed) -> None:
    auditor, operator, officer = signed(R.AUDITOR), signed(R.PRODUCTION), signed(R.QUALITY)
    floor.blanks(5)
    batch = floor.made(1)
    (order,) = queries.orders_of_batch(batch)
    visit = floor.delivery_visit()
    allowed: dict[str, set[Client]] = {
        "/production/": {operator},
        f"/production/batches/{batch}/": {operator},
        f"/production/batches/{batch}/faces.pdf": {operator},
        "/production/quality/": {officer},
        f"/production/quality/{order.id}/front.png": {officer},
        f"/production/quality/{order.id}/back.png": {officer},
        "/production/blanks/rabat/": {operator, officer},
        "/production/packing/": {operator},
        f"/production/packing/{visit}/list.pdf": {operator},
        f"{API}/floor": {operator},
        f"{API}/batches": {operator, officer},
        f"{API}/batches/{batch}": {operator, officer},
        f"{API}/orders/held": {operator},
        f"{API}/packing": {operator},
    }
    for path, who in allowed.items():
        for client in (auditor, operator, officer):
            assert client.get(path).status_code == (200 if client in who else 403), path
    for path in (
        f"/production/batches/{batch}/close/",
        f"/production/quality/{order.id}/pass/",
        f"/production/packing/{visit}/pack/",
        "/production/blanks/rabat/receive/",
        "/production/blanks/rabat/destroy/",
        "/production/centres/rabat/form/",
    ):
        assert auditor.post(path).status_code == 403, path
    assert Client().get(f"{API}/floor").status_code == 401


def test_a_role_limited_to_one_issuing_centre_reaches_no_other(floor: Floor, signed: Signed) -> None:
    floor.blanks(5)
    batch = floor.made(1)
    (order,) = queries.orders_of_batch(batch)
    south = signed(R.PRODUCTION, issuing_centre=policy.centre_id("marrakech"))
    checker = signed(R.QUALITY, issuing_centre=policy.centre_id("marrakech"))
    assert [f["centre"] for f in south.get(f"{API}/floor").json()] == ["marrakech"]
    assert south.get(f"/production/batches/{batch}/").status_code == 403
    assert south.get(f"{API}/batches/{batch}").status_code == 403
    assert send(south, f"{API}/blanks", centre="rabat", first="X0001", count=1).status_code == 403
    assert send(checker, f"{API}/quality/pass", orders=[order.id]).status_code == 403
    assert "rabat" not in checker.get("/production/quality/").content.decode()
    scopes = dict(door.issuing_centre_scopes("fr"))
    assert scopes[policy.centre_id("marrakech")] == "Marrakech"


def test_home_says_what_waits(floor: Floor, signed: Signed) -> None:
    from bitaqa.backbone.accounts.models import User

    signed(R.PRODUCTION, R.QUALITY)
    signed(R.AUDITOR)
    worker, auditor = User.objects.get(name="person0"), User.objects.get(name="person1")
    floor.approve(2, needed_by="2026-06-01")
    run_until_still(["order"])
    assert len(door.home(worker).waiting) == 1 and len(door.home(worker).wrong) == 1
    floor.blanks(5)
    batch = floor.make_batch()
    floor.approve(1)
    run_until_still(["order"])
    from bitaqa.journey.production.acts.check_cards import pass_cards, reject_card
    from bitaqa.journey.production.acts.destroy_blanks import propose_destruction

    one, two = queries.orders_of_batch(batch)
    spoiled = reject_card(one.id, attempt=1, reason="chip", by=ACTOR, at=AT).blank
    propose_destruction(centre="rabat", serials=[spoiled], by=ACTOR, at=AT)
    pass_cards([two.id], by=ACTOR, at=AT)
    assert len(door.home(worker).wrong) == 1
    floor.delivery_visit()
    home = door.home(worker)
    assert len(home.waiting) == 4 and home.wrong == ()
    assert door.home(auditor).waiting == ()
