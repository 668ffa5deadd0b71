"""Reads of applications."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.applications import APPLICATION, ENDED, ApplicationState

from .models import Application
from .values import ApplicationUnknownError, ApplicationValue, value_of


def applications_by_id(ids: Iterable[UUID]) -> Mapping[UUID, ApplicationValue]:
    return {row.id: value_of(row) for row in Application.objects.filter(pk__in=set(ids))}


def get_application(application: UUID) -> ApplicationValue:
    """Raises ApplicationUnknownError."""
    row = Application.objects.filter(pk=application).first()
    if row is None:
        raise ApplicationUnknownError(application=application)
    return value_of(row)


def find_application(receipt_number: str) -> ApplicationValue | None:
    row = Application.objects.filter(receipt_number=receipt_number).first()
    return value_of(row) if row else None


@dataclass(frozen=True, slots=True)
class TrackedApplication:
    """What the public tracking page needs of an application, and nothing that names anybody."""

    id: UUID
    document_type: str
    state: ApplicationState
    birth: PartialDate
    missing: tuple[str, ...]
    complete_at: UUID | None
    delivery_visit: UUID | None


def find_tracked(receipt_number: str) -> TrackedApplication | None:
    """By the receipt number as it is printed. One narrow row, so that finding one costs what finding none costs."""
    return _tracked(Application.objects.filter(receipt_number=receipt_number).order_by("id"))


def find_tracked_correction(application: UUID) -> TrackedApplication | None:
    """The latest correction of an application."""
    return _tracked(Application.objects.filter(corrects=application).order_by("-received_at", "-id"))


def _tracked(rows: QuerySet[Application]) -> TrackedApplication | None:
    columns = ("id", "document_type", "state", "birth", "missing", "complete_at", "delivery_visit")
    row = rows.values_list(*columns).first()
    if row is None:
        return None
    id_, document_type, state, birth, missing, *visits = row
    return TrackedApplication(
        id_, document_type, ApplicationState(state), PartialDate.parse(birth), tuple(missing), *visits
    )


def count_persons(*, states: Iterable[ApplicationState], campaign: UUID | None = None) -> int:
    """How many different persons have an application in one of the states; corrections are requests of nobody."""
    query = Application.objects.filter(state__in=list(states), person__isnull=False).exclude(kind="correction")
    if campaign is not None:
        query = query.filter(campaign=campaign)
    return int(query.aggregate(n=Count("person", distinct=True))["n"])


def known_applications(ids: Iterable[UUID]) -> set[UUID]:
    """Which of the ids the register holds already: what makes intake idempotent."""
    return set(Application.objects.filter(pk__in=set(ids)).values_list("id", flat=True))


def corrections_of(applications: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """The latest correction of each application that has one."""
    rows = (
        Application.objects.filter(corrects__in=set(applications))
        .order_by("received_at", "id")
        .values_list("corrects", "id")
    )
    return {corrected: correction for corrected, correction in rows if corrected}


def families_of(applications: Iterable[UUID]) -> Mapping[UUID, Mapping[UUID, ApplicationState]]:
    """For each application, all that share its first request: itself, what it corrects, what corrects it; with states.

    One round trip. A card handed over for a correction fulfils the whole family.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE up AS (SELECT id AS asked, id, corrects FROM application WHERE id = ANY(%s) "
            "UNION SELECT up.asked, a.id, a.corrects FROM up JOIN application a ON a.id = up.corrects), "
            "family AS (SELECT asked, id FROM up WHERE corrects IS NULL "
            "UNION SELECT family.asked, a.id FROM family JOIN application a ON a.corrects = family.id) "
            "SELECT family.asked, family.id, a.state FROM family JOIN application a ON a.id = family.id",
            [sorted(set(applications))],
        )
        found: dict[UUID, dict[UUID, ApplicationState]] = {}
        for asked, member, state in cursor.fetchall():
            found.setdefault(asked, {})[member] = ApplicationState(state)
        return found


def applications_in(
    states: Iterable[ApplicationState],
    *,
    campaign: UUID | None = None,
    place: str | None = None,
    complete_at: Iterable[UUID] | None = None,
    limit: int = 10_000,
) -> list[ApplicationValue]:
    """In order of urgency: deadline first, then the day they were made."""
    query = Application.objects.filter(state__in=list(states))
    if campaign is not None:
        query = query.filter(campaign=campaign)
    if place is not None:
        query = query.filter(place=place)
    if complete_at is not None:
        query = query.filter(complete_at__in=list(complete_at))
    return [value_of(row) for row in query.order_by("needed_by", "day", "id")[:limit]]


@dataclass(frozen=True, slots=True)
class KeyedApplication:
    """`arabic_key` and `latin_key` are search keys; from `pending_born`, the names as written."""

    id: UUID
    arabic_key: str
    latin_key: str
    birth: PartialDate
    sex: str
    claimed_number: str
    document_type: str


WAITING = (ApplicationState.INCOMPLETE, ApplicationState.RETURNED)
"""For papers, or for captures made anew, at a later visit."""
PENDING = (
    ApplicationState.INCOMPLETE,
    ApplicationState.RECEIVED,
    ApplicationState.ADJUDICATION,
    ApplicationState.RETURNED,
    ApplicationState.REFERRED,
)


def pending_by_keys(*, arabic: Iterable[str], latin: Iterable[str], years: Iterable[int]) -> list[KeyedApplication]:
    """Pending applications with one of the name keys (either script) and birth years. One round trip."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, arabic_key, latin_key, birth, sex, claimed_number, document_type FROM application "
            "WHERE state = ANY(%s) AND kind <> 'correction' "
            "AND birth_year = ANY(%s) AND (arabic_key = ANY(%s) OR latin_key = ANY(%s))",
            [[s.value for s in PENDING], sorted(set(years)), sorted(set(arabic)), sorted(set(latin))],
        )
        return [KeyedApplication(r[0], r[1], r[2], PartialDate.parse(r[3]), *r[4:]) for r in cursor.fetchall()]


def pending_born(births: Iterable[PartialDate]) -> list[KeyedApplication]:
    """Pending applications of people born on one of these days, in whatever spelling. One round trip."""
    days = sorted({str(birth) for birth in births if birth.complete})
    if not days:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name_ar, name_latin, birth, sex, claimed_number, document_type FROM application "
            "WHERE birth = ANY(%s) AND state = ANY(%s) AND kind <> 'correction'",
            [days, [s.value for s in PENDING]],
        )
        return [KeyedApplication(r[0], r[1], r[2], PartialDate.parse(r[3]), *r[4:]) for r in cursor.fetchall()]


def count_by_state(*, campaign: UUID | None = None) -> Mapping[ApplicationState, int]:
    query = Application.objects.all() if campaign is None else Application.objects.filter(campaign=campaign)
    return {
        ApplicationState(row["state"]): row["n"]
        for row in query.values("state").annotate(n=Count("id")).order_by("state")
    }


def count_waiting(campaign: UUID) -> Mapping[UUID | None, int]:
    """Files that wait for papers or captures, by the visit named for them. One round trip."""
    query = Application.objects.filter(campaign=campaign, state__in=WAITING)
    return dict(query.values_list("complete_at").annotate(n=Count("id")).order_by("complete_at"))


def pending_by_deadline(campaign: UUID, *, until: date) -> Mapping[date, int]:
    """Requests that have not ended and whose card is needed by a day up to `until`: day → how many, nearest first."""
    rows = Application.objects.filter(campaign=campaign, needed_by__lte=until).exclude(state__in=ENDED)
    return dict(rows.values_list("needed_by").annotate(n=Count("id")).order_by("needed_by"))


def known_receipts(numbers: Iterable[str]) -> set[str]:
    """Which receipt numbers are taken."""
    return set(Application.objects.filter(receipt_number__in=set(numbers)).values_list("receipt_number", flat=True))


def stoppable_of_person(person: UUID) -> list[UUID]:
    """The person's applications that a death stops: everything decided for them that has not reached its end."""
    states = [str(state) for state in APPLICATION.get_move("stop").sources]
    return list(Application.objects.filter(person=person, state__in=states).order_by("id").values_list("id", flat=True))
