"""What overlaps at the centre: two packet formats, two opening keys, and an epoch that ends while packets are late."""

from __future__ import annotations

import dataclasses
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.backbone.vault import keys as vault_keys
from bitaqa.backbone.vault.door import opening_keys, sealing_key, verifiers
from bitaqa.foundation.packet.answers import Outcome
from bitaqa.foundation.packet.chain import ChainHead
from bitaqa.foundation.packet.codec import encode
from bitaqa.foundation.packet.container import assemble
from bitaqa.foundation.packet.genesis import genesis_hash, read_genesis
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.packet.keys import SEAL_OVERHEAD, OpeningKey, SoftwareSigner
from bitaqa.foundation.packet.payload import Attachment
from bitaqa.foundation.packet.sealed import SealedPacket
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.intake.answering import answers_after
from bitaqa.journey.intake.door import Sender, receive_packet
from bitaqa.journey.intake.errors import PacketUnreadableError
from bitaqa.journey.intake.models import Packet
from bitaqa.journey.intake.releasing import release_packet
from bitaqa.journey.planning.provisioning import StationRequest, provision
from bitaqa.records.applications.door import applications_by_id
from bitaqa.records.stations import door as stations

from ..people import account
from .conftest import ACTOR, AT, World

pytestmark = pytest.mark.django_db


def take(world: World, data: bytes, epoch: int = 1) -> None:
    receive_packet(data, sender=Sender(world.station.head.station, epoch))
    run_until_still(["intake"])


def sealed_in_format(number: int, world: World, body: dict[str, Any], files: list[Attachment]) -> bytes:
    """The next packet of the chain, written as format `number` was or will be."""
    now = world.station.seal(PacketKind.APPLICATION, body, files)
    written = [
        {"name": f.name, "sha256": f.sha256, "bytes": f.content, **({"media": f.media} if number else {})}
        for f in files
    ]
    plain = encode({"body": body, "attachments": written})
    header = dataclasses.replace(now.header, format=number, size=len(plain) + SEAL_OVERHEAD)
    data, _hash = assemble(
        magic=b"BTQP",
        format=number,
        header=header.to_bytes(),
        sealed=world.station.recipient.seal(plain, header.info),
        purpose="packet",
        signer=world.station.signer,
    )
    return data


def test_a_packet_of_the_format_before_becomes_an_application(world: World) -> None:
    body, files = world.station.application(person(11, 1))
    take(world, sealed_in_format(0, world, body.to_map(), files))
    assert Packet.objects.get().state == "accepted"
    assert applications_by_id([body.application])[body.application].state == "received"


def test_a_format_of_tomorrow_waits_whole_in_quarantine(world: World) -> None:
    body, files = world.station.application(person(11, 1))
    data = sealed_in_format(2, world, body.to_map(), files)
    with pytest.raises(PacketUnreadableError):
        take(world, data)
    kept = Packet.objects.get()
    assert (kept.state, kept.reason_code, kept.size) == ("quarantined", "packet.unknown_format", len(data))


def application(world: World, index: int) -> tuple[Any, SealedPacket]:
    body, files = world.station.application(person(11, index))
    return body, world.station.seal(PacketKind.APPLICATION, body.to_map(), files)


def test_a_station_seals_to_the_former_opening_key_until_it_is_ninety_days_old(world: World) -> None:
    former = world.station.recipient
    assert former.key_id == sealing_key().key_id
    vault_keys.rotate_key("opening", vault_keys.OPENING_ROLE, by=ACTOR, because="yearly")
    assert sealing_key().key_id != former.key_id and former.key_id in opening_keys()
    take(world, application(world, 1)[1].data)  # the station has not heard of the new key yet
    world.station.recipient = sealing_key()
    take(world, application(world, 2)[1].data)
    assert [p.state for p in Packet.objects.all()] == ["accepted", "accepted"]
    assert vault_keys.destroy_old_opening_keys(by=ACTOR, now=datetime.now(UTC) + timedelta(days=400)) == []
    vault_keys.rotate_key("opening", vault_keys.OPENING_ROLE, by=ACTOR, because="yearly")
    assert vault_keys.destroy_old_opening_keys(by=ACTOR, now=datetime.now(UTC) + timedelta(days=89)) == []
    [gone] = vault_keys.destroy_old_opening_keys(by=ACTOR, now=datetime.now(UTC) + timedelta(days=91))
    assert gone.key_id == former.key_id.hex()
    world.station.recipient = former
    take(world, application(world, 3)[1].data)
    assert Packet.objects.get(sequence=3).reason_code == "packet.wrong_recipient"


def provisioned_anew(world: World, because: str) -> tuple[SoftwareSigner, Any]:
    """The station with new keys, its disk lost: (its signer, its genesis as the station reads it)."""
    fresh, opening = SoftwareSigner.generate(), OpeningKey.generate(os.urandom)
    place = stations.get_station(world.station.head.station)
    request = StationRequest(place.code, fresh.public, opening.sealing_key.public, b"")
    provision(request=request, unit=place.unit, by=ACTOR, at=AT, because=because)
    epoch = stations.get_epoch(place.id, 2)
    [verifier] = verifiers("centre").values()
    return fresh, read_genesis(epoch.genesis, verifier=verifier)


def test_a_lost_station_begins_again_and_its_late_packets_wait_for_a_person(world: World) -> None:
    (first, one), (_lost, _two), (late, three) = (application(world, n) for n in range(1, 4))
    take(world, one.data)
    fresh, genesis = provisioned_anew(world, "stolen")
    assert (genesis.epoch, genesis.closes.last_accepted, genesis.closes.because) == (2, 1, "stolen")
    assert stations.get_epoch(genesis.station, 1).closed_at == AT
    told = JournalEntry.objects.get(event="station.loss_declared")
    assert (told.facts["epoch"], told.facts["last_accepted"]) == (1, 1)

    world.station.signer, old_signer = fresh, world.station.signer
    old_head = world.station.head
    world.station.head = ChainHead(genesis.station, 2, 0, genesis_hash(stations.get_epoch(genesis.station, 2).genesis))
    again, packet = application(world, 4)
    take(world, packet.data, epoch=2)
    assert applications_by_id([first.application, again.application]).keys() == {first.application, again.application}

    # The old disk turns up: its packets are whole and signed, and wait until a person lets them in.
    take(world, three.data)
    found = Packet.objects.get(epoch=1, sequence=3)
    assert (found.state, found.reason_code) == ("quarantined", "intake.epoch_closed")
    answers, _cursor = answers_after(genesis.station, 0, centre_time=AT)
    [outcome] = [a for a in answers if isinstance(a, Outcome) and (a.epoch, a.sequence) == (1, 3)]
    assert not outcome.accepted and outcome.reason == "intake.epoch_closed"
    release_packet(packet=found.id, by=account("coordinator-1", "coordinator"), at=AT)
    run_until_still(["intake"])
    assert applications_by_id([late.application])[late.application].state == "received"
    assert (old_signer.key_id, old_head.sequence) != (fresh.key_id, world.station.head.sequence)


def test_keys_of_a_closed_epoch_sign_nothing_in_the_new_one(world: World) -> None:
    old = world.station.signer
    _fresh, genesis = provisioned_anew(world, "planned")
    world.station.signer = old
    world.station.head = ChainHead(genesis.station, 2, 0, genesis_hash(stations.get_epoch(genesis.station, 2).genesis))
    _body, packet = application(world, 5)
    take(world, packet.data, epoch=2)
    assert Packet.objects.get().reason_code == "packet.wrong_station"
