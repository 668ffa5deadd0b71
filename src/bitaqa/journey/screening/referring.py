"""A file is referred to the service against fraud: two people decide it, the applicant is told, others take the answer.

A suspicion is not a verdict. The file waits in a state of its own, visible with its day; the applicant's letter says
that it is examined further, until when, and where to ask, and says nothing of the suspicion. The answer reopens the
case for people who took no part in the referral, whatever it says: nothing is refused by it. Refuses: one person
for both halves, an answer from those who referred.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.accounts.door import Permission, User, actor_of, check_can
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue

from . import policy
from .casework import case_again, locked_case, note_proposal, settle_case, tell_proposal
from .domain import ReferralAnswer, Suspicion
from .errors import (
    DecidedBeforeError,
    NoProposalError,
    NotReferredError,
    ProposedByAnotherError,
    ReasonMissingError,
    SamePersonTwiceError,
)
from .letters import keep_examination
from .models import Case, CaseState
from .opinions import note_opinion
from .reach import check_reach
from .words import FRAUD


@transaction.atomic
def propose_referral(
    *, case: UUID, suspicion: Suspicion, because: str, by: User, at: datetime, seconds: int | None = None
) -> None:
    """The first of two people. Raises ReasonMissingError, ProposedByAnotherError and what every act raises."""
    if not because.strip():
        raise ReasonMissingError()
    row = locked_case(case, by)
    if row.state == CaseState.PROPOSED and row.proposed_by != by.pk:
        raise ProposedByAnotherError()
    note_proposal(row, FRAUD, by=by, at=at)
    row.ground, row.remark = suspicion.value, because.strip()[:1000]
    row.save()
    tell_proposal(row, "application.referral_proposed", by=by, at=at, because=suspicion.value)
    note_opinion(row, by=by, at=at, says="refer", seconds=seconds)


@transaction.atomic
def confirm_referral(*, case: UUID, by: User, at: datetime) -> UUID:
    """The second of two people: the file is referred and the applicant's letter is made. Returns the letter's id.

    Raises NoProposalError, SamePersonTwiceError and what every act on a case raises.
    """
    row = locked_case(case, by)
    if row.state != CaseState.PROPOSED or row.proposed_ground != FRAUD:
        raise NoProposalError()
    if row.proposed_by == by.pk:
        raise SamePersonTwiceError()
    suspicion = row.ground
    applications.move([row.application], "refer", by=actor_of(by), at=at, because=suspicion)
    settle_case(row, "referred", by=by, at=at, ground=suspicion)
    row.letter = keep_examination(row, at=at, answer_by=answer_day(at))
    row.save(update_fields=["letter"])
    note_opinion(row, by=by, at=at, says="refer", kind="second")
    return row.letter


@transaction.atomic
def answer_referral(*, application: UUID, answer: ReferralAnswer, because: str, by: User, at: datetime) -> UUID:
    """What the service found is entered, and the case is open again for others. Returns the new case.

    Raises NotPermittedError, ReasonMissingError, ApplicationUnknownError, NotReferredError, DecidedBeforeError (those
    who referred the file do not enter the answer).
    """
    check_can(by, Permission.ADJUDICATE)
    if not because.strip():
        raise ReasonMissingError()
    file = applications.get_application(application)
    check_reach(by, Permission.ADJUDICATE, file)
    row = _referred_case(application)
    if row is None or file.state is not ApplicationState.REFERRED:
        raise NotReferredError()
    took_part = [str(who) for who in (row.proposed_by, row.settled_by)]
    if str(by.pk) in took_part:
        raise DecidedBeforeError()
    applications.move([application], "answer", by=actor_of(by), at=at, because=answer.value)
    return case_again(row, at=at, reasons=[answer.value], excluded=took_part, remark=because).id


def referred_files() -> list[tuple[ApplicationValue, Case, date]]:
    """Files that wait for the service, the one whose answer is due first on top; with the day it is due."""
    files = applications.applications_in([ApplicationState.REFERRED])
    cases = {file.id: _referred_case(file.id) for file in files}
    told = [
        (file, case, answer_day(case.settled_at))
        for file in files
        if (case := cases[file.id]) is not None and case.settled_at is not None
    ]
    return sorted(told, key=lambda one: (one[2], one[0].id))


def answer_day(referred_at: datetime) -> date:
    """Until when the service should have answered (country pack, `[referral]`)."""
    return local_day(referred_at) + timedelta(days=int(policy.country_pack().raw["referral"]["days"]))


def _referred_case(application: UUID) -> Case | None:
    return Case.objects.filter(application=application, outcome="referred").order_by("-settled_at").first()
