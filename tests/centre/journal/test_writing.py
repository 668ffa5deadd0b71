"""Writing entries on a real PostgreSQL, as the program's restricted role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.journal import door as journal
from bitaqa.backbone.journal.errors import (
    ActorUnreadableError,
    EntryNotFoundError,
    FactIsNotACodeError,
    NotInTransactionError,
    UnboundEventError,
    UnknownEventError,
)
from bitaqa.backbone.journal.models import AwaitingLeaf, JournalEntry, JournalPersonal
from bitaqa.foundation.kernel.clock import NaiveInstantError
from bitaqa.foundation.kernel.ids import new_id, new_ids

Told = Callable[..., journal.Entry]


@pytest.mark.django_db
def test_an_entry_reads_back_whole(told: Told) -> None:
    class Kind(StrEnum):
        RENEWAL = "renewal"

    subject, campaign, station = new_ids(3)
    with transaction.atomic():
        journal.record(
            [
                told(
                    subject=subject,
                    because="ground.expired",
                    place="MA-271",
                    campaign=campaign,
                    station=station,
                    kind=Kind.RENEWAL,
                    day=date(2026, 3, 2),
                    facts={"number": 3, "exam": True, "file": station, "kind": Kind.RENEWAL, "none": None,
                           "papers": ["birth", "residence"], "day": date(2026, 3, 2),
                           "at": datetime(2026, 3, 2, tzinfo=UTC)},
                    personal={"name": "فاطمة SPECIMEN"},
                )
            ]
        )  # fmt: skip
    (entry,) = journal.entries(subject=subject)
    assert journal.get_entry(entry.id) == entry
    assert (entry.place, entry.campaign, entry.station, entry.kind) == ("MA-271", campaign, station, "renewal")
    assert entry.facts == {
        "number": 3, "exam": True, "file": str(station), "kind": "renewal", "none": None,
        "papers": ["birth", "residence"], "day": "2026-03-02", "at": "2026-03-02T00:00:00+00:00",
    }  # fmt: skip
    assert entry.personal == {"name": "فاطمة SPECIMEN"}
    assert entry.because == "ground.expired"
    assert entry.day == date(2026, 3, 2)
    assert entry.recorded_at > entry.acted_at
    assert AwaitingLeaf.objects.filter(entry=entry.id).exists()
    with pytest.raises(EntryNotFoundError):
        journal.get_entry(new_id())


@pytest.mark.django_db
def test_round_trips_do_not_depend_on_the_number_of_entries(told: Told) -> None:
    with CaptureQueriesContext(connection) as one:
        journal.record([told(personal={"name": "A"})])
    with CaptureQueriesContext(connection) as many:
        journal.record([told(personal={"name": "A"}) for _ in range(200)])
    assert len(one) == len(many) == 1
    assert JournalEntry.objects.count() == AwaitingLeaf.objects.count() == 201


def test_outside_a_transaction_nothing_is_written(committed_db: object, told: Told) -> None:
    with pytest.raises(NotInTransactionError):
        journal.record([told()])
    with pytest.raises(NotInTransactionError):
        journal.erase_personal([new_id()])
    assert not JournalEntry.objects.exists()


def test_an_act_that_is_undone_leaves_no_entry(committed_db: object, told: Told) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        journal.record([told()])
        raise ZeroDivisionError
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"event": "application.teleported"}, UnknownEventError),
        ({"facts": {"name": "فاطمة"}}, FactIsNotACodeError),
        ({"facts": {"name": "Fatima Specimen"}}, FactIsNotACodeError),
        ({"facts": {"name": "x" * 161}}, FactIsNotACodeError),
        ({"facts": {"share": 0.5}}, FactIsNotACodeError),
        ({"facts": {"papers": [{"deep": 1}]}}, FactIsNotACodeError),
        ({"actor": "Fatima"}, ActorUnreadableError),
        ({"actor": "station:1"}, ActorUnreadableError),
        ({"acted_at": datetime(2026, 3, 2)}, NaiveInstantError),  # noqa: DTZ001 - the naive instant is the point
    ],
)
def test_what_is_refused(told: Told, given: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        journal.record([told(**given)])
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "actor",
    [
        "user:01a20000-0000-7000-8000-000000000001",
        "station:01a20000-0000-7000-8000-000000000002/OP-07",
        "worker:screening",
    ],
)
def test_actors(told: Told, actor: str) -> None:
    journal.record([told(actor=actor)])


@pytest.mark.django_db
def test_a_reason_in_words_is_kept_where_it_can_be_erased(told: Told) -> None:
    subject = new_id()
    journal.record([told(subject=subject, because="Her neighbour Ahmed came instead.")])
    (entry,) = journal.entries(subject=subject)
    assert entry.because == "Her neighbour Ahmed came instead."
    assert JournalEntry.objects.get(id=entry.id).because == ""
    assert journal.erase_personal([subject]) == 1
    (entry,) = journal.entries(subject=subject)
    assert (entry.because, entry.personal, entry.erased) == ("", {}, frozenset({"because"}))


@pytest.mark.django_db
def test_erasing_touches_only_those_subjects(told: Told) -> None:
    mine, other = new_ids(2)
    journal.record([told(subject=mine, personal={"a": "1", "b": "2"}), told(subject=other, personal={"a": "3"})])
    assert journal.erase_personal([mine]) == 2
    assert list(JournalPersonal.objects.values_list("value", flat=True)) == ["3"]


@pytest.mark.django_db
def test_a_look_is_one_entry_with_all_ids_and_a_purpose(told: Told) -> None:
    shown, user = new_ids(3), "user:01a20000-0000-7000-8000-000000000001"
    journal.looks(
        "person.looked_at", subject_kind="person", subjects=[*shown, shown[0]], by=user, purpose="adjudication"
    )
    (row,) = JournalEntry.objects.all()
    assert ([row.subject, *row.others], row.because, row.facts) == (shown, "adjudication", {"shown": 3})
    journal.looks("person.looked_at", subject_kind="person", subjects=[], by=user, purpose="adjudication")
    assert JournalEntry.objects.count() == 1
    with pytest.raises(UnknownEventError):
        journal.looks("person.stared_at", subject_kind="person", subjects=shown, by=user, purpose="x")


@pytest.mark.django_db
def test_doors_get_each_subject_once_grouped_by_event_in_order(told: Told) -> None:
    calls: list[tuple[str, list[UUID]]] = []
    first, second = new_ids(2)
    table = {
        "application.sealed": [lambda ids: calls.append(("a", list(ids))), lambda ids: calls.append(("b", list(ids)))],
        "application.approved": journal.END,
    }
    with journal.bound(table):
        journal.record(
            [told(subject=second), told(subject=first), told(subject=second), told(event="application.approved")]
        )
        assert calls == [("a", [second, first]), ("b", [second, first])]
        with pytest.raises(UnboundEventError):
            journal.record([told(event="application.refused")])
        assert "application.refused" in journal.unbound_events()
        journal.record([])
    with pytest.raises(UnknownEventError):
        journal.bind({"no.such_event": journal.END})
    assert repr(journal.END) == "END"


@pytest.mark.django_db
def test_a_door_that_fails_undoes_the_act(told: Told) -> None:
    def broken(ids: object) -> None:
        raise ZeroDivisionError

    with journal.bound({"application.sealed": [broken]}), pytest.raises(ZeroDivisionError), transaction.atomic():
        journal.record([told()])
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize("table", ["journal_entry", "journal_leaf", "journal_node", "journal_checkpoint"])
@pytest.mark.parametrize("change", ["UPDATE {} SET hash = NULL", "DELETE FROM {}", "TRUNCATE {}"])
def test_nobody_changes_what_was_written(
    committed_db: object, owner_connection: psycopg.Connection[Any], table: str, change: str
) -> None:
    column = {"journal_entry": "kind", "journal_checkpoint": "root"}.get(table, "hash")
    statement = change.format(table).replace("hash", column)
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner_connection.execute(statement)


def test_a_personal_value_is_erased_but_never_rewritten(
    committed_db: object, owner_connection: psycopg.Connection[Any]
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_personal SET value = ''")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner_connection.execute("UPDATE journal_personal SET value = ''")


@pytest.mark.django_db
def test_counts_have_parts_that_sum_to_the_total(told: Told) -> None:
    campaign, twice = new_id(), new_id()
    at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    journal.record(
        [
            *(told(campaign=campaign, kind="renewal", place="A", day=date(2026, 3, 2)) for _ in range(3)),
            *(told(campaign=campaign, kind="first", place="B", day=date(2026, 3, 3)) for _ in range(2)),
            told(campaign=campaign, kind="first", place="A", subject=twice),
            told(campaign=campaign, kind="renewal", place="B", subject=twice, acted_at=at + timedelta(days=1)),
            told(kind="duplicate"),
            told(event="application.approved", campaign=campaign),
        ]
    )
    event = "application.sealed"
    assert journal.count_subjects(event=event) == {(): 7}
    assert journal.count_subjects(event=event, campaign=campaign) == {(): 6}
    assert journal.count_subjects(event=event, campaign=campaign, by=("kind",)) == {("first",): 3, ("renewal",): 3}
    by_both = journal.count_subjects(event=event, campaign=campaign, by=("place", "kind"))
    assert by_both == {("A", "first"): 1, ("A", "renewal"): 3, ("B", "first"): 2}
    assert journal.count_subjects(event=event, campaign=campaign, by=("day",)) == {
        (date(2026, 3, 2),): 3, (date(2026, 3, 3),): 2, (None,): 1,
    }  # fmt: skip
    assert journal.count_subjects(event=event, until=at - timedelta(seconds=1)) == {(): 0}
    assert journal.count_subjects(event=event, since=at + timedelta(hours=1)) == {(): 1}
    assert journal.count_subjects(event=[event, "application.approved"], by=("event",)) == {
        ("application.approved",): 1, ("application.sealed",): 7,
    }  # fmt: skip
    assert journal.count_subjects(event="application.refused", by=("kind",)) == {}
    with pytest.raises(ValueError, match="split"):
        journal.count_subjects(event=event, by=("actor",))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_every_subject_is_in_one_part_by_its_latest_event(told: Told) -> None:
    first, second = new_ids(2)
    at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    events = ["application.sealed", "application.approved", "application.refused"]
    journal.record(
        [
            told(subject=first, event=events[0], acted_at=at),
            told(subject=first, event=events[1], acted_at=at + timedelta(hours=1)),
            told(subject=second, event=events[2], acted_at=at + timedelta(hours=2)),
            told(subject=second, event=events[0], acted_at=at),
        ]
    )
    assert journal.count_latest(events=events) == {(events[1],): 1, (events[2],): 1}
    assert journal.count_latest(events=events, until=at) == {(events[0],): 2}
