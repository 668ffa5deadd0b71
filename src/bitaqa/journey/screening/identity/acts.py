"""The acts that re-establish who somebody without papers is; the decision that follows is the bench's.

Search, then ask about one person at a time, then name witnesses. Whoever asks must not have been shown what the
register holds of that person, hears no verdict before the interview ends, and asks nobody twice. Refuses: a file that
names a number or brings an old card, a case that is proposed or settled, answers changed after they were given.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from bitaqa.backbone.accounts.door import User, actor_of
from bitaqa.backbone.journal.door import has_looked
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.persons import door as persons

from .. import policy
from ..casework import locked_case
from ..domain import Why
from ..errors import (
    AnswersKnownError,
    IdentityNotSearchedError,
    InterviewHeldError,
    InterviewOverError,
    InterviewUnknownError,
    NotACandidateError,
    PapersNotLostError,
    ProposedByAnotherError,
    TooLittleKnownError,
    WitnessRefusedError,
)
from ..models import Answer, Case, CaseState, IdentitySearch, Interview, Witness
from .facts import facts_about, stated_in
from .proof import IdentityPolicy, is_without_papers, read_policy
from .questions import Question, Verdict, judge, questions_about
from .ranking import ranked_persons

MASKED: Final = ("identity_search", "identity_interview")
"""Purposes of looks that show of a person only what agrees with the file, never what the register holds."""


def identity_policy() -> IdentityPolicy:
    """As the country pack says it. Raises PolicyLineError."""
    return read_policy(policy.country_pack().raw["identity"])


def without_papers(file: ApplicationValue) -> bool:
    return is_without_papers(file.kind, file.body)


@transaction.atomic
def search_register(*, case: UUID, by: User, at: datetime) -> IdentitySearch:
    """Ranks the persons the applicant may be; searching again replaces the list.

    Raises PapersNotLostError, ProposedByAnotherError and what every act on a case raises.
    """
    row, file = _open_case(case, by)
    ranked = [one.to_map() for one in ranked_persons(file, most=identity_policy().persons_most)]
    found, _new = IdentitySearch.objects.update_or_create(
        case=row, defaults={"by": by.pk, "at": at, "ranked": ranked}
    )  # fmt: skip
    _tell(row, "application.identity_searched", {"found": len(ranked)}, by=by, at=at)
    return found


@transaction.atomic
def begin_interview(*, case: UUID, person: UUID, by: User, at: datetime) -> Interview:
    """Draws the questions about one of the ranked persons; one's own interview that has not ended goes on.

    Raises IdentityNotSearchedError, NotACandidateError, InterviewHeldError, AnswersKnownError, TooLittleKnownError and
    what searching raises.
    """
    row, file = _open_case(case, by)
    ranked_one(row, person)
    held = Interview.objects.filter(case=row, person=person).first()
    if held is not None:
        if held.ended_at is None and held.by == by.pk:
            return held
        raise InterviewHeldError()
    check_knows_no_answers(person, by)
    rules, facts = identity_policy(), facts_about(person)
    drawn = questions_about(facts, stated=stated_in(file, facts), most=rules.questions_most)
    if len(drawn) < rules.questions_least:
        raise TooLittleKnownError()
    return Interview.objects.create(
        case=row, person=person, by=by.pk, begun_at=at, questions=[question.value for question in drawn]
    )


@transaction.atomic
def answer_question(*, interview: UUID, question: Question, said: str, by: User, at: datetime) -> int:
    """Keeps what was said and whether it is right, and tells nobody; empty: declined. Returns how many are left.

    Raises InterviewUnknownError, InterviewOverError and what every act on a case raises.
    """
    row = _mine(interview, by)
    asked = set(row.answers.values_list("question", flat=True))
    if row.ended_at is not None or question in asked or question not in row.questions:
        raise InterviewOverError()
    known = facts_about(row.person).get(question, ())
    text = said.strip()[:120]
    verdict = judge(question, text, known)
    Answer.objects.create(interview=row, question=question.value, said=text, verdict=verdict.value, at=at)
    return len(set(row.questions) - asked - {question.value})


@transaction.atomic
def end_interview(*, interview: UUID, by: User, at: datetime) -> dict[Verdict, int]:
    """What was not asked counts for nothing; the person asked about stands beside the applicant from now on.

    Raises InterviewUnknownError, InterviewOverError (it has ended) and what every act on a case raises.
    """
    held = _mine(interview, by)
    if held.ended_at is not None:
        raise InterviewOverError()
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    told = verdicts_of(held)
    row = held.case
    one, known = ranked_one(row, held.person), str(held.person)
    if all(candidate["id"] != known for candidate in row.candidates):
        row.candidates += [{"kind": "person", "id": known, "why": [Why.ASKED_ABOUT.value], "level": "candidate"}]
        row.evidence[known] = {name: one[name] for name in ("weight", "parts", "held_back", "fingers")} | {
            "line": "", "exchanged": False,
        }  # fmt: skip
        row.save(update_fields=["candidates", "evidence"])
    facts = {"person": known} | {verdict.value: count for verdict, count in told.items()}
    _tell(row, "application.interviewed", facts, by=by, at=at)
    return told


def verdicts_of(held: Interview) -> dict[Verdict, int]:
    told = dict.fromkeys(Verdict, 0)
    for verdict in held.answers.values_list("verdict", flat=True):
        told[Verdict(verdict)] += 1
    return told


@transaction.atomic
def name_witness(
    *, case: UUID, person: UUID, national_number: str, relation: str, by: User, at: datetime
) -> Witness:  # fmt: skip
    """Somebody whose card was seen vouches that the applicant is `person`, one of the ranked.

    Raises WitnessRefusedError (unknown, dead, the person themselves, named before), IdentityNotSearchedError,
    NotACandidateError and what searching raises.
    """
    row, _file = _open_case(case, by)
    ranked_one(row, person)
    number = "".join(national_number.upper().split())
    found = persons.persons_by_number([number]).get(number)
    if found is None or found.died_on is not None or found.id == persons.leading_entry(person):
        raise WitnessRefusedError()
    try:
        with transaction.atomic():
            made = Witness.objects.create(
                case=row, person=person, witness=found.id, relation=relation, by=by.pk, at=at
            )  # fmt: skip
    except IntegrityError:
        raise WitnessRefusedError() from None
    facts = {"person": str(person), "witness": str(found.id), "relation": relation}
    _tell(row, "application.witness_named", facts, by=by, at=at)
    return made


def check_knows_no_answers(person: UUID, by: User) -> None:
    """Raises AnswersKnownError: this adjudicator was shown the person's data (a case, a search, a joining)."""
    if has_looked(by=actor_of(by), at=person, but=MASKED):
        raise AnswersKnownError()


def ranked_one(row: Case, person: UUID) -> dict[str, Any]:
    """Of the last search. Raises IdentityNotSearchedError, NotACandidateError."""
    search = IdentitySearch.objects.filter(case=row).first()
    if search is None:
        raise IdentityNotSearchedError()
    found: dict[str, Any] | None = next((one for one in search.ranked if one["person"] == str(person)), None)
    if found is None:
        raise NotACandidateError()
    return found


def _open_case(case: UUID, by: User) -> tuple[Case, ApplicationValue]:
    row = locked_case(case, by)
    file = applications.get_application(row.application)
    if not without_papers(file):
        raise PapersNotLostError()
    if row.state == CaseState.PROPOSED:
        raise ProposedByAnotherError()
    return row, file


def _mine(interview: UUID, by: User) -> Interview:
    held = Interview.objects.filter(pk=interview, by=by.pk).first()
    if held is None:
        raise InterviewUnknownError()
    row, _file = _open_case(held.case_id, by)
    locked = Interview.objects.select_for_update().get(pk=interview)
    locked.case = row
    return locked


def _tell(row: Case, event: str, facts: dict[str, Any], *, by: User, at: datetime) -> None:
    applications.tell(
        [row.application], event, by=actor_of(by), at=at, act=new_id(), facts={row.application: facts}
    )  # fmt: skip
