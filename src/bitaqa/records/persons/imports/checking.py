"""A batch of rows against the file itself and the register: what is new, what is known already, what is set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.records.documents import door as documents
from bitaqa.records.places import door as places

from .. import door as persons
from . import errors as e
from .files import Row
from .rows import RegisterRow, RowReader


@dataclass
class Seen:
    """Numbers met so far in the file, with the row they stood in."""

    national: dict[str, int] = field(default_factory=dict)
    document: dict[str, int] = field(default_factory=dict)

    def meet(self, row: RegisterRow) -> list[BitaqaError]:
        found: list[BitaqaError] = []
        for column, known, value in (
            ("national_number", self.national, row.national_number),
            ("document_number", self.document, row.document_number),
        ):
            if known.setdefault(value, row.number) != row.number:
                found.append(e.StandsTwiceError(column=column, row=known[value]))
        return found


@dataclass
class Checked:
    """A batch told apart; every row is in exactly one part."""

    new: list[RegisterRow] = field(default_factory=list)
    known: list[RegisterRow] = field(default_factory=list)
    aside: list[tuple[int, Row, list[BitaqaError]]] = field(default_factory=list)


def check_rows(batch: Sequence[tuple[int, Row]], reader: RowReader, seen: Seen) -> Checked:
    """Tells a batch apart; three round trips whatever its length."""
    checked = Checked()
    raw = dict(batch)
    good: list[RegisterRow] = []
    for number, row in batch:
        read = reader.read(number, row)
        problems = read if isinstance(read, list) else seen.meet(read)
        if problems:
            checked.aside.append((number, row, problems))
        elif isinstance(read, RegisterRow):
            good.append(read)
    known_places = places.places_by_code({row.identity.address.place for row in good})
    people = persons.persons_by_number(row.national_number for row in good)
    papers = documents.documents_by_number(row.document_number for row in good)
    for each in good:
        person, paper = people.get(each.national_number), papers.get(each.document_number)
        if person is not None and paper is not None and paper.person == person.id:
            checked.known.append(each)
        elif person is not None or paper is not None:
            column = "document_number" if person is None else "national_number"
            checked.aside.append((each.number, raw[each.number], [e.NumberOfAnotherError(column=column)]))
        elif each.identity.address.place not in known_places:
            checked.aside.append((each.number, raw[each.number], [e.PlaceNotKnownError()]))
        else:
            checked.new.append(each)
    checked.aside.sort(key=lambda entry: entry[0])
    return checked
