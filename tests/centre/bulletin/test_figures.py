"""Figures from the real journal: computed again at an earlier position, refused when one is missing, two to publish."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.journal import door as journal
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.kernel.states import MoveNotAllowedError
from bitaqa.services.bulletin import actions
from bitaqa.services.bulletin.errors import (
    FiguresMovedError,
    PartsDifferError,
    PeriodUnreadableError,
    PublishedByTwoError,
)
from bitaqa.services.bulletin.figures import Subject, compute
from bitaqa.services.bulletin.models import Bulletin
from bitaqa.services.bulletin.queries import compared_days

from .computing import LATER, a_small_campaign, computed, rows
from .conftest import ACTOR, AT, World

pytestmark = pytest.mark.django_db


def test_every_request_is_counted_once_and_places_without_a_count_are_shown_as_such(world: World) -> None:
    a_small_campaign(world)
    found = computed(world)
    assert found.requests == 9
    assert rows(found, "by_kind") == {"renewal": 6, "first": 2, "duplicate": 1}
    assert rows(found, "by_place") == {"ouled-a": 6, "ouled-b": 2, "ouled-c": 1, "ouled-d": None}, "E is still to come"
    assert rows(found, "by_area") == {"borouj": 8, "benahmed": 1}
    assert rows(found, "by_day") == {"2026-05-04": 6, "2026-05-05": 3}
    assert rows(found, "by_outcome") == {
        "handed_over": 2, "handed_over_completed": 1, "handed_over_corrected": 1, "handed_over_on_appeal": 1,
        "refused": 1, "stopped": 1, "uncollected": 0, "lapsed": 1, "withdrawn": 0, "in_progress.received": 1,
    }  # fmt: skip
    assert found.shares[-1] == (date(2026, 5, 8), 5, 56)


def test_an_earlier_position_gives_the_earlier_figures_again(world: World) -> None:
    world.fulfilled()
    open_one = world.move(world.request(), "clear")
    then = world.position()
    before = computed(world, then)
    world.move(open_one, "fulfil")
    world.request("first", "ouled-d", 6)
    now = computed(world)
    again = computed(world, then)
    assert (before.tables, before.shares) == (again.tables, again.shares)
    assert (before.requests, now.requests) == (2, 3)
    assert rows(again, "by_outcome")["in_progress.approved"] == 1
    assert "in_progress.approved" not in rows(now, "by_outcome")
    assert rows(again, "by_place")["ouled-d"] is None and rows(now, "by_place")["ouled-d"] == 1


def test_a_cancelled_visit_served_nobody(world: World) -> None:
    from bitaqa.records.campaigns import door as campaigns

    world.fulfilled()
    campaigns.move_visits([world.visits["ouled-d"]], "cancel", by=ACTOR, at=AT, because="flood")
    assert "ouled-d" not in rows(computed(world), "by_place")


def test_a_campaign_is_counted_apart_from_the_others(world: World) -> None:
    world.fulfilled()
    found = compute(Subject(campaign=new_id()), position=world.position(), as_at=LATER)
    assert found.requests == 0 and rows(found, "by_kind") == {"renewal": 0, "first": 0, "duplicate": 0}


def test_a_period_counts_what_was_registered_in_it(world: World) -> None:
    world.request(day=4)
    world.request(day=6, place="ouled-d")
    subject = Subject(since=AT + timedelta(days=1), until=AT + timedelta(days=3))
    found = compute(subject, position=world.position(), as_at=LATER)
    assert found.requests == 1 and rows(found, "by_place") == {"ouled-d": 1, "ouled-b": None, "ouled-c": None}


def test_a_request_that_no_part_counts_stops_the_bulletin(world: World) -> None:
    """Something was registered that is no counted kind of request: it is seen, not added quietly."""
    world.fulfilled()
    stray = journal.Entry(
        event="application.registered", subject_kind="application", subject=new_id(), acted_at=AT, actor=ACTOR,
        act=new_id(), campaign=world.campaign, kind="correction", place="ouled-a", day=date(2026, 5, 4),
    )  # fmt: skip
    journal.record([stray])
    with pytest.raises(PartsDifferError) as refused:
        actions.build_bulletin(Subject(campaign=world.campaign), by=new_id(), at=LATER)
    assert refused.value.facts["table"] == "by_kind" and refused.value.facts["total"] == 2
    assert not Bulletin.objects.exists()


def test_a_split_that_loses_a_request_is_refused_by_name(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.fulfilled()
    world.fulfilled("first")
    real = journal.count_subjects

    def forgetful(**given: Any) -> Any:
        counts = real(**given)
        return dict(list(counts.items())[:-1]) if given.get("by") == ("kind",) else counts

    monkeypatch.setattr(journal, "count_subjects", forgetful)
    with pytest.raises(PartsDifferError) as refused:
        computed(world)
    assert refused.value.facts["table"] == "by_kind"
    assert (refused.value.facts["sum"], refused.value.facts["total"]) == (1, 2)


def test_round_trips_do_not_grow_with_the_requests(world: World) -> None:
    def trips() -> int:
        with CaptureQueriesContext(connection) as seen:
            compute(Subject(campaign=world.campaign), position=position, as_at=LATER)
        return len(seen)

    world.fulfilled()
    position = world.position()
    few = trips()
    for _ in range(12):
        world.fulfilled("first", "ouled-b", 5)
    position = world.position()
    assert trips() == few


def test_a_bulletin_is_published_by_a_second_person_and_computed_again_first(world: World) -> None:
    a_small_campaign(world)
    drafter, second = new_id(), new_id()
    built = actions.build_bulletin(Subject(campaign=world.campaign), by=drafter, at=LATER)
    assert (built.state, built.waiting) == ("draft", 0) and built.body["tables"][0]["total"] == 9
    with pytest.raises(PublishedByTwoError):
        actions.publish_bulletin(built.id, by=drafter, at=LATER)
    published = actions.publish_bulletin(built.id, by=second, at=LATER)
    assert published.state == "published"
    with pytest.raises(MoveNotAllowedError):
        actions.publish_bulletin(built.id, by=second, at=LATER)
    told = [entry.event for entry in journal.entries(subject=built.id)]
    assert told == ["bulletin.built", "bulletin.published"]


def test_the_database_itself_refuses_one_person_and_half_a_publication(world: World) -> None:
    world.fulfilled()
    me = new_id()
    built = actions.build_bulletin(Subject(campaign=world.campaign), by=me, at=LATER)
    for wrong in (
        {"state": "published", "published_by": me, "published_at": LATER},
        {"state": "published", "published_by": new_id()},
        {"published_by": new_id(), "published_at": LATER},
        {"since": AT, "until": LATER},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Bulletin.objects.filter(pk=built.id).update(**wrong)


def test_a_draft_whose_figures_were_touched_is_not_published(world: World) -> None:
    world.fulfilled()
    built = actions.build_bulletin(Subject(campaign=world.campaign), by=new_id(), at=LATER)
    row = Bulletin.objects.get(pk=built.id)
    row.body["tables"][0]["rows"][0]["count"] += 1
    row.save()
    with pytest.raises(FiguresMovedError):
        actions.publish_bulletin(built.id, by=new_id(), at=LATER)


def test_a_later_bulletin_with_other_figures_restates_the_published_one(world: World) -> None:
    world.fulfilled()
    subject = Subject(campaign=world.campaign)
    one, two, three = new_id(), new_id(), new_id()
    first = actions.publish_bulletin(actions.build_bulletin(subject, by=one, at=LATER).id, by=two, at=LATER)
    same = actions.publish_bulletin(actions.build_bulletin(subject, by=one, at=LATER).id, by=two, at=LATER)
    assert Bulletin.objects.get(pk=first.id).restated_by_id is None
    world.fulfilled()
    later = actions.build_bulletin(subject, by=three, at=LATER)
    assert Bulletin.objects.get(pk=first.id).restated_by_id is None, "a draft restates nothing"
    actions.publish_bulletin(later.id, by=two, at=LATER)
    assert {Bulletin.objects.get(pk=b.id).restated_by_id for b in (first, same)} == {later.id}


def test_a_period_that_ends_before_it_begins_is_no_subject(db: None) -> None:
    with pytest.raises(PeriodUnreadableError):
        actions.build_bulletin(Subject(since=LATER, until=AT), by=new_id(), at=LATER)


def test_stations_are_compared_day_by_day(world: World) -> None:
    from bitaqa.journey.intake.models import StationDay

    world.request()
    world.request("first")
    world.request(place="ouled-b", day=5)
    reports = (("ouled-a", 4, {"renewal": 1, "first": 1, "correction": 4}), ("ouled-b", 5, {"first": 1}))
    for place, day, enrolled in reports:
        StationDay.objects.create(
            report=new_id(), station=world.station, visit=world.visits[place], place=place, day=date(2026, 5, day),
            figures={"enrolled": enrolled, "incomplete": 0}, received_at=AT,
        )  # fmt: skip
    world.request(place="ouled-c", day=5)
    days = {day.place: day for day in compared_days(world.campaign)}
    assert [days[p].agrees for p in ("ouled-a", "ouled-b", "ouled-c")] == [True, False, None]
    assert days["ouled-b"].difference == 0, "one of another kind"


def test_beneficiaries_are_told_when_they_are_not_the_requests(world: World) -> None:
    from bitaqa.records.applications import door as applications

    one, two = world.fulfilled(), world.fulfilled("duplicate")
    person = new_id()
    applications.set_persons({one: person, two: person})
    built = actions.build_bulletin(Subject(campaign=world.campaign), by=new_id(), at=LATER)
    assert built.body["beneficiaries"] == 1
    assert any("personne" in text["fr"] for text in built.body["prose"])


def test_a_campaign_that_names_its_areas_is_counted_by_them(world: World) -> None:
    from bitaqa.records.campaigns.models import Campaign

    a_small_campaign(world)
    Campaign.objects.filter(pk=world.campaign).update(areas=["ouled-a", "borouj", "benahmed"])
    assert rows(computed(world), "by_area") == {"ouled-a": 6, "borouj": 2, "benahmed": 1}
