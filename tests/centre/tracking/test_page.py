"""The public page (ASVS 2.2.1, 3.4, 7.1.1, 8.3.1, 11.1.4): constant answers, no cookie, no log line, slow guesses."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bitaqa.foundation.packet.receipt_number import new_receipt_number
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.documents import CardState
from bitaqa.services.tracking.domain import PAIR_MISTAKES, PHASES, Phase
from bitaqa.services.tracking.limiting import network_of
from bitaqa.services.tracking.models import TrackingAttempt
from bitaqa.services.tracking.words import SAYINGS

from .conftest import AT, RealTime, Request

pytestmark = pytest.mark.django_db
UNKNOWN = new_receipt_number(lambda n: b"\x55" * n)


def ask(
    receipt: str, born: str = "1948-07-15", *, language: str = "", address: str = "203.0.113.7", **extra: Any
) -> Any:
    year, month, day = [*born.split("-"), "", ""][:3]
    body = {"receipt": receipt, "born_day": day.lstrip("0"), "born_month": month.lstrip("0"), "born_year": year}
    return Client(REMOTE_ADDR=address).post(f"/track/{language}", body, **extra)


def text(response: Any) -> str:
    return str(response.content.decode())


def said(phase: Phase, language: str) -> str:
    with translation.override(language):
        return str(SAYINGS[phase].title)


@pytest.mark.parametrize("state", list(ApplicationState))
def test_every_state_is_told_in_plain_words(request_: Request, state: ApplicationState) -> None:
    request_.stands(state)
    for language in ("ar", "fr", "en"):
        answer = ask(request_.receipt, language="" if language == "ar" else f"{language}/")
        assert answer.status_code == 200
        assert said(PHASES[state], language) in text(answer).replace("&#x27;", "'")
        assert answer.headers["Content-Language"] == language


def test_the_next_visit_is_announced_by_date_and_place(request_: Request, real_time: RealTime) -> None:
    request_.stands(ApplicationState.APPROVED)
    assert "12 mai 2026" in text(ask(request_.receipt, language="fr/")) and "Ouled A" in text(
        ask(request_.receipt, language="fr/")
    )
    assert "أولاد ألف" in text(ask(request_.receipt))
    real_time.pass_by(days=20)
    assert "Le passage a eu lieu le" in text(ask(request_.receipt, language="fr/"))
    request_.stands(ApplicationState.APPROVED, delivery_visit=None)
    assert "Pas encore annoncé" in text(ask(request_.receipt, language="fr/"))


def test_an_incomplete_file_says_what_to_bring_and_when(request_: Request) -> None:
    request_.stands(ApplicationState.INCOMPLETE)
    answer = text(ask(request_.receipt, language="fr/"))
    assert "Acte de naissance" in answer and "12 mai 2026" in answer
    request_.stands(ApplicationState.APPROVED)
    assert "Acte de naissance" not in text(ask(request_.receipt, language="fr/"))


def test_while_the_card_travels_the_card_says_where_it_is(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from bitaqa.services.tracking import queries

    request_.stands(ApplicationState.APPROVED)
    for state, stopped, phase in (
        (CardState.DISPATCHED, "", Phase.ON_ITS_WAY),
        (CardState.AT_DELIVERY_POINT, "", Phase.WAITING_FOR_YOU),
        (CardState.MISSING, "", Phase.ASK_US),
        (CardState.MISSING, "replaced", Phase.MAKING),
    ):
        card = {request_.id: [SimpleNamespace(state=state, stopped=stopped, document=request_.id)]}
        monkeypatch.setattr(queries.cards, "cards_of_applications", lambda ids, card=card: card)
        assert said(phase, "en") in text(ask(request_.receipt, language="en/"))


def test_an_answer_names_nobody(request_: Request) -> None:
    row = request_.row()
    answer = text(ask(request_.receipt))
    for private in (row.name_latin, row.name_ar, "1948", str(row.id), "cnie"):
        assert private not in answer, private


def test_an_unknown_receipt_and_a_wrong_date_have_one_answer(request_: Request) -> None:
    wrong, unknown = ask(request_.receipt, "1948-07-16"), ask(UNKNOWN, "1948-07-16")
    assert (wrong.status_code, dict(wrong.headers)) == (unknown.status_code, dict(unknown.headers))
    assert text(wrong).replace(request_.receipt, "R") == text(unknown).replace(UNKNOWN, "R")
    assert len(wrong.content) == len(unknown.content)


def test_right_wrong_and_unknown_ask_the_database_the_same_questions(request_: Request) -> None:
    def asked(receipt: str, born: str) -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            ask(receipt, born)
        shapes = [re.split(r"WHERE|VALUES|lock\(", query["sql"])[0] for query in seen]
        return [shape for shape in shapes if "SAVEPOINT" not in shape]

    wrong, unknown = asked(request_.receipt, "1990-01-01"), asked(UNKNOWN, "1990-01-01")
    assert wrong == unknown
    assert len(asked(request_.receipt, "1948-07-15")) == len(wrong) + 1, "only the forgiven try comes on top"


def test_a_year_alone_does_not_open_a_file_whose_day_is_known(request_: Request) -> None:
    assert "2026" not in text(ask(request_.receipt, "1948")).split("<main")[1].split("<form")[0]
    from bitaqa.records.applications.models import Application

    Application.objects.filter(pk=request_.id).update(birth="1948", state=ApplicationState.APPROVED)
    assert "أولاد ألف" in text(ask(request_.receipt, "1948"))


def test_a_number_is_read_as_people_type_it(request_: Request) -> None:
    typed = request_.receipt.lower().replace("-", " ")
    assert "<form" not in text(ask(typed))
    assert "<form" in text(ask(request_.receipt[:-1] + ("A" if request_.receipt[-1] != "A" else "B")))
    assert TrackingAttempt.objects.count() == 1, "a number that breaks its own check never reaches the register"


def test_guessing_is_slowed_alike_for_known_and_unknown_receipts(request_: Request, real_time: RealTime) -> None:
    for receipt, address in ((request_.receipt, "198.51.100.1"), (UNKNOWN, "198.51.100.2")):
        answers = [ask(receipt, f"19{50 + n}-01-01", address=address) for n in range(PAIR_MISTAKES + 1)]
        assert [a.status_code for a in answers] == [200] * PAIR_MISTAKES + [429]
        assert answers[-1].headers["Retry-After"] == "3600"
    assert ask(request_.receipt, address="198.51.100.1").status_code == 429, "even with the right date: no oracle"
    assert "<form" not in text(ask(request_.receipt, address="192.0.2.1")), "the holder, elsewhere, is heard"
    real_time.pass_by(minutes=61)
    assert "<form" not in text(ask(request_.receipt, address="198.51.100.1"))


def test_enumerating_receipts_from_one_address_stops_at_thirty(request_: Request) -> None:
    numbers = [new_receipt_number(lambda n, k=k: bytes([k]) * n) for k in range(31)]
    codes = [ask(number, address="2001:db8::1").status_code for number in numbers]
    assert codes == [200] * 30 + [429]
    assert ask(UNKNOWN, address="2001:db8::ffff").status_code == 429, "one household, one /64"
    assert ask(UNKNOWN, address="2001:db8:0:1::1").status_code == 200
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"


def test_the_table_of_tries_holds_no_number_and_no_address_and_forgets(request_: Request, real_time: RealTime) -> None:
    ask(request_.receipt, "1990-01-01")
    row = TrackingAttempt.objects.get()
    assert len(bytes(row.address)) == len(bytes(row.receipt)) == 16
    assert request_.receipt.encode() not in bytes(row.receipt) and row.failed
    real_time.pass_by(days=3)
    ask(request_.receipt)
    assert [r.failed for r in TrackingAttempt.objects.all()] == [False]
    assert TrackingAttempt.objects.get().at == AT + timedelta(days=3)


def test_no_cookie_no_session_no_token_and_no_trace_elsewhere(request_: Request) -> None:
    for answer in (Client().get("/track/"), ask(request_.receipt), ask(UNKNOWN)):
        assert not answer.cookies
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "csrf" not in text(answer)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/track/", {"receipt": UNKNOWN, "born_year": "1950"}).status_code == 200


def test_no_log_line_holds_a_receipt_number(request_: Request, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("django.db.backends").setLevel(logging.INFO)
        for _ in range(PAIR_MISTAKES + 2):
            ask(request_.receipt, "1990-01-01")
        ask(request_.receipt, address="192.0.2.9")
    assert request_.receipt not in caplog.text and request_.receipt.replace("-", "") not in caplog.text


def test_a_failure_report_hides_what_was_typed(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    from bitaqa.services.tracking import screens

    def breaks(**given: Any) -> Any:
        raise RuntimeError("the database went away")

    monkeypatch.setattr(screens, "answer", breaks)
    client = Client(raise_request_exception=False)
    answer = client.post("/track/", {"receipt": request_.receipt, "born_year": "1948"})
    assert answer.status_code == 500 and request_.receipt not in text(answer)


def test_the_number_never_travels_in_an_address(request_: Request) -> None:
    assert Client().get(f"/track/{request_.receipt}/").status_code == 404
    page = text(Client().get(f"/track/?receipt={request_.receipt}"))
    assert request_.receipt not in page


def test_the_page_is_light_and_asks_for_no_font(request_: Request) -> None:
    import gzip
    from pathlib import Path

    from django.contrib.staticfiles import finders

    page = text(Client().get("/track/"))
    total = len(gzip.compress(page.encode()))
    for name in ("vendor/bootstrap/bootstrap.rtl.min.css", "ui/css/tokens.css", "ui/css/bitaqa.css",
                 "ui/css/parts.css", "ui/css/media.css", "tracking/tracking.css",
                 "ui/js/bitaqa.js", "tracking/tracking.js", "ui/mark.svg"):  # fmt: skip
        assert f"/static/{name}" in page
        total += len(gzip.compress(Path(str(finders.find(name))).read_bytes()))
    assert total < 60_000, total
    assert "htmx.min.js" not in page


def test_the_language_is_the_address_and_not_a_cookie(db: None) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert 'lang="ar"' in text(client.get("/track/"))
    assert 'lang="en"' in text(client.get("/track/en/")).split("<head>")[0]
    assert client.get("/track/de/").status_code == 404
