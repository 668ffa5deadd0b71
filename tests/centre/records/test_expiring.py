"""Documents reach their last day: marked by the register every day, in batches, each told in the journal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.jobs.door import STEPS, run_until_still
from bitaqa.backbone.journal.door import entries
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import DOCUMENT, HELD, LIVING, DocumentState
from bitaqa.foundation.rules.persons import Identity
from bitaqa.foundation.specimens.people import person
from bitaqa.records.documents import door as documents
from bitaqa.records.documents import jobs
from bitaqa.records.persons import door as persons

pytestmark = pytest.mark.django_db
BY = "worker:test"
LAST_DAY = date(2026, 5, 4)
LATE_THAT_DAY = datetime(2026, 5, 4, 22, 59, tzinfo=UTC)
"""23:59 where people live (UTC+1)."""
NEXT_DAY = datetime(2026, 5, 4, 23, 0, tzinfo=UTC)


def made(count: int, *, state: DocumentState = DocumentState.ACTIVE, last_day: date = LAST_DAY) -> list[UUID]:
    rows = []
    for _ in range(count):
        owner, serial = new_id(), new_id().hex[-9:]
        identity = Identity.model_validate(person(1, 1).identity_map("x"))
        persons.create_persons([persons.NewPerson(identity, serial, owner)], by=BY, at=LATE_THAT_DAY, act=new_id())
        rows.append(
            documents.DocumentValue(
                id=new_id(), number=serial, person=owner, application=None, document_type="cnie", type_version="cnie-1",
                issued_on=date(2016, 5, 5), expires_on=last_day, state=state,
            )
        )  # fmt: skip
    documents.add_documents(rows, by=BY, at=LATE_THAT_DAY, act=new_id(), event="document.imported")
    return [row.id for row in rows]


def states(ids: list[UUID]) -> set[str]:
    return {str(row.state) for row in documents.documents_by_id(ids).values()}


def test_a_document_is_valid_to_the_end_of_its_last_day_where_people_live() -> None:
    ids = made(1)
    assert documents.expire_documents(by=BY, at=LATE_THAT_DAY, limit=10) == []
    assert states(ids) == {"active"}
    assert documents.expire_documents(by=BY, at=NEXT_DAY, limit=10) == ids
    [told] = [entry for entry in entries(subject=ids[0]) if entry.event == "document.expired"]
    assert (told.actor, told.acted_at, told.kind) == (BY, NEXT_DAY, "cnie")
    assert documents.expire_documents(by=BY, at=NEXT_DAY, limit=10) == []


@pytest.mark.parametrize("state", list(DocumentState))
def test_only_living_documents_expire(state: DocumentState) -> None:
    ids = made(1, state=state)
    assert bool(documents.expire_documents(by=BY, at=NEXT_DAY, limit=10)) is (state in LIVING)
    assert states(ids) == {"expired" if state in LIVING else str(state)}


@pytest.mark.parametrize("name", ["supersede", "report_lost", "report_stolen", "report_damaged"])
def test_what_happens_to_a_card_in_its_holders_hand_happens_to_an_expired_one(name: str) -> None:
    ids = made(1, state=DocumentState.EXPIRED)
    assert documents.move(ids, name, by=BY, at=NEXT_DAY) == ids
    assert states(ids) == {str(DOCUMENT.get_move(name).target)}


@pytest.mark.parametrize("name", ["activate", "resume", "suspend", "revoke", "cancel"])
def test_nothing_brings_an_expired_document_back(name: str) -> None:
    assert DocumentState.EXPIRED in HELD and not DOCUMENT.can_move(DocumentState.EXPIRED, name)


def test_batches_cost_the_same_whatever_their_length() -> None:
    made(1)
    with CaptureQueriesContext(connection) as one:
        documents.expire_documents(by=BY, at=NEXT_DAY, limit=50)
    made(9)
    with CaptureQueriesContext(connection) as many:
        assert len(documents.expire_documents(by=BY, at=NEXT_DAY, limit=50)) == 9
    assert len(many) == len(one)


def test_the_daily_step_goes_on_until_none_is_left_by_the_domain_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    ids, later = made(5), made(1, last_day=date(2026, 5, 5))
    assert STEPS["documents.expire"].every_seconds == 86_400
    monkeypatch.setattr(jobs, "now", lambda: LATE_THAT_DAY)
    assert run_until_still(["documents.expire"]) == 0
    monkeypatch.setattr(jobs, "now", lambda: NEXT_DAY)
    assert run_until_still(["documents.expire"]) == 5
    assert states(ids) == {"expired"} and states(later) == {"active"}
    assert {entry.actor for id_ in ids for entry in entries(subject=id_) if entry.event == "document.expired"} == {
        "worker:register"
    }
