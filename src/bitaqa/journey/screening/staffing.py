"""How many people a year of files keeps busy at the bench, from the share that comes there and the time each takes."""

from __future__ import annotations

from typing import Final

YEARLY: Final = 4_300_000
"""Cards made in a year (F4.1: 4,314,893 in 2022)."""
HOURS_A_YEAR: Final = 1_650
"""Of one adjudicator: 220 days of seven and a half hours."""
AT_THE_SCREEN: Final = 0.7
"""Share of those hours spent on cases; the rest is letters, appeals, questions and rest."""


def adjudicators_needed(rate: float, seconds: float, *, seconded: float = 0.0, yearly: int = YEARLY) -> float:
    """`rate`: cases a file (0.003 is three in a thousand); `seconds` a decision; `seconded`: share of the cases that a
    second person decides too."""
    hours = yearly * rate * (1 + seconded) * seconds / 3600
    return hours / (HOURS_A_YEAR * AT_THE_SCREEN)
