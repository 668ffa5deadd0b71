"""The page that lays two people's fingers side by side: who may look, what is drawn, and that nothing can be taken."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.screening.fingers.confronting import confronted, drawn
from bitaqa.journey.screening.fingers.erasing import erase_fingers

from ..intake.conftest import ACTOR, AT, make_world
from ..people import account, browser_of, text_of
from .pages import looks_of
from .seeded import Seeded, case_of, fingers_of, hands_exchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(db: None) -> Seeded:
    return Seeded(make_world())


def address(case: Any, candidate: Any, **query: Any) -> str:
    told = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse("screening:fingers", args=[case.id, candidate]) + (f"?{told}" if told else "")


def test_both_fingers_are_drawn_with_what_agrees(register: Seeded) -> None:
    first = register.come(person(11, 1))
    case = case_of(register.come(person(11, 2), fingers=fingers_of(person(11, 1).body, take=2)))
    by, colleague = account("adj-0", "adjudicator", language="fr"), account("adj-1", "adjudicator")
    page = browser_of(by, "fr")
    here = address(case, first.person)
    assert here in text_of(page.get(f"/screening/cases/{case.id}/"))
    shown = text_of(page.get(here))
    assert "Minuties qui s" in shown and shown.count("?finger=") == 10
    [look] = looks_of("comparing_fingers")
    assert {str(look.subject), *map(str, look.others)} == {str(case.application), str(first.person)}
    assert "Index gauche" in text_of(page.get(address(case, first.person, finger=7)))
    pictures = re.findall(r'src="(/screening/drawings/[^"]+)"', shown)
    assert len(pictures) == 2
    for picture in pictures:
        answer = page.get(picture)
        assert answer.headers["Content-Type"] == "image/svg+xml"
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.content.count(b"<circle") > 10 and b"FMR" not in answer.content
        assert browser_of(colleague).get(picture).status_code == 404, "an address is for one reader"
    assert page.get(pictures[0] + "x").status_code == 404
    assert page.get(address(case, new_id())).status_code == 422
    assert browser_of(account("delivery-1", "delivery")).get(here).status_code == 403
    erase_fingers([first.id], by=ACTOR, at=AT, because="test")
    assert page.get(pictures[0]).status_code == 404
    assert "empreintes à mettre côte à côte" in text_of(page.get(here))


def test_exchanged_hands_lie_beside_the_finger_they_are(register: Seeded) -> None:
    first = register.come(person(11, 1))
    case = case_of(
        register.come(person(11, 2), fingers=hands_exchanged(fingers_of(person(11, 1).body, take=2)))
    )  # fmt: skip
    pair = confronted(case, first.person)  # type: ignore[arg-type]
    assert pair.hands_exchanged and pair.fingers[1] == 6 and pair.fingers[7] == 2
    surest = max(pair.scores, key=pair.scores.__getitem__)
    found = drawn(pair, surest)
    assert found is not None and found.score == pytest.approx(pair.scores[surest], abs=0.01)
    assert drawn(pair, 11) is None
