"""From sealed bytes to applications in the register."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.journal.door import count_subjects
from bitaqa.foundation.packet.answers import Outcome, Stored
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.intake import jobs
from bitaqa.journey.intake.answering import answers_after
from bitaqa.journey.intake.door import Sender, head_of, receive_packet
from bitaqa.journey.intake.errors import PacketUnreadableError
from bitaqa.journey.intake.models import Packet
from bitaqa.records.applications.door import applications_by_id

from .conftest import AT, World

pytestmark = pytest.mark.django_db


def sender(world: World) -> Sender:
    return Sender(world.station.head.station, 1)


def seal_some(world: World, count: int, first: int = 0) -> list[Any]:
    made = []
    for index in range(first, first + count):
        body, attached = world.station.application(person(7, index))
        made.append((body, world.station.seal(PacketKind.APPLICATION, body.to_map(), attached)))
    return made


def take_in() -> None:
    run_until_still(["intake"])


def test_a_packet_becomes_an_application_and_is_answered_twice(world: World) -> None:
    [(body, packet)] = seal_some(world, 1)
    stored = receive_packet(packet.data, sender=sender(world))
    assert isinstance(stored, Stored) and not stored.quarantined
    take_in()
    application = applications_by_id([body.application])[body.application]
    assert application.state == "received" and application.name_ar == body.identity.names.arabic.whole()
    assert count_subjects(event="application.registered", by=("kind", "place")) == {("first", "el-borouj"): 1}
    head = head_of(packet.header.station, 1)
    assert (head.sequence, head.hash, head.gaps) == (1, packet.hash, ())


def test_sending_again_changes_nothing(world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    first = receive_packet(packet.data, sender=sender(world))
    assert receive_packet(packet.data, sender=sender(world)) == first
    take_in()
    again = receive_packet(packet.data, sender=sender(world))
    assert again == first
    take_in()
    assert Packet.objects.count() == 1 and count_subjects(event="application.registered") == {(): 1}


def test_garbage_is_kept_whole_with_its_reason(world: World) -> None:
    with pytest.raises(PacketUnreadableError):
        receive_packet(b"rubbish", sender=sender(world))
    row = Packet.objects.get()
    assert row.state == "quarantined" and row.reason_code == "packet.not_a_packet"


def test_a_flipped_bit_goes_to_quarantine_and_the_next_packet_goes_on(world: World) -> None:
    (_, first), (body, second) = seal_some(world, 2)
    broken = bytearray(first.data)
    broken[-200] ^= 1
    receive_packet(bytes(broken), sender=sender(world))
    receive_packet(second.data, sender=sender(world))
    take_in()
    assert applications_by_id([body.application])
    quarantined = Packet.objects.get(state="quarantined")
    assert quarantined.reason_code == "packet.signature_invalid"
    receive_packet(first.data, sender=sender(world))
    take_in()
    assert Packet.objects.filter(state="accepted").count() == 2


def test_another_packet_in_the_same_place_is_a_fork(world: World) -> None:
    start = world.station.head
    [(_, first)] = seal_some(world, 1)
    world.station.head = start
    [(_, other)] = seal_some(world, 1, first=5)
    receive_packet(first.data, sender=sender(world))
    receive_packet(other.data, sender=sender(world))
    take_in()
    assert list(Packet.objects.order_by("stored_at").values_list("state", "reason_code")) == [
        ("accepted", ""),
        ("quarantined", "packet.chain.forked"),
    ]


def test_packets_out_of_order_are_taken_and_the_gap_is_shown(world: World) -> None:
    (_, first), (_, second), (_, third) = seal_some(world, 3)
    receive_packet(third.data, sender=sender(world))
    take_in()
    assert head_of(first.header.station, 1).gaps == ((1, 2),)
    for packet in (second, first):
        receive_packet(packet.data, sender=sender(world))
    take_in()
    head = head_of(first.header.station, 1)
    assert (head.sequence, head.gaps) == (3, ())
    assert Packet.objects.filter(state="accepted").count() == 3


def test_an_application_sealed_twice_is_entered_once(world: World) -> None:
    [(body, first)] = seal_some(world, 1)
    again = world.station.seal(PacketKind.APPLICATION, body.to_map(), world.station.application(person(7, 0))[1])
    for packet in (first, again):
        receive_packet(packet.data, sender=sender(world))
    take_in()
    assert sorted(Packet.objects.values_list("state", "reason_code")) == [
        ("accepted", ""),
        ("quarantined", "intake.application_known"),
    ]


def test_a_body_that_breaks_a_rule_waits_in_quarantine_with_the_field(world: World) -> None:
    body, attached = world.station.application(person(7, 1))
    wrong = {**body.to_map(), "place": "UPPER CASE"}
    receive_packet(world.station.seal(PacketKind.APPLICATION, wrong, attached).data, sender=sender(world))
    take_in()
    assert Packet.objects.get().reason_code == "packet.body_not_understood"


def test_a_missing_attachment_waits_in_quarantine(world: World) -> None:
    body, attached = world.station.application(person(7, 1))
    receive_packet(
        world.station.seal(PacketKind.APPLICATION, body.to_map(), [a for a in attached if a.name != "portrait"]).data,
        sender=sender(world),
    )
    take_in()
    assert Packet.objects.get().reason_code == "intake.attachment_missing"


def test_another_stations_key_is_refused(world: World) -> None:
    from bitaqa.foundation.packet.keys import SoftwareSigner

    world.station.signer = SoftwareSigner.generate()
    [(_, packet)] = seal_some(world, 1)
    receive_packet(packet.data, sender=sender(world))
    take_in()
    assert Packet.objects.get().reason_code == "packet.wrong_station"


def test_a_later_paper_completes_an_incomplete_file(world: World) -> None:
    body, attached = world.station.application(
        person(7, 3), missing=[{"code": "residence_certificate"}], complete_at=str(world.visit)
    )
    receive_packet(world.station.seal(PacketKind.APPLICATION, body.to_map(), attached).data, sender=sender(world))
    take_in()
    assert applications_by_id([body.application])[body.application].state == "incomplete"
    completion = {
        "what": "completion",
        "application": str(body.application),
        "visit": str(world.visit),
        "place": "el-borouj",
        "day": "2026-05-05",
        "operator": "op-1",
        "papers": [{"code": "residence_certificate", "attachment": "paper/birth_record"}],
        "at": AT.isoformat(),
    }
    paper = [a for a in attached if a.name == "paper/birth_record"]
    receive_packet(world.station.seal(PacketKind.CORRECTION, completion, paper).data, sender=sender(world))
    take_in()
    after = applications_by_id([body.application])[body.application]
    assert after.state == "received" and after.missing == () and after.came_incomplete


def test_round_trips_do_not_grow_with_the_batch(world: World) -> None:
    seen = {}
    for count in (2, 12):
        for _, packet in seal_some(world, count, first=100 * count):
            receive_packet(packet.data, sender=sender(world))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert jobs.take_in() == count
        seen[count] = len(queries)
    assert seen[2] == seen[12]


@pytest.mark.django_db(transaction=True)
def test_answers_come_once_each_in_order(transactional_db: None, world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    receive_packet(packet.data, sender=sender(world))
    take_in()
    found, cursor = answers_after(packet.header.station, 0, centre_time=AT)
    assert [type(a) for a in found] == [Stored, Outcome]
    assert isinstance(found[1], Outcome) and found[1].accepted
    assert answers_after(packet.header.station, cursor, centre_time=AT) == ([], cursor)
    assert replace(found[1], accepted=False, reason="x.y") != found[1]
