"""The pages of intake: packets and gaps, one packet released or dismissed by two, packets brought on a disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from bitaqa.backbone.accounts.door import Scope
from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.backbone.vault.door import signer
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.answers import Outcome, Stored, read_answers
from bitaqa.foundation.packet.keys import Verifier
from bitaqa.journey.intake import spool
from bitaqa.journey.intake.door import Sender, home, receive_packet
from bitaqa.journey.intake.errors import PacketUnreadableError
from bitaqa.journey.intake.models import Packet
from bitaqa.records.stations import door as stations

from ..people import account, browser_of, text_of
from .conftest import ACTOR, AT, World
from .test_taking_in import seal_some, sender, take_in

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "fr", "en")
LIST = "/intake/packets/"


def coordinator(name: str = "coord", **kwargs: Any) -> Any:
    return account(name, "coordinator", **kwargs)


def page(packet: Packet, name: str = "packet") -> str:
    return reverse(f"intake:{name}", args=[packet.id])


@pytest.fixture
def quarantined(world: World) -> Packet:
    """A packet of a station revoked meanwhile: it waits for a person and for nothing else."""
    [(_, packet)] = seal_some(world, 1)
    stations.revoke_station(world.station.head.station, by=ACTOR, at=AT, because="stolen")
    receive_packet(packet.data, sender=sender(world))
    take_in()
    row = Packet.objects.get()
    assert row.reason_code == "intake.station_revoked" and row.reason_facts["sequence"] == 1
    return row


@pytest.fixture
def garbage(world: World) -> Packet:
    with pytest.raises(PacketUnreadableError):
        receive_packet(b"rubbish", sender=sender(world))
    return Packet.objects.get()


@pytest.mark.parametrize("language", LANGUAGES)
def test_packets_with_gaps_and_empty(world: World, language: str) -> None:
    client = browser_of(coordinator(), language)
    assert "bq-empty" in text_of(client.get(LIST))
    (_, first), _, (_, third) = seal_some(world, 3)
    for packet in (first, third):
        receive_packet(packet.data, sender=sender(world))
    take_in()
    shown = text_of(client.get(LIST))
    assert "\u20662\u2069" in shown and 'id="chains"' in shown
    for asked in ({"station": str(first.header.station)}, {"station": str(first.header.station), "epoch": "1"},
                  {"state": "accepted"}, {"kind": "application"}):  # fmt: skip
        assert text_of(client.get(LIST, asked)).count(page(Packet.objects.get(sequence=1))) == 1
    assert page(Packet.objects.get(sequence=1)) not in text_of(client.get(LIST, {"state": "quarantined"}))
    assert client.get(page(Packet.objects.get(sequence=3))).status_code == 200
    one, other = page(Packet.objects.get(sequence=1)), page(Packet.objects.get(sequence=3))
    for asked in ("1", str(Packet.objects.get(sequence=1).id)):
        found = text_of(client.get(LIST, {"q": asked}))
        assert one in found and other not in found
    assert other in text_of(client.get(LIST, {"q": "UNIT-1"})) and one not in text_of(
        client.get(LIST, {"q": "elsewhere"})
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_packet_says_why_it_waits(quarantined: Packet, language: str) -> None:
    shown = text_of(browser_of(coordinator(), language).get(page(quarantined)))
    assert "unit-1-a" in shown and "intake.station_revoked" in shown and 'id="release"' in shown
    assert "%(" not in shown


def test_who_may_open_what(quarantined: Packet) -> None:
    auditor, adjudicator = account("aud", "auditor"), account("adj", "adjudicator")
    assert browser_of(None).get(LIST).status_code == 302
    assert browser_of(adjudicator).get(LIST).status_code == 403
    seen = text_of(browser_of(auditor).get(page(quarantined)))
    assert 'id="release"' not in seen and "bytes/" not in seen
    for name in ("release", "propose-dismissal", "confirm-dismissal", "decline-dismissal"):
        assert browser_of(auditor).post(page(quarantined, name)).status_code == 403
    assert browser_of(auditor).get(page(quarantined, "packet-bytes")).status_code == 403
    assert browser_of(auditor).get("/intake/disk/").status_code == 403
    other = browser_of(coordinator("far", scope=Scope(unit=new_id())))
    assert other.get(page(quarantined)).status_code == 404
    assert page(quarantined) not in text_of(other.get(LIST))
    unit = stations.get_station(quarantined.station).unit
    assert browser_of(coordinator("near", scope=Scope(unit=unit))).get(page(quarantined)).status_code == 200


def test_a_release_lets_through_what_waits_for_a_person(quarantined: Packet) -> None:
    client = browser_of(coordinator())
    for _ in range(2):
        answer = client.post(page(quarantined, "release"), follow=True)
        assert answer.status_code == 200 and "data-toast" in text_of(answer)
    run_until_still(["intake"])
    quarantined.refresh_from_db()
    assert quarantined.state == "accepted"
    [told] = JournalEntry.objects.filter(event="packet.released")
    assert told.because == "intake.station_revoked" and told.actor.startswith("user:")


def test_a_release_does_not_mend_what_is_broken(world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    broken = bytearray(packet.data)
    broken[-200] ^= 1
    receive_packet(bytes(broken), sender=sender(world))
    take_in()
    row = Packet.objects.get()
    browser_of(coordinator()).post(page(row, "release"))
    run_until_still(["intake"])
    row.refresh_from_db()
    assert (row.state, row.reason_code) == ("quarantined", "packet.signature_invalid")


def test_what_is_not_a_packet_or_is_gone_is_not_tried_again(garbage: Packet, world: World) -> None:
    client = browser_of(coordinator())
    assert 'id="release"' not in text_of(client.get(page(garbage)))
    client.post(page(garbage, "release"))
    garbage.refresh_from_db()
    assert garbage.state == "quarantined"
    served = client.get(page(garbage, "packet-bytes"))
    assert served.content == b"rubbish" and "unit-1-a-1-0.btq" in served.headers["Content-Disposition"]
    spool.drop(bytes(garbage.hash))
    assert client.get(page(garbage, "packet-bytes")).status_code == 410
    Packet.objects.update(sequence=9)
    assert client.post(page(garbage, "release"), follow=True).status_code == 200
    garbage.refresh_from_db()
    assert garbage.state == "quarantined"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dismissal_takes_two(garbage: Packet, language: str) -> None:
    users = coordinator("one"), coordinator("two")
    one, two = (browser_of(user, language) for user in users)
    assert two.post(page(garbage, "confirm-dismissal"), follow=True).status_code == 200
    one.post(page(garbage, "propose-dismissal"), {"because": "nonsense"})
    garbage.refresh_from_db()
    assert garbage.dismissed_by is None
    one.post(page(garbage, "propose-dismissal"), {"because": "damaged"})
    assert 'id="confirm"' not in text_of(one.get(page(garbage)))
    assert 'id="confirm"' in text_of(two.get(page(garbage)))
    assert [item.tone for item in home(users[1]).waiting] == ["wait"] and home(users[0]).waiting == ()
    one.post(page(garbage, "confirm-dismissal"))
    two.post(page(garbage, "propose-dismissal"), {"because": "not_ours"})
    garbage.refresh_from_db()
    assert (garbage.state, garbage.dismissed_by, garbage.dismissed_because) == ("quarantined", users[0].pk, "damaged")
    two.post(page(garbage, "decline-dismissal"))
    assert two.post(page(garbage, "decline-dismissal"), follow=True).status_code == 200
    one.post(page(garbage, "propose-dismissal"), {"because": "damaged"})
    for _ in range(2):
        two.post(page(garbage, "confirm-dismissal"))
    garbage.refresh_from_db()
    assert (garbage.state, garbage.dismissed_with) == ("dismissed", users[1].pk)
    assert [e.because for e in JournalEntry.objects.filter(event="packet.dismissed")] == ["damaged"]
    assert one.get(page(garbage)).status_code == 200


def carried(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/octet-stream")


@pytest.mark.parametrize("language", LANGUAGES)
def test_packets_brought_on_a_disk_and_answers_carried_back(world: World, language: str) -> None:
    client = browser_of(coordinator(), language)
    assert client.get("/intake/disk/").status_code == 200
    assert client.post("/intake/disk/", {}).status_code == 422
    (_, first), (_, second) = seal_some(world, 2)
    files = [
        carried("unit-1-a-1-1.btq", first.data),
        carried("unit-1-a-1-2.btq", second.data),
        carried("unit-1-a-1-3.btq", b"rubbish"),
        carried("holiday.jpg", b"x"),
        carried("nobody-1-1.btq", b""),
    ]
    for _ in range(2):
        for file in files:
            file.seek(0)
        shown = text_of(client.post("/intake/disk/", {"packets": files}))
        assert 'id="taken"' in shown and "holiday.jpg" in shown
    assert Packet.objects.count() == 3
    assert JournalEntry.objects.filter(event="packet.stored", actor__startswith="user:").count() == 2
    take_in()
    served = client.get("/intake/disk/unit-1-a/answers/")
    assert served.headers["Content-Disposition"].startswith('attachment; filename="unit-1-a-answers-')
    told = read_answers(served.content, verifier=Verifier(signer("centre").public))
    assert [type(each) for each in told] == [Stored, Stored, Outcome, Outcome]
    assert client.get("/intake/disk/nobody/answers/").status_code == 404


def test_the_command_takes_a_folder_and_writes_the_answers(world: World, tmp_path: Path) -> None:
    for index, (_, packet) in enumerate(seal_some(world, 2), start=1):
        (tmp_path / f"unit-1-a-1-{index}.btq").write_bytes(packet.data)
    (tmp_path / "unit-1-a-1-9.btq").write_bytes(b"rubbish")
    call_command("intake_disk", str(tmp_path))
    [answers] = tmp_path.glob("unit-1-a-answers-*.bta")
    told = read_answers(answers.read_bytes(), verifier=Verifier(signer("centre").public))
    assert sum(isinstance(each, Outcome) and each.accepted for each in told) == 2
    with pytest.raises(CommandError):
        call_command("intake_disk", str(tmp_path / "absent"))


def test_home_shows_quarantine_and_gaps(garbage: Packet, world: World) -> None:
    _, (_, second) = seal_some(world, 2)
    receive_packet(second.data, sender=Sender(world.station.head.station, 1))
    user = coordinator()
    assert [item.count for item in home(user).wrong] == [1, 1]
    assert home(account("aud", "auditor")).wrong == ()
    for language in LANGUAGES:
        assert LIST in text_of(browser_of(user, language).get("/"))
