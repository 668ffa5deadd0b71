"""What was gathered about a person for a case, and whether it is enough to propose that the applicant is them."""

from __future__ import annotations

from uuid import UUID

from bitaqa.records.applications import door as applications

from ..errors import IdentityInventedError, IdentityNotSearchedError, PapersNotLostError, ProofNotEnoughError
from ..models import Case, IdentitySearch, Interview, Witness
from .acts import identity_policy, ranked_one, verdicts_of, without_papers
from .proof import Fingers, Proof
from .questions import Verdict


def proof_about(row: Case, person: UUID) -> Proof:
    """Raises IdentityNotSearchedError, NotACandidateError. An interview that has not ended counts for nothing."""
    one = ranked_one(row, person)
    held = Interview.objects.filter(case=row, person=person, ended_at__isnull=False).first()
    told = verdicts_of(held) if held is not None else dict.fromkeys(Verdict, 0)
    return Proof(
        fingers=Fingers(one["said"]),
        right=told[Verdict.RIGHT],
        wrong=told[Verdict.WRONG],
        declined=told[Verdict.DECLINED],
        witnesses=Witness.objects.filter(case=row, person=person).count(),
    )


def check_proven(row: Case, person: UUID | None) -> None:
    """Before anybody proposes that an applicant without papers is this person.

    Raises IdentityInventedError (nobody of the register), IdentityNotSearchedError, NotACandidateError,
    ProofNotEnoughError.
    """
    if person is None:
        raise IdentityInventedError()
    if not identity_policy().enough(proof_about(row, person)):
        raise ProofNotEnoughError()


def check_searched(row: Case) -> None:
    """Before anybody proposes that the register holds nobody who is the applicant.

    Raises PapersNotLostError, IdentityNotSearchedError.
    """
    if not without_papers(applications.get_application(row.application)):
        raise PapersNotLostError()
    if not IdentitySearch.objects.filter(case=row).exists():
        raise IdentityNotSearchedError()


def persons_asked_about(row: Case) -> set[UUID]:
    """Whose interview has ended: only they stand beside the applicant."""
    return set(Interview.objects.filter(case=row, ended_at__isnull=False).values_list("person", flat=True))
