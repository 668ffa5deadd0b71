"""A doubtful application with a candidate of the register, and the people who decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bitaqa.foundation.specimens.people import person
from bitaqa.journey.screening.models import Case

from ..intake.conftest import World, make_world
from ..people import account
from .test_deciding import arrive, known, screened


@dataclass
class Bench:
    """One open case and two adjudicators; `known` is the candidate of the register."""

    world: World
    application: UUID
    known: UUID
    first: Any
    second: Any

    @property
    def case(self) -> Case:
        return Case.objects.filter(application=self.application).order_by("-opened_at").first()  # type: ignore[return-value]


def make_bench() -> Bench:
    world = make_world()
    candidate = known(person(3, 7))
    application = arrive(world, person(3, 7))
    assert screened(application) == ["adjudication"]
    return Bench(
        world,
        application,
        candidate,
        account("adj-one", "adjudicator"),
        account("adj-two", "adjudicator", language="fr"),
    )
