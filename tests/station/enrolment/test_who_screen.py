"""Who the person is, on screen: what is not sound is said at its field and kept; the old card and the pack fill it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from bitaqa.foundation.specimens.people import AgeGroup
from bitaqa.station.enrolment.drafts import confirm_draft
from bitaqa.station.enrolment.queries import draft_view, drafts_open
from station_env.centre import VISIT
from station_env.place import Place, adult, someone

from .by_forms import signed_in, start_by_form, text_of, who_form


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
        ({"since": "2031-01-01"}, "id_since", "still to come"),
        ({"since": "soon"}, "id_since", "cannot be understood"),
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


def test_an_address_is_dated_from_its_declaration_unless_told(desk: Client, place: Place) -> None:
    draft = place.start()
    at, who = f"/enrolment/{draft}/who/", who_form(adult())

    def since() -> str:
        return str(draft_view(draft).kept["identity"]["address"]["since"])

    desk.post(at, who)
    today = since()
    assert today == draft_view(draft).kept["day"].isoformat() and f'value="{today}"' in text_of(desk.get(at))
    desk.post(at, {**who, "since": "2019-05-02"})
    assert since() == "2019-05-02", "the paper's own day"
    desk.post(at, {**who, "since": "2019-05-02", "line_latin": "Rue Neuve 3"})
    assert since() == today, "another address does not date from the day of the one before"
    assert "2019" not in text_of(desk.get(f"/enrolment/{draft}/review/"))


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


def test_who_else_may_collect_is_a_name_and_a_number_apart(desk: Client, place: Place) -> None:
    draft = place.ready()
    form = who_form(adult(), collector="Rachid  Specimen", collector_number=" spc123456 ")
    assert desk.post(f"/enrolment/{draft}/who/", form).status_code == 302
    kept = draft_view(draft).kept
    assert (kept["collector"], kept["collector_number"]) == ("Rachid Specimen", "SPC123456")
    assert 'value="SPC123456"' in text_of(desk.get(f"/enrolment/{draft}/who/"))
    assert "SPC123456" in text_of(desk.get(f"/enrolment/{draft}/review/"))
    confirm_draft(draft=draft, on="print", by=place.operator(), at=place.now)
    place.seal(draft)
    body: Any = place.centre.body(place.packets()[-1])
    assert (body.collector, body.collector_number) == ("Rachid Specimen", "SPC123456")


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
