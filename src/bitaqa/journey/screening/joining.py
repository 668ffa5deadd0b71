"""Two entries of the register are found to be one person: one adjudicator proposes, another confirms or declines.

Joining is by alias and deletes nothing. Where both entries hold a living document of one kind, the alias's is revoked:
nobody holds two. Refuses: one person for both halves, an entry joined or proposed already.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bitaqa.backbone.accounts.door import (
    DECLINED,
    EVERYWHERE,
    Permission,
    User,
    actor_of,
    check_can,
    get_first_of_two,
    lock_proposal,
    settle_proposal,
)
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import LIVING
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

from .errors import JoinProposedAlreadyError, JoinUnknownError, PersonUnknownError
from .models import Join


def propose_join(*, alias: str, into: str, by: User, at: datetime, because: str) -> Join:
    """The first of two people: `alias` and `into` are national numbers.

    Raises NotPermittedError, PersonUnknownError, PersonMergedAlreadyError (the same person, or joined already),
    JoinProposedAlreadyError.
    """
    _check(by)
    numbers = ["".join(number.upper().split()) for number in (alias, into)]
    found = persons.persons_by_number(numbers)
    if set(numbers) - found.keys():
        raise PersonUnknownError()
    one, other = found[numbers[0]], found[numbers[1]]
    if one.id == other.id:
        raise persons.PersonMergedAlreadyError()
    try:
        with transaction.atomic():
            return Join.objects.create(alias=one.id, into=other.id, because=because, proposed_by=by.pk, proposed_at=at)
    except IntegrityError:
        raise JoinProposedAlreadyError() from None


def propose_parting(*, join: UUID, by: User, at: datetime, because: str) -> Join:
    """The first of two people who undo a joining: the entries turned out to be two people.

    Raises NotPermittedError, JoinUnknownError (not joined, or undone already), JoinProposedAlreadyError.
    """
    _check(by)
    row = Join.objects.filter(pk=join, outcome="joined").first()
    if row is None or row.undone_by.filter(outcome="parted").exists():
        raise JoinUnknownError()
    try:
        with transaction.atomic():
            return Join.objects.create(
                alias=row.alias, into=row.into, because=because, parts=row, proposed_by=by.pk, proposed_at=at
            )
    except IntegrityError:
        raise JoinProposedAlreadyError() from None


def joined_lately(limit: int = 50) -> list[Join]:
    """Joinings that stand, the newest first: what may be undone."""
    undone = Join.objects.filter(outcome="parted").values("parts")
    return list(Join.objects.filter(outcome="joined").exclude(pk__in=undone).order_by("-settled_at", "id")[:limit])


@transaction.atomic
def confirm_join(*, join: UUID, by: User, at: datetime) -> list[UUID]:
    """The second of two people: the entries are joined, or parted again. Returns the documents of the alias that
    were revoked; parting gives none back, since a card that was revoked may be anywhere: a duplicate is made.

    Raises NotPermittedError, JoinUnknownError, ProposedByOneselfError, and what merging raises.
    """
    row = _locked(join, by)
    first = get_first_of_two(row, second=by)
    if row.parts is not None:
        persons.part_person(
            alias=row.alias, into=row.into, moved=[UUID(id_) for id_ in row.parts.moved], by=actor_of(first),
            witness=actor_of(by), at=at, because=row.because,
        )  # fmt: skip
        settle_proposal(row, "parted", by=by, at=at)
        return []
    held = documents.documents_of_persons([row.alias, row.into], states=LIVING)
    kept = {document.document_type for document in held.get(row.into, [])}
    doubled = [document.id for document in held.get(row.alias, []) if document.document_type in kept]
    moved = persons.merge_person(
        alias=row.alias, into=row.into, by=actor_of(first), witness=actor_of(by), at=at, because=row.because
    )
    revoked = documents.move(doubled, "revoke", by=actor_of(by), at=at, act=new_id(), because="one_person_one_document")
    row.moved = [str(id_) for id_ in moved]
    settle_proposal(row, "joined", by=by, at=at)
    return revoked


@transaction.atomic
def decline_join(*, join: UUID, by: User, at: datetime) -> None:
    """They stay two people; who proposed it may take it back so. Raises NotPermittedError, JoinUnknownError."""
    settle_proposal(_locked(join, by), DECLINED, by=by, at=at)


def open_joins() -> list[Join]:
    """Proposals that wait, the oldest first."""
    return list(Join.objects.filter(outcome="").order_by("proposed_at", "id"))


def get_open_join(join: UUID) -> Join:
    """Raises JoinUnknownError."""
    row = Join.objects.filter(pk=join, outcome="").first()
    if row is None:
        raise JoinUnknownError()
    return row


def joins_waiting_for(user: User) -> int:
    """How many proposals of others wait."""
    return Join.objects.filter(outcome="").exclude(proposed_by=user.pk).count()


def _check(by: User) -> None:
    check_can(by, Permission.ADJUDICATE, scope=EVERYWHERE)  # an entry of the register belongs to no campaign


def _locked(join: UUID, by: User) -> Join:
    _check(by)
    return lock_proposal(Join, join, unknown=JoinUnknownError)
