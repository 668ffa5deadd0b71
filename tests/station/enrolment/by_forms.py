"""An operator's browser at an enrolment: signed in, forms as their pages send them."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from station_env.centre import PINS, VISIT
from station_env.place import Place

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


def start_by_form(desk: Client, kind: str, **data: str) -> UUID:
    given = {"ground": {"first": "none", "renewal": "expiry", "duplicate": "loss"}[kind], "document_type": "cnie",
             "visit": str(VISIT), "priority": "none", "token": str(uuid4()), **data}  # fmt: skip
    answer = desk.post(f"/enrolment/new/{kind}/", given)
    assert answer.status_code == 302, text_of(answer)
    return UUID(answer.url.split("/")[2])
