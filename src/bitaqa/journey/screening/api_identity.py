"""Machine doors of re-establishing an identity: the same acts as the screens. No answer leaves, only verdicts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from bitaqa.backbone.accounts.door import Permission, Staff, actor_of, person_of
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks

from .identity import acts
from .identity.questions import Question
from .identity.words import Relation

router = Router()
SEEN = ("person", "said", "agrees", "died")


class AskIn(Schema):
    person: UUID


class AnswerIn(Schema):
    question: Question
    said: str = ""


class WitnessIn(Schema):
    person: UUID
    national_number: str
    relation: Relation


@router.post("cases/{uuid:case}/identity", auth=Staff(Permission.ADJUDICATE))
def search(request: HttpRequest, case: UUID) -> list[dict[str, Any]]:
    """Persons the applicant may be, the likeliest first: what agrees, by name, and never what the register holds."""
    user = person_of(request)
    ranked = acts.search_register(case=case, by=user, at=now()).ranked
    shown = [UUID(one["person"]) for one in ranked]
    looks("person.looked_at", subject_kind="person", subjects=shown, by=actor_of(user), purpose="identity_search")
    return [{name: one[name] for name in SEEN} for one in ranked]


@router.post("cases/{uuid:case}/interviews", auth=Staff(Permission.ADJUDICATE))
def begin(request: HttpRequest, case: UUID, given: AskIn) -> dict[str, Any]:
    held = acts.begin_interview(case=case, person=given.person, by=person_of(request), at=now())
    return {"interview": str(held.id), "questions": list(held.questions)}


@router.post("interviews/{uuid:interview}/answers", auth=Staff(Permission.ADJUDICATE))
def answer(request: HttpRequest, interview: UUID, given: AnswerIn) -> dict[str, int]:
    """How many questions are left; whether the answer is right is told when the interview has ended."""
    left = acts.answer_question(
        interview=interview, question=given.question, said=given.said, by=person_of(request), at=now()
    )  # fmt: skip
    return {"left": left}


@router.post("interviews/{uuid:interview}/end", auth=Staff(Permission.ADJUDICATE))
def end(request: HttpRequest, interview: UUID) -> dict[str, int]:
    told = acts.end_interview(interview=interview, by=person_of(request), at=now())
    return {verdict.value: count for verdict, count in told.items()}


@router.post("cases/{uuid:case}/witnesses", auth=Staff(Permission.ADJUDICATE))
def witness(request: HttpRequest, case: UUID, given: WitnessIn) -> dict[str, str]:
    made = acts.name_witness(
        case=case, person=given.person, national_number=given.national_number, relation=given.relation.value,
        by=person_of(request), at=now(),
    )  # fmt: skip
    return {"witness": str(made.witness)}
