"""The spool after a crash: half-written files mean nothing, settled bytes are swept, unanswered ones stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from bitaqa.backbone.jobs.door import run_step
from bitaqa.journey.intake import spool
from bitaqa.journey.intake.door import receive_packet
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
    spool.keep(first.data)  # the commit came, the removal did not
    spool.keep(second.data)  # stored, and the power failed before its row: its sender will send it again
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
    digest = spool.keep(packet.data)
    assert spool.keep(packet.data) == digest
    spool.drop(digest)
    spool.drop(digest)
    spool.drop_upload(digest)
    with pytest.raises(FileNotFoundError):
        spool.read(digest)
