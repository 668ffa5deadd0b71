"""Every screen of an enrolment in three languages; going on, coming back, pressing twice, a kill in between."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from station_env.centre import PINS
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
        "latin_from": "civil_status", "birth_2": birth[0], "birth_1": birth[1].lstrip("0"), "birth_0": birth[2],
        "sex": who.sex, "birth_place_ar": who.birth_place[0], "birth_place_latin": who.birth_place[1],
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
