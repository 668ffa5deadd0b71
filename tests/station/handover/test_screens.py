"""Every screen of hand-over, and home, in Arabic, French and English, through real requests."""

from __future__ import annotations

import html

import pytest
from django.urls import reverse
from django.utils import translation

from bitaqa.foundation.rules.packet_bodies import HandOverBody, WrongCardBody
from bitaqa.station.day.door import get_open_day
from bitaqa.station.desk.door import get_operator, operator_name
from bitaqa.station.fieldpack.door import get_place
from bitaqa.station.handover.domain import HereState
from bitaqa.station.handover.finding import get_card_here
from bitaqa.station.handover.models import Attempt, WrongCard
from station_env.browser import Browser
from station_env.counter import BOX, DELIVERY_TODAY, PINS, Counter, stop


@pytest.fixture
def browser(box_station: Counter) -> Browser:
    return Browser()


def receive_all(counter: Counter) -> None:
    counter.open_day()
    counter.receive()


def test_a_box_is_received_by_scan(box_station: Counter, browser: Browser) -> None:
    browser.press("day:open", visit=str(DELIVERY_TODAY))
    for number in ("SPC000001", "SPC000002", "SPC000003"):
        browser.press("handover:box", BOX, text=number)
    assert "SPC000004" in browser.go("handover:box", BOX)
    browser.press("handover:box", BOX, box="whole")
    assert "The box arrived with cards missing." in browser.go("handover:box", BOX)
    assert "SPC000001" in browser.go("handover:list")
    browser.go("handover:boxes")


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_hand_over_from_the_scan_to_the_signature(box_station: Counter, language: str) -> None:
    counter, browser = box_station, Browser("op.amina", language)
    receive_all(counter)
    card, who = counter.card("sami"), counter.people["sami"]
    found = browser.press("handover:list", text=counter.receipt("sami"))
    assert f"{card}" in found.url and "checked" not in found.url
    assert "bq-person" in browser.client.get(found.url).content.decode()
    browser.press("handover:who", card, collector="holder", found="receipt")
    browser.press("handover:capture", card, specimen=str(who.body), what="finger")
    assert 'name="pin"' not in browser.go("handover:card", card)
    browser.press("handover:end", card, holder_checked="on", status=200)
    browser.press("handover:end", card, holder_checked="on", old_fate="taken_back", signed="on")
    assert get_card_here(card).state is HereState.HANDED_OVER and not Attempt.objects.exists()
    [body] = [body for body in counter.bodies() if isinstance(body, HandOverBody)]
    assert body.receipt_shown and body.receipt_checked
    browser.go("handover:card", card)


def test_a_browser_cannot_say_that_a_receipt_was_checked(box_station: Counter, browser: Browser) -> None:
    counter = box_station
    receive_all(counter)
    card = counter.card("ana")
    browser.press("handover:list", text=counter.receipt("lina"))
    assert "made by a station of ours" in browser.go("handover:card", counter.card("lina"))
    page = browser.client.get(reverse("handover:card", args=[card]), {"found": "receipt", "checked": "1"})
    assert "made by a station of ours" not in page.content.decode()
    told = {"collector": "holder", "receipt_shown": "on", "found": "receipt", "checked": "1"}
    browser.press("handover:who", card, **told)
    assert not Attempt.objects.get(card=card).receipt_checked
    browser.press("handover:capture", card, specimen=str(counter.people["ana"].body), what="finger")
    browser.press("handover:end", card, holder_checked="on", signed="on")
    [body] = [body for body in counter.bodies() if isinstance(body, HandOverBody)]
    assert body.receipt_shown and body.receipt_checked is False, "a tick is not a signature"


def test_another_s_finger_leads_to_two_people(box_station: Counter, browser: Browser) -> None:
    counter = box_station
    receive_all(counter)
    card = counter.card("ana")
    browser.press("handover:who", card, collector="holder")
    browser.press("handover:capture", card, specimen=str(counter.people["lina"].body), what="finger")
    page = browser.go("handover:card", card)
    assert 'name="pin"' in page
    assert "The fingerprints do not agree" in page or "could not be told to be the same" in page
    browser.press("handover:capture", card, specimen=str(counter.people["ana"].body), what="face")
    told = {"holder_checked": "on", "signed": "on", "second": "op.amina", "because": "finger_unclear"}
    browser.press("handover:end", card, **told, pin="000000", status=409)
    browser.press("handover:end", card, **told, pin=PINS["op.amina"])
    assert get_card_here(card).state is HereState.HANDED_OVER


def test_a_refusal_by_the_machine_is_sealed_and_a_person_who_leaves_is_not(
    box_station: Counter, browser: Browser
) -> None:
    counter = box_station
    receive_all(counter)
    card, before = counter.card("ana"), len(counter.bodies())
    browser.press("handover:who", card, collector="holder")
    browser.press("handover:give-up", card, what="left")
    assert len(counter.bodies()) == before
    browser.press("handover:who", card, collector="holder")
    browser.press("handover:capture", card, specimen=str(counter.people["lina"].body), what="finger")
    browser.press("handover:give-up", card, what="not_verified")
    assert len(counter.bodies()) == before + 1 and not Attempt.objects.exists()


def test_files_of_devices_and_files_that_are_none(box_station: Counter, browser: Browser) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from bitaqa.foundation.matching.templates import encode_template

    counter = box_station
    receive_all(counter)
    card = counter.card("ana")
    browser.press("handover:capture", card, what="finger")  # nobody at the counter yet: back to the page
    browser.press("handover:who", card, collector="holder")
    browser.press("handover:capture", card, finger=SimpleUploadedFile("f.fmr", b"no template"), status=409)
    browser.press("handover:capture", card, picture=SimpleUploadedFile("p.jpg", b"no picture"), status=409)
    template = encode_template(counter.fingers("ana")[0])
    browser.press("handover:capture", card, finger=SimpleUploadedFile("f.fmr", template))
    browser.press("handover:capture", card, picture=SimpleUploadedFile("p.jpg", counter.portrait("ana")))
    assert "The holder was recognised." in browser.go("handover:card", card)


def test_a_wrong_card_on_screen(box_station: Counter, browser: Browser) -> None:
    counter = box_station
    receive_all(counter)
    card = counter.card("ana")
    assert 'name="given_ar"' in browser.go("handover:wrong", card)
    fields = {
        "field": "names.latin", "printed": "ALLAMI", "right": "ALAMI", "fault": "ours", "given_ar": "أمينة",
        "given_latin": "AMINA", "family_ar": "العلمي", "family_latin": "ALAMI", "birth_day": "3", "birth_month": "4",
        "birth_year": "1990", "sex": "F", "birth_place_ar": "البروج", "birth_place_latin": "EL BOROUJ",
        "place": "test-douar", "lines_ar": "دوار", "lines_latin": "Douar", "notice_read": "on", "second": "op.amina",
        "nationality": "MAR", "notice_language": "fr",
    }  # fmt: skip
    browser.press("handover:wrong", card, status=200)
    browser.press("handover:wrong", card, **fields, pin="000000", status=422)
    assert browser.client.get(reverse("handover:correction-qr", args=[card])).status_code == 404
    browser.press("handover:wrong", card, **fields, pin=PINS["op.amina"])
    assert get_card_here(card).state is HereState.WRONG
    number = WrongCard.objects.get(card=card).receipt_number
    page = browser.go("handover:wrong", card)
    assert number in page and 'name="given_ar"' not in page
    assert browser.client.get(reverse("handover:correction-qr", args=[card]))["Content-Type"] == "image/svg+xml"


def test_the_representative_of_a_minor_is_named_on_screen(box_station: Counter, browser: Browser) -> None:
    counter = box_station
    receive_all(counter)
    card, child = counter.card("child"), counter.people["child"]
    year, month, day = [*str(child.birth).split("-"), "", ""][:3]
    fields = {
        "field": "names.latin", "printed": "ALLAMI", "right": "ALAMI", "fault": "ours", "given_ar": "أمينة",
        "given_latin": "AMINA", "birth_day": day, "birth_month": month, "birth_year": year, "sex": "F",
        "birth_place_ar": "البروج", "birth_place_latin": "EL BOROUJ", "nationality": "MAR", "place": "test-douar",
        "lines_ar": "دوار", "lines_latin": "Douar", "notice_language": "ar", "notice_read": "on",
        "father_ar": "علي", "father_latin": "ALI", "second": "op.amina", "pin": PINS["op.amina"],
    }  # fmt: skip
    assert 'name="r_capacity"' in browser.go("handover:wrong", card)
    browser.press("handover:wrong", card, **fields, status=200)
    assert get_card_here(card).state is HereState.AT_STATION
    who = {"r_capacity": "mother", "r_given_ar": "زينب", "r_given_latin": "ZINEB", "r_paper": "guardian_card",
           "r_signed": "on"}  # fmt: skip
    browser.press("handover:wrong", card, **fields, **who)
    wrong = counter.bodies()[-1]
    assert isinstance(wrong, WrongCardBody) and wrong.application.representative is not None
    answers = wrong.application.representative
    assert (answers.capacity, answers.names.latin.given, answers.signed) == ("mother", "ZINEB", True)
    assert wrong.application.identity.parents.father_latin == "ALI"
    assert 'name="r_capacity"' not in browser.go("handover:wrong", counter.card("ana")), "an adult answers alone"


@pytest.mark.parametrize(("language", "place"), [("ar", "name_ar"), ("fr", "name_fr")])
def test_people_and_places_have_names_in_the_readers_language(box_station: Counter, language: str, place: str) -> None:
    receive_all(box_station)
    browser = Browser("head.salma", language)
    head = get_operator("head.salma")
    card = box_station.card("ana")
    page = browser.go("handover:card", card)
    assert (head.name_ar if language == "ar" else head.name_latin) in page and reverse(
        "handover:portrait", args=[card]
    ) in page
    visit = browser.go("day:day")
    assert html.escape(getattr(get_place(get_open_day().place), place)) in visit
    box_station.hand_over("ana")
    assert reverse("handover:portrait", args=[card]) not in browser.go("handover:card", card), (
        "nothing is compared any more"
    )
    with translation.override(language):
        assert operator_name("who.left") == "who.left"


def test_a_stopped_card_only_offers_to_withhold(box_station: Counter, browser: Browser) -> None:
    counter = box_station
    receive_all(counter)
    stop(counter, "ana")
    page = browser.go("handover:card", counter.card("ana"))
    assert "This card must not be handed over" in page and 'name="collector"' not in page
    browser.press("handover:stop", counter.card("ana"), because="centre_said_so")
    assert get_card_here(counter.card("ana")).state is HereState.WITHHELD


def test_uncollected_cards_go_back(box_station: Counter, browser: Browser) -> None:
    counter = box_station
    receive_all(counter)
    browser.press("handover:returns", act="returned", because="uncollected", status=200)
    browser.press("handover:returns", act="destroyed", because="damaged", card=["SPC000001"], status=409)
    browser.press("handover:returns", act="returned", because="uncollected", card=["SPC000001", "SPC000004"])
    assert get_card_here(counter.card("child")).state is HereState.RETURNED
    assert "SPC000002" in browser.go("handover:returns")


def test_a_search_by_name_opens_the_card_or_the_list(box_station: Counter, browser: Browser) -> None:
    receive_all(box_station)
    number = browser.press("handover:list", text="spc000003")
    assert str(box_station.card("lina")) in number.url
    name = box_station.people["lina"].whole_name(0)
    assert browser.press("handover:list", text=name).status_code == 302
    browser.press("handover:list", text="nobody of that name", status=404)
    picture = browser.client.get(reverse("handover:portrait", args=[box_station.card("lina")]))
    assert picture["Content-Type"] == "image/jpeg" and picture.content[:2] == b"\xff\xd8"


def test_the_report_of_an_open_day_prints_what_does_not_agree(box_station: Counter, browser: Browser) -> None:
    day = box_station.open_day()
    browser.press("queue:give", priority="none", status=200)
    assert browser.client.get(reverse("day:report", args=[day.id])).content.startswith(b"%PDF")
    browser.go("day:held", day.id)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_home_says_what_waits_what_went_wrong_and_what_is_next(box_station: Counter, language: str) -> None:
    browser = Browser(language=language)
    assert "bq-home" in browser.go("home")
    receive_all(box_station)
    browser.press("queue:give", priority="none", status=200)
    page = browser.go("home")
    assert reverse("handover:list") in page and reverse("queue:board") in page and reverse("day:day") in page


def test_a_name_that_fits_several_is_shown_whole_and_stays_out_of_the_address(
    box_station: Counter, browser: Browser
) -> None:
    receive_all(box_station)
    for name in ("ana", "lina"):
        latin = {"given": "BEN & FILS #2", "family": name.upper()}
        due = box_station.due[name]
        names = due.names.model_copy(update={"latin": due.names.latin.model_copy(update=latin)})
        box_station.due[name] = due.model_copy(update={"names": names})
    box_station.relist()
    page = browser.press("handover:list", text="BEN & FILS #2", status=200).content.decode()
    assert "SPC000001" in page and "SPC000003" in page and "SPC000002" not in page


def test_an_operator_does_not_run_the_day(box_station: Counter) -> None:
    browser = Browser("op.amina")
    assert browser.client.get(reverse("day:day")).status_code == 403
