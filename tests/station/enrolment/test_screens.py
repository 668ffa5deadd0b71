"""Every screen of an enrolment in three languages; going on, coming back, pressing twice, a kill in between."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from bitaqa.foundation.specimens.people import AgeGroup
from bitaqa.station.enrolment.queries import draft_view, drafts_open
from station_env.centre import LATER, PINS, VISIT
from station_env.place import Place, adult, someone

LANGUAGES = ("ar", "fr", "en")
STEPS = ("request", "who", "papers", "portrait", "fingers", "signature", "fee", "notice", "review")


def signed_in(operator: str = "op.amina", language: str = "en") -> Client:
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.cookies["django_language"] = language
    answer = client.post("/sign-in/", {"operator": operator, "pin": PINS[operator]})
    assert answer.status_code == 302, answer.content.decode()
    return client


@pytest.fixture
def desk(place: Place) -> Client:
    return signed_in()


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def who_form(who: Any, **changes: str) -> dict[str, str]:
    birth = [*str(who.birth).split("-"), "", ""]
    return {
        "given_ar": who.given[0], "given_latin": who.given[1],
        "family_ar": who.family[0], "family_latin": who.family[1],
        "latin_from": "civil_status", "birth_year": birth[0], "birth_month": birth[1].lstrip("0"),
        "birth_day": birth[2], "sex": who.sex,
        "birth_place_ar": who.birth_place[0], "birth_place_latin": who.birth_place[1],
        "nationality": "MAR", "place": "test-douar", "line_ar": who.douar[0], "line_latin": who.douar[1], **changes,
    }  # fmt: skip


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


def start_by_form(desk: Client, kind: str, **data: str) -> UUID:
    given = {"ground": {"first": "none", "renewal": "expiry", "duplicate": "loss"}[kind], "document_type": "cnie",
             "visit": str(VISIT), "priority": "none", "token": str(uuid4()), **data}  # fmt: skip
    answer = desk.post(f"/enrolment/new/{kind}/", given)
    assert answer.status_code == 302, text_of(answer)
    return UUID(answer.url.split("/")[2])


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


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"given_ar": "م" * 61}, "id_given_ar", "61"),
        ({"given_ar": "Mohamed"}, "id_given_ar", ""),
        ({"given_ar": "محمد Ali"}, "id_given_ar", "Letters of two scripts"),
        ({"given_latin": ""}, "id_given_latin", "The Latin form of the name is missing"),
        ({"family_latin": "O'Brien 2"}, "id_family_latin", "digit"),
        ({"birth_year": "2026", "birth_month": "2", "birth_day": "31"}, "id_birth", "is not a date"),
        ({"birth_year": "", "birth_month": "2", "birth_day": ""}, "id_birth", "is not a date"),
        ({"birth_year": "1984", "birth_month": "", "birth_day": "12"}, "id_birth", "is not a date"),
        ({"birth_year": "2030", "birth_month": "", "birth_day": ""}, "id_birth", "in the future"),
        ({"sex": ""}, "id_sex", "This is needed"),
        ({"place": ""}, "id_place", "missing or cannot be understood"),
        ({"birth_place_ar": "", "birth_place_latin": ""}, "id_birth_place_ar", "The birth place is missing"),
    ],
)
def test_what_is_not_sound_is_said_at_its_field_and_kept(
    desk: Client, place: Place, changes: dict[str, str], field: str, said: str
) -> None:
    draft = place.start()
    answer = desk.post(f"/enrolment/{draft}/who/", who_form(adult(), **changes))
    assert answer.status_code == 422
    shown = text_of(answer)
    error = re.search(rf'id="{field}_error">(.*?)</p>', shown)
    assert error is not None, shown[:200]
    assert said in error[1]
    again = text_of(desk.get(f"/enrolment/{draft}/who/"))
    for text in changes.values():
        assert not text or f'value="{text.replace(chr(39), "&#x27;")}"' in again or f'value="{text}" selected' in again
    assert desk.post(f"/enrolment/{draft}/who/", {**who_form(adult(), **changes), "later": "1"}).status_code == 302


@pytest.mark.parametrize("family", ["O'Brien", "N’Aït", "El-Alaoui", ""])
def test_apostrophes_hyphens_and_no_family_name_are_fine(desk: Client, place: Place, family: str) -> None:
    draft = place.start()
    form = who_form(adult(), family_latin=family, **({"family_ar": ""} if not family else {}))
    assert desk.post(f"/enrolment/{draft}/who/", form).status_code == 302


def test_a_year_alone_is_a_birth_date(desk: Client, place: Place) -> None:
    draft = place.start()
    desk.post(f"/enrolment/{draft}/who/", who_form(adult(), birth_year="1948", birth_month="", birth_day=""))
    assert draft_view(draft).kept["identity"]["birth"] == "1948"


def test_typing_saves_without_going_on(desk: Client, place: Place) -> None:
    draft = place.start()
    answer = desk.post(f"/enrolment/{draft}/who/", {"given_ar": "سع"}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert draft_view(draft).kept["identity"]["names"]["arabic"]["given"] == "سع"
    assert desk.get(f"/enrolment/{draft}/").url.endswith("/who/")


def test_a_minor_needs_someone_who_answers_for_them(desk: Client, place: Place) -> None:
    child = someone(AgeGroup.CHILD_UNDER_12)
    draft = place.start()
    answer = desk.post(f"/enrolment/{draft}/who/", who_form(child))
    assert answer.status_code == 422 and "legal representative" in text_of(answer)
    parent = child.representative
    assert parent is not None
    form = who_form(
        child, r_capacity="mother", r_given_ar=parent.given[0], r_given_latin=parent.given[1],
        r_family_ar=parent.family[0], r_family_latin=parent.family[1], r_paper="guardian_card", r_signed="on",
    )  # fmt: skip
    assert desk.post(f"/enrolment/{draft}/who/", form).status_code == 302
    fingers = text_of(desk.get(f"/enrolment/{draft}/fingers/"))
    assert "No fingerprints are taken under 12, by rule" in fingers
    assert desk.post(f"/enrolment/{draft}/fingers/", {"simulated": "1"}).status_code == 422
    assert "the legal representative signs" in text_of(desk.get(f"/enrolment/{draft}/signature/"))


def test_a_renewal_starts_from_the_zone_of_the_old_card(desk: Client, place: Place) -> None:
    from datetime import date

    from bitaqa.foundation.icao.mrz import build_td1

    who = adult(3)
    lines = build_td1(
        document_code="ID", issuing_state="MAR", document_number="SP1000001", birth=who.birth, sex="F",
        expiry=date(2026, 12, 1), nationality="MAR", family_name="EL ALAOUI", given_names="AMINA",
        optional_1="WB123456",
    )  # fmt: skip
    draft = start_by_form(desk, "renewal", card="\r\n".join(lines).lower() + "\r\n")
    kept = draft_view(draft).kept
    assert kept["claimed"] == {"document_number": "SP1000001", "national_number": "WB123456", "read_from": "mrz"}
    assert kept["identity"]["names"]["latin"] == {"given": "Amina", "family": "El Alaoui"}
    broken = ["X" + lines[0][1:], *lines[1:]]
    answer = desk.post(
        "/enrolment/new/renewal/",
        {"card": "\n".join(broken), "ground": "expiry", "document_type": "cnie", "visit": str(VISIT)},
    )
    assert answer.status_code == 422 and len(drafts_open()) == 1, "a misread zone starts nothing"


def test_a_card_of_the_field_pack_fills_both_scripts(place: Place) -> None:
    from bitaqa.foundation.kernel.ids import new_id
    from station_env.centre import DELIVERY

    who = adult(5)
    card = {
        "card": new_id(), "document_number": "SP1000009", "national_number": "WB777777", "application": new_id(),
        "receipt_number": "K7QF2-M9TXR-4B8DW", "document_type": "cnie", "kind": "first", "visit": DELIVERY,
        "names": who.identity_map("x")["names"], "birth": str(who.birth),
    }  # fmt: skip
    place.install(2, cards_due=(card,))
    desk = signed_in()
    for typed in ("sp1000009", "WB 777777"):
        draft = start_by_form(desk, "renewal", card=typed)
        identity = draft_view(draft).kept["identity"]
        assert identity["names"]["arabic"]["given"] == who.given[0] and identity["names"]["latin_from"] == "register"
        assert draft_view(draft).kept["claimed"]["document_number"] == "SP1000009"


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
    assert "No face was marked" in text_of(desk.get(f"{at}/portrait/"))
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


def test_sealing_too_early_says_what_is_lacking(desk: Client, place: Place) -> None:
    draft = place.start()
    answer = desk.post(f"/enrolment/{draft}/seal/")
    assert answer.status_code == 422 and "The file cannot be sealed yet" in text_of(answer)
    assert desk.get(f"/enrolment/{draft}/seal/").status_code == 302


@pytest.mark.parametrize("language", ["ar", "fr"])
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


def test_names_are_checked_and_suggested_only_where_the_paper_is_silent(desk: Client, place: Place) -> None:
    at = "/enrolment/names/check/"
    assert "data-take" not in text_of(desk.get(at, {"part": "given", "given_ar": "محمد", "latin_from": "civil_status"}))
    assert 'data-text="Mohamed"' in text_of(
        desk.get(at, {"part": "given", "given_ar": "محمد", "latin_from": "suggested"})
    )
    assert "bq-error" in text_of(desk.get(at, {"part": "given", "given_ar": "Mohamed"}))
    rare = text_of(desk.get(at, {"part": "family", "family_ar": "الزروالي", "latin_from": "suggested"}))
    assert rare.count("data-take") == 3 and "read it to the person" in rare
    draft = place.start()
    young = text_of(desk.get(f"/enrolment/{draft}/who/birth/", {"birth_year": "2020"}))
    assert 'data-minor="1"' in young and "legal representative" in young


def test_an_arabic_spelling_is_suggested_for_a_foreign_paper_alone(desk: Client) -> None:
    at, asked = "/enrolment/names/check/", {"part": "given", "given_latin": "Fatoumata"}
    shown = text_of(desk.get(at, {**asked, "nationality": "SEN"}))
    assert 'data-take="id_given_ar" data-text="فاتوماتا"' in shown
    for silent in ({**asked, "nationality": "MAR"}, asked, {**asked, "nationality": "SEN", "given_ar": "فاطمة"}):
        assert "data-take" not in text_of(desk.get(at, silent))


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
