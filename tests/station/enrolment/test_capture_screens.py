"""Papers, portrait, fingers, signature, stamp and notice on screen; what lacks is told at its field."""

from __future__ import annotations

import pytest
from django.test import Client

from bitaqa.station.enrolment.queries import draft_view
from station_env.centre import LATER
from station_env.place import Place, adult

from .by_forms import text_of, who_form


def test_missing_papers_make_a_written_list_and_a_later_visit(desk: Client, place: Place) -> None:
    draft = place.start()
    place.fill(draft, adult(), papers=False, confirm=False)
    at = f"/enrolment/{draft}/papers/"
    refused = desk.post(at, {"list": "1", "missing": ["birth_record", "residence_certificate"], "complete_at": ""})
    assert refused.status_code == 422 and "Name the later visit" in text_of(refused)
    listed = {"list": "1", "missing": ["birth_record", "residence_certificate"], "complete_at": str(LATER)}
    assert desk.post(at, listed).status_code == 302
    assert desk.get(f"{at}missing.pdf").content.startswith(b"%PDF")
    desk.post(f"/enrolment/{draft}/confirm/", {"on": "print"})
    desk.post(f"/enrolment/{draft}/seal/")
    receipt = text_of(desk.get(f"/enrolment/{draft}/receipt/"))
    assert "Sealed: incomplete file" in receipt and "Birth record" in receipt
    assert desk.get(f"{at}missing.pdf").content.startswith(b"%PDF")


def test_a_paper_without_a_picture_or_of_tomorrow_is_told(desk: Client, place: Place) -> None:
    draft = place.start()
    at = f"/enrolment/{draft}/papers/birth_record/"
    assert "The picture of" in text_of(desk.post(at, {"birth_record-number": "1"}))
    late = desk.post(at, {"birth_record-issued_on": "2030-01-01", "simulated": "1"})
    assert late.status_code == 422 and "a later day than today" in text_of(late)


def test_a_finger_without_a_reason_is_refused_and_one_with_a_reason_goes_on(desk: Client, place: Place) -> None:
    draft = place.start()
    desk.post(f"/enrolment/{draft}/who/", who_form(adult()))
    at = f"/enrolment/{draft}/fingers/"
    refused = desk.post(at, {"excuse": "3", "reason-3": ""})
    assert refused.status_code == 422 and "Finger 3 was not captured, and no reason is given" in text_of(refused)
    assert desk.post(at, {"excuse": "3", "reason-3": "bandaged"}).status_code == 302
    assert draft_view(draft).kept["fingers"]["positions"]["3"]["exception"] == "bandaged"
    shown = text_of(desk.get(at))
    assert "Bandaged" in shown and "neither captured nor excused" in shown


def test_three_tries_at_a_finger_and_the_best_is_kept(desk: Client, place: Place) -> None:
    draft = place.start()
    at = f"/enrolment/{draft}/fingers/"
    qualities = []
    for _ in range(3):
        assert desk.post(at, {"try": "2"}).status_code == 302
        qualities.append(draft_view(draft).kept["fingers"]["positions"]["2"]["quality"])
    assert qualities == sorted(qualities), "a worse try never replaces a better one"
    assert draft_view(draft).kept["fingers"]["positions"]["2"]["tries"] == 3
    refused = desk.post(at, {"try": "2"})
    assert refused.status_code == 422 and "the best one is kept" in text_of(refused)


def test_fingers_come_from_files_too(desk: Client, place: Place) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from bitaqa.station.devices.door import simulated_fingers

    draft = place.start()
    reads = simulated_fingers(adult(), positions=(7,))
    file = SimpleUploadedFile("7.fmr", reads[0].template or b"")
    assert desk.post(f"/enrolment/{draft}/fingers/", {"files": [file]}).status_code == 302
    assert draft_view(draft).kept["fingers"]["positions"]["7"]["quality"] == reads[0].quality
    bad = SimpleUploadedFile("x.fmr", b"nothing")
    assert desk.post(f"/enrolment/{draft}/fingers/", {"files": [bad]}).status_code == 422


@pytest.mark.parametrize("step", ["portrait", "signature"])
def test_nothing_sent_is_told_and_garbage_too(desk: Client, place: Place, step: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    draft = place.start()
    assert desk.post(f"/enrolment/{draft}/{step}/", {}).status_code == 422
    garbage = SimpleUploadedFile("x.jpg", b"not a picture", "image/jpeg")
    answer = desk.post(f"/enrolment/{draft}/{step}/", {"file": garbage})
    assert answer.status_code == 422 and "not a picture that can be read" in text_of(answer)


def test_pictures_come_from_files_and_from_the_live_view(desk: Client, place: Place) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from bitaqa.station.devices.door import simulated_portrait, simulated_signature

    draft = place.start()
    at = f"/enrolment/{draft}"
    jpeg = simulated_portrait(adult()).picture
    assert desk.post(f"{at}/portrait/", {"file": SimpleUploadedFile("p.jpg", jpeg)}).url.endswith("?take=1")
    assert "No face was found" not in text_of(desk.get(f"{at}/portrait/"))
    assert desk.post(f"{at}/portrait/", {"live": SimpleUploadedFile("p.jpg", jpeg)}).status_code == 302
    assert "Nothing to say against this portrait" in text_of(desk.get(f"{at}/portrait/"))
    assert desk.get(f"{at}/portrait/picture/").content.startswith(b"\xff\xd8")
    png = simulated_signature(adult())
    assert desk.post(f"{at}/signature/", {"drawn": SimpleUploadedFile("s.png", png)}).status_code == 302
    assert desk.post(f"{at}/signature/", {"file": SimpleUploadedFile("s.png", png)}).status_code == 302
    assert desk.get(f"{at}/signature/picture/").content.startswith(b"\x89PNG")
    assert desk.get(f"{at}/papers/birth_record/picture/").status_code == 404


def test_who_cannot_sign_has_a_witness(desk: Client, place: Place) -> None:
    draft = place.start()
    at = f"/enrolment/{draft}/signature/"
    assert "needs a witness" in text_of(desk.post(at, {"cannot": "1", "witness": " "}))
    assert desk.post(at, {"cannot": "1", "witness": "Un voisin"}).status_code == 302
    assert "Un voisin" in text_of(desk.get(at))


def test_a_waiver_is_shown_and_asks_for_no_stamp(desk: Client, place: Place) -> None:
    draft = place.start(programme="test-free")
    assert "write it first" in text_of(desk.get(f"/enrolment/{draft}/fee/"))
    desk.post(f"/enrolment/{draft}/who/", who_form(adult()))
    assert "Paid by the programme “Campagne gratuite”" in text_of(desk.get(f"/enrolment/{draft}/fee/"))
    assert desk.post(f"/enrolment/{draft}/fee/", {}).status_code == 302
    assert draft_view(draft).kept["fee"]["waived_by"] == "test-free"


def test_a_stamp_and_a_notice_that_are_lacking_are_told_at_their_fields(desk: Client, place: Place) -> None:
    draft = place.start()
    desk.post(f"/enrolment/{draft}/who/", who_form(adult()))
    fee = desk.post(f"/enrolment/{draft}/fee/", {"stamp_number": ""})
    assert fee.status_code == 422 and "id_stamp_number_error" in text_of(fee)
    notice = desk.post(f"/enrolment/{draft}/notice/", {"language": "ar"})
    assert notice.status_code == 422 and "id_read_aloud_error" in text_of(notice)
    assert desk.post(f"/enrolment/{draft}/notice/", {"language": "ar", "later": "1"}).status_code == 302
