"""What the register holds that one person should know by heart, read for one interview and kept nowhere.

Answers never leave this module but as verdicts: no screen and no machine door shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from bitaqa.foundation.rules.persons import Identity
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons
from bitaqa.records.places import door as places

from .questions import Facts, Question, stated_answers

NUMBER_END = 2
"""So many last figures of the national number."""


def facts_about(person: UUID) -> dict[Question, list[str]]:
    """By question, every spelling of the right answer. Six round trips."""
    held = persons.persons_by_id([person])[person]
    newest = applications.captured_of_persons([person]).get(person)
    named = _spelled([held.identity.address.place, *([newest.place] if newest else [])])
    found = _told(held.identity, named)
    found[Question.CARD_YEAR] = [
        str(each.issued_on.year) for each in documents.documents_of_persons([person]).get(person, ()) if each.issued_on
    ]
    figures = "".join(char for char in held.national_number or "" if char.isdigit())
    found[Question.NUMBER_END] = [figures[-NUMBER_END:]] if len(figures) > NUMBER_END else []
    if newest is not None:
        found[Question.LAST_PLACE] = named.get(newest.place, [])
    return found


def stated_in(file: ApplicationValue, facts: Facts) -> frozenset[Question]:
    """Questions that the applicant's own file answers rightly: asked last."""
    return stated_answers(_told(file.identity, _spelled([file.identity.address.place])), facts)


def _told(identity: Identity, named: dict[str, list[str]]) -> dict[Question, list[str]]:
    parents = identity.parents
    return {
        Question.MOTHER: _texts(parents.mother_ar, parents.mother_latin),
        Question.FATHER: _texts(parents.father_ar, parents.father_latin),
        Question.BIRTH_PLACE: _texts(identity.birth_place_ar, identity.birth_place_latin),
        Question.HOME: named.get(identity.address.place, []),
    }


def _texts(*texts: str) -> list[str]:
    return [text for text in texts if text]


def _spelled(codes: Iterable[str]) -> dict[str, list[str]]:
    """Every name of each place; a douar may be told by its commune."""
    known = places.places_by_code(set(codes))
    above = places.places_by_code({place.within for place in known.values() if place.within})
    return {
        code: [
            text
            for each in (place, above.get(place.within or ""))
            if each is not None
            for text in _texts(each.name_ar, each.name_fr, *each.aliases)
        ]
        for code, place in known.items()
    }
