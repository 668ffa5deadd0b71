"""A pool takes the batches of its centre, keeps what it did on its own disk, and says it until it is heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from bitaqa.journey.production.acts.lease_batches import confirm_consumed
from bitaqa.journey.production.acts.take_batches import TakenBatch, take_batch
from bitaqa.journey.production.errors import BlanksNotFreeError, StaleLeaseError
from bitaqa.journey.production.models import Batch
from bitaqa.journey.production.pools.errors import RegisterSilentError
from bitaqa.journey.production.pools.pool import Pool
from bitaqa.journey.production.pools.spool import Spool

from .conftest import ACTOR, AT, Floor

BATCH = TakenBatch(UUID(int=7), "RAB-000001", 3, AT + timedelta(hours=12), {"BL1": 1, "BL2": 2, "BL3": 3})


@dataclass
class Desk:
    """The register's answers, as the pool gets them."""

    silent: bool = False
    stale: bool = False
    gone: set[str] = field(default_factory=set)
    offered: list[TakenBatch] = field(default_factory=lambda: [BATCH])
    confirmed: list[str] = field(default_factory=list)
    renewed: int = 0

    def take(self, *, at: datetime) -> tuple[TakenBatch, bytes] | None:
        self._answers()
        return (self.offered.pop(), b"%PDF") if self.offered else None

    def renew(self, batch: TakenBatch, *, at: datetime) -> datetime:
        self._answers()
        self.renewed += 1
        return at + timedelta(hours=12)

    def confirm(self, batch: TakenBatch, serials: Sequence[str], *, at: datetime) -> None:
        self._answers()
        if self.gone & set(serials):
            raise BlanksNotFreeError(serials="")
        self.confirmed += serials

    def _answers(self) -> None:
        if self.silent:
            raise RegisterSilentError(centre="rabat")
        if self.stale:
            raise StaleLeaseError(batch="RAB-000001")


@dataclass
class Workshop:
    folder: Path
    desk: Desk = field(default_factory=Desk)
    now: datetime = AT
    told: list[str] = field(default_factory=list)
    printed: list[int] = field(default_factory=list)
    jammed: bool = False

    def pool(self) -> Pool:
        def press(faces: Path, page: int) -> None:
            assert faces.read_bytes() == b"%PDF" and faces.stat().st_mode & 0o077 == 0
            if self.jammed:
                raise KeyboardInterrupt
            self.printed.append(page)

        return Pool(
            self.desk,  # type: ignore[arg-type]
            Spool(self.folder), press=press, clock=lambda: self.now, renew_after=timedelta(minutes=10),
            tell=self.told.append,
        )  # fmt: skip


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path / "spool")


def test_it_makes_each_blank_once_and_says_so(workshop: Workshop) -> None:
    pool = workshop.pool()
    assert not pool.feed("BL1")  # it holds no batch yet
    pool.turn()
    assert pool.feed("BL1") and not pool.feed("BL1") and not pool.feed("XX9") and pool.feed("BL3")
    pool.turn()
    assert workshop.desk.confirmed == ["BL1", "BL3"] and workshop.printed == [1, 3]
    assert workshop.desk.renewed == 0
    workshop.now += timedelta(minutes=11)
    pool.turn()
    assert workshop.desk.renewed == 1
    pool.feed("BL2")
    pool.turn()
    pool.turn()
    assert pool.held is None and workshop.told[-1] == "done RAB-000001"
    assert list(workshop.folder.glob("*.pdf")) == []  # nobody's face stays on the machine
    assert workshop.pool().held is None  # nothing is found again


def test_cut_off_it_goes_on_until_its_lease_ends_and_says_it_later(workshop: Workshop) -> None:
    pool = workshop.pool()
    pool.turn()
    workshop.desk.silent = True
    pool.feed("BL1")
    for _twice in range(2):
        pool.turn()
    assert workshop.told.count("silent") == 1 and workshop.desk.confirmed == []
    workshop.now = BATCH.until
    assert not pool.feed("BL2") and workshop.printed == [1]
    workshop.desk.silent = False
    pool.turn()
    assert workshop.desk.confirmed == ["BL1"] and "answers again" in workshop.told


def test_a_stale_token_loses_what_was_made_unheard(workshop: Workshop) -> None:
    pool = workshop.pool()
    pool.turn()
    pool.feed("BL1")
    pool.turn()
    pool.feed("BL2")
    workshop.desk.stale = True
    pool.turn()
    assert workshop.told[-2:] == ["lost RAB-000001 spoiled BL2", "done RAB-000001"] and pool.held is None
    assert not pool.feed("BL3") and workshop.printed == [1, 2]


def test_an_order_that_ended_meanwhile_does_not_hold_back_the_others(workshop: Workshop) -> None:
    pool = workshop.pool()
    pool.turn()
    for serial in BATCH.pages:
        pool.feed(serial)
    workshop.desk.gone = {"BL2"}
    pool.turn()
    assert workshop.desk.confirmed == ["BL1", "BL3"] and "lost RAB-000001 spoiled BL2" in workshop.told
    assert pool.held is None


def test_a_kill_forgets_nothing_and_names_the_card_in_doubt(workshop: Workshop) -> None:
    pool = workshop.pool()
    pool.turn()
    workshop.desk.silent = True
    pool.feed("BL1")
    workshop.jammed = True
    with pytest.raises(KeyboardInterrupt):  # killed while the second was printed
        pool.feed("BL2")
    with next(workshop.folder.glob("*.acts")).open("a") as file:
        file.write('{"act": "hea')  # a line cut short
    workshop.jammed, workshop.desk.silent = False, False
    again = workshop.pool()
    assert workshop.told[-2:] == ["found RAB-000001 made 1 unsaid 1", "doubtful BL2"]
    again.turn()
    assert workshop.desk.confirmed == ["BL1"]
    assert again.feed("BL3") and not again.feed("BL1")


def test_what_follows_a_line_cut_short_is_read(workshop: Workshop) -> None:
    pool = workshop.pool()
    pool.turn()
    with next(workshop.folder.glob("*.acts")).open("a") as file:
        file.write('{"act": "ma')
    again = workshop.pool()
    again.feed("BL1")
    third = workshop.pool()
    assert third.held is not None and third.held.made == ["BL1"]


@pytest.mark.django_db
def test_a_batch_has_one_pool_at_a_time(floor: Floor, told: Callable[[str], list[UUID]]) -> None:
    floor.blanks(6)
    first, second = floor.made(2), floor.made(1)
    one = take_batch("rabat", pool="1", by=ACTOR, at=AT)
    two = take_batch("rabat", pool="2", by=ACTOR, at=AT)
    assert one is not None and two is not None and (one.id, two.id) == (first, second) and two.token > one.token
    assert list(one.pages.values()) == [1, 2]
    assert take_batch("rabat", pool="3", by=ACTOR, at=AT) is None
    assert take_batch("marrakech", pool="1", by=ACTOR, at=AT) is None
    again = take_batch("rabat", pool="1", by=ACTOR, at=AT)
    assert again is not None and again.id == first and again.token > two.token
    with pytest.raises(StaleLeaseError):
        confirm_consumed(first, one.token, list(one.pages), by=ACTOR, at=AT)
    serial = next(iter(again.pages))
    assert confirm_consumed(first, again.token, [serial], by=ACTOR, at=AT) == 1
    late = take_batch("rabat", pool="3", by=ACTOR, at=again.until + timedelta(seconds=1))
    assert late is not None and late.id == first and serial not in late.pages
    assert Batch.objects.get(pk=first).pool == "3" and told("batch.taken") == [first, second, first, first]
