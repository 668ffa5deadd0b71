"""Provisioning and field packs: what the centre seals, only that station opens."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bitaqa.backbone.journal.door import count_subjects
from bitaqa.backbone.vault.door import verifiers
from bitaqa.foundation.packet.fieldpack import open_field_pack, read_field_pack_header
from bitaqa.foundation.packet.genesis import read_genesis
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner, signing_input
from bitaqa.foundation.packet.message_errors import FieldPackForAnotherStationError
from bitaqa.foundation.rules.field_pack import FieldPack
from bitaqa.foundation.rules.roles import RoleCode
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.intake.door import Sender, receive_packet
from bitaqa.journey.planning import due_cards, errors
from bitaqa.journey.planning.door import newest_field_pack
from bitaqa.journey.planning.packing import issue_field_pack
from bitaqa.journey.planning.provisioning import provision, read_request_file, save_crew_member
from bitaqa.records.stations import door as stations

from ..intake.conftest import ACTOR, World, make_world

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 7, 0, tzinfo=UTC)


def request_file(signer: SoftwareSigner, opening: OpeningKey, code: str = "unit-9-a") -> str:
    said: dict[str, Any] = {
        "format": "bitaqa-station-request/1",
        "code": code,
        "verify_key": signer.public.hex(),
        "opening_public": opening.sealing_key.public.hex(),
        "desk_tls": "",
        "software": "test",
    }
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()
    return json.dumps({**said, "proof": signer.sign(signing_input("station request", digest)).hex()})


@pytest.fixture
def keys() -> tuple[SoftwareSigner, OpeningKey]:
    return SoftwareSigner.generate(), OpeningKey.generate(os.urandom)


def provisioned(keys: tuple[SoftwareSigner, OpeningKey], **more: Any) -> tuple[stations.StationValue, dict[str, Any]]:
    unit = stations.save_unit(code="unit-9", name_ar="وحدة", name_fr="Unité")
    station, answer = provision(request=read_request_file(request_file(*keys)), unit=unit, by=ACTOR, at=AT, **more)
    return station, json.loads(answer)


def test_a_request_file_becomes_a_signed_genesis(db: None, keys: tuple[SoftwareSigner, OpeningKey]) -> None:
    station, answer = provisioned(keys)
    [verifier] = verifiers("centre").values()
    genesis = read_genesis(bytes.fromhex(answer["genesis"]), verifier=verifier)
    assert (genesis.station, genesis.epoch, genesis.verify_key) == (station.id, 1, keys[0].public)
    assert answer["centre_keys"] == [verifier.public.hex()]
    again, same = provisioned(keys)
    assert (again.epoch, same["genesis"]) == (1, answer["genesis"])


def test_new_keys_need_the_reason_and_declare_the_loss(db: None, keys: tuple[SoftwareSigner, OpeningKey]) -> None:
    provisioned(keys)
    fresh = (SoftwareSigner.generate(), OpeningKey.generate(os.urandom))
    with pytest.raises(errors.LossUndeclaredError):
        provisioned(fresh)
    station, answer = provisioned(fresh, because="stolen")
    [verifier] = verifiers("centre").values()
    closes = read_genesis(bytes.fromhex(answer["genesis"]), verifier=verifier).closes
    assert station.epoch == 2 and closes is not None
    assert (closes.because, closes.last_accepted, closes.unsent_possible) == ("stolen", 0, True)
    assert count_subjects(event="station.loss_declared") == {(): 1}
    with pytest.raises(stations.StationKeysReusedError):
        provisioned(keys, because="planned")


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"proof": "zz"}'])
def test_rubbish_is_no_request(db: None, text: str) -> None:
    with pytest.raises(errors.RequestFileUnreadableError):
        read_request_file(text)


def test_a_changed_request_is_refused(db: None, keys: tuple[SoftwareSigner, OpeningKey]) -> None:
    changed = json.loads(request_file(*keys)) | {"code": "another"}
    with pytest.raises(errors.RequestProofInvalidError):
        read_request_file(json.dumps(changed))


def opened(world: World, opening: OpeningKey, data: bytes) -> FieldPack:
    [verifier] = verifiers("centre").values()
    pack = open_field_pack(data, verifier=verifier, station=world.station.head.station, opening_key=opening)
    return FieldPack.model_validate(pack.body)


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The intake tests' world, whose station's opening key we keep."""
    made: list[OpeningKey] = []
    original = OpeningKey.generate.__func__  # type: ignore[attr-defined]

    def remember(cls: type[OpeningKey], *args: Any) -> OpeningKey:
        key: OpeningKey = original(cls, *args)
        made.append(key)
        return key

    monkeypatch.setattr(OpeningKey, "generate", classmethod(remember))
    world = make_world()
    world.opening = made[-1]  # type: ignore[attr-defined]
    for operator, role in (("head", RoleCode.STATION_HEAD), ("op-1", RoleCode.FIELD_OPERATOR)):
        save_crew_member(
            station=world.station.head.station,
            operator=operator,
            role=role,
            name_ar="عينة",
            name_latin="Specimen",
            pin="123456",
            at=AT,
        )
    return world


def test_a_pack_carries_visits_crew_keys_and_waiting_files(world: World) -> None:
    body, attached = world.station.application(
        person(5, 1), missing=[{"code": "residence_certificate"}], complete_at=str(world.visit)
    )
    from bitaqa.backbone.jobs.door import run_until_still
    from bitaqa.foundation.packet.header import PacketKind

    packet = world.station.seal(PacketKind.APPLICATION, body.to_map(), attached)
    receive_packet(packet.data, sender=Sender(world.station.head.station, 1))
    run_until_still(["intake"])
    issue = issue_field_pack(station=world.station.head.station, by=ACTOR, at=AT)
    data = newest_field_pack(world.station.head.station, have=0, at=AT)
    assert data is not None and read_field_pack_header(data).serial == issue.serial == 1
    pack = opened(world, world.opening, data)  # type: ignore[attr-defined]
    assert [v.visit for v in pack.visits] == [world.visit]
    assert {a.operator for a in pack.accounts} == {"head", "op-1"} and "123456" not in str(pack)
    assert pack.opening_keys[-1].public == world.station.recipient.public.hex()
    assert {p.code for p in pack.places} == {"settat", "el-borouj"}
    [waiting] = pack.incomplete
    assert (waiting.application, waiting.receipt_number) == (body.application, body.receipt_number)
    assert newest_field_pack(world.station.head.station, have=1, at=AT) is None


def test_another_station_cannot_open_it(world: World) -> None:
    issue_field_pack(station=world.station.head.station, by=ACTOR, at=AT)
    data = newest_field_pack(world.station.head.station, have=0, at=AT)
    assert data is not None
    with pytest.raises(FieldPackForAnotherStationError):
        opened(world, OpeningKey.generate(os.urandom), data)


def test_no_visit_no_crew(world: World) -> None:
    with pytest.raises(errors.NoVisitsError):
        issue_field_pack(station=world.station.head.station, by=ACTOR, at=AT + timedelta(days=60))
    other = make_world("unit-2-a")
    with pytest.raises(errors.NoCrewError):
        issue_field_pack(station=other.station.head.station, by=ACTOR, at=AT)
    with pytest.raises(errors.PinTooShortError):
        save_crew_member(
            station=other.station.head.station,
            operator="x",
            role=RoleCode.STATION_HEAD,
            name_ar="ع",
            name_latin="S",
            pin="1234",
            at=AT,
        )


def test_small_portraits_are_small() -> None:
    from bitaqa.foundation.specimens.portraits import portrait

    small = due_cards.small_portrait(portrait(1, female=True, age=40))
    assert small.startswith(b"\xff\xd8") and len(small) < 15_000
