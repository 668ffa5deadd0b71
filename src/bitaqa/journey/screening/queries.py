"""The queue of cases, one case side by side, and applications for people who may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.documents import door as documents
from bitaqa.records.documents.door import DocumentValue
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.door import PersonValue

from .actions import excluded_from
from .errors import CaseUnknownError
from .identity.acts import without_papers
from .identity.enough import persons_asked_about
from .models import Case, CaseState


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the queue."""

    id: UUID
    application: UUID
    name_ar: str
    name_latin: str
    kind: str
    place: str
    reasons: tuple[str, ...]
    needed_by: date | None
    opened_at: datetime
    state: str
    mine_to_decide: bool
    receipt_number: str = ""
    level: str = "candidate"


def case_queue(
    user: UUID, *, limit: int = 500, reach: Callable[[Iterable[ApplicationValue]], set[UUID]] | None = None
) -> list[CaseRow]:
    """Unsettled cases, deadline first, then the oldest; with whether this user may decide each.

    `reach` says which of the applications the user's roles cover; without it, all.
    """
    rows = list(
        Case.objects.exclude(state=CaseState.SETTLED).order_by(F("needed_by").asc(nulls_last=True), "opened_at", "id")[
            :limit
        ]
    )
    files = applications.applications_by_id(row.application for row in rows)
    barred = excluded_from(rows, user)
    if reach is not None:
        covered = reach(files.values())
        rows = [row for row in rows if row.application in covered]
    return [
        CaseRow(
            row.id,
            row.application,
            files[row.application].name_ar,
            files[row.application].name_latin,
            files[row.application].kind.value,
            files[row.application].place,
            tuple(row.reasons),
            row.needed_by,
            row.opened_at,
            row.state,
            row.id not in barred,
            files[row.application].receipt_number,
            row.level,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A candidate as the bench shows it: a person of the register, or another pending application."""

    kind: str
    id: UUID
    why: tuple[str, ...]
    person: PersonValue | None
    application: ApplicationValue | None
    documents: tuple[DocumentValue, ...]
    level: str = "candidate"


@dataclass(frozen=True, slots=True)
class CaseView:
    row: Case
    application: ApplicationValue
    candidates: tuple[CandidateView, ...]
    barred: bool


def get_case_view(case: UUID, user: UUID) -> CaseView:
    """One case, with the applicant and every candidate. Raises CaseUnknownError."""
    row = Case.objects.filter(pk=case).first()
    if row is None:
        raise CaseUnknownError()
    file = applications.get_application(row.application)
    shown = shown_candidates(row, file)
    people = persons.persons_by_id(UUID(c["id"]) for c in shown if c["kind"] == "person")
    others = applications.applications_by_id(UUID(c["id"]) for c in shown if c["kind"] == "application")
    held = documents.documents_of_persons(people)
    views = []
    for candidate in shown:
        id_ = UUID(candidate["id"])
        views.append(
            CandidateView(
                candidate["kind"],
                id_,
                tuple(candidate["why"]),
                people.get(id_),
                others.get(id_),
                tuple(held.get(id_, ())),
                candidate.get("level", "candidate"),
            )
        )
    return CaseView(row, file, tuple(views), row.id in excluded_from([row], user))


def shown_candidates(row: Case, file: ApplicationValue) -> list[dict[str, Any]]:
    """Of somebody without papers only those they were asked about stand beside them: whoever is to ask about the
    others must not read the answers first."""
    if row.state == CaseState.SETTLED or not without_papers(file):
        return list(row.candidates)
    asked = {str(id_) for id_ in (*persons_asked_about(row), row.person)}
    return [candidate for candidate in row.candidates if candidate["id"] in asked]


def open_case_of(application: UUID) -> Case | None:
    return Case.objects.filter(application=application).exclude(state=CaseState.SETTLED).first()


def letter_of(application: UUID) -> UUID | None:
    """The letter of the last refusal, if any."""
    row = Case.objects.filter(application=application, letter__isnull=False).order_by("-settled_at").first()
    return row.letter if row else None


def counts_by_state() -> Mapping[str, int]:
    """How many cases are open and proposed."""
    found = dict.fromkeys((CaseState.OPEN.value, CaseState.PROPOSED.value), 0)
    for state in Case.objects.exclude(state=CaseState.SETTLED).values_list("state", flat=True):
        found[state] += 1
    return found


def get_case(case: UUID) -> Case:
    """Raises CaseUnknownError."""
    row = Case.objects.filter(pk=case).first()
    if row is None:
        raise CaseUnknownError()
    return row


def cases_of(application: UUID) -> list[Case]:
    """Every case of an application, the oldest first."""
    return list(Case.objects.filter(application=application).order_by("opened_at", "id"))
