"""Two entries found to be one person: one becomes an alias of the other, and nothing is deleted.

Numbers, documents and applications stay where they were written; whoever asks by the alias's number or id is answered
by the person it leads to. Refuses: one person for both halves of the decision, an entry that is an alias already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id

from .models import Person


class MergeRefusedError(BitaqaError):
    code = "persons.merge_refused"
    sentence = "The two entries cannot be joined."
    next_step = "Look both up again."


class MergeNeedsTwoPeopleError(MergeRefusedError):
    code = "persons.merge_needs_two_people"
    sentence = "One person alone does not join two entries of the register."
    next_step = "Ask a colleague to confirm it."
    status = 403


class PersonMergedAlreadyError(MergeRefusedError):
    code = "persons.merged_already"
    sentence = "One of the two entries is joined to another already, or they are the same."
    next_step = "Look both up again: someone may have joined them a moment ago."


class PersonUnknownError(MergeRefusedError):
    code = "persons.person_unknown"
    sentence = "The register knows no such person."
    next_step = "Look the person up again."
    status = 404


@transaction.atomic
def merge_person(*, alias: UUID, into: UUID, by: str, witness: str, at: datetime, because: str) -> list[UUID]:
    """`alias` is the same person as `into`, found by two people. Five round trips. Returns the entries that led to
    the alias until now: what `part_person` wants to know.

    What was joined to the alias before leads to `into` from now on, so that no chain is ever longer than one step; a
    death reported of one is known of both. Raises MergeNeedsTwoPeopleError, PersonUnknownError,
    PersonMergedAlreadyError.
    """
    if by == witness:
        raise MergeNeedsTwoPeopleError()
    rows = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=[alias, into]).order_by("pk")}
    if {alias, into} - rows.keys():
        raise PersonUnknownError()
    if alias == into or any(row.merged_into_id is not None for row in rows.values()):
        raise PersonMergedAlreadyError()
    one, other = rows[alias], rows[into]
    moved = list(Person.objects.filter(merged_into=alias).order_by("pk").values_list("pk", flat=True))
    Person.objects.filter(Q(pk=alias) | Q(merged_into=alias)).update(merged_into=into)
    if one.died_on is not None and other.died_on is None:
        Person.objects.filter(pk=into).update(died_on=one.died_on, died_reported_at=one.died_reported_at)
    record(
        [
            Entry(
                event="person.merged",
                subject_kind="person",
                subject=alias,
                acted_at=at,
                actor=by,
                act=new_id(),
                because=because,
                facts={"into": into, "witness": witness},
            )
        ]
    )
    return moved


@transaction.atomic
def part_person(
    *, alias: UUID, into: UUID, moved: Iterable[UUID], by: str, witness: str, at: datetime, because: str
) -> None:
    """Undoes `merge_person`: the alias is a person of its own again, and leads what it led. Three round trips.

    Applications, documents and numbers never moved, so each is with its own entry again; a file approved for `into`
    meanwhile stays there. Raises MergeNeedsTwoPeopleError, PersonUnknownError (they are not joined).
    """
    if by == witness:
        raise MergeNeedsTwoPeopleError()
    rows = Person.objects.select_for_update().filter(pk__in=[alias, *moved], merged_into=into).order_by("pk")
    held = {row.pk for row in rows}
    if alias not in held:
        raise PersonUnknownError()
    Person.objects.filter(pk=alias).update(merged_into=None)
    Person.objects.filter(pk__in=held - {alias}).update(merged_into=alias)
    record(
        [
            Entry(
                event="person.parted",
                subject_kind="person",
                subject=alias,
                acted_at=at,
                actor=by,
                act=new_id(),
                because=because,
                facts={"from": into, "witness": witness},
            )
        ]
    )


def entries_of(persons: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """Every entry that leads to one of these persons, themselves included: entry → person. One round trip."""
    asked = set(persons)
    rows = Person.objects.filter(Q(pk__in=asked) | Q(merged_into__in=asked)).values_list("pk", "merged_into")
    return {entry: into if into is not None and entry not in asked else entry for entry, into in rows}


def leading_entry(person: UUID) -> UUID:
    """The person an entry leads to: itself, unless it was joined to another."""
    found = Person.objects.filter(pk=person).values_list("merged_into", flat=True).first()
    return found or person
