"""The spool after a crash: half-written files mean nothing, settled bytes are swept, unanswered ones stay."""

from __future__ import annotations

import fcntl
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bitaqa.backbone.jobs.door import run_step
from bitaqa.journey.intake import spool
from bitaqa.journey.intake.door import receive_packet
from bitaqa.journey.intake.errors import UploadOffsetError
from bitaqa.journey.intake.models import Packet

from .conftest import World
from .test_taking_in import seal_some, sender, take_in

pytestmark = pytest.mark.django_db


def test_a_file_left_half_written_is_no_packet(world: World, home: Path) -> None:
    [(_, packet)] = seal_some(world, 1)
    folder = home / "intake" / "spool" / packet.hash.hex()[:2]
    folder.mkdir(parents=True)
    (folder / f"{packet.hash.hex()}.4711.00ff00ff").write_bytes(packet.data[:100])
    assert not spool.held(packet.hash) and list(spool.waiting_hashes()) == []
    receive_packet(packet.data, sender=sender(world))
    assert spool.read(packet.hash) == packet.data


def test_bytes_of_an_accepted_packet_that_a_crash_left_are_swept(world: World) -> None:
    (_, first), (_, second) = seal_some(world, 2)
    receive_packet(first.data, sender=sender(world))
    take_in()
    assert Packet.objects.get().state == "accepted"
    spool.keep([first.data])  # the commit came, the removal did not
    spool.keep([second.data])  # stored, and the power failed before its row: its sender will send it again
    run_step("intake-sweep")
    assert not spool.held(first.hash) and spool.held(second.hash)
    receive_packet(second.data, sender=sender(world))
    assert Packet.objects.filter(hash=second.hash).exists()


def test_quarantined_bytes_stay(world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    broken = packet.data[:-200] + bytes([packet.data[-200] ^ 1]) + packet.data[-199:]
    receive_packet(broken, sender=sender(world))
    take_in()
    run_step("intake-sweep")
    assert [Packet.objects.get().state] == ["quarantined"] and len(list(spool.waiting_hashes())) == 1


def test_dropping_twice_is_fine(world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    [digest] = spool.keep([packet.data])
    assert spool.keep([packet.data]) == [digest]
    spool.drop(digest)
    spool.drop(digest)
    spool.drop_upload(digest)
    with pytest.raises(FileNotFoundError):
        spool.read(digest)


# --- what was begun and never finished ----------------------------------------------------------------------------
def age(path: Path, **since: int) -> None:
    then = (datetime.now(UTC) - timedelta(**since)).timestamp()
    os.utime(path, (then, then))


def test_uploads_given_up_and_half_written_files_are_swept_by_age(world: World, home: Path) -> None:
    (_, old), (_, young), (_, whole) = seal_some(world, 3)
    for packet in (old, young):
        spool.add_piece(packet.hash, offset=0, length=len(packet.data), piece=packet.data[:500])
    spool.keep([whole.data])
    file = home / "intake" / "spool" / whole.hash.hex()[:2] / f"{whole.hash.hex()}.btq"
    halves = [file.with_suffix(".4711.00ff00ff"), file.with_suffix(".4711.11ff11ff")]
    for half in halves:
        half.write_bytes(b"half")
    for path in (home / "intake" / "uploads" / f"{old.hash.hex()}.part", halves[0], file):
        age(path, days=15)
    run_step("intake-sweep")
    assert (spool.upload_offset(old.hash), spool.upload_offset(young.hash)) == (0, 500)
    assert [half.exists() for half in halves] == [False, True] and spool.held(whole.hash), "a whole packet has no age"
    with pytest.raises(UploadOffsetError):
        spool.add_piece(old.hash, offset=500, length=len(old.data), piece=old.data[500:])
    assert spool.add_piece(old.hash, offset=0, length=len(old.data), piece=old.data) == old.data, "it begins again"


def test_an_upload_that_receives_a_piece_is_not_swept(world: World, home: Path) -> None:
    [(_, packet)] = seal_some(world, 1)
    spool.add_piece(packet.hash, offset=0, length=len(packet.data), piece=packet.data[:500])
    partial = home / "intake" / "uploads" / f"{packet.hash.hex()}.part"
    age(partial, days=15)
    with partial.open("ab") as being_written:
        fcntl.flock(being_written, fcntl.LOCK_EX)
        assert spool.sweep_unfinished(before=datetime.now(UTC)) == 0
    assert spool.upload_offset(packet.hash) == 500


def test_a_piece_that_waited_for_the_sweep_is_not_written_into_a_file_that_is_gone(world: World, home: Path) -> None:
    [(_, packet)] = seal_some(world, 1)
    spool.add_piece(packet.hash, offset=0, length=len(packet.data), piece=packet.data[:500])
    partial = home / "intake" / "uploads" / f"{packet.hash.hex()}.part"
    answers: list[bytes | None] = []
    piece = threading.Thread(
        target=lambda: answers.append(
            spool.add_piece(packet.hash, offset=0, length=len(packet.data), piece=packet.data)
        )
    )
    with partial.open("rb") as swept:
        fcntl.flock(swept, fcntl.LOCK_EX)
        piece.start()
        partial.unlink()
    piece.join(120)
    assert answers == [packet.data]
