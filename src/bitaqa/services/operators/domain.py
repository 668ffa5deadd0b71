"""What an operator's week looks like beside everyone else's, and what stands out. Pure.

Shares are held against those of all other operators of the same week: one stands out when chance alone would give as
many in one week of a thousand. The time a file takes is held against the median of the others. Nothing here says why:
a desk at a quarry has worn fingers, a village has one family name. What stands out is a reason to look, by a sample of
files captured again; never a merit and never a fault. Refuses to judge weeks of a few files.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from statistics import median
from typing import Final
from uuid import UUID

from bitaqa.foundation.kernel.clock import PLACE_ZONE, local_day

OPENS, CLOSES = 7, 20
"""Local hours between which people are enrolled; earlier and later acts are out of hours."""
LEAST_FILES: Final = 8
"""Fewer in a week say nothing."""
CHANCE: Final = 0.001
FLOOR: Final = 0.01
"""Share of the others when they have none: the first case of a thing is no pattern."""
SLOW, FAST = 2.0, 0.5
"""Times the others' median at which minutes stand out."""
SAMPLE_SHARE, SAMPLE_LEAST, SAMPLE_MOST = 0.05, 3, 10


class Measure(StrEnum):
    EXCEPTIONS = "exceptions"
    MINUTES = "minutes"
    AWAY = "away"
    KIN = "kin"
    LOOKS = "looks"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """One file as its operator made it. `kin`: applicant and operator share a family name."""

    application: UUID
    receipt: str
    station: UUID
    operator: str
    began: datetime
    confirmed: datetime
    day: date
    visit_here: bool
    """Its visit is one of this station, on that day."""
    fingers: bool
    excused: bool
    """At least one finger has a reason instead of a capture."""
    kin: bool

    @property
    def minutes(self) -> float:
        return max((self.confirmed - self.began).total_seconds(), 0) / 60

    @property
    def away(self) -> bool:
        """Out of hours, on another day than it says, or away from its visit."""
        hour = self.confirmed.astimezone(PLACE_ZONE).hour
        return not (OPENS <= hour < CLOSES and local_day(self.confirmed) == self.day and self.visit_here)


@dataclass(frozen=True, slots=True)
class LookSeen:
    """One person's data told to an operator; `followed` by a file of that person."""

    station: UUID
    operator: str
    followed: bool


@dataclass(frozen=True, slots=True)
class Share:
    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class OperatorWeek:
    station: UUID
    operator: str
    files: int
    exceptions: Share
    minutes: float | None
    away: Share
    kin: Share
    looks: Share
    outlying: tuple[Measure, ...] = ()

    def share(self, measure: Measure) -> Share:
        shares: dict[Measure, Share] = {
            Measure.EXCEPTIONS: self.exceptions, Measure.AWAY: self.away, Measure.KIN: self.kin,
            Measure.LOOKS: self.looks,
        }  # fmt: skip
        return shares[measure]


Who = tuple[UUID, str]


def weeks_of(files: Iterable[FileSeen], looks: Iterable[LookSeen]) -> tuple[OperatorWeek, ...]:
    """One value for each operator who did anything, by station and code, with what stands out among all of them."""
    by: dict[Who, tuple[list[FileSeen], list[LookSeen]]] = {}
    for file in files:
        by.setdefault((file.station, file.operator), ([], []))[0].append(file)
    for look in looks:
        by.setdefault((look.station, look.operator), ([], []))[1].append(look)
    weeks = {who: _week(who, *seen) for who, seen in by.items()}
    minutes = {who: [file.minutes for file in seen[0]] for who, seen in by.items()}
    return tuple(_judged(who, weeks, minutes) for who in sorted(weeks, key=lambda who: (str(who[0]), who[1])))


def _week(who: Who, files: Sequence[FileSeen], looks: Sequence[LookSeen]) -> OperatorWeek:
    with_fingers = [file for file in files if file.fingers]
    return OperatorWeek(
        *who,
        files=len(files),
        exceptions=Share(sum(file.excused for file in with_fingers), len(with_fingers)),
        minutes=median(file.minutes for file in files) if files else None,
        away=Share(sum(file.away for file in files), len(files)),
        kin=Share(sum(file.kin for file in files), len(files)),
        looks=Share(sum(not look.followed for look in looks), len(looks)),
    )


def _judged(who: Who, weeks: Mapping[Who, OperatorWeek], minutes: Mapping[Who, list[float]]) -> OperatorWeek:
    week, others = weeks[who], [one for key, one in weeks.items() if key != who]
    found = []
    for measure in (Measure.EXCEPTIONS, Measure.AWAY, Measure.KIN, Measure.LOOKS):
        if stands_out(week.share(measure), [one.share(measure) for one in others]):
            found.append(measure)
    peers = [value for key, values in minutes.items() if key != who for value in values]
    if week.minutes is not None and week.files >= LEAST_FILES and len(peers) >= LEAST_FILES:
        usual = median(peers)
        if week.minutes >= SLOW * usual or week.minutes <= FAST * usual:
            found.insert(1 if Measure.EXCEPTIONS in found else 0, Measure.MINUTES)
    return OperatorWeek(
        week.station, week.operator, week.files, week.exceptions, week.minutes, week.away, week.kin, week.looks,
        tuple(found),
    )  # fmt: skip


def stands_out(own: Share, others: Sequence[Share]) -> bool:
    """Whether chance would give as many at the others' share in less than one week of a thousand."""
    whole = sum(share.whole for share in others)
    if own.whole < LEAST_FILES or whole < LEAST_FILES:
        return False
    usual = max(sum(share.part for share in others) / whole, FLOOR)
    return own.part > usual * own.whole and tail(own.part, own.whole, usual) < CHANCE


def tail(part: int, whole: int, chance: float) -> float:
    """The probability of `part` or more of `whole` at `chance` each (binomial)."""
    if chance >= 1:
        return 1.0
    log = (math.lgamma(whole + 1) - math.lgamma(k + 1) - math.lgamma(whole - k + 1) + k * math.log(chance)
           + (whole - k) * math.log1p(-chance) for k in range(part, whole + 1))  # fmt: skip
    return min(1.0, math.fsum(math.exp(term) for term in log))


def sample_of(files: Sequence[FileSeen], *, week: date) -> tuple[FileSeen, ...]:
    """The files to be captured again when something stands out: one in twenty, three to ten, drawn by a hash of the
    week and the file, so that everyone draws the same and nobody chooses."""
    count = min(max(math.ceil(SAMPLE_SHARE * len(files)), SAMPLE_LEAST), SAMPLE_MOST)
    drawn = sorted(files, key=lambda file: hashlib.sha256(f"{week} {file.application}".encode()).digest())
    return tuple(sorted(drawn[:count], key=lambda file: file.receipt))
