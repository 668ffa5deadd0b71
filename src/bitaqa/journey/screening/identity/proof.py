"""What is enough to propose that somebody without papers is a person of the register, in lines that read like policy.

    enough when fingers alike and 2 answers right and at most 1 wrong

Pure. The lines stand in the country pack (`[identity]`). Enough is not decided: two people decide, and they may still
find otherwise. Refuses: a line with a word it does not know (`PolicyLineError`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bitaqa.foundation.rules.applications import ApplicationKind, PaperCode

from ..rules import PolicyLineError, read_conditions


class Fingers(StrEnum):
    """What the applicant's fingers say of a person."""

    ALIKE = "alike"
    AGAINST = "against"
    UNKNOWN = "unknown"
    """Not compared: one of the two gave none, or too few."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was gathered about one person: answers of an interview that has ended, witnesses, fingers."""

    fingers: Fingers
    right: int = 0
    wrong: int = 0
    declined: int = 0
    witnesses: int = 0


Fits = Callable[[Proof], bool]
_WORDS: Final[Sequence[tuple[re.Pattern[str], Callable[..., Fits]]]] = (
    (re.compile("fingers alike"), lambda: lambda proof: proof.fingers is Fingers.ALIKE),
    (re.compile("no fingers of another"), lambda: lambda proof: proof.fingers is not Fingers.AGAINST),
    (re.compile(r"(\d+) answers? right"), lambda least: lambda proof: proof.right >= int(least)),
    (re.compile(r"at most (\d+) wrong"), lambda most: lambda proof: proof.wrong <= int(most)),
    (re.compile(r"(\d+) witness(?:es)?"), lambda least: lambda proof: proof.witnesses >= int(least)),
)


@dataclass(frozen=True, slots=True)
class IdentityPolicy:
    """The lines in force, and how many are asked and ranked."""

    lines: tuple[tuple[str, Fits], ...]
    questions_most: int
    questions_least: int
    persons_most: int

    def enough(self, proof: Proof) -> str:
        """The line that fits; empty when none does."""
        return next((text for text, fits in self.lines if fits(proof)), "")


def read_policy(raw: Mapping[str, Any]) -> IdentityPolicy:
    """From `[identity]` of the country pack. Raises PolicyLineError."""
    lines = tuple((text, _read_line(text)) for text in raw["lines"])
    return IdentityPolicy(
        lines, int(raw["questions_most"]), int(raw["questions_least"]), int(raw["persons_most"])
    )  # fmt: skip


def _read_line(text: str) -> Fits:
    said, when, conditions = text.partition(" when ")
    if not when or said != "enough":
        raise PolicyLineError(line=text)
    fits = read_conditions(conditions, _WORDS, text)
    return lambda proof: all(one(proof) for one in fits)


def is_without_papers(kind: ApplicationKind, body: Mapping[str, Any]) -> bool:
    """Whether the applicant says they are in the register and has nothing to show for it: no number, no old card."""
    if kind not in (ApplicationKind.RENEWAL, ApplicationKind.DUPLICATE):
        return False
    claimed = body.get("claimed") or {}
    if claimed.get("national_number") or claimed.get("document_number"):
        return False
    return all(paper["code"] != PaperCode.OLD_CARD for paper in body.get("papers", ()))
