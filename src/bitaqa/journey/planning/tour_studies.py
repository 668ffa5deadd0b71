"""A day's tour of one vehicle over several douars: what is asked, and the tour with its hours.

A stop's prize is what the people served there weigh; a douar with more people than a day holds is served as far as the
day goes, and the rest is said. Roads are estimated from coordinates, as everywhere in this room. Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bitaqa.foundation.planning.instance import fits
from bitaqa.foundation.planning.tours import Day, Stop, Tours, best_tours, broken_rules

from .instances import DETOUR, SPEED_KM_H, WEIGHTS, kilometres

SET_UP_MINUTES = 30.0
"""Of a stop on a tour: a table and a tripod, no tent."""


def day_of(asked: Mapping[str, Any]) -> tuple[Day, list[int], Any]:
    """The day as the search knows it, people served at each stop, and kilometres from each to each."""
    stops, duty, each = asked["stops"], float(asked["duty_minutes"]), float(asked["enrol_minutes"])
    spots = [(p["latitude"], p["longitude"]) for p in [asked["depot"], *stops]]
    km = kilometres(spots) * DETOUR
    minutes = km / SPEED_KM_H * 60
    served = [
        min(sum(stop["people"]), fits(duty - 2 * float(minutes[0, at]) - SET_UP_MINUTES, each))
        for at, stop in enumerate(stops, start=1)
    ]
    found = tuple(
        Stop(_prize(stop["people"], people), SET_UP_MINUTES + people * each, 0.0, duty)
        for stop, people in zip(stops, served, strict=True)
    )
    return Day(found, minutes, duty), served, km


def _prize(people: list[int], served: int) -> float:
    """The most urgent people first."""
    worth, left = 0.0, served
    for weight, here in zip(WEIGHTS, people, strict=True):
        worth += weight * min(here, left)
        left -= min(here, left)
    return worth


def found_tour(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The best tour found: stops in order with minutes since the start, kilometres, and the stops left out with why."""
    day, served, km = day_of(asked)
    rounds = int(asked.get("rounds", 0))
    if not any(stop.prize > 0 for stop in day.stops):
        tours = Tours((), 0.0, 0.0)
    elif rounds:
        tours = best_tours(day, rounds=rounds)
    else:
        tours = best_tours(day, seconds=float(asked["seconds"]))
    order = [at for at in (tours.visits[0] if tours.visits else ()) if served[at]]
    lines, clock, here, road = [], 0.0, 0, 0.0
    for at in order:
        clock += float(day.minutes[here, at + 1])
        leg = float(km[here, at + 1])
        leaves = clock + day.stops[at].service
        lines.append(
            {"code": asked["stops"][at]["code"], "arrives": round(clock), "leaves": round(leaves), "km": round(leg, 1),
             "people": served[at], "expected": sum(asked["stops"][at]["people"])}
        )  # fmt: skip
        road, clock, here = road + leg, leaves, at + 1
    back, home = float(day.minutes[here, 0]), float(km[here, 0])
    return {
        "stops": lines,
        "back": round(clock + back) if order else 0,
        "km": round(road + home, 1) if order else 0.0,
        "people": sum(line["people"] for line in lines),
        "left": [
            {"code": stop["code"], "people": sum(stop["people"]), "why": "no_time" if served[at] else "too_far"}
            for at, stop in enumerate(asked["stops"])
            if at not in order
        ],
        "keeps_rules": not broken_rules(day, tours),
    }
