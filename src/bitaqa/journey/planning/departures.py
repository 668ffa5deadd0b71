"""What a vehicle must have on board before it leaves, from the day it is about to work, and what was found.

Quantities are rules of thumb to be set by whoever owns the vehicles (`Rules`); the crew order prints them, and the
departure is recorded with what is short. Refuses nothing: a vehicle may leave short, and then that is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Rules:
    """Litres per 100 km and per hour of generator, sheets of paper per person, with a reserve over all of them."""

    litres_per_100_km: float = 13.0
    generator_litres_per_hour: float = 1.3
    sheets_per_enrolment: int = 3
    sheets_per_hand_over: int = 1
    reserve: float = 1.25
    battery_percent: int = 90
    sim_cards: int = 1


RULES = Rules()
ITEMS = ("fuel_litres", "generator_hours", "battery_percent", "paper_sheets", "sim_cards")


def needs_of(*, km: float, hours: float, enrolments: int, hand_overs: int, rules: Rules = RULES) -> dict[str, int]:
    """What the day needs, by item of `ITEMS`, in whole units (litres, hours, per cent, sheets, cards)."""
    litres = km * rules.litres_per_100_km / 100 + hours * rules.generator_litres_per_hour
    sheets = enrolments * rules.sheets_per_enrolment + hand_overs * rules.sheets_per_hand_over
    return {
        "fuel_litres": ceil(litres * rules.reserve),
        "generator_hours": ceil(hours),
        "battery_percent": rules.battery_percent,
        "paper_sheets": ceil(sheets * rules.reserve),
        "sim_cards": rules.sim_cards,
    }


def short_of(needs: Mapping[str, int], found: Mapping[str, int]) -> dict[str, int]:
    """What is missing of each item that falls short."""
    return {item: needs[item] - found.get(item, 0) for item in ITEMS if found.get(item, 0) < needs[item]}
