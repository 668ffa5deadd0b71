"""Applications are found and opened with a purpose; a death is reported; home says what waits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.journey.screening.models import Case
from bitaqa.records.applications.door import get_application
from bitaqa.records.persons import door as persons

from ..people import account, browser_of, text_of
from .bench import Bench
from .pages import looks_of, page

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "fr", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_applications_are_found_by_receipt_number_and_name(bench: Bench, language: str) -> None:
    client, address = browser_of(bench.first, language), reverse("screening:applications")
    file = get_application(bench.application)
    assert client.get(address).status_code == 200
    for given in ({"q": ""}, {"q": "x"}, {"q": "x", "purpose": "curiosity"}):
        assert client.post(address, given).status_code == 422
    for text in (
        file.receipt_number.lower().replace("-", " "),
        file.name_ar,
        file.name_latin.lower(),
        persons.persons_by_id([bench.known])[bench.known].national_number,
    ):
        shown = text_of(client.post(address, {"q": text, "purpose": "applicant_asks"}))
        assert file.name_ar in shown, text
    assert "bq-empty" in text_of(client.post(address, {"q": "zzzz", "purpose": "check"}))
    assert {look.facts["shown"] for look in looks_of("applicant_asks")} <= {1, 2}
    assert looks_of("check") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_application_opens_with_a_purpose_only(bench: Bench, language: str) -> None:
    client, address = browser_of(bench.first, language), reverse("screening:application", args=[bench.application])
    name = get_application(bench.application).name_ar
    assert name not in text_of(client.get(address)) and looks_of("complaint") == []
    assert name not in text_of(client.get(address, {"purpose": "curiosity"}))
    shown = text_of(client.get(address, {"purpose": "complaint"}))
    assert name in shown and "bq-timeline" in shown and page(bench) in shown
    assert [look.subject for look in looks_of("complaint")] == [bench.application]
    assert client.get(reverse("screening:application", args=[new_id()])).status_code == 404
    assert client.get(reverse("screening:letter", args=[bench.application])).status_code == 404


def test_an_approved_application_shows_its_card_and_keeper(bench: Bench) -> None:
    from datetime import UTC, datetime

    from bitaqa.journey.screening.history import keeper_in_words
    from bitaqa.records.cards import door as cards
    from bitaqa.records.documents import door as documents

    at = datetime(2026, 5, 6, tzinfo=UTC)
    [held] = documents.documents_of_persons([bench.known])[bench.known]
    cards.add_cards(
        [
            cards.CardValue(
                id=new_id(),
                document=held.id,
                number="SPE00001",
                person=bench.known,
                application=bench.application,
                blank="B1",
                keeper="centre:rabat",
                made_at=at,
            )
        ],
        by="worker:test",
        at=at,
        act=new_id(),
    )
    shown = text_of(
        browser_of(bench.first, "en").get(
            reverse("screening:application", args=[bench.application]), {"purpose": "card_search"}
        )
    )
    assert "SPE00001" in shown and "Issuing centre Rabat" in shown
    assert keeper_in_words("holder") and keeper_in_words("consignment:BOX-1") and keeper_in_words("x:y") == "x:y"
    assert keeper_in_words(f"station:{bench.world.station.head.station}/op-1").endswith("unit-1-a · op-1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_death_is_reported_in_two_presses(bench: Bench, language: str) -> None:
    client, address = browser_of(account("coord", "coordinator"), language), reverse("screening:death")
    assert client.get(address).status_code == 200
    number = persons.persons_by_id([bench.known])[bench.known].national_number
    assert client.post(address, {"national_number": number, "died_on": "2999-01-01"}).status_code == 422
    assert client.post(address, {"national_number": "ZZ1", "died_on": "2026-05-01"}).status_code == 404
    given = {"national_number": f" {str(number).lower()} ", "died_on": "2026-05-01"}
    found = client.post(address, given)
    assert persons.persons_by_id([bench.known])[bench.known].name_ar in text_of(found)
    assert persons.persons_by_id([bench.known])[bench.known].died_on is None
    assert [look.subject for look in looks_of("report_death")] == [bench.known]
    assert client.post(address, {**given, "sure": "yes"}).headers["Location"] == address
    assert persons.persons_by_id([bench.known])[bench.known].died_on == date(2026, 5, 1)
    assert client.post(address, {**given, "sure": "yes"}).status_code == 409


def test_home_says_what_waits_what_is_late_and_what_is_next(bench: Bench) -> None:
    from bitaqa.journey.screening.door import home

    assert [item.count for item in home(bench.first).waiting] == [1]
    assert home(account("coord", "coordinator")).waiting == ()
    Case.objects.update(needed_by=date(2020, 1, 1))
    assert [item.due for item in home(bench.first).wrong] == [date(2020, 1, 1)]
    browser_of(bench.first).post(page(bench, "propose"), {"ground": "not_proven", "papers": "birth_record"})
    assert home(bench.first).waiting == () and len(home(bench.first).upcoming) == 1
    assert [item.tone for item in home(bench.second).waiting] == ["wait"]
    for language in LANGUAGES:
        shown: Any = browser_of(bench.second, language).get("/")
        assert shown.status_code == 200 and reverse("screening:queue") in text_of(shown)
