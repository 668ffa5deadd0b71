"""A small register with known people: who is told apart, who comes to people, and what the bench is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.matching.templates import encode_template
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.specimens.fingers import impression, specimen_finger
from bitaqa.foundation.specimens.people import SpecimenPerson, person
from bitaqa.records.persons import door as persons

from ..intake.conftest import make_world
from .seeded import TEN, Seeded, case_of, fingers_of, hands_exchanged
from .test_deciding import known

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(db: None) -> Seeded:
    return Seeded(make_world())


def grown_up(n: int, **changes: object) -> SpecimenPerson:
    """An invented adult man whose birth day is known."""
    found = [w for w in (person(11, k) for k in range(200)) if w.birth.complete and w.sex == "M" and w.age > 25]
    return replace(found[n], **changes)  # type: ignore[arg-type]


def test_a_person_who_comes_again_under_another_spelling_is_a_hit(register: Seeded) -> None:
    who = grown_up(0, given=("محمد", "Mohamed"), family=("الشرقاوي", "Cherkaoui"))
    first = register.come(who)
    assert first.state.value == "approved"
    again = replace(who, given=("امحمد", "Mhamed"), family=("شركاوي", "Sharkawi"), birth=PartialDate(1999))
    second = register.come(again, fingers=fingers_of(who.body, take=2))
    assert second.state.value == "adjudication"
    case = case_of(second)
    assert case.level == "hit" and "fingers_alike" in case.reasons
    assert [c["id"] for c in case.candidates] == [str(first.person)]
    told = case.evidence[str(first.person)]
    assert told["line"].startswith("hit when 2 fingers") and min(told["fingers"].values()) > 0.36


def test_two_pending_files_of_one_body_meet_each_other(register: Seeded) -> None:
    one, other = grown_up(1), grown_up(2)
    register.arrive(one)
    register.arrive(other, fingers=fingers_of(one.body, take=2))
    register.screen()
    from bitaqa.journey.screening.models import Case

    cases = list(Case.objects.all())
    assert {case.level for case in cases} == {"hit"} and len(cases) == 2
    assert {c["kind"] for case in cases for c in case.candidates} == {"application"}


def test_exchanged_hands_are_found(register: Seeded) -> None:
    who = grown_up(3)
    register.come(who)
    second = register.come(grown_up(4), fingers=hands_exchanged(fingers_of(who.body, take=2)))
    case = case_of(second)
    assert case.level == "hit" and "hands_exchanged" in case.reasons


def test_one_finger_of_someone_else_among_ten_hides_nobody(register: Seeded) -> None:
    who = grown_up(5)
    first = register.come(who)
    fingers = fingers_of(who.body, take=2) | {1: fingers_of(grown_up(6).body)[1]}
    second = register.come(grown_up(7), fingers=fingers)
    case = case_of(second)
    told = case.evidence[str(first.person)]["fingers"]
    assert case.level == "hit" and told["1"] < 0.36 < min(score for at, score in told.items() if at != "1")


def test_twins_are_two_people(register: Seeded) -> None:
    one = grown_up(8, given=("الحسن", "El Hassan"))
    twin = replace(grown_up(9), given=("الحسين", "El Houssine"), **_family_of(one), birth=one.birth)
    assert register.come(one).state.value == "approved"
    assert register.come(twin).state.value == "approved"


def test_a_father_and_a_son_of_one_name_are_two_people(register: Seeded) -> None:
    father = grown_up(10, birth=PartialDate(1960, 3, 4))
    son = replace(grown_up(11), given=father.given, **_family_of(father), birth=PartialDate(1990, 3, 4))
    assert register.come(father).state.value == "approved"
    assert register.come(son).state.value == "approved"


def test_a_returning_emigrant_is_found_by_the_body(register: Seeded) -> None:
    """Entered long ago; comes back with foreign papers: another spelling, an unknown birth day, no number."""
    who = grown_up(12, given=("عبد القادر", "Abdelkader"), family=("بن عيسى", "Benaissa"))
    first = register.come(who)
    back = replace(who, given=("قادر", "Kader"), family=("بنعيسى", "Ben Aissa"), birth=PartialDate(who.birth.year))
    second = register.come(back, fingers=fingers_of(who.body, take=7))
    assert [c["id"] for c in case_of(second).candidates] == [str(first.person)]
    assert case_of(second).level == "hit"


def test_a_child_whose_fingers_are_taken_for_the_first_time_is_renewed(register: Seeded) -> None:
    child = next(w for w in (person(11, n) for n in range(400)) if 10 <= w.age <= 12 and w.birth.complete)
    id_ = known(child)
    file = register.come(child, ApplicationKind.RENEWAL, ground="age_twelve")
    assert (file.state.value, file.person) == ("approved", id_)
    twelve = register.come(grown_up(13), fingers=fingers_of(child.body, take=3))
    assert [c["id"] for c in case_of(twelve).candidates] == [str(id_)]


def test_a_renewal_with_the_fingers_of_another_is_shown(register: Seeded) -> None:
    who = grown_up(14)
    first = register.come(who)
    about = persons.persons_by_id([first.person])[first.person]  # type: ignore[list-item,index]
    from bitaqa.foundation.kernel.ids import new_id
    from bitaqa.foundation.rules.documents import DocumentState
    from bitaqa.records.documents import door as documents

    from ..intake.conftest import ACTOR, AT

    documents.add_documents(
        [
            documents.DocumentValue(
                id=new_id(), number="OLD1", person=about.id, application=None, document_type="cnie",
                type_version="cnie-1", issued_on=date(2016, 1, 1), expires_on=date(2026, 1, 1),
                state=DocumentState.ACTIVE,
            )
        ],
        by=ACTOR, at=AT, act=new_id(), event="document.imported",
    )  # fmt: skip
    claim = {"national_number": about.national_number}
    own = register.come(who, ApplicationKind.RENEWAL, fingers=fingers_of(who.body, take=4), claimed=claim)
    assert own.state.value == "approved"
    other = register.come(who, ApplicationKind.RENEWAL, fingers=fingers_of(grown_up(15).body), claimed=claim)
    case = case_of(other)
    assert (other.state.value, case.level) == ("adjudication", "hit") and "fingers_of_another" in case.reasons


def test_a_pending_file_is_a_candidate_under_another_spelling(register: Seeded) -> None:
    who = grown_up(16, given=("محمد", "Mohamed"), family=("الشرقاوي", "Cherkaoui"))
    respelled = replace(grown_up(17), given=("محمّد", "Muhammad"), family=("الشركاوي", "Sharkawi"), birth=who.birth)
    register.arrive(who)
    register.arrive(respelled)
    register.screen()
    from bitaqa.journey.screening.models import Case

    assert [case.reasons for case in Case.objects.all()] == [["similar_name"], ["similar_name"]]


def test_a_namesake_whose_fingers_are_anothers_comes_to_nobody(register: Seeded) -> None:
    """Same name and year, of other parents: without fingers people look, with fingers the fingers have said it."""
    one = grown_up(18, birth=PartialDate(1975))
    namesake = replace(grown_up(19), given=one.given, family=one.family, birth=PartialDate(1975))
    register.come(one)
    assert register.come(namesake).state.value == "approved"
    bare = register.come(replace(namesake, body=1, index=namesake.index + 1), fingers={})
    assert bare.state.value == "adjudication" and len(case_of(bare).candidates) == 2


def test_very_worn_fingers_are_alike_together(register: Seeded) -> None:
    """None alone is enough, four together are: no stranger's four come near."""
    who = grown_up(12)
    first = register.come(who)
    worn = {
        int(at): encode_template(impression(specimen_finger(who.body, at), 5, wear=0.74))
        for at in (TEN[0], TEN[1], TEN[5], TEN[6])
    }
    second = register.come(grown_up(13), fingers=worn)
    case = case_of(second)
    assert [c["id"] for c in case.candidates] == [str(first.person)]
    assert "together" in case.evidence[str(first.person)]["line"]


def _family_of(one: SpecimenPerson) -> dict[str, object]:
    return {name: getattr(one, name) for name in ("family", "father", "mother", "birth_place")}
