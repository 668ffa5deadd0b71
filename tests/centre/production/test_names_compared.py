"""Names in zone, chip and register are compared before a card passes; each difference has its own name."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from bitaqa.foundation.icao.mrz import name_line
from bitaqa.foundation.rules.persons import NameParts
from bitaqa.journey.production import name_errors
from bitaqa.journey.production.acts import compare_names
from bitaqa.journey.production.acts.check_cards import pass_cards
from bitaqa.journey.production.models import Order
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.door import PersonValue

from ..people import account, browser_of
from .conftest import ACTOR, AT, Floor
from .looking import orders

pytestmark = pytest.mark.django_db
Named = Callable[..., None]


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Named:
    """The register says other names from now on: `arabic`, `latin` as (given, family)."""

    def change(**given: tuple[str, str]) -> None:
        parts = {script: NameParts(given=name[0], family=name[1]) for script, name in given.items()}

        def read(ids: Iterable[UUID]) -> Mapping[UUID, PersonValue]:
            return {id_: _renamed(person, parts) for id_, person in persons.persons_by_id(ids).items()}

        monkeypatch.setattr(compare_names, "persons", type("Door", (), {"persons_by_id": staticmethod(read)}))

    return change


def _renamed(person: PersonValue, parts: Mapping[str, Any]) -> PersonValue:
    names = person.identity.names.model_copy(update=dict(parts))
    return replace(person, identity=person.identity.model_copy(update={"names": names}))


def test_another_name_in_the_zone(floor: Floor) -> None:
    floor.blanks(2)
    (one,) = orders(floor.made(1))
    head, _line, _names = one.mrz.rpartition("\n")
    Order.objects.filter(pk=one.id).update(mrz=f"{head}\n{name_line('AUTRE', 'SPECIMEN')}")
    with pytest.raises(name_errors.ZoneNamesDifferError):
        pass_cards([one.id], by=ACTOR, at=AT)


def test_another_name_on_the_chip(floor: Floor, named: Named) -> None:
    floor.blanks(2)
    (one,) = orders(floor.made(1))
    named(arabic=("عينة", "أخرى"))  # the zone is made of the Latin name: it still holds
    with pytest.raises(name_errors.ChipNamesDifferError):
        pass_cards([one.id], by=ACTOR, at=AT)


def test_names_changed_after_the_card_was_made(floor: Floor, named: Named) -> None:
    floor.blanks(2)
    (one,) = orders(floor.made(1))
    named(latin=("Specimen", "Autre"))
    with pytest.raises(name_errors.NamesChangedError):
        pass_cards([one.id], by=ACTOR, at=AT)


def test_a_long_name_is_compared_as_the_zone_cuts_it(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both cut by the same rule, the chip holds it whole; a word more makes another name on the chip alone."""
    from bitaqa.journey.production import card_data

    given, family = "Abderrahmane Mohammed Elmehdi", "Benabdelkrim Elalaoui Specimen"
    longer = {"latin": NameParts(given=given, family=family)}
    read = persons.persons_by_id

    def long_named(ids: Iterable[UUID]) -> Mapping[UUID, PersonValue]:
        return {id_: _renamed(person, longer) for id_, person in read(ids).items()}

    monkeypatch.setattr(persons, "persons_by_id", long_named)
    assert card_data.persons is persons
    floor.blanks(2)
    (one,) = orders(floor.made(1))
    assert one.mrz[-1] != "<"
    longer["latin"] = NameParts(given=f"{given} Deux", family=family)
    with pytest.raises(name_errors.ChipNamesDifferError):
        pass_cards([one.id], by=ACTOR, at=AT)
    longer["latin"] = NameParts(given=given, family=family)
    assert pass_cards([one.id], by=ACTOR, at=AT) == [one.id]


@pytest.mark.parametrize(("language", "label"), [("ar", "الاسم على الشريحة"), ("fr", "Nom sur la puce")])
def test_the_bench_shows_the_names_of_zone_and_chip(floor: Floor, language: str, label: str) -> None:
    floor.blanks(2)
    (one,) = orders(floor.made(1))
    shown = browser_of(account("quality", "quality"), language).get("/production/quality/").content.decode()
    page = html.unescape(shown)
    names = persons.persons_by_id([one.person])[one.person].identity.names
    assert label in page and names.arabic.family in page and one.mrz.rpartition("\n")[2].rstrip("<") in page
