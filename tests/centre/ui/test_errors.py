"""A refusal is a sentence and a next step; everything else stays a crash."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.translation import override

from bitaqa.foundation.rules.conformity import OF_COUNTRY
from bitaqa.foundation.rules.problems import OF_RULES, OTHER, PROBLEMS
from bitaqa.ui.errors import facts_in_words, server_error, too_many, unavailable

Reader = Callable[[str], Client]


def test_a_refusal_becomes_a_page(reader: Reader) -> None:
    answer = reader("en").get("/refuse/")
    page = answer.content.decode()
    assert answer.status_code == 423
    assert "The drawer 7 is locked." in page and "Ask for the key of drawer 7." in page and "specimen.refused" in page


def test_htmx_gets_the_panel_alone(reader: Reader) -> None:
    answer = reader("en").get("/refuse/", headers={"HX-Request": "true"})
    assert answer.status_code == 423 and "<html" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_the_log_names_facts_without_their_values(reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="bitaqa.ui"):
        reader("en").get("/refuse/")
    assert [record.getMessage() for record in caplog.records if record.name == "bitaqa.ui"] == [
        "refused: specimen.refused (number)"
    ]


def test_a_crash_stays_a_crash(reader: Reader) -> None:
    client = reader("fr")
    with pytest.raises(RuntimeError):
        client.get("/crash/")
    client.raise_request_exception = False
    answer = client.get("/crash/")
    assert answer.status_code == 500 and "Une panne de notre côté" in answer.content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_each_failure_says_what_to_do(reader: Reader, status: int) -> None:
    answer = reader("ar").get(f"/ui/failures/{status}/")
    page = answer.content.decode()
    assert answer.status_code == status and "ما العمل الآن" in page and 'href="/' in page


def test_a_status_without_a_page_looks_like_500(reader: Reader) -> None:
    answer = reader("fr").get("/ui/failures/418/")
    assert answer.status_code == 418 and "Une panne" in answer.content.decode()


def test_an_address_that_does_not_exist(reader: Reader) -> None:
    answer = reader("fr").get("/nowhere/")
    assert answer.status_code == 404 and "Cette page n’existe pas" in answer.content.decode()


def test_failures_that_views_and_handlers_call(rf: object) -> None:
    request = rf.get("/")  # type: ignore[attr-defined]
    assert [page(request).status_code for page in (too_many, unavailable, server_error)] == [429, 503, 500]


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_clause_that_says_why_is_in_the_readers_language_too(language: str) -> None:
    clauses = {*PROBLEMS.values(), *OF_RULES, *OF_COUNTRY, OTHER}
    with override(language):
        assert [clause for clause in clauses if facts_in_words({"problem": clause})["problem"] == clause] == []
        assert facts_in_words({"problem": "", "reason": 3, "field": "missing"}) == {
            "problem": "",
            "reason": 3,
            "field": "missing",
        }
