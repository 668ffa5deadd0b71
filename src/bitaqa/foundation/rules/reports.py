"""A document said to be lost or stolen: who says so, and what ends what they said. Pure.

A report may come with a file (a duplicate on that ground) or without any (a holder calls, the police write). While one
report stands the document is not in force. A file that ends does not by itself bring the document back: a lost card is
still lost when its holder no longer asks for a new one. Refuses nothing; it answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from bitaqa.foundation.rules.applications import ApplicationState, Ground

REPORTED: Final[Mapping[Ground, str]] = {Ground.LOSS: "reported_lost", Ground.THEFT: "reported_stolen"}
"""Grounds that say a document is in nobody's right hands, and why it is suspended then."""


class Teller(StrEnum):
    """Who told the centre."""

    APPLICANT = "applicant"
    HOLDER = "holder"
    REPRESENTATIVE = "representative"
    POLICE = "police"


class Withdrawal(StrEnum):
    """Why an applicant takes the request back."""

    CARD_FOUND = "card_found"
    NOT_WANTED = "not_wanted"
    ASKED_TWICE = "asked_twice"
    BY_MISTAKE = "by_mistake"


class ReportEnd(StrEnum):
    """What ended a report. `SETTLED`: the document ended with it; after every other one it may be in force again."""

    FOUND = "report_found"
    MISTAKEN = "report_mistaken"
    UNFOUNDED = "report_refused"
    NEVER_PROVEN = "report_never_proven"
    SETTLED = "report_settled"


def end_of_report(state: ApplicationState, *, because: str = "", declared: bool = True) -> ReportEnd | None:
    """How the file that made a report, ending in `state`, ends that report; None: the report stands.

    `declared`: the declaration of loss is in the file. Refused: people found the claim unfounded. Withdrawn: only when
    the card was found, or was never lost. Lapsed: only when the loss was never declared on paper. Stopped by a death:
    the card of a dead person is never in force again. A file that has not ended ends nothing.
    """
    if state is ApplicationState.REFUSED:
        return ReportEnd.UNFOUNDED
    if state is ApplicationState.LAPSED and not declared:
        return ReportEnd.NEVER_PROVEN
    if state is ApplicationState.WITHDRAWN:
        return _WITHDRAWN.get(because)
    return None


_WITHDRAWN: Final[Mapping[str, ReportEnd]] = {
    Withdrawal.CARD_FOUND: ReportEnd.FOUND,
    Withdrawal.BY_MISTAKE: ReportEnd.MISTAKEN,
}
