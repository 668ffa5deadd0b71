"""What adjudicators said, kept to learn how sure the bench is: second opinions, blind ones, times.

A blind opinion is asked of a decided case by someone who did not decide it, without the decision being told; it
changes nothing. Figures are for those who answer for the bench, never a public ranking.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.accounts.door import Permission, User, check_can
from bitaqa.records.applications import door as applications

from .errors import NothingToShowAgainError
from .models import Case, Opinion
from .reach import within_reach

LATEST = 500
"""Blind opinions are asked of the newest so many decided cases: practice changes."""


def note_opinion(
    row: Case, *, by: User, at: datetime, says: str, person: UUID | None = None, seconds: int | None = None,
    kind: str = "decision",
) -> None:  # fmt: skip
    """Writes down what someone said of a case. In the transaction of the act."""
    Opinion.objects.create(case=row, by=by.pk, at=at, kind=kind, says=says, person=person, seconds=seconds)


def final_word(row: Case) -> str:
    """`same` or `different`, as the case ended; empty when it ended otherwise."""
    if row.outcome == "approved":
        return "same" if row.person is not None else "different"
    return "same" if row.outcome == "refused" and row.ground == "another_identity" else ""


def case_to_show_again(user: User) -> Case:
    """A decided case within this person's reach, of which they have said nothing. Raises NothingToShowAgainError.

    The same one until it is answered: which of the newest comes is drawn by the person's id, not chosen by anybody.
    """
    mine = set(Opinion.objects.filter(by=user.pk).values_list("case", flat=True))
    rows = Case.objects.filter(state="settled", outcome__in=["approved", "refused"]).order_by("-settled_at", "id")
    fitting = [
        row
        for row in rows[:LATEST]
        if row.id not in mine and final_word(row) and any(c["kind"] == "person" for c in row.candidates)
    ]
    files = applications.applications_by_id(row.application for row in fitting)
    covered = within_reach(user, Permission.ADJUDICATE, files.values())
    fitting = [row for row in fitting if row.application in covered]
    if not fitting:
        raise NothingToShowAgainError()
    return min(fitting, key=lambda row: row.id.int ^ user.pk.int)


@transaction.atomic
def say_blindly(*, case: UUID, says: str, by: User, at: datetime, seconds: int | None = None) -> None:
    """`same` or `different` of a decided case. Raises NotPermittedError, NothingToShowAgainError."""
    check_can(by, Permission.ADJUDICATE)
    row = Case.objects.select_for_update().filter(pk=case, state="settled").first()
    if row is None or Opinion.objects.filter(case=row, by=by.pk).exists() or says not in ("same", "different"):
        raise NothingToShowAgainError()
    note_opinion(row, by=by, at=at, says=says, seconds=seconds, kind="blind")


@dataclass(frozen=True, slots=True)
class ReasonFigures:
    """Of one reason (or line of the policy): cases, and how those decided ended. Parts sum to `cases`."""

    code: str
    cases: int
    waiting: int
    same: int
    different: int
    otherwise: int


@dataclass(frozen=True, slots=True)
class AdjudicatorFigures:
    """Of one person: opinions, the median of seconds a page was open, and how often blind opinions agreed with the
    decision, `seconded` how often the second of two agreed that a hit was someone else."""

    by: UUID
    opinions: int
    median_seconds: int | None
    seconded: int
    asked_for_second: int
    blind_agreed: int
    blind_given: int


def every_case() -> list[Case]:
    return list(Case.objects.order_by("opened_at", "id"))


def figures_by_reason(rows: Sequence[Case]) -> list[ReasonFigures]:
    """The most frequent first; a case with two reasons counts under each."""
    return _figures((reason, row) for row in rows for reason in dict.fromkeys(row.reasons))


def figures_by_line(rows: Sequence[Case]) -> list[ReasonFigures]:
    """By the policy's line that fitted; cases of a claim that differs have none."""
    lines = ((row, dict.fromkeys(told.get("line") for told in row.evidence.values())) for row in rows)
    return _figures((line, row) for row, its in lines for line in its if line)


def _figures(pairs: Iterable[tuple[str, Case]]) -> list[ReasonFigures]:
    found: dict[str, list[str]] = {}
    for code, row in pairs:
        found.setdefault(code, []).append(final_word(row) if row.state == "settled" else "waiting")
    told = [
        ReasonFigures(code, len(words), *(words.count(word) for word in ("waiting", "same", "different", "")))
        for code, words in found.items()
    ]
    return sorted(told, key=lambda one: (-one.cases, one.code))


def figures_by_adjudicator(only: UUID | None = None) -> list[AdjudicatorFigures]:
    """In the order of ids, so that it ranks nobody. One round trip."""
    opinions = Opinion.objects.select_related("case").order_by("by", "at")
    if only is not None:
        opinions = opinions.filter(by=only)
    by_person: dict[UUID, list[Opinion]] = {}
    for one in opinions:
        by_person.setdefault(one.by, []).append(one)
    told = []
    for by, said in by_person.items():
        seconds = [one.seconds for one in said if one.seconds is not None]
        blind = [one for one in said if one.kind == "blind"]
        first = [one for one in said if one.kind == "decision" and one.says == "different" and one.case.level == "hit"]
        first = [one for one in first if one.case.state == "settled"]
        told.append(
            AdjudicatorFigures(
                by, len(said), int(median(seconds)) if seconds else None,
                sum(final_word(one.case) == one.says for one in first), len(first),
                sum(final_word(one.case) == one.says for one in blind), len(blind),
            )
        )  # fmt: skip
    return told
