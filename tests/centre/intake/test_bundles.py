"""Several packets in one request: each is stored and answered for itself, however many there are."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.foundation.packet.answers import Stored, read_answers
from bitaqa.foundation.packet.bundle import pack_bundle
from bitaqa.foundation.packet.sealed import packet_hash
from bitaqa.journey.intake import spool
from bitaqa.journey.intake.models import Packet
from bitaqa.journey.intake.receiving import receive_packets

from .conftest import World
from .test_sync import Ask, ask, centre_key, refused
from .test_taking_in import seal_some, sender, take_in

__all__ = ["ask"]
pytestmark = pytest.mark.django_db


def told(answer: Any) -> list[Stored]:
    found = read_answers(answer.content, verifier=centre_key())
    assert all(isinstance(one, Stored) for one in found)
    return list(found)  # type: ignore[arg-type]


def test_each_packet_of_a_bundle_is_stored_answered_and_taken_in(ask: Ask, world: World) -> None:
    packets = [packet for _, packet in seal_some(world, 4)]
    stored = told(ask("POST", "bundles", pack_bundle([packet.data for packet in packets])))
    assert [(one.sequence, one.packet_hash, one.quarantined) for one in stored] == [
        (sequence, packet.hash, False) for sequence, packet in enumerate(packets, start=1)
    ]
    assert set(spool.waiting_hashes()) == {packet.hash for packet in packets}
    take_in()
    assert set(Packet.objects.values_list("state", flat=True)) == {"accepted"}


def test_a_bundle_sent_again_tells_the_same_and_stores_nothing_twice(ask: Ask, world: World) -> None:
    packets = [packet.data for _, packet in seal_some(world, 3)]
    first = told(ask("POST", "bundles", pack_bundle(packets[:2])))
    entries = JournalEntry.objects.count()
    again = told(ask("POST", "bundles", pack_bundle([packets[1], packets[0], packets[0]])))
    assert {one.packet_hash: one.at for one in again} == {one.packet_hash: one.at for one in first}
    assert (Packet.objects.count(), JournalEntry.objects.count()) == (2, entries)
    together = told(ask("POST", "bundles", pack_bundle(packets)))
    assert [one.sequence for one in together] == [1, 2, 3]
    assert Packet.objects.count() == 3


def test_bytes_that_are_no_packet_are_kept_and_not_answered(ask: Ask, world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    stored = told(ask("POST", "bundles", pack_bundle([b"rubbish", packet.data])))
    assert [one.packet_hash for one in stored] == [packet.hash]
    assert Packet.objects.get(hash=packet_hash(b"rubbish")).reason_code == "packet.not_a_packet"
    assert spool.held(packet_hash(b"rubbish")), "whole, in quarantine"
    assert refused(ask("POST", "packets", b"rubbish")) == (422, "intake.packet_unreadable"), "alone it hears why"
    assert Counter(Packet.objects.values_list("state", flat=True)) == {"stored": 1, "quarantined": 1}


@pytest.mark.parametrize("body", [b"", b"\x80", b"\x81\x40", b"not a bundle", b"\x81\x61a"])
def test_what_is_no_bundle_is_refused_in_words(ask: Ask, world: World, body: bytes) -> None:
    status, code = refused(ask("POST", "bundles", body))
    assert status < 500 and code.startswith("packet.codec.")
    assert not Packet.objects.exists()


def test_round_trips_do_not_grow_with_the_bundle(world: World) -> None:
    seen = {}
    for count in (2, 12):
        packets = [packet.data for _, packet in seal_some(world, count)]
        with CaptureQueriesContext(connection) as queries:
            assert len(receive_packets(packets, sender=sender(world))) == count
        seen[count] = len(queries)
    assert seen[2] == seen[12], seen
