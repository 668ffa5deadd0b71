"""The step before screening: fingers are registered, every engine is asked about them, answers are kept.

A batch is inserted before any of it is searched, and the step runs alone: of two files of one person, whichever comes
later meets the other, in whatever order they are screened. An engine that answers later answers to the second step;
an application goes on to be screened once every required engine has answered. Applications without fingers go on at
once. Nothing is approved here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import enqueue, step, work_batch
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.matching.abis import Abis, Answer, Identify, Insert, Question
from bitaqa.foundation.rules.applications import ApplicationKind, ApplicationState
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue, fingers_container_of

from ..models import FingerItem, Identification, ScreeningItem
from ..policy import policies_of
from ..rules import ScreeningPolicy
from .engines import engines, required_codes
from .keeping import keep_fingers, templates_of

BATCH = 50
"""As many as are searched in half a second or so: their rows are locked meanwhile, and nobody else needs them."""
QUEUE = "fingers"


@step("fingers", every_seconds=5, alone=True, queue=QUEUE)
def ask_engines() -> int:
    """Asks about one batch; returns how many applications it took."""
    return work_batch(FingerItem, BATCH, ask_about)


@step("finger-answers", every_seconds=5, alone=True, queue=QUEUE)
def collect_answers() -> int:
    """Keeps what engines answered since; returns how many applications go on to be screened."""
    answered: set[UUID] = set()
    for engine in engines():
        answers = engine.collect()
        if answers:
            answered |= keep_answers(engine, answers, at=now())
    return pass_on(answered) if answered else 0


def ask_about(ids: Sequence[UUID]) -> None:
    """Every engine is asked about every application of the batch that has fingers; a fixed number of round trips for
    each engine."""
    at = now()
    files = {
        id_: file
        for id_, file in applications.applications_by_id(ids).items()
        if file.state is ApplicationState.RECEIVED
    }
    asked_engines = engines() if any(map(fingers_container_of, files.values())) else []
    kept = keep_fingers(files.values(), at=at)
    templates = templates_of(kept)
    searched = [files[id_] for id_ in templates if files[id_].kind is not ApplicationKind.CORRECTION]
    policies = policies_of(searched)
    for engine in asked_engines:
        asked = _noted(engine, searched, policies, at=at)
        questions: list[Question] = [Insert(new_id(), id_, held) for id_, held in templates.items()]
        keep_answers(engine, engine.ask([*questions, *asked]), at=at)
    pass_on(files)


def _noted(
    engine: Abis, searched: Iterable[ApplicationValue], policies: Mapping[UUID, ScreeningPolicy], *, at: datetime
) -> list[Identify]:
    """What is asked stands in a row before it is asked; an application that comes again is asked about anew."""
    rows = [
        Identification(application=file.id, engine=engine.code, asked_at=at, target_fpir=policies[file.id].target_fpir)
        for file in searched
    ]
    Identification.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["application", "engine"],
        update_fields=["request", "asked_at", "answered_at", "failure", "gallery", "target_fpir", "found"],
    )
    most = {id_: each.most_candidates for id_, each in policies.items()}
    return [Identify(row.request, row.application, row.target_fpir, most[row.application]) for row in rows]


def keep_answers(engine: Abis, answers: Iterable[Answer], *, at: datetime) -> set[UUID]:
    """Writes down the answers to identifications; returns the applications they are about. One round trip.

    Answers that come twice, or to a question asked anew since, change nothing.
    """
    rows = [
        (
            answer.request,
            answer.failure,
            answer.gallery,
            json.dumps(
                [
                    {
                        "reference": str(one.reference),
                        "score": round(one.score, 4),
                        "fingers": {str(at_): round(score, 4) for at_, score in one.fingers.items()},
                        "exchanged": one.hands_exchanged,
                    }
                    for one in answer.found
                ]
            ),
        )
        for answer in answers
    ]
    if not rows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE screening_identification AS asked SET answered_at = %s, failure = given.failure, "
            "gallery = given.gallery, found = given.found::jsonb "
            "FROM unnest(%s::uuid[], %s::text[], %s::bigint[], %s::text[]) AS given(request, failure, gallery, found) "
            "WHERE asked.request = given.request AND asked.engine = %s AND asked.answered_at IS NULL "
            "RETURNING asked.application",
            [at, *(list(column) for column in zip(*rows, strict=True)), engine.code],
        )
        return {row[0] for row in cursor.fetchall()}


def pass_on(ids: Iterable[UUID]) -> int:
    """Those for which no required engine's answer is still to come go on to be screened. Two round trips."""
    asked = set(ids)
    waiting = set(
        Identification.objects.filter(
            application__in=asked, engine__in=required_codes(engines()), answered_at=None
        ).values_list("application", flat=True)
    )
    return enqueue(ScreeningItem, asked - waiting, again=True)
