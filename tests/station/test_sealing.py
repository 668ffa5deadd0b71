"""A draft becomes one packet, whatever happens: double clicks, two desks, crashes, a full disk."""

from __future__ import annotations

import errno
import functools
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from bitaqa.foundation.packet.receipt import read_receipt
from bitaqa.foundation.packet.sealed import read_header
from bitaqa.foundation.rules.packet_bodies import ApplicationBody
from bitaqa.foundation.specimens.people import AgeGroup
from station_env.centre import LATER, PINS
from station_env.place import Place, adult, someone


def test_a_sealed_file_opens_at_the_centre_and_says_what_was_captured(place: Place) -> None:
    who = adult()
    sealed = place.seal(place.ready(who))

    (data,) = place.packets()
    opened = place.centre.opened(data)
    body = place.centre.body(data)
    assert isinstance(body, ApplicationBody)
    assert body.application == sealed.application and body.receipt_number == sealed.receipt_number
    assert body.identity.names.arabic.given == who.given[0]
    assert [finger.position for finger in body.fingers] == list(range(1, 11))
    assert body.versions.rules == "ma-2026.1" and body.fee.centimes == 7500
    names = {attachment.name for attachment in opened.attachments}
    wanted = {"portrait", "signature", "paper/birth_record", "paper/residence_certificate"}
    assert names == wanted | {f"finger/{position}" for position in range(1, 11)}
    named = {finger.attachment for finger in body.fingers} | {paper.attachment for paper in body.papers}
    assert named <= names


def test_the_receipt_is_checked_offline(place: Place) -> None:
    from bitaqa.station.fieldpack.door import receipt_verifiers

    sealed = place.seal(place.ready())
    receipt = read_receipt(sealed.receipt_qr, receipt_verifiers())
    assert receipt.number == sealed.receipt_number and receipt.application == sealed.application
    assert receipt.delivery_on is not None and receipt.delivery_on > receipt.deposited_on


def test_nothing_of_the_person_stays_at_the_station(committed_place: Place, home: Path, committed_db: Path) -> None:
    from bitaqa.station.enrolment.models import Draft

    who = adult()
    draft = committed_place.ready(who)
    assert any((home / "drafts" / str(draft)).iterdir())
    committed_place.seal(draft)
    row = Draft.objects.get(id=draft)
    assert row.identity == {} and row.papers == {} and row.fingers == {} and bytes(row.file_key) == b""
    assert not (home / "drafts" / str(draft)).exists()
    (data,) = committed_place.packets()
    assert who.given[1].encode() not in data
    assert who.family[1].encode() not in committed_db.read_bytes()


def test_a_double_click_gives_one_packet_and_one_answer(place: Place) -> None:
    draft = place.ready()
    assert place.seal(draft) == place.seal(draft)
    assert len(place.packets()) == 1


def test_two_desks_sealing_at_once_take_two_numbers(committed_place: Place) -> None:
    place = committed_place
    drafts = [place.ready(adult(index)) for index in range(4)]
    sealed, faults = _in_threads([lambda d=d: place.seal(d, "op.driss") for d in drafts])
    assert not faults
    assert sorted(answer.sequence for answer in sealed) == [1, 2, 3, 4]
    place.centre.stored = dict(enumerate(place.packets()))  # type: ignore[arg-type]
    assert place.centre.check_chain().sequence == 4


def test_two_desks_sealing_the_same_draft_get_the_same_answer(committed_place: Place) -> None:
    draft = committed_place.ready()
    sealed, faults = _in_threads([lambda: committed_place.seal(draft)] * 4)
    assert not faults and len(set(sealed)) == 1 and len(committed_place.packets()) == 1


def test_the_head_may_type_the_right_pin_at_many_desks_at_once(committed_place: Place) -> None:
    from bitaqa.station.desk.door import prove_second_person

    first = committed_place.operator("op.driss")
    prove = functools.partial(prove_second_person, code="head.salma", pin=PINS["head.salma"], first=first)
    proven, faults = _in_threads([prove] * 8)
    assert not faults and {one.code for one in proven} == {"head.salma"}


def _in_threads(acts: list[Any]) -> tuple[list[Any], list[BaseException]]:
    from django.db import connections

    answers: list[Any] = []
    faults: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def run(act: Any) -> None:
        try:
            start.wait()
            answers.append(act())
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, faults


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("where", ["write", "fsync", "rename"])
def test_a_failing_disk_leaves_the_draft_as_it_was(
    committed_place: Place, monkeypatch: pytest.MonkeyPatch, fault: int, where: str
) -> None:
    from bitaqa.station.durable import DiskFaultError, DiskFullError
    from bitaqa.station.enrolment.queries import draft_view

    draft = committed_place.ready()

    def broken(*_args: Any, **_kwargs: Any) -> Any:
        raise OSError(fault, os.strerror(fault))

    with monkeypatch.context() as patch:
        if where == "rename":
            patch.setattr(Path, "replace", broken)
        else:
            patch.setattr(os, where, broken)
        with pytest.raises(DiskFullError if fault == errno.ENOSPC else DiskFaultError):
            committed_place.seal(draft)
    view = draft_view(draft)
    assert view.state == "draft" and view.ready
    assert committed_place.packets() == []
    assert committed_place.seal(draft).sequence == 1


def test_a_crash_between_file_and_commit_uses_no_number_twice(
    committed_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bitaqa.station.outbox import sealing
    from bitaqa.station.outbox.models import Packet

    draft = committed_place.ready()
    with monkeypatch.context() as patch:

        def dies(*_args: Any, **_kwargs: Any) -> Any:
            raise KeyboardInterrupt

        patch.setattr(Packet.objects, "create", dies)
        with pytest.raises(KeyboardInterrupt):
            committed_place.seal(draft)
    assert len(committed_place.packets()) == 1, "the file was durable before the row"
    assert sealing.sweep_orphans() == (1, 0)
    assert committed_place.packets() == []
    assert committed_place.seal(draft).sequence == 1
    assert sealing.sweep_orphans() == (0, 0)


KILLED = """
import os, sys
import django
django.setup()
from uuid import UUID
from bitaqa.station import durable
from bitaqa.station.desk.door import get_operator, now
from bitaqa.station.enrolment.sealing import seal_draft
from bitaqa.station.outbox import sealing
from django.db import connections
draft, point = UUID(sys.argv[1]), sys.argv[2]
def die(*a, **k):
    os.kill(os.getpid(), 9)
if point == "before_file":
    sealing.write_durably = die
elif point == "after_file":
    real = sealing.write_durably
    def wrote(*a, **k):
        real(*a, **k); die()
    sealing.write_durably = wrote
elif point == "before_commit":
    type(connections["default"]).commit = die
seal_draft(draft=draft, by=get_operator("op.amina"), at=now())
die()
"""


@pytest.mark.parametrize("point", ["before_file", "after_file", "before_commit", "after_commit"])
def test_kill_9_loses_nothing_and_doubles_nothing(
    committed_place: Place, committed_db: Path, home: Path, point: str
) -> None:
    """The station is killed for real at four moments of a seal, then started again."""
    from django.db import connections

    from bitaqa.station.outbox.sealing import sweep_orphans

    draft = committed_place.ready()
    connections.close_all()
    # the child opens the same home; the database file of this test stands elsewhere, so it is pointed there
    (home / "station.db").symlink_to(committed_db)
    for suffix in ("-wal", "-shm"):
        beside = committed_db.with_name(committed_db.name + suffix)
        assert not beside.exists()
    environment = {
        **os.environ,
        "BITAQA_STATION_HOME": str(home),
        "BITAQA_STATION_UNLOCK": "head.salma:une phrase longue",
        "BITAQA_CLOCK": "scenario",
    }
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(draft), point], env=environment, capture_output=True, text=True, timeout=300
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    sweep_orphans()
    kept = committed_place.packets()
    assert len(kept) == (1 if point == "after_commit" else 0)
    sealed = committed_place.seal(draft)
    assert sealed.sequence == 1
    (data,) = committed_place.packets()
    if kept:
        assert data == kept[0], "what was sealed before the kill is what will be sent"
    assert read_header(data).sequence == 1
    assert committed_place.centre.body(data).application == draft  # type: ignore[union-attr]


def test_a_child_under_twelve_gives_no_fingers_by_rule(place: Place) -> None:
    place.seal(place.ready(someone(AgeGroup.CHILD_UNDER_12)))
    body = place.centre.body(place.packets()[0])
    assert isinstance(body, ApplicationBody)
    assert body.fingers == () and body.fingers_rule == "under_age"
    assert body.representative is not None and not body.signature.signed
    assert body.fee.centimes == 5000


def test_an_incomplete_file_carries_its_written_list_and_later_visit(place: Place) -> None:
    sealed = place.seal_without("birth_record", adult())
    assert sealed.incomplete and sealed.missing == ("birth_record",) and sealed.complete_at == LATER
    body = place.centre.body(place.packets()[0])
    assert isinstance(body, ApplicationBody)
    assert [paper.code for paper in body.missing] == ["birth_record"] and body.confirmed_on == "print"


def test_a_draft_started_before_the_pack_ended_is_still_sealed_after_it(place: Place) -> None:
    from datetime import timedelta

    from bitaqa.foundation.rules.field_pack import FieldPackExpiredError

    draft = place.ready()
    place.play(place.now + timedelta(days=40))
    with pytest.raises(FieldPackExpiredError):
        place.start()
    assert place.seal(draft).sequence == 1


def test_a_file_system_that_takes_no_more_bytes_is_said_so(committed_place: Place) -> None:
    """The kernel itself refuses to write further (RLIMIT_FSIZE), as a full disk does."""
    import resource

    from bitaqa.station.durable import DiskFullError

    draft = committed_place.ready()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(DiskFullError) as refused:
            committed_place.seal(draft)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert refused.value.status == 507 and refused.value.next_step
    assert committed_place.packets() == []
    assert committed_place.seal(draft).sequence == 1
