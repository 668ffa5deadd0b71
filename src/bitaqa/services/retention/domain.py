"""Which files and persons have been kept long enough, by the country pack's rule of that day. Pure.

A file counts from the day it reached its last state, a person from the day their death was reported. Refuses: a rule
for a state in which a file still moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.applications import ENDED, ApplicationState
from bitaqa.foundation.rules.country.load import CountryPack, NoRuleInForceError
from bitaqa.ui.statuses import state_words


class What(StrEnum):
    FILES = "files"
    PERSONS = "persons"


class RuleForMovingFileError(BitaqaError):
    code = "retention.rule_for_moving_file"
    sentence = "The country pack limits the keeping of files that are “%(state)s”, which still move."
    next_step = "Give years only for the last states of a file, and for refused ones."
    words: ClassVar = {"state": state_words("application")}


@dataclass(frozen=True, slots=True)
class Keeping:
    """Years by last state, and years after a reported death; `confirmed`: an official text says so."""

    files: Mapping[ApplicationState, int]
    persons_after_death: int
    confirmed: bool


def keeping_in_force(pack: CountryPack, at: datetime) -> Keeping | None:
    """The rule of that day; None when the pack has none, and then nothing ever ends. Raises RuleForMovingFileError."""
    try:
        rule = pack.rule("retention", local_day(at))
    except NoRuleInForceError:
        return None
    files = {ApplicationState(state): int(years) for state, years in rule["files"].items()}
    for state in files:
        if state not in ENDED:
            raise RuleForMovingFileError(state=state.value)
    return Keeping(files, int(rule["persons_after_death"]), bool(rule.get("confirmed", False)))


def years_before(at: datetime, years: int) -> datetime:
    """The same day that many years before; the 29th of February becomes the 28th."""
    try:
        return at.replace(year=at.year - years)
    except ValueError:
        return at.replace(year=at.year - years, day=28)
