"""What opened packets become besides applications, and every reason for which one waits in quarantine."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.journal.door import count_subjects
from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.genesis import ClosedEpoch
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner
from bitaqa.foundation.packet.payload import Attachment
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.intake.door import Sender, receive_packet, station_days
from bitaqa.journey.intake.models import Packet, PacketContent
from bitaqa.journey.intake.queries import packets_by_state, traffic_of_stations
from bitaqa.journey.intake.releasing import release_packet
from bitaqa.records.applications.door import applications_by_id
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.stations import door as stations

from ..people import account
from .conftest import ACTOR, AT, World

pytestmark = pytest.mark.django_db


def bring(world: World, kind: PacketKind, body: dict[str, Any], attached: list[Attachment] | None = None) -> Packet:
    """Seals, receives and takes in one packet; its row."""
    packet = world.station.seal(kind, body, attached)
    receive_packet(packet.data, sender=Sender(world.station.head.station, 1))
    run_until_still(["intake"])
    return Packet.objects.get(hash=packet.hash)


def enrolled(world: World, index: int, **changes: Any) -> Any:
    body, attached = world.station.application(person(7, index), **changes)
    row = bring(world, PacketKind.APPLICATION, body.to_map(), attached)
    assert row.state == "accepted", row.reason_code
    return body


def completion(world: World, application: Any, **changes: Any) -> dict[str, Any]:
    return {
        "what": "completion", "application": str(application), "visit": str(world.visit), "place": "el-borouj",
        "day": "2026-05-05", "operator": "op-1", "papers": [], "at": AT.isoformat(), **changes,
    }  # fmt: skip


def day_report(world: World) -> dict[str, Any]:
    zeros = ("completed", "referred", "abandoned", "handed_over", "wrong_cards", "not_verified", "cards_received",
             "cards_left", "old_cards_taken_back", "money_centimes", "stamps", "waivers")  # fmt: skip
    return {
        **dict.fromkeys(zeros, 0), "report": str(new_id()), "visit": str(world.visit), "place": "el-borouj",
        "day": "2026-05-04", "head": "head", "opened_at": (AT - timedelta(hours=2)).isoformat(),
        "closed_at": AT.isoformat(), "enrolled": {"first": 2}, "incomplete": 1, "packets_sealed": 3,
    }  # fmt: skip


def test_a_stations_own_journal_joins_the_centres(world: World) -> None:
    about = new_id()
    entries = [
        {"event": "desk.enrolled", "at": AT.isoformat(), "operator": "head", "subject": str(about),
         "facts": {"told": "a lie", "desk": "2", "list": [1, 2]}},
        {"event": "packet.accepted", "at": AT.isoformat(), "operator": "op-1"},
    ]  # fmt: skip
    assert bring(world, PacketKind.JOURNAL, {"entries": entries}).state == "accepted"
    first, second = JournalEntry.objects.filter(event="station.reported").order_by("actor")
    told = sorted([first, second], key=lambda entry: entry.kind)
    assert [entry.kind for entry in told] == ["desk.enrolled", "packet.accepted"]
    assert told[0].actor == f"station:{world.station.head.station}/head"
    assert told[0].facts["desk"] == "2" and told[0].facts["told"] != "a lie" and "list" not in told[0].facts
    assert str(told[0].facts["about"]) == str(about) and told[1].facts["told"] == "packet.accepted"


def test_a_look_at_a_station_is_found_by_every_card_it_showed(world: World) -> None:
    cards = [new_id(), new_id(), new_id()]
    told = {"of": "card", "purpose": "hand_over_list", "others": [str(card) for card in cards[1:]]}
    look = {"event": "person.looked_at", "at": AT.isoformat(), "operator": "op-1", "subject": str(cards[0])}
    unread = [{**told, "others": ["Aicha"]}, {**told, "purpose": "a sentence about her"}, {**told, "of": "house"}, {}]
    entries = [{**look, "facts": facts} for facts in (told, *unread)]
    assert bring(world, PacketKind.JOURNAL, {"entries": entries}).state == "accepted"
    [found] = JournalEntry.objects.filter(event="person.looked_at")
    assert (found.subject_kind, found.because, found.facts["shown"]) == ("card", "hand_over_list", 3)
    assert [found.subject, *found.others] == cards
    assert found.actor == f"station:{world.station.head.station}/op-1" and found.acted_at == AT
    assert JournalEntry.objects.filter(event="station.reported").count() == 4, "what is no look is told as a report"


def test_a_day_report_closes_the_visit_at_the_stations_times_once(world: World) -> None:
    body = day_report(world)
    for _again in range(2):
        assert bring(world, PacketKind.DAY_REPORT, body).state == "accepted"
    visit = campaigns.get_visit(world.visit)
    assert visit.state == "closed"
    [day] = station_days([world.visit])
    assert (dict(day.enrolled), day.incomplete, day.place) == ({"first": 2}, 1, "el-borouj")
    assert count_subjects(event="visit.closed") == {(): 1}


def test_a_wrong_card_enters_its_correction_and_is_kept_for_delivery(world: World) -> None:
    first = enrolled(world, 3)
    body, attached = world.station.application(
        person(7, 3), kind=ApplicationKind.CORRECTION, corrects=str(first.application)
    )
    wrong = {
        "what": "wrong_card", "card": str(new_id()), "fields": [{"field": "given", "printed": "A", "right": "B"}],
        "fault": "ours", "destroyed_by": ["op-1", "head"], "application": body.to_map(), "at": AT.isoformat(),
    }  # fmt: skip
    assert bring(world, PacketKind.CORRECTION, wrong, attached).state == "accepted"
    assert applications_by_id([body.application])[body.application].corrects == first.application
    assert PacketContent.objects.get().kind == "wrong-card"


def test_a_wrong_card_destroyed_by_one_person_alone_stays_outside(world: World) -> None:
    first = enrolled(world, 3)
    body, attached = world.station.application(
        person(7, 3), kind=ApplicationKind.CORRECTION, corrects=str(first.application)
    )
    wrong = {
        "what": "wrong_card", "card": str(new_id()), "fields": [{"field": "given", "printed": "A", "right": "B"}],
        "fault": "ours", "destroyed_by": ["op-1", "OP-1"], "application": body.to_map(), "at": AT.isoformat(),
    }  # fmt: skip
    alone = bring(world, PacketKind.CORRECTION, wrong, attached)
    assert (alone.state, alone.reason_code) == ("quarantined", "packet.body_not_understood")
    assert "two different people" in alone.reason_facts["problem"] and not PacketContent.objects.exists()


def test_a_card_destroyed_by_one_person_alone_stays_outside(world: World) -> None:
    line = {"act": "destroyed", "card": str(new_id()), "document_number": "SP0000001", "at": AT.isoformat(),
            "keeper": "", "because": "uncollected"}  # fmt: skip
    count = {"custody": str(new_id()), "visit": str(world.visit), "place": "el-borouj", "day": "2026-05-04",
             "operator": "op-1", "entries": [line]}  # fmt: skip
    alone = bring(world, PacketKind.CUSTODY, count)
    assert (alone.state, alone.reason_code) == ("quarantined", "packet.body_not_understood")
    assert "second person" in alone.reason_facts["problem"] and not PacketContent.objects.exists()
    by_two = {**count, "custody": str(new_id()), "entries": [{**line, "witness": "head"}]}
    assert bring(world, PacketKind.CUSTODY, by_two).state == "accepted"
    assert PacketContent.objects.get().kind == "custody"


def test_papers_for_a_file_that_has_not_come_wait_then_pass(world: World) -> None:
    body, attached = world.station.application(
        person(7, 4), missing=[{"code": "residence_certificate"}], complete_at=str(world.visit)
    )
    paper = {"code": "residence_certificate", "number": "1/2026", "issued_by": "SPECIMEN"}
    late = bring(world, PacketKind.CORRECTION, completion(world, body.application, papers=[paper]))
    assert (late.state, late.reason_code) == ("quarantined", "intake.application_missing")
    assert bring(world, PacketKind.APPLICATION, body.to_map(), attached).state == "accepted"
    release_packet(packet=late.pk, by=account("coord", "coordinator"), at=AT)
    run_until_still(["intake"])
    late.refresh_from_db()
    assert late.state == "accepted"


def test_papers_for_a_file_that_waits_for_nothing(world: World) -> None:
    row = bring(world, PacketKind.CORRECTION, completion(world, enrolled(world, 5).application))
    assert (row.reason_code, row.reason_facts["state"]) == ("intake.application_not_waiting", "received")


def test_a_receipt_number_belongs_to_one_application(world: World) -> None:
    first = enrolled(world, 6)
    body, attached = world.station.application(person(7, 8), receipt_number=first.receipt_number)
    assert bring(world, PacketKind.APPLICATION, body.to_map(), attached).reason_code == "intake.receipt_known"


def test_a_visit_nobody_planned(world: World) -> None:
    body, attached = world.station.application(person(7, 9), visit=str(new_id()))
    assert bring(world, PacketKind.APPLICATION, body.to_map(), attached).reason_code == "intake.visit_unknown"


def huge_png() -> bytes:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize("picture", [b"not a picture", huge_png()], ids=["garbage", "a-billion-pixels"])
def test_a_picture_that_is_none(world: World, picture: bytes) -> None:
    body, attached = world.station.application(person(7, 10))
    spoiled = [replace(a, content=picture) if a.name == "portrait" else a for a in attached]
    row = bring(world, PacketKind.APPLICATION, body.to_map(), spoiled)
    assert (row.reason_code, row.reason_facts["name"]) == ("intake.attachment_not_a_picture", "portrait")


def test_a_finger_that_is_no_template(world: World) -> None:
    body, attached = world.station.application(person(7, 11))
    name = next(a.name for a in attached if a.name.startswith("finger/"))
    spoiled = [replace(a, content=b"no template") if a.name == name else a for a in attached]
    assert bring(world, PacketKind.APPLICATION, body.to_map(), spoiled).state == "quarantined"


def test_an_epoch_that_was_never_provisioned(world: World) -> None:
    world.station.head = type(world.station.head)(world.station.head.station, 2, 0, b"\x00" * 32)
    body, attached = world.station.application(person(7, 12))
    assert bring(world, PacketKind.APPLICATION, body.to_map(), attached).reason_code == "intake.epoch_not_provisioned"


def test_a_closed_epoch_and_a_revoked_station_wait_for_a_person(world: World) -> None:
    """What was sealed before the loss was declared comes late: nothing is thrown away, nothing is let in unseen."""
    first, second = (world.station.application(person(7, index)) for index in (13, 14))
    station = stations.get_station(world.station.head.station)
    stations.provision_station(
        code=station.code, unit=station.unit, verify_key=SoftwareSigner.generate().public,
        opening_public=OpeningKey.generate(lambda size: bytes(size)).sealing_key.public, by=ACTOR, at=AT,
        closes=ClosedEpoch(0, (), unsent_possible=True, because="disk_failed"),
    )  # fmt: skip
    assert bring(world, PacketKind.APPLICATION, first[0].to_map(), first[1]).reason_code == "intake.epoch_closed"
    stations.revoke_station(station.id, by=ACTOR, at=AT, because="stolen")
    assert bring(world, PacketKind.APPLICATION, second[0].to_map(), second[1]).reason_code == "intake.station_revoked"
    assert packets_by_state() == {"quarantined": 2}
    assert traffic_of_stations()[station.id].quarantined == 2


def test_nobody_revokes_a_station_that_is_not_known(world: World) -> None:
    with pytest.raises(stations.StationUnknownError):
        stations.revoke_station(new_id(), by=ACTOR, at=AT, because="lost")
