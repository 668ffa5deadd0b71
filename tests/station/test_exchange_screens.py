"""Sign-in with the crew to choose from, outbox, removable disk, field pack from a file."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from station_env.centre import PINS
from station_env.place import Place


def signed_in(operator: str = "head.salma", language: str = "en") -> Client:
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.cookies["django_language"] = language
    assert client.post("/sign-in/", {"operator": operator, "pin": PINS[operator]}).status_code == 302
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("path", ["/outbox/", "/outbox/disk/", "/field-pack/", "/me/", "/desks/"])
def test_every_screen_is_drawn_in_every_language(place: Place, path: str, language: str) -> None:
    answer = signed_in(language=language).get(path)
    assert answer.status_code == 200 and f'lang="{language}"' in text_of(answer)


def test_the_crew_is_offered_and_the_last_operator_proposed(place: Place) -> None:
    client = Client(REMOTE_ADDR="127.0.0.1")
    shown = text_of(client.get("/sign-in/"))
    assert 'value="op.amina"' in shown and 'value="head.salma"' in shown
    wrong = client.post("/sign-in/", {"operator": "op.amina", "pin": "000000"})
    assert wrong.status_code == 403
    assert client.post("/sign-in/", {"operator": "nobody", "pin": "1"}).status_code == 200
    client.post("/sign-in/", {"operator": "op.amina", "pin": PINS["op.amina"]})
    client.post("/sign-out/")
    assert 'value="op.amina" selected' in text_of(client.get("/sign-in/"))


def test_a_stranger_machine_is_told_no_names(place: Place) -> None:
    assert "op.amina" not in text_of(Client(REMOTE_ADDR="192.168.4.20").get("/sign-in/"))


def test_quarantined_packets_say_why(place: Place) -> None:
    from bitaqa.station.outbox.models import Packet

    place.seal(place.ready())
    Packet.objects.update(state="quarantined", reason="intake.receipt_known")
    shown = text_of(signed_in().get("/outbox/"))
    assert "Another request already bears this receipt number." in shown and "Packet 1 is in quarantine" in shown


def test_a_packet_is_found_by_its_number_or_its_remark(place: Place) -> None:
    from bitaqa.station.outbox.models import Packet

    for _ in range(2):
        place.seal(place.ready())
    Packet.objects.filter(sequence=2).update(state="quarantined", reason="intake.receipt_known")
    head, remark = signed_in(), "Another request already bears this receipt number."
    rows = [text_of(head.get("/outbox/", {"q": asked})).count(remark) for asked in ("", "1", "2", "bears")]
    assert rows == [2, 1, 2, 2]  # once above the list, and once in it where it was asked for


def test_a_broken_line_is_told_and_nothing_is_lost(place: Place, settings: Any) -> None:
    settings.BITAQA_CENTRE_URL = "http://127.0.0.1:9"
    place.seal(place.ready())
    head = signed_in()
    assert head.post("/outbox/").status_code == 302
    assert "The centre cannot be reached" in text_of(head.get("/outbox/"))
    assert len(place.packets()) == 1


def test_packets_travel_on_a_disk_and_answers_come_back(place: Place, settings: Any, tmp_path: Path) -> None:
    disk = tmp_path / "media" / "USB"
    disk.mkdir(parents=True)
    settings.BITAQA_REMOVABLE_ROOTS = (str(tmp_path / "media"), str(tmp_path / "absent"))
    head = signed_in()
    place.seal(place.ready())
    assert head.post("/outbox/disk/", {"act": "export", "disk": str(disk)}).status_code == 302
    (written,) = disk.glob("*.btq")
    assert written.read_bytes() == place.packets()[0]
    place.centre._store(written.read_bytes())
    place.centre.accept_all()
    from bitaqa.foundation.packet.answers import sign_answers

    (disk / "test-1-answers-1.bta").write_bytes(sign_answers(place.centre.outcomes, signer=place.centre.signer))
    assert head.post("/outbox/disk/", {"act": "import", "disk": str(disk)}).status_code == 302
    assert "1 accepted" in text_of(head.get("/outbox/disk/"))
    for elsewhere in ("/etc", "", str(disk / "..")):
        assert head.post("/outbox/disk/", {"act": "export", "disk": elsewhere}).status_code == 409
    assert signed_in("op.amina").get("/outbox/disk/").status_code == 403


def test_a_field_pack_is_installed_from_a_file_by_the_head_alone(place: Place) -> None:
    def file(data: bytes) -> dict[str, Any]:
        return {"file": SimpleUploadedFile("pack.bfp", data)}

    head = signed_in()
    newer = place.centre.field_pack(4)
    assert signed_in("op.amina").post("/field-pack/", file(newer)).status_code == 403
    assert head.post("/field-pack/", file(newer)).status_code == 302
    assert "Field pack 4 is in use." in text_of(head.get("/field-pack/"))
    assert head.post("/field-pack/", file(place.centre.field_pack(3))).status_code == 409
    assert 400 <= head.post("/field-pack/", file(b"garbage")).status_code < 500
    assert head.post("/field-pack/", {}).status_code == 422


def test_the_end_of_a_pack_is_seen_coming_and_told(place: Place) -> None:
    head = signed_in()
    place.play(place.now + timedelta(days=28))
    assert "The field pack ends soon" in text_of(head.get("/"))
    place.play(place.now + timedelta(days=3))
    assert "The field pack has ended" in text_of(head.get("/field-pack/"))


def test_a_station_without_a_pack_takes_its_first_one_before_anyone_signs_in(place: Place) -> None:
    from bitaqa.station.desk.models import CrewMember
    from bitaqa.station.fieldpack.models import Pack
    from bitaqa.station.fieldpack.queries import forget_cache

    pack = place.centre.field_pack(2)
    Pack.objects.all().delete()
    CrewMember.objects.all().delete()
    forget_cache()
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.cookies["django_language"] = "en"
    assert "Install a field pack" in text_of(client.get("/sign-in/"))
    assert "This station has no field pack yet" in text_of(client.get("/field-pack/"))
    assert Client(REMOTE_ADDR="192.168.4.20").get("/field-pack/").status_code >= 400
    assert client.post("/field-pack/", {"file": SimpleUploadedFile("p", pack)}).url == "/sign-in/"
    assert client.get("/field-pack/").status_code in (302, 401, 403), "from now on someone is signed in"


def test_a_clock_far_off_is_what_went_wrong(place: Place) -> None:
    from bitaqa.station.desk.models import ClockState

    ClockState.objects.update(centre_time=place.now - timedelta(hours=3), read_at=place.now)
    head = signed_in()
    assert "The clock of this station is doubtful" in text_of(head.get("/"))
    ClockState.objects.update(centre_time=place.now - timedelta(days=400), read_at=place.now)
    assert "Compare" not in text_of(head.get("/")) or "clock" in text_of(head.get("/"))
    assert head.get("/me/").status_code == 200
