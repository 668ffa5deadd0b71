"""Two entries of one person: proposed by one adjudicator, settled by another, on screen and in the register."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bitaqa.backbone.accounts.door import NotPermittedError, ProposedByOneselfError
from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.screening import errors, joining
from bitaqa.journey.screening.models import Join
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

from ..people import account, browser_of, text_of
from .test_deciding import AT, known

pytestmark = pytest.mark.django_db
PAGE = "/screening/joins/"


@pytest.fixture
def two(db: None) -> tuple[Any, Any]:
    return account("adj-one", "adjudicator"), account("adj-two", "adjudicator", language="fr")


@pytest.fixture
def entries(db: None) -> tuple[str, str]:
    """The numbers of two entries, each with a living card."""
    numbers = []
    for index in (1, 2):
        known(person(41, index))
        numbers.append(person(41, index).national_number)
    return numbers[0], numbers[1]


def propose(two: tuple[Any, Any], entries: tuple[str, str]) -> Join:
    return joining.propose_join(alias=entries[0], into=entries[1], by=two[0], at=AT, because="double_entry")


def test_a_second_adjudicator_joins_and_the_second_card_is_revoked(
    two: tuple[Any, Any], entries: tuple[str, str]
) -> None:
    row = propose(two, (entries[0].lower(), f" {entries[1]} "))
    assert joining.joins_waiting_for(two[0]) == 0 and joining.joins_waiting_for(two[1]) == 1
    with pytest.raises(ProposedByOneselfError):
        joining.confirm_join(join=row.id, by=two[0], at=AT)
    assert len(joining.confirm_join(join=row.id, by=two[1], at=AT)) == 1
    found = persons.persons_by_number(entries)
    assert found[entries[0]].id == found[entries[1]].id == row.into
    states = sorted(d.state.value for d in documents.documents_of_persons([row.into])[row.into])
    assert states == ["active", "revoked"]
    told = JournalEntry.objects.get(event="person.merged")
    assert (told.actor, told.facts["witness"]) == (f"user:{two[0].pk}", f"user:{two[1].pk}")
    with pytest.raises(errors.JoinUnknownError):
        joining.confirm_join(join=row.id, by=two[1], at=AT)


def test_a_document_that_is_no_double_stays(two: tuple[Any, Any], entries: tuple[str, str]) -> None:
    row = propose(two, entries)
    [card] = documents.documents_of_persons([row.into])[row.into]
    documents.move([card.id], "report_lost", by="worker:test", at=AT)
    assert joining.confirm_join(join=row.id, by=two[1], at=AT) == []
    assert {d.state for d in documents.documents_of_persons([row.into])[row.into]} == {
        DocumentState.ACTIVE,
        DocumentState.LOST,
    }


def test_what_is_refused(two: tuple[Any, Any], entries: tuple[str, str]) -> None:
    with pytest.raises(errors.PersonUnknownError):
        propose(two, (entries[0], "ZZ999999"))
    with pytest.raises(persons.PersonMergedAlreadyError):
        propose(two, (entries[0], entries[0]))
    with pytest.raises(NotPermittedError):
        propose((account("delivery-1", "delivery"), two[1]), entries)
    row = propose(two, entries)
    with pytest.raises(errors.JoinProposedAlreadyError):
        propose(two, entries)
    with pytest.raises(IntegrityError), transaction.atomic():
        Join.objects.filter(pk=row.pk).update(outcome="joined", settled_by=two[0].pk, settled_at=AT)
    joining.decline_join(join=row.id, by=two[0], at=AT)
    assert not JournalEntry.objects.filter(event="person.merged").exists()
    assert propose(two, entries).id != row.id, "a declined proposal may be made again"


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_on_screen(two: tuple[Any, Any], entries: tuple[str, str], language: str) -> None:
    first, second = browser_of(two[0], language), browser_of(two[1], language)
    assert first.get(PAGE).status_code == 200
    assert first.post(PAGE, {"alias": entries[0]}).status_code == 422
    body = {"alias": entries[0], "into": "ZZ999999", "because": "double_entry"}
    assert first.post(PAGE, body).status_code == 404
    made = first.post(PAGE, body | {"into": entries[1]})
    page = made.headers["Location"]
    assert made.status_code == 302 and entries[0] in text_of(first.get(page))
    assert "confirm/" not in text_of(first.get(page))
    assert first.post(f"{page}confirm/").status_code == 403
    assert page in text_of(second.get(PAGE)) and f"{page}confirm/" in text_of(second.get(page))
    assert JournalEntry.objects.filter(event="person.looked_at", because="joining_entries").count() >= 2
    assert f'href="{PAGE}"' in text_of(second.get("/"))
    assert second.post(f"{page}confirm/").status_code == 302
    assert second.get(page).status_code == 404
    assert browser_of(account("delivery-1", "delivery")).get(PAGE).status_code == 403


def test_declining_on_screen(two: tuple[Any, Any], entries: tuple[str, str]) -> None:
    row = propose(two, entries)
    assert browser_of(two[1]).post(f"{PAGE}{row.id}/decline/").status_code == 302
    assert browser_of(two[1]).post(f"{PAGE}{row.id}/decline/").status_code == 404
    again = propose(two, entries)
    [card] = documents.documents_of_persons([again.into])[again.into]
    documents.move([card.id], "report_lost", by="worker:test", at=AT)
    assert browser_of(two[1]).post(f"{PAGE}{again.id}/confirm/").status_code == 302


def test_every_number_and_card_is_traced_through_joining_and_parting(
    two: tuple[Any, Any], entries: tuple[str, str]
) -> None:
    """Who asks by either number or card is answered by the person it leads to: before, joined, and parted again."""
    alias, into = (persons.persons_by_number(entries)[number].id for number in entries)
    cards = {d.number: d.person for held in documents.documents_of_persons([alias, into]).values() for d in held}
    assert set(cards.values()) == {alias, into} and len(cards) == 2
    row = propose(two, entries)
    joining.confirm_join(join=row.id, by=two[1], at=AT)
    led = documents.documents_of_persons([into])[into]
    assert {d.number: d.person for d in led} == cards, "each card still says for whom it was made"
    assert {d.number: d.state.value for d in led} == {
        number: "revoked" if person_ == alias else "active" for number, person_ in cards.items()
    }
    assert {persons.persons_by_number([n])[n].id for n in entries} == {into}
    assert persons.persons_by_id([alias])[alias].national_number == entries[0], "the number stays with its entry"
    undo = joining.propose_parting(join=row.id, by=two[0], at=AT, because="other_papers")
    joining.confirm_join(join=undo.id, by=two[1], at=AT)
    assert [persons.persons_by_number([n])[n].id for n in entries] == [alias, into]
    parted = documents.documents_of_persons([alias, into])
    assert {d.number: d.person for held in parted.values() for d in held} == cards
    assert [d.state.value for d in parted[alias]] == ["revoked"], "a card that may be anywhere stays revoked"
    told = JournalEntry.objects.filter(subject=alias, event__in=["person.merged", "person.parted"]).order_by("id")
    assert [(one.event, one.facts.get("into") or one.facts.get("from")) for one in told] == [
        ("person.merged", str(into)),
        ("person.parted", str(into)),
    ]
    revoked = JournalEntry.objects.filter(event="document.revoked")
    assert [one.because for one in revoked] == ["one_person_one_document"]
