"""A vendor's engine beside the house's: asked about the same files, answering when it likes, in any order, twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from bitaqa.backbone.jobs.door import items_set_aside, run_until_still
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.matching.abis import AlikeReference, Answer, Delete, Identify, Question
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.screening.fingers import engines
from bitaqa.journey.screening.fingers.erasing import erase_fingers
from bitaqa.journey.screening.models import FingerErasureItem, Identification
from bitaqa.records.applications.door import applications_by_id

from ..intake.conftest import AT, make_world
from .seeded import Seeded, case_of

pytestmark = pytest.mark.django_db


@dataclass
class SlowVendor:
    """Answers nothing at once; `answer` lets it answer what it was asked so far."""

    code: str = "vendor"
    required: bool = True
    asked: list[Question] = field(default_factory=list)
    ready: list[Answer] = field(default_factory=list)
    refuses_to_forget: bool = False

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        self.asked += questions
        if self.refuses_to_forget:
            return [Answer(q.request, failure="busy") for q in questions if isinstance(q, Delete)]
        return [Answer(q.request) for q in questions if isinstance(q, Delete)]

    def collect(self) -> list[Answer]:
        ready, self.ready = self.ready, []
        return ready

    def count(self) -> int:
        return 0

    def identifications(self) -> list[Identify]:
        return [question for question in self.asked if isinstance(question, Identify)]


VENDOR = SlowVendor()


def vendor() -> SlowVendor:
    return VENDOR


@pytest.fixture
def beside(db: None, settings: Any) -> SlowVendor:
    global VENDOR
    VENDOR = SlowVendor()
    engines._named.cache_clear()
    settings.BITAQA_ENGINES = (f"{__name__}.vendor",)
    return VENDOR


@pytest.fixture
def register(db: None) -> Seeded:
    return Seeded(make_world())


def test_a_file_waits_for_a_required_engine_and_goes_on_when_it_answers(beside: SlowVendor, register: Seeded) -> None:
    file = register.come(person(11, 1))
    assert file.state.value == "received"
    (asked,) = beside.identifications()
    assert (asked.reference, asked.target_fpir) == (file.id, 0.001)
    beside.ready = [Answer(new_id()), Answer(asked.request, gallery=7), Answer(asked.request, failure="late")]
    register.screen()
    assert applications_by_id([file.id])[file.id].state.value == "approved"
    told = Identification.objects.get(application=file.id, engine="vendor")
    assert (told.failure, told.gallery) == ("", 7)


def test_a_file_does_not_wait_for_an_engine_on_trial(beside: SlowVendor, register: Seeded) -> None:
    beside.required = False
    assert register.come(person(11, 1)).state.value == "approved"


def test_what_one_engine_alone_finds_comes_to_people(beside: SlowVendor, register: Seeded) -> None:
    beside.required = False
    first = register.come(person(11, 1))
    beside.required = True
    second = register.come(person(11, 2))
    asked = beside.identifications()[-1]
    found = AlikeReference(first.id, 0.9, {1: 0.9, 2: 0.8})
    beside.ready = [Answer(asked.request, found=(found, AlikeReference(new_id(), 0.5)))]
    register.screen()
    case = case_of(second)
    assert case.level == "hit" and [c["id"] for c in case.candidates] == [str(first.person)]


def test_an_engine_that_keeps_fingers_is_shown(beside: SlowVendor, register: Seeded) -> None:
    beside.required, beside.refuses_to_forget = False, True
    file = register.come(person(11, 1))
    erase_fingers([file.id], by="worker:test", at=AT, because="asked")
    run_until_still(["fingers-erasure"])
    (aside,) = items_set_aside(FingerErasureItem)
    assert (aside.subject, aside.code) == (file.id, "screening.engine_keeps_fingers")


def test_an_index_in_parts_is_built_from_the_vault(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes are tried without a database (`foundation/matching/test_parts.py`)."""
    from bitaqa.foundation.matching.parts import InThisProcess

    register = Seeded(make_world())
    first = register.come(person(11, 1))
    monkeypatch.setattr("bitaqa.foundation.matching.parts.WorkerParts", InThisProcess)
    settings.BITAQA_FINGER_PARTS = 3
    engine = engines.house_engine()
    assert engine.references() == {first.id}, "another number of parts is another index"
    assert len(list((settings.BITAQA_HOME / "fingers" / "of-03").iterdir())) == 3
