"""Two issuing centres: orders sent by policy, one centre cut off in the middle, nothing made twice."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import pytest

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.foundation.rules.documents import CardState
from bitaqa.journey.production import errors, policy, queries
from bitaqa.journey.production.acts.account_for_blanks import close_batch
from bitaqa.journey.production.acts.check_cards import pass_cards
from bitaqa.journey.production.acts.form_batches import form_batches
from bitaqa.journey.production.acts.lease_batches import confirm_consumed, fail_over, renew_lease
from bitaqa.journey.production.models import Batch, Blank, Order
from bitaqa.journey.production.routing import CentreLoad, Router
from bitaqa.records.cards import door as cards

from ..people import account, browser_of
from .conftest import ACTOR, AT, Floor
from .looking import issued_by_application, made_by_application

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 5)


class CutError(Exception):
    """The line is down."""


@dataclass
class Pool:
    """The workers of one centre: they believe what they last heard, and print whether or not anybody hears them."""

    centre: str
    connected: bool = True
    batch: UUID | None = None
    token: int = 0
    printed: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)

    def lease(self, batch: UUID) -> None:
        self.batch, self.token = batch, Batch.objects.get(pk=batch).lease_token

    def blanks(self) -> list[str]:
        rows = Blank.objects.filter(batch=self.batch, order__isnull=False).order_by("serial")
        return list(rows.values_list("serial", flat=True))

    def print(self, serials: list[str]) -> None:
        self.printed += serials
        self.unsaid += serials
        with suppress(CutError):
            self.say()

    def say(self) -> None:
        if not self.connected:
            raise CutError
        assert self.batch is not None
        confirm_consumed(self.batch, self.token, self.unsaid, by=ACTOR, at=AT)
        self.unsaid = []


def batch_of(floor: Floor, centre: str, count: int) -> UUID:
    """A personalised batch of that centre."""
    floor.approve(count)
    run_until_still(["order"])
    Order.objects.filter(state="assigned").update(issuing_centre=centre)
    (batch,) = form_batches(by=ACTOR, at=AT, centre=centre, now=True)
    run_until_still(["personalise"])
    return batch


def test_the_line_is_cut_both_ways_while_both_believe_they_own_a_batch(floor: Floor) -> None:
    """The split of 2022, in small (F4.1: 3,163,322 and 1,151,571), with Rabat silent in the middle of its work."""
    floor.blanks(20)
    floor.blanks(20, centre="marrakech", first="MK000001")
    rabat, marrakech = Pool("rabat"), Pool("marrakech")
    rabat.lease(batch_of(floor, "rabat", 8))
    marrakech.lease(batch_of(floor, "marrakech", 3))
    assert rabat.batch is not None and marrakech.batch is not None and rabat.token != marrakech.token
    serials = rabat.blanks()
    rabat.print(serials[:3])
    rabat.connected = marrakech.connected = False
    rabat.print(serials[3:6])  # made, and nobody hears of it
    marrakech.print(marrakech.blanks())
    with pytest.raises(errors.LeaseInForceError):
        fail_over(rabat.batch, to="marrakech", by=ACTOR, at=AT + timedelta(hours=11))
    later = AT + timedelta(hours=13)
    moved = fail_over(rabat.batch, to="marrakech", by=ACTOR, at=later)
    assert len(moved) == 5 and Order.objects.filter(pk__in=moved, issuing_centre="marrakech").count() == 5
    # Marrakech, still cut off, goes on with what it believes; its own lease was not touched
    marrakech.connected = True
    marrakech.say()
    (second,) = form_batches(by=ACTOR, at=later, centre="marrakech", now=True)
    run_until_still(["personalise"])
    again = Pool("marrakech")
    again.lease(second)
    again.print(again.blanks())
    # Rabat comes back with what it believes
    rabat.connected = True
    with pytest.raises(errors.StaleLeaseError):
        rabat.say()
    with pytest.raises(errors.StaleLeaseError):
        renew_lease(rabat.batch, rabat.token, at=later)
    assert fail_over(rabat.batch, to="marrakech", by=ACTOR, at=later + timedelta(days=1)) == []
    # every batch closes, each blank accounted for; what Rabat printed unheard is spoiled, what it kept goes back
    for batch in (rabat.batch, marrakech.batch, second):
        made = [o.id for o in queries.orders_of_batch(batch) if o.state == "personalised"]
        pass_cards(made, by=ACTOR, at=later)
    with pytest.raises(errors.BlanksUnaccountedError, match=serials[3]):
        close_batch(rabat.batch, returned=serials[6:], by=ACTOR, at=later)
    count = close_batch(rabat.batch, spoiled=serials[3:6], returned=serials[6:], by=ACTOR, at=later)
    assert (count.received, count.good, count.spoiled, count.returned) == (8, 3, 3, 2)
    assert close_batch(marrakech.batch, by=ACTOR, at=later).good == 3
    assert close_batch(second, by=ACTOR, at=later).good == 5
    # one living document and one good card for each application, whatever was printed
    orders = list(Order.objects.all())
    assert len(orders) == 11 and {order.state for order in orders} == {"passed"}
    once = dict.fromkeys((order.application for order in orders), 1)
    assert issued_by_application() == once == made_by_application() and len(once) == 11
    bodies = cards.cards_by_id(o.card for o in orders if o.card)
    assert len(bodies) == 11 and {body.state for body in bodies.values()} == {CardState.MADE}
    assert len({body.blank for body in bodies.values()}) == 11
    assert Blank.objects.filter(state="good").count() == 11


def test_orders_not_made_yet_go_whole(floor: Floor) -> None:
    floor.blanks(5)
    floor.approve(2)
    run_until_still(["order"])
    (batch,) = form_batches(by=ACTOR, at=AT, now=True)
    moved = fail_over(batch, to="marrakech", by=ACTOR, at=AT + timedelta(days=1))
    rows = Order.objects.filter(pk__in=moved)
    assert {(row.state, row.issuing_centre, row.number, row.attempt) for row in rows} == {
        ("assigned", "marrakech", "", 1)
    }
    run_until_still(["personalise"])
    blanks = list(Blank.objects.filter(batch=batch).values_list("serial", flat=True))
    assert close_batch(batch, returned=blanks, by=ACTOR, at=AT + timedelta(days=1)).returned == 2


def test_leases_by_the_machine_door(floor: Floor) -> None:
    floor.blanks(5)
    batch = floor.made(2)
    operator = browser_of(account("operator", "production"), "fr")
    (row,) = operator.get("/production/api/batches").json()
    serials = list(Blank.objects.filter(batch=batch).order_by("serial").values_list("serial", flat=True))

    def post(verb: str, **body: object) -> tuple[int, object]:
        told = operator.post(f"/production/api/batches/{batch}/{verb}", body, content_type="application/json")
        return told.status_code, told.json()

    token = row["lease_token"]
    assert post("lease", token=token)[0] == 200 and post("lease", token=token + 1)[0] == 409
    assert post("consumed", token=token, serials=serials[:1])[0] == 200
    assert Blank.objects.get(serial=serials[0]).consumed_token == token
    assert post("consumed", token=token, serials=["XX9"])[0] == 422
    assert post("fail-over", to="marrakech")[0] == 409
    Batch.objects.filter(pk=batch).update(lease_until=AT - timedelta(hours=1))
    assert post("fail-over", to="marrakech")[0] in (200, 409)
    assert Order.objects.filter(issuing_centre="marrakech").count() == 1
    assert post("fail-over", to="paris")[0] == 404


@pytest.mark.parametrize(("language", "word"), [("ar", "إسناد إلى مراكش"), ("fr", "Confier à Marrakech")])
def test_what_a_silent_centre_left_is_handed_over_by_its_button(floor: Floor, language: str, word: str) -> None:
    floor.blanks(5)
    batch = floor.made(2)
    operator = browser_of(account("operator", "production"), language)
    address = f"/production/batches/{batch}/"
    assert word not in operator.get(address).content.decode()
    Batch.objects.filter(pk=batch).update(lease_until=AT - timedelta(hours=1))
    assert word in operator.get(address).content.decode()
    operator.post(f"{address}to/marrakech/")
    assert Order.objects.filter(issuing_centre="marrakech", state="assigned", attempt=2).count() == 2
    assert word not in operator.get(address).content.decode()


# --- where orders go ------------------------------------------------------------------------------------------------
def router(rabat: int, marrakech: int, *, urgent: int = 0) -> Router:
    loads = {"rabat": CentreLoad("rabat", 100, rabat, urgent), "marrakech": CentreLoad("marrakech", 50, marrakech)}
    return Router(loads, 2, TODAY)


def test_an_order_stays_at_home_until_elsewhere_is_worth_the_way() -> None:
    assert router(150, 0).send("rabat", needed_by=None)[0] == "rabat"  # two days against one
    assert router(250, 0).send("rabat", needed_by=None)[0] == "marrakech"  # three against one
    assert router(250, 200).send("rabat", needed_by=None)[0] == "rabat"


def test_a_deadline_is_kept_where_it_can_be() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert router(900, 0).send("rabat", needed_by=tomorrow)[0] == "rabat"  # urgent ones wait behind urgent ones alone
    assert router(900, 0, urgent=300).send("rabat", needed_by=tomorrow)[0] == "marrakech"
    assert router(900, 0, urgent=300).send("rabat", needed_by=TODAY + timedelta(days=9))[0] == "rabat"


def test_a_wave_spreads_over_both_centres() -> None:
    wave = router(0, 0)
    sent = [wave.send("rabat", needed_by=None)[0] for _ in range(900)]
    assert sent.count("marrakech") == wave.sent_away > 150
    assert abs(wave.loads["rabat"].days(urgent=False) - wave.loads["marrakech"].days(urgent=False)) <= 2


def test_a_centre_without_a_declared_capacity_takes_what_is_its_own() -> None:
    plain = Router({"rabat": CentreLoad("rabat", None, 9999), "marrakech": CentreLoad("marrakech", 50)}, 2, TODAY)
    assert plain.send("rabat", needed_by=TODAY)[0] == "rabat"
    assert plain.loads["rabat"].ready_on(TODAY) == TODAY
    assert policy.floor_policy().lease == timedelta(hours=12)
