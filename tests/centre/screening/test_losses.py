"""A loss told to the centre without a request: found by a number, suspended at once, ended when the card is shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from bitaqa.backbone.journal.door import entries
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.foundation.specimens.people import person
from bitaqa.records.documents import door as documents

from ..people import account, browser_of, text_of
from .pages import looks_of
from .test_api import refusal, sent
from .test_deciding import known

pytestmark = pytest.mark.django_db
WHO = person(3, 4)
AT = "/screening/losses/"


@pytest.fixture
def holder(db: None) -> UUID:
    return known(WHO)


def card(holder: UUID) -> documents.DocumentValue:
    [held] = documents.documents_of_persons([holder])[holder]
    return held


def given(holder: UUID, **changes: Any) -> dict[str, Any]:
    return {
        "number": WHO.national_number,
        "document": str(card(holder).id),
        "ground": "loss",
        "teller": "holder",
    } | changes


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_reported_and_ended_on_screen(holder: UUID, language: str) -> None:
    coordinator, adjudicator = account("coord", "coordinator"), account("adj", "adjudicator")
    desk, bench = browser_of(coordinator, language), browser_of(adjudicator, language)
    assert desk.get(AT).status_code == 200 and desk.post(AT, {"number": ""}).status_code == 422
    assert desk.post(AT, {"number": "ZZ0"}).status_code == 404
    shown = text_of(desk.post(AT, {"number": f"old{WHO.index}"}))
    assert WHO.given[0] in shown and f"OLD{WHO.index}" in shown
    assert [look.subject for look in looks_of("report_loss")] == [holder]
    assert desk.post(f"{AT}report/", {"number": ""}).status_code == 422
    wrong = desk.post(f"{AT}report/", given(holder, ground=""))
    assert wrong.status_code == 422 and f"OLD{WHO.index}" in text_of(wrong)
    assert desk.post(f"{AT}report/", given(holder, document=str(new_id()))).status_code == 422
    assert card(holder).state is DocumentState.ACTIVE
    assert desk.post(f"{AT}report/", given(holder)).headers["Location"] == AT
    assert card(holder).state is DocumentState.SUSPENDED
    assert desk.post(f"{AT}report/", given(holder)).status_code == 409, "said once"
    told = [entry for entry in entries(subject=card(holder).id) if entry.event == "document.reported"]
    assert [(entry.because, entry.facts["teller"]) for entry in told] == [("loss", "holder")]

    [one] = documents.standing_reports([card(holder).id])[card(holder).id]
    end = f"{AT}{one.id}/lift/"
    assert end not in text_of(desk.post(AT, {"number": WHO.national_number})), "a coordinator ends no report"
    assert desk.post(end, {"because": "report_found"}).status_code == 403
    assert end in text_of(bench.post(AT, {"number": WHO.national_number}))
    assert bench.post(end, {"because": "report_found"}).headers["Location"] == AT
    assert card(holder).state is DocumentState.ACTIVE
    assert bench.post(end, {"because": "report_mistaken"}, follow=True).status_code == 200
    assert [e.because for e in entries(subject=card(holder).id) if e.event == "document.resumed"] == ["report_found"]


def test_whoever_holds_nothing_in_force(holder: UUID) -> None:
    from bitaqa.records.documents.models import Document

    Document.objects.update(state=DocumentState.EXPIRED)
    shown = text_of(browser_of(account("coord", "coordinator"), "fr").post(AT, {"number": WHO.national_number}))
    assert "bq-empty" in shown
    answer = browser_of(account("coord", "coordinator")).post(f"{AT}report/", given(holder) | {"number": "ZZ0"})
    assert answer.status_code == 404


def test_machines_say_and_end_the_same(holder: UUID) -> None:
    coordinator, adjudicator = account("coord", "coordinator"), account("adj", "adjudicator")
    told = {"document_number": card(holder).number, "ground": "theft", "teller": "police"}
    assert refusal(sent(coordinator, "losses", told | {"document_number": "NONE"})) == "screening.document_not_in_force"
    report = sent(coordinator, "losses", told).json()["report"]
    assert refusal(sent(coordinator, "losses", told)) == "screening.reported_already"
    assert card(holder).state is DocumentState.SUSPENDED
    assert sent(coordinator, f"losses/{report}/lift", {"because": "report_found"}).status_code == 403
    assert sent(adjudicator, f"losses/{report}/lift", {"because": "report_mistaken"}).json() == {"in_force": True}
    ended = sent(adjudicator, f"losses/{report}/lift", {"because": "report_found"})
    assert refusal(ended) == "screening.document_not_in_force"


def test_a_document_that_ended_cannot_be_reported(holder: UUID) -> None:
    from bitaqa.records.documents.models import Document

    Document.objects.update(state=DocumentState.LOST)
    told = {"document_number": card(holder).number, "ground": "loss", "teller": "holder"}
    answer = sent(account("adj", "adjudicator"), "losses", told)
    assert refusal(answer) == "screening.document_not_in_force"
