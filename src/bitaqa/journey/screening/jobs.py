"""Screening's step: a batch of applications is compared with the register; clear ones are approved, doubts become
cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import step, work_batch
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue

from .approving import approve
from .domain import Finding, evidence, listed
from .fingers import asking as asking  # its steps are registered with ours
from .fingers import erasing as erasing
from .gathering import find
from .models import Case, ScreeningItem

BATCH = 200
ACTOR = "worker:screening"


@step("screening", every_seconds=5)
def screen() -> int:
    """Screens up to one batch; returns how many applications it settled."""
    return work_batch(ScreeningItem, BATCH, screen_applications)


def screen_applications(ids: Sequence[UUID]) -> None:
    """Compares applications with persons and pending applications; approves the clear ones, opens cases for the
    rest."""
    at, act = now(), new_id()
    files = {
        id_: file
        for id_, file in applications.applications_by_id(ids).items()
        if file.state is ApplicationState.RECEIVED
    }
    findings = find(list(files.values()))
    clear = {finding.application: finding.person for finding in findings if finding.clear}
    doubts = [finding for finding in findings if not finding.clear]
    apart = {finding.application: finding.told_apart for finding in findings}
    doubts += approve(clear, files, move="clear", by=ACTOR, at=at, act=act, told_apart=apart)
    open_cases(doubts, files, at=at, act=act)


def open_cases(findings: Sequence[Finding], files: dict[UUID, ApplicationValue], *, at: datetime, act: UUID) -> None:
    """Hands doubts to people: one open case per application."""
    if not findings:
        return
    Case.objects.bulk_create(
        [
            Case(
                application=finding.application,
                opened_at=at,
                needed_by=files[finding.application].needed_by,
                reasons=[why.value for why in finding.reasons],
                candidates=[listed(candidate) for candidate in finding.candidates],
                level=finding.level.value,
                evidence={str(c.id): evidence(c) for c in finding.candidates if c.known is not None},
            )
            for finding in findings
        ]
    )
    applications.move(
        [finding.application for finding in findings],
        "doubt",
        by=ACTOR,
        at=at,
        act=act,
        facts={f.application: {"level": f.level.value, **dict.fromkeys(f.reasons, 1)} for f in findings},
    )
