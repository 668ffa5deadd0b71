"""From an approved application to a packed card: what each step does, refuses, and does twice."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pypdf
import pytest
from django.db import transaction

from bitaqa.backbone.authority.door import document_signer
from bitaqa.backbone.jobs.door import items_set_aside, run_until_still
from bitaqa.foundation.icao.mrz import parse_td1
from bitaqa.foundation.rules.documents import ORDER, CardState, DocumentState, OrderState
from bitaqa.journey.production import door, errors, queries
from bitaqa.journey.production.acts.account_for_blanks import close_batch
from bitaqa.journey.production.acts.check_cards import pass_cards, pass_remainder, reject_card
from bitaqa.journey.production.acts.form_batches import form_batches
from bitaqa.journey.production.acts.order_documents import try_again
from bitaqa.journey.production.acts.pack_cards import pack_visit, seal_box
from bitaqa.journey.production.floor import floor_figures
from bitaqa.journey.production.models import Batch, Blank, Box, Order, OrderItem
from bitaqa.journey.production.moving import move_orders
from bitaqa.records.applications import door as applications
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents

from .conftest import ACTOR, AT, DAY, OTHER, Floor
from .looking import count_queries, orders

pytestmark = pytest.mark.django_db


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


def test_a_place_without_a_delivery_visit_waits_in_sight(floor: Floor) -> None:
    floor.blanks(5)
    batch = floor.made(2)
    pass_remainder(batch, sampled=[orders(batch)[0].id], by=ACTOR, at=AT)
    plan = queries.packing_plan(DAY)
    assert plan.ready == () and plan.without_visit == {"el-borouj": 2}
    visit = floor.delivery_visit()
    (ready,) = queries.packing_plan(DAY).ready
    assert (ready.visit.id, ready.cards) == (visit, 2)


def test_after_a_rejected_sample_no_card_passes_unseen(floor: Floor) -> None:
    floor.blanks(10)
    batch = floor.made(5)
    made = [order.id for order in orders(batch)]
    reject_card(made[0], attempt=1, reason="print", by=ACTOR, at=AT)
    for seen in ([], made[1:2], made[1:4]):
        with pytest.raises(errors.SampleTooSmallError, match="At least 5 cards"):
            pass_remainder(batch, sampled=seen, by=ACTOR, at=AT)
    assert {order.state for order in orders(batch)} == {"personalised"}
    assert pass_remainder(batch, sampled=made[1:], by=ACTOR, at=AT) == made[1:]


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
