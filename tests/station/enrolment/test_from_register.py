"""A renewal prefilled by the register: what it fills, what stays, and every way in which it may not answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.persons import Identity
from bitaqa.foundation.rules.register_look import DocumentDue, RegisterFacts, RegisterQuestion, WhyNot
from bitaqa.foundation.specimens.people import SpecimenPerson
from bitaqa.station.desk.models import Entry
from bitaqa.station.enrolment import drafts
from bitaqa.station.enrolment.from_register import merged, prefill_from_register
from bitaqa.station.enrolment.queries import draft_view
from bitaqa.station.outbox import register
from bitaqa.station.outbox.door import RegisterLookError, run_round
from bitaqa.station.outbox.models import Link
from station_env.place import Place, adult

from .test_screens import signed_in, start_by_form, text_of

LANGUAGES = ("ar", "fr", "en")


def facts(question: RegisterQuestion, who: SpecimenPerson, *, place: str = "test-douar", **due: Any) -> RegisterFacts:
    document = {
        "number": question.document_number or "SP1000001", "document_type": question.document_type,
        "issued_on": date(2016, 1, 1), "expires_on": date(2026, 1, 1), "state": "expired", **due,
    }  # fmt: skip
    identity = {**who.identity_map(place), "civil_status_number": "12/1970"}
    return RegisterFacts(
        look=question.look, national_number="WB123456", identity=Identity.model_validate(identity),
        document=DocumentDue.model_validate(document),
    )  # fmt: skip


@pytest.fixture
def online(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The centre answers looks, and was heard a moment ago."""
    monkeypatch.setattr(register, "transports", place.centre.transport)
    place.centre.tell = lambda question: facts(question, adult(3))
    run_round(transport=place.centre.transport())
    return place


def renewal(place: Place, **claimed: str) -> UUID:
    draft = place.start(kind="renewal", ground="expiry")
    drafts.save_kind(draft=draft, claimed=claimed or {"document_number": "SP1000001", "read_from": "barcode"},
                     by=place.operator(), at=place.now)  # fmt: skip
    return draft


def kept(draft: UUID) -> Any:
    return draft_view(draft).kept


def test_a_scanned_card_fills_the_whole_form_when_the_centre_was_heard_lately(online: Place) -> None:
    desk, who = signed_in(), adult(3)
    draft = start_by_form(desk, "renewal", card="SP1000001")
    identity = kept(draft)["identity"]
    assert identity["names"] == {**who.identity_map("x")["names"], "latin_from": "register"}
    assert identity["birth"] == str(who.birth) and identity["address"]["place"] == "test-douar"
    assert identity["civil_status_number"] == "12/1970"
    assert kept(draft)["claimed"]["national_number"] == "WB123456"
    shown = text_of(desk.get(f"/enrolment/{draft}/who/"))
    assert "The register filled the form" in shown and "expired on" in shown
    assert "Ask the register" not in shown and who.given[1] in shown
    [told] = Entry.objects.filter(event="register.asked")
    assert told.facts == {"outcome": "told"} and told.subject == draft
    assert draft_view(draft).steps[1].state != "missing", "nothing of the person is left to type"


def test_nothing_is_asked_by_itself_when_the_centre_was_not_heard_lately(online: Place) -> None:
    online.centre.asked.clear()
    Link.objects.update(last_ok_at=register.real_now() - register.HEARD_LATELY - timedelta(seconds=1))
    desk = signed_in()
    draft = start_by_form(desk, "renewal", card="SP1000001")
    assert online.centre.asked == [] and kept(draft)["identity"] == {}
    assert "Ask the register" in text_of(desk.get(f"/enrolment/{draft}/who/"))
    assert desk.post(f"/enrolment/{draft}/register/").url == f"/enrolment/{draft}/who/"
    assert online.centre.asked == ["POST /sync/v1/register"]
    assert kept(draft)["identity"]["names"]["latin_from"] == "register"


def test_the_question_carries_the_numbers_and_no_name(online: Place) -> None:
    heard: list[RegisterQuestion] = []

    def tell(question: RegisterQuestion) -> RegisterFacts:
        heard.append(question)
        return facts(question, adult(3))

    online.centre.tell = tell
    draft = renewal(online, document_number="SP1000001", national_number="WB123456", read_from="mrz")
    prefill_from_register(draft=draft, by=online.operator(), at=online.now)
    [asked] = heard
    assert (asked.document_number, asked.national_number, asked.read_from) == ("SP1000001", "WB123456", "mrz")
    assert (asked.operator, asked.document_type, asked.purpose) == ("op.amina", "cnie", "renewal")


def test_the_registered_latin_form_takes_the_place_of_the_zones_capitals(online: Place) -> None:
    draft = renewal(online)
    zone = {"names": {"latin": {"given": "Amina", "family": "El Alaoui"}, "latin_from": "old_card"}, "sex": "F"}
    drafts.save_who(draft=draft, identity=zone, by=online.operator(), at=online.now)
    prefill_from_register(draft=draft, by=online.operator(), at=online.now)
    names = kept(draft)["identity"]["names"]
    assert names["latin"] == adult(3).identity_map("x")["names"]["latin"] and names["latin_from"] == "register"


def test_what_people_typed_stays_and_the_difference_is_said(online: Place) -> None:
    draft = renewal(online)
    typed = {
        "names": {"arabic": {"given": "أمينة", "family": "العلوي"}, "latin": {"given": "Amina", "family": "Alaoui"},
                  "latin_from": "civil_status"},
        "birth": "1950", "address": {"place": "test-commune", "lines_ar": ["دوار"]},
    }  # fmt: skip
    drafts.save_who(draft=draft, identity=typed, by=online.operator(), at=online.now)
    desk = signed_in()
    desk.post(f"/enrolment/{draft}/register/")
    identity = kept(draft)["identity"]
    assert identity["names"]["latin"] == {"given": "Amina", "family": "Alaoui"}
    assert identity["names"]["latin_from"] == "civil_status" and identity["birth"] == "1950"
    assert identity["address"]["place"] == "test-commune" and identity["birth_place_ar"], "only gaps are filled"
    shown = text_of(desk.get(f"/enrolment/{draft}/who/"))
    assert "what was typed stays: Name in Arabic, Name in Latin letters, Birth date." in re.sub("  +", " ", shown) or (
        "what was typed stays: Birth date, Name in Arabic, Name in Latin letters." in shown
    )


def test_an_address_elsewhere_is_left_to_the_desk(online: Place) -> None:
    online.centre.tell = lambda question: facts(question, adult(3), place="far-away")
    draft = renewal(online)
    prefill_from_register(draft=draft, by=online.operator(), at=online.now)
    assert "address" not in kept(draft)["identity"]


def test_asking_twice_changes_nothing_more(online: Place) -> None:
    draft, desk = renewal(online), signed_in()
    desk.post(f"/enrolment/{draft}/register/")
    before = kept(draft)["identity"]
    desk.post(f"/enrolment/{draft}/register/")
    assert kept(draft)["identity"] == before
    assert desk.get(f"/enrolment/{draft}/register/").status_code == 302, "an address typed by hand asks nothing"
    assert online.centre.asked.count("POST /sync/v1/register") == 2


def refuse_line(_request: httpx.Request) -> None:
    raise httpx.ConnectError("no line")


def reason(why: WhyNot) -> Callable[[RegisterQuestion], RegisterFacts]:
    return lambda question: RegisterFacts(look=question.look, because=why)


def another_look(question: RegisterQuestion) -> RegisterFacts:
    return facts(question.model_copy(update={"look": new_id()}), adult(3))


REFUSALS: dict[str, Any] = {
    "outbox.register_offline": 503,
    "outbox.register_closed": 403,
    "outbox.register_limit": 429,
    "outbox.register_look": 404,
    "outbox.register_knows_nobody": reason(WhyNot.UNKNOWN),
    "outbox.register_numbers_differ": reason(WhyNot.NUMBERS_DIFFER),
    "outbox.register_card_not_in_hand": reason(WhyNot.NOT_IN_HAND),
    "outbox.register_holder_died": reason(WhyNot.DIED),
}


@pytest.mark.parametrize("code", REFUSALS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_is_said_with_what_to_do_and_the_request_goes_on(online: Place, code: str, language: str) -> None:
    from django.utils import translation

    answer = REFUSALS[code]
    online.centre.tell = answer if callable(answer) else lambda question: answer
    desk = signed_in(language=language)
    draft = start_by_form(desk, "renewal", card="SP1000001")
    shown = text_of(desk.get(f"/enrolment/{draft}/who/"))
    from bitaqa.foundation.kernel.errors import ERRORS
    from bitaqa.ui.errors import in_words

    with translation.override(language):
        said = in_words(ERRORS[code]())
    for words in (said.sentence, said.next_step):
        assert words.replace("'", "&#x27;") in shown, code
    [told] = Entry.objects.filter(event="register.asked")
    assert told.facts == {"outcome": code} and kept(draft)["identity"] == {}


def test_a_broken_line_is_no_failure_of_the_request(online: Place) -> None:
    online.centre.break_line = refuse_line
    draft = renewal(online)
    with pytest.raises(RegisterLookError) as refused:
        prefill_from_register(draft=draft, by=online.operator(), at=online.now)
    assert refused.value.code == "outbox.register_offline"


@pytest.mark.parametrize("forged", ["another centre", "another question", "no answer at all"])
def test_an_answer_that_is_not_the_centres_word_fills_nothing(online: Place, forged: str) -> None:
    from bitaqa.foundation.packet.keys import SoftwareSigner

    draft = renewal(online)
    if forged == "another centre":
        online.centre.signer = SoftwareSigner.generate()
    elif forged == "another question":
        centre_look = online.centre._look
        online.centre._look = lambda body: centre_look(_other_look(body))  # type: ignore[method-assign]
    else:
        online.centre._look = lambda body: httpx.Response(200, content=b"hello")  # type: ignore[method-assign]
    with pytest.raises(RegisterLookError) as refused:
        prefill_from_register(draft=draft, by=online.operator(), at=online.now)
    assert refused.value.code == "outbox.register_look" and kept(draft)["identity"] == {}


def _other_look(body: bytes) -> bytes:
    from bitaqa.foundation.packet.codec import decode, encode

    said = decode(body, max_size=4096)
    assert isinstance(said, dict)
    return encode({**said, "look": str(new_id())})


@pytest.mark.parametrize(("kind", "ground"), [("first", "none"), ("duplicate", "loss"), ("renewal", "expiry")])
def test_only_a_renewal_with_its_card_read_is_asked_about(online: Place, kind: str, ground: str) -> None:
    online.centre.asked.clear()
    draft, desk = online.start(kind=kind, ground=ground), signed_in()
    if kind == "duplicate":
        drafts.save_kind(draft=draft, claimed={"national_number": "WB123456"}, by=online.operator(), at=online.now)
    assert "Ask the register" not in text_of(desk.get(f"/enrolment/{draft}/who/"))
    desk.post(f"/enrolment/{draft}/register/")
    assert online.centre.asked == []
    assert "a card that was read, for a renewal" in text_of(desk.get(f"/enrolment/{draft}/who/"))


def test_gaps_alone_are_filled() -> None:
    told = adult(3).identity_map("test-douar")
    found, differing = merged({}, told, places={"test-douar"})
    assert found == {**told, "names": {**told["names"], "latin_from": "register"}} and differing == []
    again, differing = merged(found, told, places={"test-douar"})
    assert again == found and differing == []
