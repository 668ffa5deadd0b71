"""What other rooms read of the records through their doors: found by id and number, nothing for what is unknown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationKind, ApplicationState
from bitaqa.foundation.rules.documents import CampaignState, CardState, DocumentState
from bitaqa.foundation.specimens.people import person
from bitaqa.records.applications import door as applications
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.cards import door as cards
from bitaqa.records.cards.models import Card
from bitaqa.records.documents import door as documents
from bitaqa.records.moving import RowsNotMovedError
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations

from ..intake.conftest import ACTOR, AT, World, make_world
from .test_moving import make

pytestmark = pytest.mark.django_db
NOBODY = new_id()


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def arrived(world: World, index: int, **changes: object) -> UUID:
    body, _ = world.station.application(
        person(7, index), files={}, portrait=None, signature={"signed": True}, **changes
    )  # type: ignore[arg-type]
    arrival = applications.Arrival(
        station=world.station.head.station, epoch=1, sequence=index, packet_hash=b"", container=None
    )
    applications.add_applications([(body, arrival)], at=AT, act=new_id())
    return body.application


# --- applications -----------------------------------------------------------------------------------------------
def test_an_application_by_id_and_receipt(world: World) -> None:
    one = arrived(world, 1)
    value = applications.get_application(one)
    assert applications.find_application(value.receipt_number) == value
    assert applications.known_applications([one, NOBODY]) == {one}
    assert applications.known_receipts([value.receipt_number, "none"]) == {value.receipt_number}
    assert applications.find_application("none") is None and applications.find_tracked("none") is None
    with pytest.raises(applications.ApplicationUnknownError):
        applications.get_application(NOBODY)


def test_tracking_reads_a_state_and_nothing_that_names_anybody(world: World) -> None:
    one = arrived(world, 1)
    found = applications.find_tracked(applications.get_application(one).receipt_number)
    assert found is not None and (found.id, found.state, found.missing) == (one, ApplicationState.RECEIVED, ())
    assert not {"name_ar", "name_latin", "identity", "person"} & set(type(found).__slots__)


def test_a_family_is_everything_that_shares_a_first_request(world: World) -> None:
    first, alone = arrived(world, 1), arrived(world, 2)
    correction = arrived(world, 3, kind=ApplicationKind.CORRECTION, corrects=str(first))
    second = arrived(world, 4, kind=ApplicationKind.CORRECTION, corrects=str(correction))
    families = applications.families_of([second, alone])
    assert set(families[second]) == {first, correction, second} and set(families[alone]) == {alone}
    assert applications.corrections_of([first, correction, alone]) == {first: correction, correction: second}
    with CaptureQueriesContext(connection) as queries:
        applications.families_of([first, alone, correction, second])
    assert len(queries) == 1
    tracked = applications.find_tracked_correction(first)
    assert tracked is not None and tracked.id == correction and applications.find_tracked_correction(alone) is None


def test_urgent_files_come_first_and_filters_hold(world: World) -> None:
    late, soon = arrived(world, 1), arrived(world, 2, needed_by="2026-06-01", priority="exam")
    states = [ApplicationState.RECEIVED]
    assert [a.id for a in applications.applications_in(states)] == [soon, late]
    assert [a.id for a in applications.applications_in(states, campaign=world.campaign, place="el-borouj")] == [
        soon,
        late,
    ]
    assert applications.applications_in(states, place="settat") == []
    assert applications.applications_in(states, complete_at=[world.visit]) == []
    assert len(applications.applications_in(states, limit=1)) == 1
    assert applications.count_by_state(campaign=world.campaign) == {ApplicationState.RECEIVED: 2}
    assert (
        applications.count_by_state() == {ApplicationState.RECEIVED: 2}
        and applications.count_by_state(campaign=NOBODY) == {}
    )
    assert applications.count_persons(states=states, campaign=world.campaign) == 0, "nobody is decided yet"


# --- cards and documents ----------------------------------------------------------------------------------------
def test_a_card_is_found_by_its_number_and_its_blank(db: None) -> None:
    first, second = make(2)
    known = cards.cards_by_id([first, second, NOBODY])
    assert set(known) == {first, second}
    one = known[first]
    assert cards.find_card(one.number) == one and cards.find_card("none") is None
    Card.objects.filter(pk=second).update(blank="B000042")
    by_blank = cards.find_card("B000042")
    assert by_blank is not None and by_blank.id == second
    assert cards.cards_by_number([one.number, "none"]) == {one.number: one}
    assert [c.id for c in cards.cards_of_persons([one.person], states=[one.state])[one.person]] == [first]
    assert cards.cards_of_persons([one.person], states=[CardState.DESTROYED]) == {}
    assert {c.id for c in cards.cards_in([one.state])} == {first, second}
    assert cards.cards_in([one.state], visits=[NOBODY]) == [] and len(cards.cards_in([one.state], limit=1)) == 1
    assert cards.count_by_state() == {one.state: 2} and cards.count_by_state(campaign=NOBODY) == {}


def test_cards_in_a_list_and_in_a_box(db: None) -> None:
    first, second = make(2)
    visit, box = new_id(), new_id()
    cards.place_in_list({first: 2, second: 1}, visit=visit)
    assert [c.id for c in cards.cards_of_visit(visit)] == [second, first]
    assert cards.cards_of_visit(visit, states=[CardState.DESTROYED]) == []
    cards.put_in_consignments({})
    cards.put_in_consignments({first: box, second: box})
    assert [c.id for c in cards.cards_of_consignments([box])[box]] == [second, first]
    assert cards.cards_by_id([first])[first].box == ""
    cards.put_in_consignments({first: box, second: box}, boxes={box: "RAB-B000012"})
    assert {card.box for card in cards.cards_of_consignments([box])[box]} == {"RAB-B000012"}
    cards.put_in_consignments({second: None})
    assert cards.cards_by_id([second])[second].box == ""
    assert [c.id for c in cards.cards_of_consignments([box])[box]] == [first]
    cards.change_keeper([first], keeper="carrier:post")
    assert cards.cards_by_id([first])[first].keeper == "carrier:post"
    cards.change_keeper([first], keeper="station:a", place="settat")
    assert cards.cards_by_id([first])[first].place == "settat"
    cards.stop_cards([first], because="death")
    assert [cards.cards_by_id([c])[c].stopped for c in (first, second)] == [
        "death",
        cards.cards_by_id([second])[second].stopped,
    ]
    assert cards.cards_of_applications([NOBODY]) == {}


def test_documents_by_number_person_and_application(db: None) -> None:
    [card] = make(1)
    one = cards.cards_by_id([card])[card]
    held = documents.documents_of_persons([one.person])[one.person]
    [document] = held
    assert documents.documents_by_id([document.id, NOBODY]) == {document.id: document}
    assert documents.documents_by_number([document.number]) == {document.number: document}
    assert documents.documents_of_persons([one.person], states=[DocumentState.REVOKED]) == {}
    assert documents.documents_of_applications([NOBODY]) == {}
    assert documents.facts_of(document) == {"document": document.id, "type": "cnie"}


# --- campaigns --------------------------------------------------------------------------------------------------
def test_visits_of_a_campaign_a_station_and_the_days_to_come(world: World) -> None:
    day, station = date(2026, 5, 4), world.station.head.station
    delivery, cancelled = (
        campaigns.VisitValue(
            id=new_id(), campaign=world.campaign, station=station, kind="delivery", place="el-borouj",
            day=day + timedelta(days=after),
        )
        for after in (3, 4)
    )  # fmt: skip
    campaigns.add_visits([delivery, cancelled], by=ACTOR, at=AT)
    campaigns.move_visits([cancelled.id], "cancel", by=ACTOR, at=AT, because="weather")
    assert [v.id for v in campaigns.visits_of_campaign(world.campaign)] == [world.visit, delivery.id, cancelled.id]
    span = {"since": day, "until": day + timedelta(days=9)}
    for found in (
        campaigns.visits_of_station(station, **span),
        campaigns.upcoming_visits(**span),
        campaigns.upcoming_visits(**span, campaigns=[world.campaign]),
    ):
        assert [v.id for v in found] == [world.visit, delivery.id], "a cancelled visit is no visit"
    assert campaigns.upcoming_visits(**span, campaigns=[NOBODY]) == []
    here = (world.campaign, "el-borouj")
    assert {k: v.id for k, v in campaigns.delivery_visits([here, (None, "settat")], after=day).items()} == {
        here: delivery.id
    }
    assert campaigns.delivery_visits([here], after=day + timedelta(days=3)) == {}
    assert set(campaigns.visits_by_id([world.visit, NOBODY])) == {world.visit}


def test_a_campaign_is_opened_and_closed_once(world: World) -> None:
    at = datetime(2026, 5, 5, tzinfo=UTC)
    for name, state in (("open", CampaignState.OPEN), ("close", CampaignState.CLOSED)):
        assert campaigns.move_campaign([world.campaign], name, by=ACTOR, at=at) == [world.campaign]
        assert campaigns.get_campaign(world.campaign).state is state
    with pytest.raises(RowsNotMovedError):
        campaigns.move_campaign([world.campaign], "open", by=ACTOR, at=at)
    assert [c.id for c in campaigns.all_campaigns()] == [world.campaign]
    assert [p.code for p in campaigns.all_programmes()] == ["proximity"]
    for unknown in (campaigns.get_campaign, campaigns.get_visit):
        with pytest.raises((campaigns.CampaignUnknownError, campaigns.VisitUnknownError)):
            unknown(NOBODY)


# --- places and stations ----------------------------------------------------------------------------------------
def test_places_and_stations_that_are_not_known(world: World) -> None:
    assert places.get_place("settat").code == "settat" and set(places.places_by_code(["settat", "none"])) == {"settat"}
    with pytest.raises(places.PlaceUnknownError):
        places.get_place("none")
    station = stations.station_by_code("unit-1-a")
    assert stations.get_station(station.id) == station and [u.code for u in stations.all_units()] == ["unit-unit-1-a"]
    for ask in (
        lambda: stations.station_by_code("none"),
        lambda: stations.get_station(NOBODY),
        lambda: stations.get_epoch(station.id, 9),
    ):
        with pytest.raises(stations.StationUnknownError):
            ask()
