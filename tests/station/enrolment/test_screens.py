"""Every screen of an enrolment in three languages; going on, coming back, pressing twice, a kill in between."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from bitaqa.station.enrolment.queries import draft_view, drafts_open
from station_env.centre import VISIT
from station_env.place import Place, adult

from .by_forms import LANGUAGES, STEPS, signed_in, start_by_form, text_of, who_form


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("filled", [False, True])
def test_every_step_is_drawn_in_every_language(place: Place, language: str, step: str, filled: bool) -> None:
    draft = place.ready() if filled else place.start()
    answer = signed_in(language=language).get(f"/enrolment/{draft}/{step}/")
    assert answer.status_code == 200
    assert f'lang="{language}"' in text_of(answer)
    assert " style=" not in text_of(answer) and "onclick" not in text_of(answer)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path",
    ["/", "/me/", "/enrolment/", "/enrolment/new/first/", "/enrolment/new/renewal/", "/enrolment/new/duplicate/",
     "/enrolment/incomplete/", "/enrolment/referral/"],
)  # fmt: skip
def test_every_other_screen_is_drawn_in_every_language(place: Place, language: str, path: str) -> None:
    answer = signed_in(language=language).get(path)
    assert answer.status_code == 200 and f'lang="{language}"' in text_of(answer)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_nothing_is_left_in_english(place: Place, language: str) -> None:
    """Words that only English uses never show on a step in Arabic or French."""
    draft = place.ready()
    client = signed_in(language=language)
    for step in STEPS:
        shown = re.sub(r"<[^>]+>", " ", client.get(f"/enrolment/{draft}/{step}/").content.decode())
        shown = shown.replace("English", "").replace("SPECIMEN", "")
        assert not re.search(r"\b(the|with|Keep|Try|and)\b", shown), (step, re.findall(r".*\bthe\b.*", shown)[:3])


def test_a_whole_enrolment_by_forms_leaves_one_packet(desk: Client, place: Place) -> None:
    who = adult()
    draft = start_by_form(desk, "first", priority="exam", needed_by="2026-06-01", needed_for="Baccalauréat")
    at = f"/enrolment/{draft}"
    assert desk.post(f"{at}/who/", who_form(who)).url.endswith("/papers/")
    for code in ("birth_record", "residence_certificate"):
        answer = desk.post(f"{at}/papers/{code}/", {f"{code}-number": "12/2026", "simulated": "1"})
        assert answer.status_code == 302
    for step, data in (
        ("portrait", {"simulated": "1"}), ("fingers", {"simulated": "1"}), ("signature", {"simulated": "1"}),
        ("fee", {"stamp_number": "T-77"}), ("notice", {"language": "zgh", "read_aloud": "on"}),
    ):  # fmt: skip
        assert desk.post(f"{at}/{step}/", data).status_code == 302, step
    assert "12/2026" in text_of(desk.get(f"{at}/papers/"))
    assert desk.get(f"{at}/review/summary.pdf").content.startswith(b"%PDF")
    assert desk.post(f"{at}/confirm/", {"on": "second_view"}).status_code == 302
    first, again = (desk.post(f"{at}/seal/") for _ in range(2))
    assert first.url == again.url == f"{at}/receipt/"
    assert len(place.packets()) == 1
    body: Any = place.centre.body(place.packets()[0])
    assert body.priority.value == "exam" and body.needed_by.isoformat() == "2026-06-01"
    assert body.notice.language == "zgh" and body.fee.stamp_number == "T-77"
    assert body.identity.names.arabic.given == who.given[0]
    receipt = desk.get(f"{at}/receipt/")
    assert body.receipt_number in text_of(receipt)
    assert desk.get(f"{at}/receipt/receipt.pdf").content.startswith(b"%PDF")
    assert b"<svg" in desk.get(f"{at}/receipt/qr.svg").content
    for step in STEPS:
        assert desk.get(f"{at}/{step}/").url == f"{at}/receipt/", "a sealed file is shown by its receipt alone"


def test_the_same_form_sent_twice_starts_one_draft(desk: Client) -> None:
    token = str(uuid4())
    assert start_by_form(desk, "first", token=token) == start_by_form(desk, "first", token=token)
    assert len(drafts_open()) == 1


def test_an_expired_pack_starts_nothing_and_says_so(place: Place) -> None:
    from datetime import timedelta

    draft = place.start()
    place.play(place.now + timedelta(days=31))
    desk = signed_in()
    for page in ("/enrolment/", "/enrolment/new/renewal/", "/"):
        assert "The field pack ended on" in text_of(desk.get(page)), page
    answer = desk.post("/enrolment/new/first/", {"ground": "none", "document_type": "cnie", "visit": str(VISIT)})
    assert answer.status_code == 422 and len(drafts_open()) == 1
    assert desk.post(f"/enrolment/{draft}/who/", who_form(adult())).status_code == 302, "drafts are finished"


def test_sealing_too_early_says_what_is_lacking(desk: Client, place: Place) -> None:
    draft = place.start()
    answer = desk.post(f"/enrolment/{draft}/seal/")
    assert answer.status_code == 422 and "The file cannot be sealed yet" in text_of(answer)
    assert desk.get(f"/enrolment/{draft}/seal/").status_code == 302


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_applicant_reads_in_their_language_and_confirms(desk: Client, place: Place, language: str) -> None:
    draft = place.start()
    place.fill(draft, adult(), confirm=False)
    at = f"/enrolment/{draft}"
    page = text_of(desk.get(f"{at}/applicant/?language={language}"))
    assert f'<html lang="{language}"' in page
    assert re.search(r"<input(?![^>]*hidden)", page) is None, "read-only"
    waiting = desk.get(f"{at}/review/state/")
    assert "HX-Refresh" not in waiting.headers
    desk.post(f"{at}/confirm/", {"on": "second_view", "from": "applicant", "language": language})
    assert desk.get(f"{at}/review/state/").headers["HX-Refresh"] == "true"
    assert draft_view(draft).kept["confirmed_on"] == "second_view"
    desk.post(f"{at}/seal/")
    assert draft_view(draft).sealed.receipt_number in text_of(desk.get(f"{at}/applicant/"))  # type: ignore[union-attr]


def test_an_abandoned_draft_leaves_the_list(desk: Client, place: Place) -> None:
    draft = place.start()
    assert desk.post(f"/enrolment/{draft}/abandon/", {"because": "whatever"}).status_code == 422
    for _ in range(2):
        assert desk.post(f"/enrolment/{draft}/abandon/", {"because": "left"}).url == "/enrolment/"
    assert drafts_open() == ()
    assert desk.get(f"/enrolment/{draft}/who/").url == "/enrolment/"


def test_the_request_step_keeps_numbers_ground_and_deadline(desk: Client, place: Place) -> None:
    draft = place.start(kind="renewal", ground="expiry")
    at = f"/enrolment/{draft}/request/"
    lacking = desk.post(at, {"ground": "name_change", "priority": "exam", "needed_by": "2026-06-01"})
    assert lacking.status_code == 422 and "Read the old card" in text_of(lacking)
    given = {"ground": "name_change", "priority": "exam", "needed_by": "2026-06-01", "document_number": "SP1000001"}
    assert desk.post(at, given).status_code == 302
    kept = draft_view(draft).kept
    assert kept["ground"] == "name_change" and kept["priority"] == "exam"
    assert desk.post(at, given, headers={"HX-Request": "true"}).status_code == 204
    assert desk.post(at, {**given, "card": "ID<<nonsense"}).status_code >= 400


def test_incomplete_files_are_found_and_completed_once(place: Place) -> None:
    from bitaqa.foundation.kernel.ids import new_id

    who, application = adult(), new_id()
    file = {
        "application": application, "receipt_number": "K7QF2-M9TXR-4B8DW", "names": who.identity_map("x")["names"],
        "birth": str(who.birth), "missing": ("birth_record",), "visit": VISIT,
    }  # fmt: skip
    place.install(2, incomplete=(file,))
    desk = signed_in()
    assert "Incomplete files due today" in text_of(desk.get("/"))
    assert "K7QF2-M9TXR-4B8DW" in text_of(desk.get("/enrolment/incomplete/?q=K7QF2"))
    at = f"/enrolment/incomplete/{application}/"
    assert "The picture of" in text_of(desk.post(at, {"birth_record-number": "9"}))
    for _ in range(2):
        assert desk.post(at, {"birth_record-number": "9", "simulated": "1"}).status_code == 302
    assert len(place.packets()) == 1
    assert "The file is completed" in text_of(desk.get(at))
    assert "Completed" in text_of(desk.get("/enrolment/incomplete/"))


def test_a_referral_prints_what_it_does_not_keep(desk: Client, place: Place) -> None:
    from bitaqa.station.enrolment.models import Referral

    given = {"because": "no_civil_status", "name_ar": "عيشة بنت محمد", "name_latin": "Aicha", "birth": "1948",
             "birth_place": "Beni", "token": str(uuid4())}  # fmt: skip
    for _ in range(2):
        assert "Slip" in text_of(desk.post("/enrolment/referral/", given))
    (row,) = Referral.objects.all()
    assert desk.post(f"/enrolment/referral/{row.id}/slip.pdf", given).content.startswith(b"%PDF")
    assert desk.post(f"/enrolment/referral/{uuid4()}/slip.pdf", given).status_code == 302
    assert desk.post("/enrolment/referral/", {"because": "x"}).status_code == 422


def test_drafts_of_yesterday_are_what_went_wrong(place: Place) -> None:
    from datetime import timedelta

    place.start()
    place.start(code="op.driss")
    place.play(place.now + timedelta(days=1))
    home = text_of(signed_in().get("/"))
    assert "Drafts left from an earlier day" in home and "Drafts of other operators" in home
