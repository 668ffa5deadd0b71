"""States move only by the table, told to the journal, many at once, in a fixed number of round trips."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.journal.door import count_subjects
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.kernel.states import UnknownMoveError
from bitaqa.foundation.rules.documents import CARD, DOCUMENT, CardState, DocumentState
from bitaqa.foundation.rules.persons import Identity
from bitaqa.foundation.specimens.people import person
from bitaqa.records.cards import door as cards
from bitaqa.records.cards.models import Card
from bitaqa.records.documents import door as documents
from bitaqa.records.documents.models import Document
from bitaqa.records.moving import MoveLacksFactError, RowsNotMovedError
from bitaqa.records.persons import door as persons
from bitaqa.records.places import door as places

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
BY = "worker:test"


def make(count: int, start: int = 0) -> list[UUID]:
    """Persons with an issued document and a made card; returns the cards."""
    ids = []
    for index in range(start, start + count):
        who, act = person(1, index), new_id()
        identity = Identity.model_validate(who.identity_map("x"))
        one, document, card = new_id(), new_id(), new_id()
        persons.create_persons([persons.NewPerson(identity, f"T{index:06d}", one)], by=BY, at=AT, act=act)
        documents.add_documents(
            [
                documents.DocumentValue(
                    id=document,
                    number=f"SP{index:07d}",
                    person=one,
                    application=None,
                    document_type="cnie",
                    type_version="cnie-2",
                    issued_on=date(2026, 5, 4),
                    expires_on=date(2036, 5, 4),
                )
            ],
            by=BY,
            at=AT,
            act=act,
        )
        cards.add_cards(
            [
                cards.CardValue(
                    id=card,
                    document=document,
                    number=f"SP{index:07d}",
                    person=one,
                    application=None,
                    keeper="centre:rabat",
                    made_at=AT,
                )
            ],
            by=BY,
            at=AT,
            act=act,
        )
        ids.append(card)
    return ids


def test_many_cards_move_in_the_round_trips_of_one() -> None:
    few, many = make(1), make(20, start=100)
    seen = []
    for ids in (few, many):
        with CaptureQueriesContext(connection) as queries:
            assert cards.move(ids, "pack", by=BY, at=AT, keeper="box:1") == ids
        seen.append(len(queries))
    assert seen[0] == seen[1]
    assert count_subjects(event="card.packed") == {(): 21}
    assert cards.cards_by_id(few)[few[0]].keeper == "box:1"


def test_a_second_click_moves_nothing() -> None:
    [card] = make(1)
    cards.move([card], "pack", by=BY, at=AT)
    with pytest.raises(RowsNotMovedError):
        cards.move([card], "pack", by=BY, at=AT)
    assert cards.move([card], "pack", by=BY, at=AT, strict=False) == []
    assert count_subjects(event="card.packed") == {(): 1}


def test_a_destruction_needs_its_witness() -> None:
    [card] = make(1)
    cards.move([card], "withhold", by=BY, at=AT, because="wrong_data")
    with pytest.raises(MoveLacksFactError):
        cards.move([card], "destroy", by=BY, at=AT, because="wrong_data")
    cards.move([card], "destroy", by=BY, at=AT, because="wrong_data", facts={card: {"witness": "op-2"}})
    assert cards.cards_by_id([card])[card].state is CardState.DESTROYED
    with pytest.raises(UnknownMoveError):
        cards.move([card], "resurrect", by=BY, at=AT)


@pytest.mark.parametrize("row", CARD.moves, ids=lambda row: row.name)
def test_every_move_of_a_card_from_every_state(row: object) -> None:
    moves = {m.name: m for m in CARD.moves}
    this = moves[row.name]  # type: ignore[attr-defined]
    ids = make(len(CardState))
    for card, state in zip(ids, CardState, strict=True):
        Card.objects.filter(pk=card).update(state=state)
    moved = cards.move(
        ids, this.name, by=BY, at=AT, because="test", facts={card: {"witness": "op-2"} for card in ids}, strict=False
    )
    came_from = {state for card, state in zip(ids, CardState, strict=True) if card in moved}
    assert came_from == this.sources
    assert set(Card.objects.filter(pk__in=moved).values_list("state", flat=True)) == {str(this.target)}


def test_the_database_knows_the_states_too() -> None:
    [card] = make(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.filter(pk=card).update(state="flying")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.update(state="flying")
    assert {m.target for m in DOCUMENT.moves} | {DocumentState.ISSUED} == set(DocumentState)


def test_places_within() -> None:
    rows = [("r", None), ("p", "r"), ("c", "p"), ("d1", "c"), ("d2", "c"), ("q", "r")]
    for code, within in rows:
        places.save_places([places.PlaceValue(code, "commune", code, code, within)], provenance="test")
    assert [p.code for p in places.places_within("c")] == ["r", "p", "c", "d1", "d2"]
    assert places.ancestors_of(["d1", "nowhere"]) == {"d1": ("d1", "c", "p", "r"), "nowhere": ()}
    with pytest.raises(places.PlaceUnknownError):
        places.places_within("nowhere")


def test_persons_are_found_by_number_and_by_name_in_either_script() -> None:
    make(3)
    who = person(1, 0)
    assert [p.national_number for p in persons.search_persons("T 000000")] == ["T000000"]
    for script in (0, 1):
        assert any(p.national_number == "T000000" for p in persons.search_persons(who.whole_name(script)))
    assert persons.search_persons("  ") == []


def test_number_positions_are_never_given_twice() -> None:
    assert persons.take_number_positions("n", 5) == 0
    assert persons.take_number_positions("n", 2) == 5
    assert persons.take_number_positions("m", 1) == 0
