"""What the player itself did and was told, written down apart from the programs: the second account of a campaign.

Counted at the moment a program answered, never read back from one. `checks.py` holds it against what the programs say.
Safe to write from several threads.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bitaqa.scenarios.story import Applicant, Fate, Turn


@dataclass
class Line:
    """One request: the story's applicant and what came of them so far."""

    applicant: Applicant
    application: str = ""
    receipt: str = ""
    incomplete: bool = False
    centimes: int = 0
    completed: bool = False
    refused: bool = False
    stopped: bool = False
    handed_over: bool = False
    awaited: bool = False
    destroyed: bool = False
    correction: str = ""
    correction_receipt: str = ""
    corrected_centimes: int = 0

    @property
    def fate(self) -> Fate | None:
        """What became of the request as far as the player saw it; None: nothing final yet."""
        if self.handed_over:
            return Fate.HANDED_OVER
        if self.stopped:
            return Fate.STOPPED
        if self.refused:
            return Fate.REFUSED
        if self.destroyed:
            return Fate.UNCOLLECTED
        if self.incomplete and not self.completed:
            return Fate.LAPSED
        return Fate.AWAITED if self.awaited else None


@dataclass
class DayCount:
    """One day at a station as the player counted it; the names are those of the day report."""

    enrolled: Counter[str] = field(default_factory=Counter)
    tickets: int = 0
    incomplete: int = 0
    completed: int = 0
    referred: int = 0
    abandoned: int = 0
    handed_over: int = 0
    wrong_cards: int = 0
    not_verified: int = 0
    cards_received: int = 0
    old_cards_taken_back: int = 0
    money_centimes: int = 0
    stamps: int = 0
    waivers: int = 0


class Ledger:
    """Lines by the applicant's number, days by the key of their visit (day and station)."""

    def __init__(self, applicants: Iterable[Applicant]) -> None:
        self.lines: dict[int, Line] = {one.number: Line(one) for one in applicants}
        self.days: dict[str, DayCount] = {}
        self.reports: dict[str, dict[str, Any]] = {}
        self.cases_decided = 0
        self.cards_passed = 0
        self.cards_packed = 0
        self.cards_rejected = 0
        self.cards_stopped = 0
        self.cards_destroyed = 0
        self.blanks_received = 0
        self.blanks_destroyed = 0
        self.old_cards: list[str] = []
        self.consignments: list[str] = []
        self.arrived_live: dict[str, tuple[int, int]] = {}
        """Of each enrolment day: packets sealed, and those the centre had accepted before anyone sent them."""
        self._by_application: dict[str, Line] = {}
        self._lock = threading.Lock()

    def day(self, day: str) -> DayCount:
        return self.days.setdefault(day, DayCount())

    def count(self, day: str, **what: int) -> None:
        with self._lock:
            counted = self.day(day)
            for name, number in what.items():
                setattr(counted, name, getattr(counted, name) + number)

    def enrolled(self, number: int, day: str, *, answer: dict[str, Any], centimes: int, waived: bool = False) -> None:
        """A sealed draft: what the station answered. A second answer for one request changes nothing."""
        with self._lock:
            line = self.lines[number]
            if line.application:
                return
            line.application, line.receipt = answer["application"], answer["receipt_number"]
            line.incomplete, line.centimes = bool(answer["incomplete"]), centimes
            self._by_application[line.application] = line
            counted = self.day(day)
            counted.enrolled[line.applicant.kind.value] += 1
            counted.incomplete += line.incomplete
            counted.money_centimes += centimes
            counted.stamps += centimes > 0
            counted.waivers += waived

    def corrected(self, line: Line, *, application: str, receipt: str) -> None:
        with self._lock:
            line.correction, line.correction_receipt = application, receipt
            self._by_application[application] = line

    def line_of(self, application: str) -> Line | None:
        """The request behind an application, or behind the correction that repairs it."""
        return self._by_application.get(application)

    def with_turn(self, *turns: Turn) -> list[Line]:
        return [line for line in self.lines.values() if line.applicant.turn in turns]

    def kinds(self) -> Counter[str]:
        """Requests whose receipt the player holds, by kind."""
        return Counter(line.applicant.kind.value for line in self.lines.values() if line.application)

    def fates(self) -> Counter[str]:
        return Counter(line.fate.value if line.fate else "open" for line in self.lines.values())

    def total(self, name: str) -> int:
        """A figure of the days, added up."""
        return sum(getattr(day, name) for day in self.days.values())
