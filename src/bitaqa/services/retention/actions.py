"""One administrator proposes what has been kept long enough, another confirms: what names a person is gone for ever.

Rows, ids, states, places, days and the journal's account stay, so no published figure changes; words, numbers and
pictures go, with the keys that open the pictures. Refuses: one person for both halves, what is not due any more.
"""

from __future__ import annotations

from collections.abc import Sequence
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
from bitaqa.backbone.journal.door import Entry, erase_personal, record
from bitaqa.backbone.vault.door import destroy_owner_keys
from bitaqa.journey.delivery import door as delivery
from bitaqa.journey.intake import door as intake
from bitaqa.journey.production import door as production
from bitaqa.journey.screening import door as screening
from bitaqa.records.applications import door as applications
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

from .domain import What
from .errors import ErasureProposedAlreadyError, ErasureUnknownError, NothingDueError
from .models import Erasure
from .queries import due

BECAUSE = "retention_ended"


def propose_erasure(*, what: What, by: User, at: datetime) -> Erasure:
    """The first of two: the list as it stands now. Raises NotPermittedError, NothingDueError,
    ErasureProposedAlreadyError."""
    check_can(by, Permission.ERASE_PERSONAL, scope=EVERYWHERE)
    ids = due(what, at)
    if not ids:
        raise NothingDueError()
    try:
        with transaction.atomic():
            return Erasure.objects.create(
                what=what.value, subjects=[str(id_) for id_ in ids], proposed_by=by.pk, proposed_at=at
            )
    except IntegrityError:
        raise ErasureProposedAlreadyError() from None


@transaction.atomic
def confirm_erasure(*, erasure: UUID, by: User, at: datetime) -> int:
    """The second of two. Returns how many files were emptied; a fixed number of round trips whatever the list's length.

    Raises NotPermittedError, ErasureUnknownError, ProposedByOneselfError.
    """
    row = _locked(erasure, by)
    first = actor_of(get_first_of_two(row, second=by))
    ids = [UUID(id_) for id_ in row.subjects]
    if row.what == What.PERSONS:
        row.files = _erase_persons(ids, by=actor_of(by), first=first, at=at, act=row.id)
    else:
        row.files = _erase_files(ids, by=actor_of(by), first=first, at=at, act=row.id)
    settle_proposal(row, "erased", by=by, at=at)
    return row.files


@transaction.atomic
def decline_erasure(*, erasure: UUID, by: User, at: datetime) -> None:
    """The list falls; nothing was erased. Who proposed it may take it back so. Raises as `confirm_erasure`."""
    settle_proposal(_locked(erasure, by), DECLINED, by=by, at=at)


def _erase_files(
    ids: Sequence[UUID], *, by: str, first: str, at: datetime, act: UUID, held: Sequence[UUID] = ()
) -> int:
    erased = applications.erase_applications(ids, at=at)
    screening.erase_files(erased, by=by, at=at, because=BECAUSE)
    intake.erase_files(erased)
    production.erase_files(erased, by=by)
    delivery.erase_files(erased, cards=held)
    erase_personal(erased)
    destroy_owner_keys(erased, by=by, because=BECAUSE)
    record([_told("application", id_, by=by, first=first, at=at, act=act) for id_ in erased])
    return len(erased)


def _erase_persons(ids: Sequence[UUID], *, by: str, first: str, at: datetime, act: UUID) -> int:
    entries = sorted(persons.entries_of(ids))
    erased = persons.erase_persons(entries, at=at)
    numbers = documents.erase_documents_of(erased)
    held = cards.erase_cards_of(erased)
    erase_personal([*erased, *numbers, *held])
    record([_told("person", id_, by=by, first=first, at=at, act=act) for id_ in erased])
    files = applications.applications_of_entries(erased)
    return _erase_files(files, by=by, first=first, at=at, act=act, held=held)


def _told(kind: str, id_: UUID, *, by: str, first: str, at: datetime, act: UUID) -> Entry:
    return Entry(
        event=f"{kind}.erased",
        subject_kind=kind,
        subject=id_,
        acted_at=at,
        actor=by,
        act=act,
        because=BECAUSE,
        facts={"proposed_by": first, "erasure": act},
    )


def _locked(erasure: UUID, by: User) -> Erasure:
    check_can(by, Permission.ERASE_PERSONAL, scope=EVERYWHERE)
    return lock_proposal(Erasure, erasure, unknown=ErasureUnknownError)
