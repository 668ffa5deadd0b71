"""What becomes of a pair (the applicant and someone known), in lines that read like policy. Pure.

    hit when 2 fingers score at least 0.36
    candidate when respelled name and same birth day

The first line that fits says it; a pair that no line fits is clear. Nothing is refused here: a candidate goes to
people, a hit to two of them. Lines stand in the country pack (`[[screening]]`), for all, for a programme,
for an office (its station).
Refuses: a line with a word it does not know (`PolicyLineError`), so that a slip of the pen never means "clear".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.country import CountryPack
from bitaqa.foundation.rules.country.load import NoRuleInForceError


class Level(StrEnum):
    """What a line says of a pair. `clear` is said by no line fitting."""

    CLEAR = "clear"
    CANDIDATE = "candidate"
    HIT = "hit"


RANK: Final = {Level.CLEAR: 0, Level.CANDIDATE: 1, Level.HIT: 2}


class PolicyLineError(BitaqaError):
    code = "screening.policy_line"
    sentence = "The screening policy has a line that cannot be read: “%(line)s”."
    next_step = "Correct the line in the country pack; its words are listed in the reference of the policy."
    status = 500


FUSED: Final = 4
"""As many as the index fuses (`foundation/matching/index/searching.py`)."""
FEWEST_TOGETHER: Final = 3
"""Of one or two fingers chance makes means that no stranger reaches with three."""


def mean_of_best(fingers: Mapping[int, float]) -> float:
    """The mean of the four most alike fingers; 0 without any."""
    best = sorted(fingers.values(), reverse=True)[:FUSED]
    return sum(best) / len(best) if best else 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """What is known of a pair. `fingers` by position, 0 to 1; `weight` the log-odds of `weighing.py`."""

    same_name: bool = False
    respelled_name: bool = False
    compatible_birth: bool = False
    same_birth_day: bool = False
    compatible_sex: bool = False
    weight: float = 0.0
    fingers: Mapping[int, float] = field(default_factory=dict)
    fingers_of_another: bool = False
    """Two fingers or more of both were compared one to one, and together they are nowhere near alike."""

    @property
    def together(self) -> float:
        """The mean of the four most alike fingers; 0 where fewer than three were compared."""
        return mean_of_best(self.fingers) if len(self.fingers) >= FEWEST_TOGETHER else 0.0


Fits = Callable[[Pair], bool]
T = TypeVar("T")


def _fingers(count: str, least: str) -> Fits:
    wanted, floor = int(count), float(least)
    return lambda pair: sum(score >= floor for score in pair.fingers.values()) >= wanted


def _together(least: str) -> Fits:
    floor = float(least)
    return lambda pair: pair.together >= floor


def _weight(least: str) -> Fits:
    floor = float(least)
    return lambda pair: pair.weight >= floor


_NUMBER: Final = r"(\d+(?:\.\d+)?)"
_WORDS: Final[Sequence[tuple[re.Pattern[str], Callable[..., Fits]]]] = (
    (re.compile(rf"(\d+) fingers? scores? at least {_NUMBER}"), _fingers),
    (re.compile(rf"fingers together score at least {_NUMBER}"), _together),
    (re.compile("no fingers of another"), lambda: lambda pair: not pair.fingers_of_another),
    (re.compile(rf"weight at least {_NUMBER}"), _weight),
    (re.compile("same name"), lambda: lambda pair: pair.same_name),
    (re.compile("respelled name"), lambda: lambda pair: pair.respelled_name),
    (re.compile("compatible birth"), lambda: lambda pair: pair.compatible_birth),
    (re.compile("same birth day"), lambda: lambda pair: pair.same_birth_day),
    (re.compile("compatible sex"), lambda: lambda pair: pair.compatible_sex),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the policy, and when it fits."""

    text: str
    level: Level
    fits: Fits = field(compare=False, repr=False)


def read_line(text: str) -> Line:
    """`<level> when <words> and <words> …`. Raises PolicyLineError."""
    level, when, conditions = text.strip().partition(" when ")
    if not when or level not in (Level.CANDIDATE, Level.HIT):
        raise PolicyLineError(line=text)
    fits = read_conditions(conditions, _WORDS, text)
    return Line(text.strip(), Level(level), lambda pair: all(one(pair) for one in fits))


def read_conditions(text: str, words: Sequence[tuple[re.Pattern[str], Callable[..., T]]], line: str) -> list[T]:
    """What each of the conditions joined by "and" makes, by the words known. Raises PolicyLineError naming `line`."""
    return [_condition(part.strip(), words, line) for part in text.split(" and ")]


def _condition(said: str, words: Sequence[tuple[re.Pattern[str], Callable[..., T]]], line: str) -> T:
    for pattern, make in words:
        if found := pattern.fullmatch(said):
            return make(*found.groups())
    raise PolicyLineError(line=line)


@dataclass(frozen=True, slots=True)
class ScreeningPolicy:
    """The lines in force; `target_fpir` is what engines are asked for; `fingers_of_another`: two fingers or more
    whose mean (of the best four) is below it are not those of the person they were compared with."""

    lines: tuple[Line, ...]
    target_fpir: float
    most_candidates: int
    fingers_of_another: float

    def speak_against(self, fingers: Mapping[int, float]) -> bool:
        """Whether fingers compared one to one say "another person"; one finger alone says nothing."""
        return len(fingers) > 1 and mean_of_best(fingers) < self.fingers_of_another

    def said_of(self, pair: Pair) -> Line | None:
        """The first line that fits; None: clear."""
        return next((line for line in self.lines if line.fits(pair)), None)


def policy_in_force(pack: CountryPack, on: date, *, programme: str = "", station: str = "") -> ScreeningPolicy:
    """The newest entry in force for this programme and station; what it leaves out, the general one says.

    An entry for both goes before one for the station, that before one for the programme, that before the general one.
    Raises NoRuleInForceError, PolicyLineError.
    """
    said: dict[str, Any] = {}
    for which in (("", ""), (programme, ""), ("", station), (programme, station)):
        fitting = [
            entry
            for entry in pack.raw.get("screening", ())
            if entry["since"] <= on and (entry.get("programme", ""), entry.get("station", "")) == which
        ]
        if fitting:
            said |= max(fitting, key=lambda entry: entry["since"])
    if "lines" not in said:
        raise NoRuleInForceError(rule="screening", day=on.isoformat())
    return ScreeningPolicy(
        tuple(read_line(line) for line in said["lines"]),
        float(said["target_fpir"]),
        int(said["most_candidates"]),
        float(said["fingers_of_another"]),
    )
