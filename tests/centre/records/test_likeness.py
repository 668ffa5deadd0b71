"""The register finds a person under another spelling and another script; keys follow every change of a name."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.names.blocking import KeyedName
from bitaqa.foundation.names.written import written_name
from bitaqa.foundation.rules.persons import Identity
from bitaqa.foundation.specimens.people import person
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.models import Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
BY = "user:00000000-0000-7000-8000-000000000001"


def identity(arabic: tuple[str, str], latin: tuple[str, str], birth: str = "1984-05-17") -> Identity:
    held: dict[str, Any] = person(21, 1).identity_map("x")
    held["names"] = {
        "arabic": {"given": arabic[0], "family": arabic[1]},
        "latin": {"given": latin[0], "family": latin[1]},
        "latin_from": "civil_status",
    }
    return Identity.model_validate({**held, "birth": birth, "sex": "M"})


def enter(*people: Identity) -> list[UUID]:
    ids = [new_id() for _ in people]
    new = [persons.NewPerson(each, None, id_) for each, id_ in zip(people, ids, strict=True)]
    persons.create_persons(new, by=BY, at=AT, act=new_id())
    return ids


@pytest.fixture
def register(db: None) -> list[UUID]:
    return enter(
        identity(("محمد", "الشرقاوي"), ("Mohamed", "Cherkaoui")),
        identity(("حسن", "بنجلون"), ("Hassan", "Benjelloun")),
        identity(("فاطمة الزهراء", "آيت الحسين"), ("Fatima Zahra", "Aït El Houssine")),
        *(Identity.model_validate(person(5, n).identity_map("x")) for n in range(40)),
    )


@pytest.mark.parametrize(
    "text",
    ["Sharqawi Mohammad", "محمد شرقاوي", "Charkaoui Mohamed", "الشرقاوى محمد", "ⵎⵓⵃⵎⵎⴰⴷ ⵛⵔⵇⴰⵡⵉ", "محمد Cherkaoui"],
)
def test_a_name_is_searched_in_any_script_and_order(register: list[UUID], text: str) -> None:
    assert [each.id for each in persons.search_persons(text)][:1] == register[:1]


def test_another_name_is_not_shown(register: list[UUID]) -> None:
    assert register[0] not in {each.id for each in persons.search_persons("Hassan Cherkaoui")}
    assert persons.search_persons("!!") == []


def test_a_word_misheard_is_found_by_the_other_and_the_date(register: list[UUID]) -> None:
    asked = KeyedName(written_name("Brahim"), written_name("Sharqawi"))
    found = persons.persons_alike(asked, PartialDate.parse("1984-05-17"))
    assert register[0] in {each.id for each in found}
    assert register[0] not in {each.id for each in persons.persons_alike(asked)}


def test_a_batch_is_asked_in_a_fixed_number_of_round_trips(register: list[UUID]) -> None:
    birth = PartialDate.parse("1984-05-17")
    asked = {
        new_id(): (KeyedName(written_name("Mohammed"), written_name("Sharqawi")), birth),
        new_id(): (KeyedName(written_name("Hasan"), written_name("Benjeloun")), birth),
        new_id(): (KeyedName(written_name("Fatima"), written_name("Tazi")), PartialDate.parse("1984")),
    }
    with CaptureQueriesContext(
        connection,
    ) as told:
        found = persons.persons_alike_each(asked)
    assert len(told) <= 6
    first, second, nobody = (found[id_] for id_ in asked)
    assert register[0] in {each.id for each in first if each.likeness.weakest > 5}
    assert register[1] in {each.id for each in second if each.likeness.weakest > 5}
    assert nobody == []


def test_keys_follow_a_change_of_name_and_a_join(register: list[UUID]) -> None:
    changed = identity(("إدريس", "الوزاني"), ("Driss", "Ouazzani"))
    persons.change_persons({register[0]: changed}, by=BY, at=AT, act=new_id(), because="application.approved")
    assert persons.search_persons("Sharqawi Mohammad") == []
    assert [each.id for each in persons.search_persons("Idris Wazzani")] == [register[0]]
    persons.merge_person(alias=register[0], into=register[1], by=BY, witness=f"{BY}2", at=AT, because="same_person")
    assert persons.search_persons("Idris Wazzani") == []


def test_what_a_correction_leaves_empty_stays_as_it_is_held(register: list[UUID]) -> None:
    whole = identity(("إدريس", "الوزاني"), ("Driss", "Ouazzani")).to_map() | {
        "parents": {"father_ar": "علي", "father_latin": "ALI", "mother_ar": "", "mother_latin": "ZINEB"},
        "civil_status_number": "12/1984",
    }
    given = {"by": BY, "at": AT, "act": new_id(), "because": "application.approved"}
    persons.change_persons({register[0]: Identity.model_validate(whole)}, **given)
    silent = identity(("إدريس", "الوزاني"), ("Idriss", "Ouazzani")).to_map() | {
        "parents": {"mother_latin": "ZAYNAB"},
        "civil_status_number": "",
    }
    persons.change_persons({register[0]: Identity.model_validate(silent)}, **given)
    kept = persons.persons_by_id(register[:1])[register[0]].identity
    assert kept.names.latin.given == "Idriss" and kept.civil_status_number == "12/1984"
    assert (kept.parents.father_ar, kept.parents.father_latin, kept.parents.mother_latin) == ("علي", "ALI", "ZAYNAB")


def test_the_migration_fills_the_keys_of_persons_already_there(register: list[UUID]) -> None:
    expected = {row.pk: (row.name_keys, row.birth_keys) for row in Person.objects.all()}
    Person.objects.update(name_keys=[], birth_keys=[])
    import_module("bitaqa.records.persons.migrations.0004_name_keys").fill(apps, None)
    assert {row.pk: (row.name_keys, row.birth_keys) for row in Person.objects.all()} == expected
