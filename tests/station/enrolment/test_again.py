"""A file that people sent back to be captured again: portrait and fingers taken anew, sealed once for each asking."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import Recapture
from bitaqa.station.devices.door import simulated_fingers, simulated_try, stand_in
from bitaqa.station.durable import FileDamagedError
from bitaqa.station.enrolment import captures
from bitaqa.station.enrolment.again import begin_again, captured_again, forget_captures
from bitaqa.station.enrolment.completion import complete_file
from bitaqa.station.enrolment.errors import CaptureMissingError, CaptureNotAskedError, DraftUnknownError
from bitaqa.station.enrolment.models import CaptureAgain, Completion
from bitaqa.station.enrolment.reading import again_folder
from bitaqa.station.enrolment.sweeping import sweep_draft_files
from bitaqa.station.enrolment.waiting import completions_of
from bitaqa.station.outbox.models import Packet
from station_env.centre import VISIT
from station_env.place import Place, adult

from .by_forms import LANGUAGES, signed_in, text_of

BOTH = ("portrait", "fingers")


def sent_back(place: Place, *asked: str, serial: int = 2, application: UUID | None = None, **changes: Any) -> UUID:
    """The newest pack names a file that waits for these captures."""
    who, file = adult(), application or new_id()
    named = {
        "application": file, "receipt_number": "K7QF2-M9TXR-4B8DW", "names": who.identity_map("x")["names"],
        "birth": str(who.birth), "missing": (), "recapture": asked, "visit": VISIT,
    }  # fmt: skip
    place.install(serial, incomplete=(named,), **changes)
    return file


def take(place: Place, file: UUID, *asked: str) -> None:
    """By forms, as a desk does."""
    desk = signed_in()
    for what in asked:
        assert desk.post(f"/enrolment/incomplete/{file}/{what}/", {"simulated": "1"}).status_code == 302, what


def test_a_file_is_captured_again_by_forms_and_sealed_once(
    place: Place, django_capture_on_commit_callbacks: Any
) -> None:
    file = sent_back(place, *BOTH)
    desk = signed_in()
    listed = text_of(desk.get("/enrolment/incomplete/?q=K7QF2"))
    assert "Portrait to be taken again" in listed and "Fingers to be taken again" in listed
    at = f"/enrolment/incomplete/{file}/"
    assert "Not taken yet" in text_of(desk.get(at))
    assert "has not been made yet" in text_of(desk.post(at, {}))
    assert place.packets() == []
    take(place, file, *BOTH)
    picture = re.search(rf'src="({at}portrait/picture/\?\w+)"', text_of(desk.get(f"{at}portrait/")))
    assert picture is not None and desk.get(picture[1]).content.startswith(b"\xff\xd8")
    assert text_of(desk.get(f"{at}fingers/")).count("<progress") == 10
    assert text_of(desk.get(at)).count("Taken again") == 2
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            assert desk.post(at, {}).status_code == 302
    (packet,) = place.packets()
    body: Any = place.centre.body(packet)
    assert body.what == "completion" and body.application == file and body.papers == ()
    assert body.portrait is not None and [finger.position for finger in body.fingers] == list(range(1, 11))
    names = {attachment.name for attachment in place.centre.opened(packet).attachments}
    assert names == {"portrait", *(f"finger/{position}" for position in range(1, 11))}
    assert "The file is completed" in text_of(desk.get(at))
    assert not CaptureAgain.objects.exists() and not again_folder(file).exists(), "nothing of the person stays"
    with pytest.raises(CaptureNotAskedError):
        begin_again(application=file, what=Recapture.PORTRAIT, by=place.operator(), at=place.now)
    assert desk.get(f"{at}portrait/picture/").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_file_sent_back_in_every_language(place: Place, language: str) -> None:
    file = sent_back(place, *BOTH)
    take(place, file, "fingers")
    desk = signed_in(language=language)
    for page in ("", "portrait/", "fingers/"):
        answer = desk.get(f"/enrolment/incomplete/{file}/{page}")
        assert answer.status_code == 200 and f'lang="{language}"' in text_of(answer)
        shown = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("English", "").replace("SPECIMEN", "")
        assert language == "en" or not re.search(r"\b(the|with|Keep|Try|again|Take)\b", shown), page


def test_only_what_was_asked_is_taken(place: Place) -> None:
    file = sent_back(place, "fingers")
    desk = signed_in()
    refused = desk.get(f"/enrolment/incomplete/{file}/portrait/")
    assert refused.status_code == 422 and "does not wait to be captured again" in text_of(refused)
    with pytest.raises(DraftUnknownError):
        captures.keep_portrait(draft=file, picture=b"", face=None, by=place.operator(), at=place.now)
    with pytest.raises(CaptureMissingError):
        complete_file(application=file, papers=(), by=place.operator(), at=place.now)


def test_fingers_taken_again_are_tried_excused_and_checked_for_their_order(place: Place) -> None:
    """A finger laid down twice is told here as at an enrolment; a reason is a finger done."""
    file = sent_back(place, "fingers")
    desk, at = signed_in(), f"/enrolment/incomplete/{file}/fingers/"
    body = stand_in("7", identity=None, on=place.now.date())
    by = place.operator()
    begin_again(application=file, what=Recapture.FINGERS, by=by, at=place.now)
    reads = {read.position: read for read in simulated_fingers(body)}
    from dataclasses import replace

    from bitaqa.foundation.matching.templates import FingerPosition, decode_template, encode_template

    index = decode_template(reads[2].template or b"")
    twice = encode_template(replace(index, position=FingerPosition(3)))
    captures.keep_fingers(draft=file, reads=[reads[2], replace(reads[3], template=twice)], by=by, at=place.now)
    assert "one and the same finger" in text_of(desk.get(at))
    assert "no reason is given" in text_of(desk.post(at, {"excuse": "4", "reason-4": ""}))
    assert desk.post(at, {"excuse": "4", "reason-4": "bandaged"}).status_code == 302
    assert desk.post(at, {"try": "5"}).status_code == 302
    for attempt in (2, 3):
        captures.keep_finger_try(draft=file, read=simulated_try(body, 5, attempt=attempt), by=by, at=place.now)
    so_far: Any = captured_again(file, on=place.now.date()).fingers
    assert so_far["positions"]["4"]["exception"] == "bandaged" and so_far["positions"]["5"]["tries"] == 3
    with pytest.raises(CaptureMissingError):
        complete_file(application=file, papers=(), by=by, at=place.now)
    captures.keep_fingers(draft=file, reads=[reads[at] for at in reads if at != 4], by=by, at=place.now)
    complete_file(application=file, papers=(), by=by, at=place.now)
    sealed: Any = place.centre.body(place.packets()[0])
    assert [finger.exception for finger in sealed.fingers if finger.position == 4] == ["bandaged"]


def test_a_file_asked_for_again_after_the_centre_decided_is_captured_again(place: Place) -> None:
    """Once its portrait, later its fingers: each asking has its own packet."""
    file = sent_back(place, "portrait")
    take(place, file, "portrait")
    first = complete_file(application=file, papers=(), by=place.operator(), at=place.now)
    Packet.objects.filter(subject=file).update(state="accepted", decided_at=place.now + timedelta(hours=1))
    assert completions_of() == {file: first}
    sent_back(place, "fingers", serial=3, application=file, issued_at=place.now + timedelta(hours=2))
    assert completions_of() == {}
    take(place, file, "fingers")
    second = complete_file(application=file, papers=(), by=place.operator(), at=place.now)
    assert second.sequence == first.sequence + 1
    assert complete_file(application=file, papers=(), by=place.operator(), at=place.now) == second
    assert Completion.objects.filter(application=file).count() == 2


def test_what_was_begun_is_forgotten_and_stray_files_are_swept(
    place: Place, django_capture_on_commit_callbacks: Any
) -> None:
    file = sent_back(place, *BOTH)
    take(place, file, *BOTH)
    row = CaptureAgain.objects.get()
    (again_folder(file) / "portrait.stray").write_bytes(b"x")
    (again_folder(new_id())).mkdir()
    assert sweep_draft_files() == 1
    assert len(list(again_folder(file).iterdir())) == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_captures() == 1
    assert not CaptureAgain.objects.exists()
    with pytest.raises(FileDamagedError):
        captures.read_capture(row, row.portrait["file"])
    from bitaqa.station.enrolment.editing import changing

    with pytest.raises(DraftUnknownError), changing(row, by=place.operator(), at=place.now):
        pass
