"""From an approved application to a packed card: what each step does, refuses, and does twice."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pypdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.authority.door import document_signer
from bitaqa.backbone.jobs.door import items_set_aside, run_until_still
from bitaqa.foundation.icao.mrz import parse_td1
from bitaqa.foundation.kernel.states import MoveNotAllowedError
from bitaqa.foundation.rules.documents import ORDER, CardState, DocumentState, OrderState
from bitaqa.journey.production import door, errors, queries
from bitaqa.journey.production.acts import form_batches as forming
from bitaqa.journey.production.acts.account_for_blanks import close_batch, issue_blanks
from bitaqa.journey.production.acts.check_cards import pass_cards, pass_remainder, reject_card
from bitaqa.journey.production.acts.destroy_blanks import confirm_destruction, propose_destruction, withdraw_destruction
from bitaqa.journey.production.acts.form_batches import form_batches, queues
from bitaqa.journey.production.acts.order_again import order_again
from bitaqa.journey.production.acts.order_documents import try_again
from bitaqa.journey.production.acts.pack_cards import pack_visit, seal_box
from bitaqa.journey.production.domain import BlankState, Rank
from bitaqa.journey.production.floor import floor_figures
from bitaqa.journey.production.models import Batch, Blank, Box, Order, OrderItem, Rejection, ReplaceItem
from bitaqa.journey.production.moving import move_orders
from bitaqa.records.applications import door as applications
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents

from .conftest import ACTOR, AT, DAY, OTHER, Floor

pytestmark = pytest.mark.django_db


def orders(batch: UUID) -> list[Order]:
    return queries.orders_of_batch(batch)


def test_an_approved_application_becomes_a_card_packed_for_its_visit(
    floor: Floor, told: Callable[[str], list[UUID]]
) -> None:
    floor.blanks(10)
    ids = floor.approve(3)
    visit = floor.delivery_visit()
    batch = floor.make_batch()
    made = orders(batch)
    assert [o.state for o in made] == ["personalised"] * 3
    assert {o.application for o in made} == set(ids)
    assert pass_remainder(batch, sampled=[made[0].id], by=ACTOR, at=AT) == [o.id for o in made]
    (box,) = pack_visit(visit, by=ACTOR, at=AT)
    assert {o.state for o in orders(batch)} == {"packed"}
    found = cards.cards_of_visit(visit)
    assert [c.position for c in found] == [1, 2, 3]
    assert {c.state for c in found} == {CardState.PACKED}
    assert {c.keeper for c in found} == {"centre:rabat"}
    assert {f.delivery_visit for f in applications.applications_by_id(ids).values()} == {visit}
    value = queries.get_box(box)
    assert value.cards == tuple(c.id for c in found) and value.code == "RAB-B000001"
    assert door.boxes_waiting() == [value] == door.boxes(visit)
    for event in (
        "order.queued",
        "order.assigned",
        "order.in_batch",
        "order.personalised",
        "order.passed",
        "order.packed",
    ):
        assert set(told(event)) == {o.id for o in made}, event
    assert len(told("card.made")) == len(told("document.issued")) == len(told("card.packed")) == 3
    assert close_batch(batch, by=ACTOR, at=AT).good == 3


def test_the_card_says_what_the_register_says(floor: Floor) -> None:
    floor.blanks(5)
    batch = floor.made(2)
    first = orders(batch)[0]
    zone = parse_td1(first.mrz)
    (document,) = documents.documents_by_id([first.document]).values()  # type: ignore[list-item]
    assert zone.document_number == first.number == document.number
    assert document.state is DocumentState.ISSUED and document.issued_on == date(2026, 5, 5)
    assert zone.optional_1 == "T100000"
    face = queries.printed_card(first)
    assert "\n".join(face.mrz) == first.mrz and face.can == first.can
    assert "البروج" in face.address_ar and "El Borouj" in face.address_latin
    pdf = queries.faces_pdf(queries.get_batch(batch))
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 4


def test_each_order_consumes_one_numbered_blank(floor: Floor) -> None:
    floor.blanks(5)
    batch = floor.made(3)
    used = list(Blank.objects.filter(batch=batch).order_by("serial").values_list("serial", flat=True))
    assert used == ["BL000001", "BL000002", "BL000003"]
    bodies = cards.cards_by_id(o.card for o in orders(batch) if o.card)
    assert sorted(c.blank for c in bodies.values()) == used
    first = Blank.objects.get(serial="BL000001")
    with pytest.raises(IntegrityError), transaction.atomic():
        Blank.objects.filter(serial="BL000004").update(batch=batch, order=first.order, attempt=first.attempt)


def test_no_blank_no_batch_and_the_delivery_lets_it_go(floor: Floor) -> None:
    floor.approve(2)
    run_until_still(["order", "batch"])
    with pytest.raises(errors.NoBlanksError):
        form_batches(by=ACTOR, at=AT, now=True)
    assert form_batches(by=ACTOR, at=AT + timedelta(hours=1)) == []
    floor.blanks(1)
    (batch,) = form_batches(by=ACTOR, at=AT + timedelta(hours=1))
    assert len(orders(batch)) == 1
    assert Order.objects.filter(state="assigned").count() == 1


def test_orders_that_another_took_meanwhile_are_no_want_of_blanks(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor.blanks(5)
    floor.approve(2)
    run_until_still(["order"])
    seen_before = queues("rabat")
    assert len(form_batches(by=OTHER, at=AT, now=True)) == 1
    monkeypatch.setattr(forming, "queues", lambda centre: seen_before)
    assert form_batches(by=ACTOR, at=AT, now=True) == []


def test_small_batches_wait_and_whole_ones_do_not(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    from bitaqa.journey.production import domain, policy

    monkeypatch.setattr(policy, "floor_policy", lambda: domain.Policy(batch_size=3))
    floor.blanks(20)
    floor.approve(4)
    run_until_still(["order"])
    (whole,) = form_batches(by=ACTOR, at=AT)
    assert len(orders(whole)) == 3
    assert form_batches(by=ACTOR, at=AT + timedelta(minutes=29)) == []
    (rest,) = form_batches(by=ACTOR, at=AT + timedelta(minutes=30))
    assert len(orders(rest)) == 1
    assert form_batches(by=ACTOR, at=AT, now=True) == []


def test_corrections_then_deadlines_then_the_others(floor: Floor) -> None:
    floor.blanks(10)
    (plain,) = floor.approve(1)
    (late,) = floor.approve(1, needed_by=date(2026, 6, 20))
    (soon,) = floor.approve(1, needed_by=date(2026, 6, 1))
    (fixed,) = floor.approve(1, kind="correction", corrects=str(plain))
    batch = floor.make_batch()
    assert [o.application for o in orders(batch)] == [fixed, soon, late, plain]


def test_orders_go_to_the_centre_of_their_region(floor: Floor) -> None:
    from bitaqa.records.places.door import PlaceValue, save_places

    save_places([PlaceValue("marrakech-safi", "region", "مراكش آسفي", "Marrakech-Safi", None)], provenance="test")
    save_places([PlaceValue("tahannaout", "commune", "تحناوت", "Tahannaout", "marrakech-safi")], provenance="test")
    floor.approve(1)
    floor.approve(1, place="tahannaout")
    run_until_still(["order"])
    assert dict(Order.objects.values_list("place", "issuing_centre")) == {
        "el-borouj": "rabat",
        "tahannaout": "marrakech",
    }


def test_ordering_twice_orders_once(floor: Floor) -> None:
    ids = floor.approve(2)
    run_until_still(["order"])
    door.take_applications(ids)
    run_until_still(["order"])
    assert Order.objects.count() == 2


def test_what_cannot_be_made_is_set_aside_and_the_rest_goes_on(floor: Floor) -> None:
    (bad,) = floor.approve(1, versions={"rules": "x", "document_type": "cnie-1", "software": "specimen"})
    (good,) = floor.approve(1)
    run_until_still(["order"])
    (aside,) = items_set_aside(OrderItem)
    assert (aside.subject, aside.code) == (bad, "production.layout_gone")
    assert list(Order.objects.values_list("application", flat=True)) == [good]


def test_a_card_that_cannot_be_printed_leaves_its_batch_with_the_reason(floor: Floor) -> None:
    floor.blanks(5)
    (good,) = floor.approve(1)
    (bad,) = floor.approve(1, portrait=None)
    batch = floor.make_batch()
    assert [o.application for o in orders(batch)] == [good]
    held = Order.objects.get(application=bad)
    assert (held.state, held.problem, held.batch) == ("assigned", "production.portrait_missing", None)
    assert Blank.objects.filter(batch=batch).count() == 1
    assert form_batches(by=ACTOR, at=AT, now=True) == []
    assert floor_figures()[0].held == 1
    assert try_again([held.id], by=ACTOR, at=AT) == 1
    assert len(form_batches(by=ACTOR, at=AT, now=True)) == 1


def test_a_rejected_card_is_made_again_under_a_new_number(floor: Floor, told: Callable[[str], list[UUID]]) -> None:
    floor.blanks(5)
    batch = floor.made(2)
    one, two = orders(batch)
    rejection = reject_card(one.id, attempt=1, reason="print", by=ACTOR, at=AT)
    again = reject_card(one.id, attempt=1, reason="print", by=ACTOR, at=AT)
    assert again.id == rejection.id and Rejection.objects.count() == 1
    row = queries.get_order(one.id)
    assert (row.state, row.attempt, row.remake_of, row.number) == ("assigned", 2, one.document, "")
    assert cards.cards_by_id([one.card])[one.card].state is CardState.SPOILED  # type: ignore[list-item,index]
    assert documents.documents_by_id([one.document])[one.document].state is DocumentState.CANCELLED  # type: ignore[list-item,index]
    assert Blank.objects.get(serial=rejection.blank).state == BlankState.SPOILED
    assert told("order.remade") == [one.id]
    pass_cards([two.id], by=ACTOR, at=AT)
    second = floor.make_batch()
    (remade,) = orders(second)
    assert remade.id == one.id and remade.number not in ("", one.number)
    assert Blank.objects.get(order=one.id, attempt=2).batch_id == second
    pass_remainder(second, sampled=[one.id], by=ACTOR, at=AT)
    assert close_batch(batch, spoiled=[rejection.blank], by=ACTOR, at=AT).spoiled == 1


def test_reasons_and_attempts_are_checked(floor: Floor) -> None:
    floor.blanks(2)
    (one,) = orders(floor.made(1))
    with pytest.raises(errors.ReasonUnknownError):
        reject_card(one.id, attempt=1, reason="ugly", by=ACTOR, at=AT)
    with pytest.raises(errors.OrderUnknownError):
        reject_card(one.id, attempt=2, reason="print", by=ACTOR, at=AT)
    pass_cards([one.id], by=ACTOR, at=AT)
    with pytest.raises(MoveNotAllowedError):
        reject_card(one.id, attempt=1, reason="print", by=ACTOR, at=AT)


def test_passing_twice_passes_once(floor: Floor, told: Callable[[str], list[UUID]]) -> None:
    floor.blanks(2)
    (one,) = orders(floor.made(1))
    assert pass_cards([one.id], by=ACTOR, at=AT) == [one.id]
    assert pass_cards([one.id], by=ACTOR, at=AT) == []
    assert told("order.passed") == [one.id]


def test_a_zone_that_differs_stops_the_card(floor: Floor) -> None:
    floor.blanks(3)
    one, two = orders(floor.made(2))
    with pytest.raises(errors.ZoneDiffersError):
        pass_cards([one.id], read={one.id: two.mrz}, by=ACTOR, at=AT)
    assert pass_cards([one.id], read={one.id: one.mrz.replace("\n", " ")}, by=ACTOR, at=AT) == [one.id]
    Order.objects.filter(pk=two.id).update(mrz=one.mrz)
    with pytest.raises(errors.ZoneDiffersError):
        pass_cards([two.id], by=ACTOR, at=AT)


def test_the_rest_passes_only_after_a_sample(floor: Floor) -> None:
    floor.blanks(5)
    batch = floor.made(3)
    made = orders(batch)
    with pytest.raises(errors.SampleTooSmallError):
        pass_remainder(batch, by=ACTOR, at=AT)
    with pytest.raises(errors.BatchUnknownError):
        pass_remainder(made[0].id, by=ACTOR, at=AT)
    pass_cards([made[1].id], by=ACTOR, at=AT)
    assert pass_remainder(batch, by=ACTOR, at=AT) == [made[0].id, made[2].id]
    assert pass_remainder(batch, by=ACTOR, at=AT) == []


def test_a_missing_blank_stops_the_closure_and_is_named(floor: Floor) -> None:
    floor.blanks(10)
    batch = floor.made(3)
    with pytest.raises(errors.BatchNotJudgedError):
        close_batch(batch, by=ACTOR, at=AT)
    made = orders(batch)
    rejected = reject_card(made[2].id, attempt=1, reason="laminate", by=ACTOR, at=AT)
    pass_remainder(batch, by=ACTOR, at=AT)
    issue_blanks(batch, ["BL000009", "BL000010"], by=ACTOR, at=AT)
    with pytest.raises(errors.BlanksUnaccountedError) as caught:
        close_batch(batch, sample=["BL000009"], returned=["XX1"], by=ACTOR, at=AT)
    assert caught.value.facts["missing"] == f"{rejected.blank}, BL000010"
    assert caught.value.facts["foreign"] == "XX1"
    with pytest.raises(errors.BlanksUnaccountedError) as caught:
        close_batch(batch, sample=["BL000009", rejected.blank], returned=["BL000010"], by=ACTOR, at=AT)
    assert caught.value.facts["twice"] == rejected.blank
    counted: dict[str, Any] = {"spoiled": [rejected.blank], "sample": ["BL000009"], "returned": ["BL000010"]}
    count = close_batch(batch, **counted, by=ACTOR, at=AT)
    assert (count.received, count.good, count.spoiled, count.sample, count.returned) == (5, 2, 1, 1, 1)
    assert close_batch(batch, by=OTHER, at=AT) == count
    assert Batch.objects.get(pk=batch).closed_by == ACTOR
    with pytest.raises(errors.BatchClosedError):
        issue_blanks(batch, ["BL000008"], by=ACTOR, at=AT)
    states = dict(Blank.objects.values_list("serial", "state"))
    assert (states["BL000009"], states["BL000010"]) == ("sample", "returned")


def test_blanks_are_received_once_and_issued_from_free_stock(floor: Floor) -> None:
    floor.blanks(3)
    with pytest.raises(errors.BlanksKnownError):
        floor.blanks(2, first="BL000003")
    with pytest.raises(errors.BlankSerialRefusedError):
        floor.blanks(2, first="BL9")
    with pytest.raises(errors.IssuingCentreUnknownError):
        floor.blanks(2, centre="atlantis", first="AT0001")
    batch = floor.made(1)
    with pytest.raises(errors.BlanksNotFreeError):
        issue_blanks(batch, ["BL000001"], by=ACTOR, at=AT)


def test_spoiled_blanks_are_destroyed_by_two(floor: Floor, told: Callable[[str], list[UUID]]) -> None:
    floor.blanks(3)
    batch = floor.made(1)
    (one,) = orders(batch)
    spoiled = reject_card(one.id, attempt=1, reason="print", by=ACTOR, at=AT)
    with pytest.raises(errors.NothingSpoiledError):
        propose_destruction(centre="rabat", serials=["BL000003"], by=ACTOR, at=AT)
    proposed = propose_destruction(centre="rabat", serials=[spoiled.blank.lower()], by=ACTOR, at=AT)
    withdraw_destruction(proposed.id, by=ACTOR, at=AT)
    proposed = propose_destruction(centre="rabat", serials=[spoiled.blank], by=ACTOR, at=AT)
    with pytest.raises(errors.NothingSpoiledError):
        propose_destruction(centre="rabat", serials=[spoiled.blank], by=OTHER, at=AT)
    with pytest.raises(errors.SecondPersonNeededError):
        confirm_destruction(proposed.id, by=ACTOR, at=AT)
    confirm_destruction(proposed.id, by=OTHER, at=AT)
    with pytest.raises(errors.DestructionUnknownError):
        confirm_destruction(proposed.id, by=OTHER, at=AT)
    assert Blank.objects.get(serial=spoiled.blank).state == "destroyed"
    assert cards.cards_by_id([spoiled.card])[spoiled.card].state is CardState.DESTROYED
    assert len(told("blank.destroyed")) == 1
    assert len(told("blank.destruction_proposed")) == 2 and len(told("blank.destruction_withdrawn")) == 1


def stop(application: UUID) -> None:
    applications.move([application], "stop", by=ACTOR, at=AT, because="death-reported")
    run_until_still(["order-stop"])


def test_a_stopped_application_stops_its_order_wherever_it_stands(floor: Floor) -> None:
    floor.blanks(20)
    (assigned,) = floor.approve(1)
    run_until_still(["order"])
    stop(assigned)
    assert Order.objects.get(application=assigned).state == "cancelled"
    (waiting,) = floor.approve(1)
    run_until_still(["order"])
    form_batches(by=ACTOR, at=AT, now=True)
    stop(waiting)
    run_until_still(["personalise"])
    order = Order.objects.get(application=waiting)
    assert order.state == "cancelled" and order.card is None
    assert not Blank.objects.exclude(batch=None).exists()
    batch = floor.made(2)
    made, kept = orders(batch)
    stop(made.application)
    assert cards.cards_by_id([made.card])[made.card].state is CardState.WITHHELD  # type: ignore[list-item,index]
    assert documents.documents_by_id([made.document])[made.document].state is DocumentState.CANCELLED  # type: ignore[list-item,index]
    blank = Blank.objects.get(order=made.id)
    assert blank.state == "spoiled"
    pass_cards([kept.id], by=ACTOR, at=AT)
    close_batch(batch, spoiled=[blank.serial], by=ACTOR, at=AT)
    proposed = propose_destruction(centre="rabat", serials=[blank.serial], by=ACTOR, at=AT)
    confirm_destruction(proposed.id, by=OTHER, at=AT)
    assert cards.cards_by_id([made.card])[made.card].state is CardState.DESTROYED  # type: ignore[list-item,index]


def test_a_death_told_between_order_and_print_is_seen_at_the_print(floor: Floor) -> None:
    """The stop came before its order existed: the order is cancelled at the press, not printed."""
    floor.blanks(5)
    dead, living = floor.approve(2)
    run_until_still(["order"])
    form_batches(by=ACTOR, at=AT, now=True)
    from bitaqa.records.applications.models import Application

    Application.objects.filter(pk=dead).update(state="stopped")
    run_until_still(["personalise"])
    states = dict(Order.objects.values_list("application", "state"))
    assert states == {dead: "cancelled", living: "personalised"}


def test_a_place_without_a_delivery_visit_waits_in_sight(floor: Floor) -> None:
    floor.blanks(5)
    batch = floor.made(2)
    pass_remainder(batch, sampled=[orders(batch)[0].id], by=ACTOR, at=AT)
    plan = queries.packing_plan(DAY)
    assert plan.ready == () and plan.without_visit == {"el-borouj": 2}
    visit = floor.delivery_visit()
    (ready,) = queries.packing_plan(DAY).ready
    assert (ready.visit.id, ready.cards) == (visit, 2)


def test_packing_twice_packs_once_and_a_late_card_goes_to_its_place(floor: Floor) -> None:
    floor.blanks(10)
    visit = floor.delivery_visit()
    with pytest.raises(errors.NothingToPackError):
        pack_visit(visit, by=ACTOR, at=AT)
    batch = floor.made(3)
    made = orders(batch)
    pass_cards([made[0].id, made[1].id], by=ACTOR, at=AT)
    (box,) = pack_visit(visit, by=ACTOR, at=AT)
    with pytest.raises(errors.NothingToPackError):
        pack_visit(visit, by=ACTOR, at=AT)
    pass_cards([made[2].id], by=ACTOR, at=AT)
    assert pack_visit(visit, by=ACTOR, at=AT) == [box]
    listed = cards.cards_of_visit(visit)
    assert [c.position for c in listed] == [1, 2, 3]
    assert queries.get_box(box).cards == tuple(c.id for c in listed)
    seal_box(box, seals=["SC-1"], by=ACTOR, at=AT)
    seal_box(box, seals=["SC-2"], by=OTHER, at=AT)
    assert queries.get_box(box).seals == ("SC-1",) and door.boxes_waiting() == []
    with pytest.raises(errors.BoxUnknownError):
        seal_box(batch, seals=[], by=ACTOR, at=AT)
    later = floor.made(1)
    pass_remainder(later, sampled=[orders(later)[0].id], by=ACTOR, at=AT)
    (second,) = pack_visit(visit, by=ACTOR, at=AT)
    assert second != box
    assert [c.position for c in cards.cards_of_visit(visit)] == [1, 2, 3, 4]
    assert Box.objects.filter(visit=visit).count() == 2


def test_a_packed_card_that_is_gone_is_ordered_again_once(floor: Floor, told: Callable[[str], list[UUID]]) -> None:
    floor.blanks(10)
    visit = floor.delivery_visit()
    batch = floor.made(2)
    lost, kept = orders(batch)
    assert lost.card is not None and kept.card is not None
    pass_remainder(batch, sampled=[lost.id], by=ACTOR, at=AT)
    (box,) = pack_visit(visit, by=ACTOR, at=AT)
    seal_box(box, seals=["SC-1"], by=ACTOR, at=AT)
    for _again in range(2):
        door.take_cards_to_replace([lost.card])
        run_until_still(["order-again"])
    ReplaceItem.objects.all().delete()
    door.take_cards_to_replace([lost.card])
    run_until_still(["order-again"])
    again = Order.objects.get(replaces=lost.id)
    assert (again.application, again.remake_of, again.rank, again.state) == (
        lost.application,
        lost.document,
        Rank.REPLACEMENT,
        "assigned",
    )
    assert queries.get_order(lost.id).state == "packed" and Order.objects.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=kept.id).update(replaces=lost.id)
    door.take_applications([lost.application])
    run_until_still(["order"])
    assert Order.objects.count() == 3
    (made,) = orders(floor.make_batch())
    assert made.id == again.id and made.number not in ("", lost.number) and made.card != lost.card
    pass_cards([made.id], by=ACTOR, at=AT)
    assert pack_visit(visit, by=ACTOR, at=AT) != [box]
    assert made.card in {card.id for card in cards.cards_of_visit(visit)}
    door.take_cards_to_replace([made.card])  # type: ignore[list-item]
    run_until_still(["order-again"])
    assert Order.objects.get(replaces=again.id).remake_of == made.document


def test_what_is_ordered_again_is_still_awaited_and_can_be_made(floor: Floor) -> None:
    floor.blanks(10)
    visit = floor.delivery_visit()
    batch = floor.made(2)
    dead, late = orders(batch)
    door.take_cards_to_replace([late.card])  # type: ignore[list-item]
    run_until_still(["order-again"])
    (aside,) = items_set_aside(ReplaceItem)
    assert (aside.subject, aside.code) == (late.card, "production.order_unknown")
    pass_remainder(batch, sampled=[dead.id], by=ACTOR, at=AT)
    pack_visit(visit, by=ACTOR, at=AT)
    stop(dead.application)
    door.take_cards_to_replace([dead.card])  # type: ignore[list-item]
    run_until_still(["order-again"])
    assert Order.objects.count() == 2


def test_ordering_again_makes_a_fixed_number_of_round_trips(floor: Floor) -> None:
    floor.blanks(20)
    seen = []
    for size in (2, 6):
        visit = floor.delivery_visit(day=DAY + timedelta(days=10 + size))
        batch = floor.made(size)
        pass_remainder(batch, sampled=[orders(batch)[0].id], by=ACTOR, at=AT)
        pack_visit(queries.packing_plan(DAY).ready[0].visit.id, by=ACTOR, at=AT)
        gone = [order.card for order in orders(batch) if order.card]
        with transaction.atomic():
            seen.append(count_queries(lambda g=gone: order_again(g, by=ACTOR, at=AT)))
        assert Order.objects.filter(replaces__batch=batch).count() == size and visit
        Order.objects.filter(replaces__isnull=False).delete()
    assert seen[0] == seen[1]


@pytest.mark.parametrize("state", list(OrderState))
def test_every_move_of_an_order_is_allowed_exactly_where_the_table_says(floor: Floor, state: OrderState) -> None:
    """The database accepts the table's moves and the mover refuses all the others."""
    floor.blanks(2)
    (order,) = orders(floor.made(1))
    for row in ORDER.moves:
        with transaction.atomic():
            unmade = {"batch": None, "document": None, "card": None, "number": ""}
            fields = unmade if state in (OrderState.QUEUED, OrderState.ASSIGNED) else {}
            Order.objects.filter(pk=order.id).update(state=state, **fields)
            columns = {
                "batch_id": order.batch_id,
                "document": order.document,
                "card": order.card,
                "number": order.number,
            }
            if row.target in (OrderState.QUEUED, OrderState.ASSIGNED):
                columns = {"batch_id": None, "document": None, "card": None, "number": ""}
            moved = move_orders(
                [order.id], row.name, by=ACTOR, at=AT, because="test", set_columns=columns, strict=False
            )
            assert moved == ([order.id] if state in row.sources else []), row.name
            transaction.set_rollback(True)


def count_queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


def test_round_trips_do_not_grow_with_the_batch(floor: Floor) -> None:
    floor.blanks(60)
    document_signer("rabat", at=AT)  # the ceremony of a demonstration is held once
    figures: list[list[int]] = []
    for size in (2, 7):
        floor.approve(size)
        floor.delivery_visit(day=DAY + timedelta(days=10 + size))
        steps = [count_queries(lambda: run_until_still(["order"]))]
        steps.append(count_queries(lambda: form_batches(by=ACTOR, at=AT, now=True)))
        steps.append(count_queries(lambda: run_until_still(["personalise"])))
        batch = Batch.objects.latest("formed_at", "id").id
        sampled = [orders(batch)[0].id]
        steps.append(count_queries(lambda b=batch, s=sampled: pass_remainder(b, sampled=s, by=ACTOR, at=AT)))
        nearest = queries.packing_plan(DAY).ready[0].visit.id
        steps.append(count_queries(lambda v=nearest: pack_visit(v, by=ACTOR, at=AT)))
        for box in door.boxes_waiting():
            seal_box(box.id, seals=[], by=ACTOR, at=AT)
        figures.append(steps)
    assert figures[0] == figures[1]
