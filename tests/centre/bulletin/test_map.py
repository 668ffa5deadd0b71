"""The map of a bulletin: circles in proportion, numbers as ranked, hollow where there is no count, none for too few."""

from __future__ import annotations

import re
from typing import Any

from bitaqa.services.bulletin.maps import map_of

SPOTS = {"a": (34.6, -5.1), "b": (34.5, -4.9), "c": (34.7, -4.3)}


def table(code: str, **counts: int | None) -> dict[str, Any]:
    rows = [{"code": c, "count": n, "label": {"ar": f"{c}ع", "fr": c.upper()}} for c, n in counts.items()]
    return {"code": code, "rows": rows}


def test_areas_of_circles_are_in_proportion_and_numbers_are_ranks() -> None:
    drawn = map_of([table("by_place", a=400, b=100, c=None)], SPOTS, title="M")
    assert drawn is not None
    assert re.findall(r' r="([0-9.]+)"', drawn) == ["30.0", "15.0", "9"]
    assert re.findall(r">([0-9]+)</text>", drawn) == ["1", "2"]
    assert drawn.count("stroke-dasharray") == 1 and "<title>M</title>" in drawn


def test_north_is_up_and_east_is_right() -> None:
    drawn = map_of([table("by_place", a=1, b=1, c=1)], SPOTS, title="M")
    x = [float(n) for n in re.findall(r'cx="([0-9.]+)"', drawn or "")]
    y = [float(n) for n in re.findall(r'cy="([0-9.]+)"', drawn or "")]
    assert x[0] < x[1] < x[2] and y[2] < y[0] < y[1]


def test_the_first_table_with_enough_places_is_drawn_and_otherwise_none() -> None:
    few, enough = table("by_authority", a=2, b=1), table("by_place", a=1, b=1, c=1)
    assert map_of([few], SPOTS, title="M") is None
    assert map_of([enough, few], SPOTS, title="M") is not None
    assert map_of([], {}, title="M") is None


def test_places_at_one_spot_and_names_of_any_kind_are_drawn() -> None:
    same = dict.fromkeys("abc", (34.0, -5.0))
    odd = table("by_area", a=0, b=0, c=0)
    odd["rows"][0]["label"]["fr"] = "<b>"
    drawn = map_of([odd], same, title="M")
    assert drawn is not None and "<b>" not in drawn
