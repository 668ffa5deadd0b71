"""The end of one person's templates, asked for by one and confirmed by another, and the proof that it came.

The proof is read from the vault and the journal: no key opens the templates of a file any more, the file says since
when, and every engine said that it forgot them. What has not come yet is said to be missing. Refuses: one person for
both halves, a person of whom no templates are held.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bitaqa.backbone.accounts.door import (
    DECLINED,
    EVERYWHERE,
    Permission,
    User,
    check_can,
    get_first_of_two,
    lock_proposal,
    settle_proposal,
)
from bitaqa.backbone.journal.door import entries
from bitaqa.backbone.vault.door import owners_with_keys
from bitaqa.records.applications import door as applications
from bitaqa.records.persons import door as persons

from ..errors import FingerErasureUnknownError, FingersNotHeldError, PersonUnknownError
from ..models import FingerErasure, FingerSet
from .engines import engines
from .erasing import erase_person_fingers


@dataclass(frozen=True, slots=True)
class Proof:
    """Of one file: when its templates' key was destroyed, when the file said so, which engines forgot them and when."""

    application: UUID
    receipt_number: str
    erased_at: datetime | None
    key_destroyed: bool
    forgotten: dict[str, datetime]
    missing: tuple[str, ...]
    """Engines that have not said so yet."""

    @property
    def whole(self) -> bool:
        return self.key_destroyed and self.erased_at is not None and not self.missing


def held_of(person: UUID) -> list[UUID]:
    """The files of a person, of every entry that leads to them, whose templates are held."""
    files = applications.applications_of_entries(sorted(persons.entries_of([person])))
    held = FingerSet.objects.filter(application__in=files, erased_at=None)
    return sorted(held.values_list("application", flat=True))


def propose_finger_erasure(*, national_number: str, by: User, at: datetime, because: str) -> FingerErasure:
    """The first of two. Raises NotPermittedError, PersonUnknownError, FingersNotHeldError."""
    check_can(by, Permission.ERASE_PERSONAL, scope=EVERYWHERE)
    number = "".join(national_number.upper().split())
    person = persons.persons_by_number([number]).get(number)
    if person is None:
        raise PersonUnknownError()
    if not held_of(person.id):
        raise FingersNotHeldError()
    try:
        with transaction.atomic():
            return FingerErasure.objects.create(
                person=person.id, because=because, proposed_by=by.pk, proposed_at=at
            )  # fmt: skip
    except IntegrityError:
        raise FingersNotHeldError() from None


@transaction.atomic
def confirm_finger_erasure(*, erasure: UUID, by: User, at: datetime) -> FingerErasure:
    """The second of two: the keys are destroyed, and engines are told to forget.

    Raises NotPermittedError, FingerErasureUnknownError, ProposedByOneselfError.
    """
    row = _locked(erasure, by)
    first = get_first_of_two(row, second=by)
    emptied = erase_person_fingers(person=row.person, by=first, witness=by, at=at, because=row.because)
    row.files = [str(id_) for id_ in emptied]
    settle_proposal(row, "erased", by=by, at=at)
    return row


@transaction.atomic
def decline_finger_erasure(*, erasure: UUID, by: User, at: datetime) -> FingerErasure:
    """Nothing is erased; who asked may take it back so. Raises NotPermittedError, FingerErasureUnknownError."""
    row = _locked(erasure, by)
    settle_proposal(row, DECLINED, by=by, at=at)
    return row


def proof_of(row: FingerErasure) -> list[Proof]:
    """For each file what vault and journal say: every entry can be checked against the signed tree."""
    files = applications.applications_by_id(UUID(id_) for id_ in row.files)
    wanted = {engine.code for engine in engines()}
    keyed = owners_with_keys([applications.fingers_owner(id_) for id_ in files])
    proofs = []
    for id_, file in files.items():
        told = entries(subject=id_)
        erased = [entry for entry in told if entry.event == "application.fingers_erased"]
        since = erased[-1].acted_at if erased else None
        forgotten = {
            str(entry.facts["engine"]): entry.acted_at
            for entry in told
            if entry.event == "application.fingers_forgotten" and since is not None and entry.acted_at >= since
        }
        gone = applications.fingers_owner(id_) not in keyed
        missing = tuple(sorted(wanted - forgotten.keys()))
        proofs.append(Proof(id_, file.receipt_number, since, gone, forgotten, missing))
    return proofs


def erasures(limit: int = 100) -> list[FingerErasure]:
    """Those that wait first, then the newest."""
    return list(FingerErasure.objects.order_by("settled_at", "-proposed_at")[:limit])


def get_erasure(erasure: UUID) -> FingerErasure:
    """Raises FingerErasureUnknownError."""
    row = FingerErasure.objects.filter(pk=erasure).first()
    if row is None:
        raise FingerErasureUnknownError()
    return row


def _locked(erasure: UUID, by: User) -> FingerErasure:
    check_can(by, Permission.ERASE_PERSONAL, scope=EVERYWHERE)
    return lock_proposal(FingerErasure, erasure, unknown=FingerErasureUnknownError)
