"""Two entries of one person become one by alias: nothing is deleted, and whoever asks by the old one is answered."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.foundation.rules.persons import Identity
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.screening.actions import report_death
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.models import Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
ONE, TWO = (f"user:00000000-0000-7000-8000-00000000000{n}" for n in (1, 2))


def entry(index: int, number: str) -> UUID:
    """An entry of the register with one living document."""
    id_, act = new_id(), new_id()
    identity = Identity.model_validate(person(21, index).identity_map("x"))
    persons.create_persons([persons.NewPerson(identity, number, id_)], by=ONE, at=AT, act=act)
    document = documents.DocumentValue(
        id=new_id(),
        number=f"D{number}",
        person=id_,
        application=None,
        document_type="cnie",
        type_version="cnie-2",
        issued_on=date(2020, 1, index + 1),
        expires_on=date(2030, 1, 1),
        state=DocumentState.ACTIVE,
    )
    documents.add_documents([document], by=ONE, at=AT, act=act)
    return id_


def merge(alias: UUID, into: UUID, witness: str = TWO) -> None:
    persons.merge_person(alias=alias, into=into, by=ONE, witness=witness, at=AT, because="same_person")


def test_an_alias_answers_as_the_person_it_leads_to() -> None:
    alias, into = entry(1, "AB100001"), entry(2, "AB100002")
    merge(alias, into)
    assert Person.objects.count() == 2, "nothing is deleted"
    assert persons.persons_by_number(["AB100001"])["AB100001"].id == into
    assert [p.id for p in persons.search_persons("ab 100001")] == [into]
    assert persons.persons_by_id([alias])[alias].merged_into == into
    assert persons.leading_entry(alias) == persons.leading_entry(into) == into
    held = documents.documents_of_persons([into])
    assert [d.number for d in held[into]] == ["DAB100002", "DAB100001"]
    assert documents.documents_of_persons([alias])[alias][0].number == "DAB100001"
    told = JournalEntry.objects.get(event="person.merged")
    assert (told.subject, told.facts["into"], told.facts["witness"]) == (alias, str(into), TWO)


def test_an_alias_is_no_candidate_of_screening() -> None:
    alias, into = entry(1, "AB100001"), entry(2, "AB100002")
    keys = persons.search_keys(persons.persons_by_id([alias])[alias].identity)

    def like() -> list[UUID]:
        found = persons.persons_by_keys(arabic=[keys.arabic_key], latin=[keys.latin_key], years=[keys.birth_year])
        return [each.id for each in found]

    assert like() == [alias]
    merge(alias, into)
    assert like() == [] and persons.search_persons(keys.name_ar) == []


def test_chains_of_aliases_never_grow() -> None:
    first, second, third = entry(1, "AB100001"), entry(2, "AB100002"), entry(3, "AB100003")
    merge(first, second)
    merge(second, third)
    assert persons.entries_of([third]) == {first: third, second: third, third: third}
    assert persons.persons_by_number(["AB100001"])["AB100001"].id == third


def test_a_death_is_known_of_both() -> None:
    alias, into = entry(1, "AB100001"), entry(2, "AB100002")
    report_death(person=alias, died_on=AT, by=ONE, at=AT)
    merge(alias, into)
    assert persons.persons_by_id([into])[into].died_on == date(2026, 5, 4)
    living, joined = entry(3, "AB100003"), entry(4, "AB100004")
    merge(joined, living)
    report_death(person=joined, died_on=AT, by=ONE, at=AT)
    assert persons.persons_by_id([living])[living].died_on == date(2026, 5, 4)


def test_what_is_refused() -> None:
    alias, into, third = entry(1, "AB100001"), entry(2, "AB100002"), entry(3, "AB100003")
    with pytest.raises(persons.MergeNeedsTwoPeopleError):
        merge(alias, into, witness=ONE)
    with pytest.raises(persons.PersonMergedAlreadyError):
        merge(alias, alias)
    with pytest.raises(persons.PersonUnknownError):
        merge(alias, new_id())
    merge(alias, into)
    for again in ((alias, third), (third, alias), (alias, into)):
        with pytest.raises(persons.PersonMergedAlreadyError):
            merge(*again)
    assert JournalEntry.objects.filter(event="person.merged").count() == 1
