"""A certificate is handed out with a purpose, and its code is checked by anybody who holds the paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.journey.production.models import Certificate
from bitaqa.records.documents import door as documents
from bitaqa.services.certificates.queries import checked

from ..people import account, browser_of, text_of
from ..production.conftest import ACTOR, AT, DAY, Floor, clock, floor
from ..production.test_document_types import EXTRACT

__all__ = ["clock", "floor"]
pytestmark = pytest.mark.django_db
PAGE, CHECK = "/certificates/", "/certificates/check/"


@pytest.fixture
def issued(floor: Floor) -> Any:
    """A certificate in force."""
    [application] = floor.approve(1, **EXTRACT)
    run_until_still(["order", "certificate"])
    return documents.documents_of_applications([application])[application][0]


def token_of(document: Any) -> str:
    return str(Certificate.objects.get(pk=document.id).token)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_pdf_is_found_by_its_number_or_the_receipt_and_the_look_is_told(issued: Any, language: str) -> None:
    from bitaqa.records.applications.door import get_application

    officer = account("delivery-1", "delivery")
    desk = browser_of(officer, language)
    assert desk.get(PAGE).status_code == 200
    receipt = get_application(issued.application).receipt_number
    for number in (issued.number.lower(), f" {receipt} "):
        page = desk.post(PAGE, {"number": number, "purpose": "applicant_asks"})
        assert page.status_code == 200 and issued.number in text_of(page)
    told = JournalEntry.objects.filter(event="person.looked_at", subject=issued.id)
    assert [entry.because for entry in told] == ["applicant_asks"] * 2
    address = text_of(page).split('href="/certificates/file/')[1].split('"')[0]
    pdf = desk.get(f"/certificates/file/{address}")
    assert pdf.content.startswith(b"%PDF") and pdf.headers["Cache-Control"] == "no-store, private"
    other = browser_of(account("delivery-2", "delivery"))
    assert other.get(f"/certificates/file/{address}").status_code == 404
    assert desk.get("/certificates/file/invented/").status_code == 404


def test_nothing_is_found_in_words_and_only_with_a_purpose(issued: Any) -> None:
    desk = browser_of(account("delivery-1", "delivery"), "fr")
    for number in ("SP9999999", "not a number", "K7QF2-M9TXR-4B8DW"):
        assert "Aucun certificat ne correspond" in text_of(desk.post(PAGE, {"number": number, "purpose": "check"}))
    assert desk.post(PAGE, {"number": issued.number}).status_code == 422
    assert not JournalEntry.objects.filter(event="person.looked_at").exists()


def test_who_may_hand_out(issued: Any) -> None:
    from bitaqa.backbone.accounts.door import Scope

    assert browser_of(account("quality-1", "quality")).get(PAGE).status_code == 403
    assert browser_of(None).get(PAGE).status_code == 302
    elsewhere = account("delivery-3", "delivery", scope=Scope(campaign=new_id()))
    found = browser_of(elsewhere, "fr").post(PAGE, {"number": issued.number, "purpose": "check"})
    assert "Aucun certificat ne correspond" in text_of(found)


def test_anybody_checks_a_code(issued: Any) -> None:
    anyone = browser_of(None, "fr")
    assert anyone.get(CHECK).status_code == 200
    page = text_of(anyone.post(CHECK, {"token": token_of(issued) + "\r\n"}))
    assert "valable aujourd’hui" in page and issued.number in page
    assert "موقعة من السجل وصالحة اليوم" in text_of(browser_of(None).post(CHECK, {"token": token_of(issued)}))
    assert anyone.post(CHECK, {"token": ""}).status_code == 422


def test_a_changed_code_is_refused_whole(issued: Any) -> None:
    token = token_of(issued)
    for bad in (token[:-3] + "AAA", token[:40], "BTC1:", "anything else"):
        refused = browser_of(None, "fr").post(CHECK, {"token": bad})
        assert refused.status_code == 422 and issued.number not in text_of(refused)


def test_a_certificate_that_ended_says_so(issued: Any) -> None:
    assert checked(token_of(issued), today=DAY).valid
    late = checked(token_of(issued), today=issued.expires_on + timedelta(days=1))
    assert late.expired and not late.valid
    documents.move([issued.id], "revoke", by=ACTOR, at=AT, because="given_in_error")
    page = text_of(browser_of(None, "fr").post(CHECK, {"token": token_of(issued)}))
    assert "n’est plus valable" in page
