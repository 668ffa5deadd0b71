"""What adjudicators do with a case: approve, propose a refusal, confirm it, hear an appeal. And deaths.

Sending a file back is in `returning.py`, referring it to the service against fraud in `referring.py`.

A refusal takes two people; an appeal is decided by people who did not decide first. Each act locks its case, so a
double click or two tabs settle it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.accounts.door import Permission, User, actor_of, check_can
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.reports import ReportEnd
from bitaqa.journey.intake.door import suspend_reported
from bitaqa.records.applications import door as applications
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

from . import policy
from .approving import approve, type_of
from .casework import locked_case, note_proposal, refused_before, settle_case, tell_proposal
from .domain import MissingProof, RefusalGround, Why, listed
from .errors import (
    AppealTooLateError,
    NoProposalError,
    NotACandidateError,
    PersonDeadAlreadyError,
    ProofInOneLanguageError,
    ProposedByAnotherError,
    ReasonMissingError,
    SamePersonTwiceError,
    SecondOpinionNeededError,
)
from .identity.acts import without_papers
from .identity.enough import check_proven, check_searched
from .letters import keep_refusal
from .models import Case, CaseState
from .opinions import note_opinion
from .reach import check_reach
from .rules import Level
from .words import APPROVALS, DIFFERENT, FRAUD, SAME


@transaction.atomic
def approve_case(
    *, case: UUID, person: UUID | None, by: User, at: datetime, because: str, seconds: int | None = None
) -> str:
    """The applicant is `person`, one of the candidates, or (None) someone the register does not know yet.

    Two people say so when the candidates of a hit are someone else, always when the file was refused before, as
    a refusal took two, and always of somebody without papers, once answers, witnesses and fingers are enough: the
    first answers `proposed`, the second, of the same word, `approved`;
    `shown_again` when someone who took the name meanwhile opens the doubt anew instead of a second person.
    Raises CaseUnknownError, CaseSettledError, DecidedBeforeError, NotACandidateError, ReasonMissingError,
    ProposedByAnotherError, SecondOpinionNeededError, NotPermittedError; without papers also what `check_proven` does.
    """
    if not because.strip():
        raise ReasonMissingError()
    row = locked_case(case, by)
    second = row.state == CaseState.PROPOSED and row.proposed_ground in APPROVALS
    if second and row.proposed_by == by.pk:
        raise SecondOpinionNeededError()
    if second and person != row.person:
        raise ProposedByAnotherError()
    shown = frozenset(UUID(c["id"]) for c in row.candidates if c["kind"] == "person")
    if person is not None and person not in shown:
        raise NotACandidateError()
    files = applications.applications_by_id([row.application])
    lost = without_papers(files[row.application])
    if lost:
        check_proven(row, person)
    if person is None and not type_of(files[row.application]).makes_person:
        raise NotACandidateError()  # an extract is of someone the register holds
    says = "different" if person is None else "same"
    if not second and (lost or refused_before(row) or (person is None and row.level == Level.HIT)):
        ground = DIFFERENT if person is None else SAME
        note_proposal(row, ground, by=by, at=at)
        row.remark, row.person = because, person
        row.save()
        event = "application.identity_proposed" if lost else "application.second_opinion_asked"
        tell_proposal(row, event, by=by, at=at, because=ground)
        note_opinion(row, by=by, at=at, says=says, seconds=seconds)
        return "proposed"
    held = persons.persons_by_id(shown)
    row.as_shown = {str(id_): one.identity.to_map() for id_, one in held.items()}
    late = approve(
        {row.application: person},
        files,
        move="approve",
        by=actor_of(by),
        at=at,
        act=new_id(),
        because="decided_by_people",
        told_apart={row.application: shown},
    )
    if late:
        row.candidates += [listed(candidate) for candidate in late[0].candidates]
        row.save(update_fields=["candidates"])
        return "shown_again"
    row.remark = because
    settle_case(row, "approved", by=by, at=at, person=person)
    kind = "second" if second else "decision"
    note_opinion(row, by=by, at=at, says=says, person=person, seconds=seconds, kind=kind)
    return "approved"


@transaction.atomic
def propose_refusal(
    *, case: UUID, ground: RefusalGround, missing: MissingProof, by: User, at: datetime, seconds: int | None = None
) -> None:
    """The first of two people. Proposing again before the second decides replaces one's own proposal.

    That nobody was found is said of somebody without papers, once the register was searched. Raises
    ReasonMissingError, ProofInOneLanguageError, PapersNotLostError, IdentityNotSearchedError and what every act on a
    case raises.
    """
    arabic, french = missing.line_ar.strip()[:1000], missing.line_fr.strip()[:1000]
    if not (missing.papers or arabic or french):
        raise ReasonMissingError()
    if bool(arabic) != bool(french):
        raise ProofInOneLanguageError()
    row = locked_case(case, by)
    if row.state == CaseState.PROPOSED and row.proposed_by != by.pk:
        raise ProposedByAnotherError()
    if ground is RefusalGround.NOBODY_FOUND:
        check_searched(row)
    note_proposal(row, ground.value, by=by, at=at)
    row.missing_papers = [paper.value for paper in missing.papers]
    row.missing_proof, row.missing_proof_fr, row.person = arabic, french, None
    row.save()
    tell_proposal(row, "application.refusal_proposed", by=by, at=at, because=ground.value)
    note_opinion(row, by=by, at=at, says="refuse", seconds=seconds)


@transaction.atomic
def confirm_refusal(*, case: UUID, by: User, at: datetime) -> UUID:
    """The second of two people: the application is refused and its letter is made. Returns the letter's id.

    Raises NoProposalError, SamePersonTwiceError and what every act on a case raises.
    """
    row = locked_case(case, by)
    if row.state != CaseState.PROPOSED or row.proposed_ground in (*APPROVALS, FRAUD):
        raise NoProposalError()
    if row.proposed_by == by.pk:
        raise SamePersonTwiceError()
    ground = row.proposed_ground
    applications.move([row.application], "refuse", by=actor_of(by), at=at, because=ground, refused_ground=ground)
    ends = {row.application: ReportEnd.UNFOUNDED}
    documents.end_reports_of_files(ends, by=actor_of(by), at=at, act=new_id())
    settle_case(row, "refused", by=by, at=at, ground=ground)
    row.letter = keep_refusal(row, at=at)
    row.save(update_fields=["letter"])
    note_opinion(row, by=by, at=at, says="refuse", kind="second")
    return row.letter


@transaction.atomic
def withdraw_proposal(*, case: UUID, by: User) -> None:
    """Takes a proposal back (one's own), or declines it (the second person): the case is open again."""
    row = locked_case(case, by)
    if row.state != CaseState.PROPOSED:
        raise NoProposalError()
    row.state, row.proposed_by, row.proposed_at, row.person = CaseState.OPEN, None, None, None
    row.proposed_ground = row.missing_proof = row.missing_proof_fr = row.ground = ""
    row.missing_papers = []
    row.save()


@transaction.atomic
def open_appeal(*, application: UUID, by: User, at: datetime, because: str) -> UUID:
    """A refused applicant appeals: a new case that those who refused cannot decide. Returns the case.

    Raises ApplicationUnknownError, AppealTooLateError, MoveNotAllowedError via RowsNotMovedError, ReasonMissingError.
    """
    check_can(by, Permission.DECIDE_APPEALS)
    if not because.strip():
        raise ReasonMissingError()
    file = applications.get_application(application)
    check_reach(by, Permission.DECIDE_APPEALS, file)
    refused = Case.objects.filter(application=application, outcome="refused").order_by("-settled_at").first()
    if refused is not None and refused.settled_at is not None:
        until = local_day(refused.settled_at) + timedelta(days=policy.country_pack().raw["appeal"]["days"])
        if local_day(at) > until:
            raise AppealTooLateError(until=until.isoformat())
    applications.move([application], "reopen", by=actor_of(by), at=at, because="appeal")
    suspend_reported([file.as_enrolled], by=actor_of(by), at=at, act=new_id())
    deciders = [str(u) for u in (refused.proposed_by, refused.settled_by) if u] if refused else []
    row = Case.objects.create(
        application=application,
        opened_at=at,
        needed_by=file.needed_by,
        reasons=[Why.APPEAL.value, *(refused.reasons if refused else [])],
        candidates=refused.candidates if refused else [],
        appeal_of=refused,
        excluded=[*deciders, *(refused.excluded if refused else [])],
        remark=because.strip()[:1000],
    )
    return row.id


@transaction.atomic
def report_death(*, person: UUID, died_on: datetime | None, by: str, at: datetime) -> list[UUID]:
    """A reported death stops the person's pending applications and their cards. Returns the applications stopped.

    Raises PersonDeadAlreadyError.
    """
    person, on = persons.leading_entry(person), local_day(died_on or at)
    if not persons.report_death(person, died_on=on, by=by, at=at, because="reported"):
        raise PersonDeadAlreadyError()
    pending = [id_ for entry in persons.entries_of([person]) for id_ in applications.stoppable_of_person(entry)]
    applications.move(pending, "stop", by=by, at=at, because="death")
    Case.objects.filter(application__in=pending).exclude(state=CaseState.SETTLED).update(
        state=CaseState.SETTLED, outcome="stopped", settled_at=at
    )
    return pending


def excluded_from(cases: Sequence[Case], user: UUID) -> set[UUID]:
    """Cases this user may not decide: appeals against their own decision, refusals they proposed."""
    return {c.id for c in cases if str(user) in c.excluded or (c.state == CaseState.PROPOSED and c.proposed_by == user)}
