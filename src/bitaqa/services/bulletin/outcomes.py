"""What became of each request: every one counted once, by the last thing told of it and what it went through.

The parts of this table sum to the requests processed, because they are read from the same subjects. When a request
went through several things (incomplete, then a wrong card) the row is the rarest of them: appeal, then a corrected
card, then a file completed later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from bitaqa.backbone.journal.door import Life
from bitaqa.foundation.rules.applications import APPLICATION, ApplicationState

from .domain import Measure, Row, Table

_STATE_OF: Final = {
    row.event: ApplicationState(row.target)
    for row in APPLICATION.moves
    if row.target not in (ApplicationState.SEALED, ApplicationState.ABANDONED)
}
LIFE_EVENTS: Final = tuple(sorted(_STATE_OF))
"""Events that say in what state a request is."""

APPEALED, FOUND_WRONG, COMPLETED = "application.appealed", "application.found_wrong", "application.completed"
EVER: Final = (APPEALED, FOUND_WRONG, COMPLETED)

OUTCOMES: Final = (
    "handed_over",
    "handed_over_completed",
    "handed_over_corrected",
    "handed_over_on_appeal",
    "refused",
    "stopped",
    "uncollected",
    "lapsed",
    "withdrawn",
)
"""In the order they are shown; the states of requests still in progress follow."""
IN_PROGRESS: Final = "in_progress."
_SETTLED: Final = {
    ApplicationState.REFUSED: "refused",
    ApplicationState.STOPPED: "stopped",
    ApplicationState.UNCOLLECTED: "uncollected",
    ApplicationState.LAPSED: "lapsed",
    ApplicationState.WITHDRAWN: "withdrawn",
}


def outcome_of(life: Life) -> str:
    """The row a request belongs to: one of OUTCOMES, or `in_progress.<state>`."""
    state = _STATE_OF.get(life.last)
    if state is ApplicationState.FULFILLED:
        if APPEALED in life.ever:
            return "handed_over_on_appeal"
        if FOUND_WRONG in life.ever:
            return "handed_over_corrected"
        return "handed_over_completed" if COMPLETED in life.ever else "handed_over"
    if state in _SETTLED:
        return _SETTLED[state]
    return f"{IN_PROGRESS}{state.value if state else 'received'}"


def by_outcome(lives: Mapping[Life, int], total: int) -> Table:
    """The table of outcomes: settled ones always, in their order; those in progress when there are any."""
    counts: dict[str, int] = {}
    for life, n in lives.items():
        counts[outcome_of(life)] = counts.get(outcome_of(life), 0) + n
    rows = [Row(code, counts.get(code, 0)) for code in OUTCOMES]
    states = [f"{IN_PROGRESS}{state.value}" for state in ApplicationState]
    rows += [Row(code, counts[code]) for code in states if code in counts]
    return Table("by_outcome", Measure.REQUEST, "application.registered", tuple(rows), total)


def handed_over_by_day(lives: Mapping[Life, int]) -> dict[date, int]:
    """How many requests reached the right hand on each local day."""
    days: dict[date, int] = {}
    for life, n in lives.items():
        if _STATE_OF.get(life.last) is ApplicationState.FULFILLED and life.last_day is not None:
            days[life.last_day] = days.get(life.last_day, 0) + n
    return days


CARD_EVENTS: Final = (
    "card.at_delivery_point", "card.destroyed", "card.dispatched", "card.handed_over", "card.missing", "card.packed",
    "card.returned", "card.spoiled", "card.taken_back", "card.withheld",
)  # fmt: skip
CARD_EVER: Final = ("card.spoiled", "card.handed_over")
CARD_ROWS: Final = ("with_holder", "spoiled", "destroyed", "missing", "on_the_way")


def card_row_of(life: Life) -> str:
    """Where a card that was made is now: with its holder, failed its check, destroyed, missing, or on its way."""
    if "card.spoiled" in life.ever:
        return "spoiled"
    match life.last:
        case "card.handed_over":
            return "with_holder"
        case "card.destroyed":
            return "destroyed"
        case "card.missing":
            return "missing"
    return "on_the_way"


def cards(lives: Mapping[Life, int], total: int) -> Table:
    """Cards made, by where they are: another event than requests, so another total."""
    counts = dict.fromkeys(CARD_ROWS, 0)
    for life, n in lives.items():
        counts[card_row_of(life)] += n
    rows = tuple(Row(code, counts[code]) for code in CARD_ROWS if counts[code] or code != "missing")
    return Table("cards", Measure.CARD, "card.made", rows, total)
