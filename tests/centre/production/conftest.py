"""Approved applications with people, portraits and visits, and blanks to make their cards on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.specimens.people import person as specimen
from bitaqa.foundation.specimens.portraits import portrait

from ..intake.conftest import World as IntakeWorld
from ..intake.conftest import make_world
from .people import signed  # noqa: F401 - a fixture of these tests

ACTOR = "user:00000000-0000-7000-8000-000000000001"
OTHER = "user:00000000-0000-7000-8000-000000000002"
AT = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
DAY = date(2026, 5, 4)
PORTRAIT = portrait(1, female=True, age=30)


@dataclass
class Floor:
    """A place with an enrolment visit, and what tests do before a card can be made."""

    world: IntakeWorld
    people: list[UUID] = field(default_factory=list)

    def approve(
        self, count: int = 1, *, numbered: bool = True, portrait: bytes | None = PORTRAIT, **changes: Any
    ) -> list[UUID]:
        """Approved applications of new people; `changes` replace parts of their bodies."""
        from django.db import transaction

        from bitaqa.records.applications import door as applications

        with transaction.atomic():
            ids = self.receive(count, numbered=numbered, portrait=portrait, **changes)
            applications.move(ids, "clear", by="worker:screening", at=AT)
        return ids

    def receive(self, count: int, *, numbered: bool, portrait: bytes | None, **changes: Any) -> list[UUID]:
        from bitaqa.backbone.vault.door import blob_store
        from bitaqa.foundation.rules.persons import Identity
        from bitaqa.records.applications import door as applications
        from bitaqa.records.persons import door as persons

        kind = ApplicationKind(changes.pop("kind", "first"))
        arrivals, about, newcomers = [], {}, []
        for _ in range(count):
            who = specimen(7, len(self.people), as_of=DAY)
            body, _attached = self.world.station.application(who, kind=kind, files={"portrait": PORTRAIT}, **changes)
            content = {"portrait": portrait} if portrait is not None else {"note": b"no portrait here"}
            (ref,) = blob_store().put_many([(body.application, content)])
            sequence = len(self.people) + 1
            origin = applications.Arrival(
                station=self.world.station.head.station,
                epoch=1,
                sequence=sequence,
                packet_hash=sequence.to_bytes(32, "big"),
                container={"id": str(ref.id)},
            )
            arrivals.append((body, origin))
            number = f"T{100000 + len(self.people)}" if numbered else None
            newcomers.append(persons.NewPerson(Identity.model_validate(body.to_map()["identity"]), number, new_id()))
            about[body.application] = newcomers[-1].id
            self.people.append(newcomers[-1].id)
        persons.create_persons(newcomers, by=ACTOR, at=AT, act=new_id())
        applications.add_applications(arrivals, at=AT, act=new_id())
        applications.set_persons(about)
        return list(about)

    def blanks(self, count: int = 100, *, centre: str = "rabat", first: str = "BL000001") -> list[str]:
        from bitaqa.journey.production.acts.account_for_blanks import receive_blanks

        return receive_blanks(centre=centre, first=first, count=count, by=ACTOR, at=AT)

    def delivery_visit(self, *, day: date = DAY + timedelta(days=14), place: str = "el-borouj") -> UUID:
        from bitaqa.records.campaigns import door as campaigns

        visit = campaigns.VisitValue(
            id=new_id(),
            campaign=self.world.campaign,
            station=self.world.station.head.station,
            kind="delivery",
            place=place,
            day=day,
        )
        campaigns.add_visits([visit], by=ACTOR, at=AT)
        return visit.id

    def made(self, count: int = 1, **changes: Any) -> UUID:
        """A personalised batch of that many cards; its id."""
        self.approve(count, **changes)
        return self.make_batch()

    def make_batch(self, at: datetime = AT) -> UUID:
        from bitaqa.backbone.jobs.door import run_until_still
        from bitaqa.journey.production.acts.form_batches import form_batches

        run_until_still(["order"])
        (batch,) = form_batches(by=ACTOR, at=at, now=True)
        run_until_still(["personalise"])
        return batch


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """The centre's date stands still at AT until a test sets another."""
    from bitaqa.backbone import clock as kept
    from bitaqa.foundation.kernel.clock import SetClock

    shown = SetClock(AT)
    monkeypatch.setattr(kept, "centre_clock", lambda: shown)
    return shown.set


@pytest.fixture
def floor(db: None) -> Iterator[Floor]:
    yield Floor(make_world())


@pytest.fixture
def told() -> Callable[[str], list[UUID]]:
    """Subjects of an event, in the order it was told."""

    def read(event: str) -> list[UUID]:
        from bitaqa.backbone.journal.models import JournalEntry

        return list(JournalEntry.objects.filter(event=event).order_by("id").values_list("subject", flat=True))

    return read


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets `[chips]` of the country pack."""
    from bitaqa.foundation.rules.country import load_country_pack
    from bitaqa.journey.production import policy

    def set_line(**given: Any) -> None:
        pack = load_country_pack("ma")
        changed = replace(pack, raw={**pack.raw, "chips": given})
        monkeypatch.setattr(policy, "country_pack", lambda: changed)

    return set_line
