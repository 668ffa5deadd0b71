"""Ranked by caïdat with the rest named (F2.2), and by the areas a campaign names (F3.3)."""

from __future__ import annotations

from typing import Any

import pytest

from bitaqa.services.bulletin.domain import by_area, by_authority, check_reconciles

PATHS = {
    "douar-a": ("douar-a", "commune-a", "tafrant", "taounate"),
    "souk-a": ("souk-a", "commune-a", "tafrant", "taounate"),
    "galaz": ("galaz", "taounate"),
    "oudka": ("oudka", "taounate"),
    "taza": ("taza", "fes-meknes"),
}
AUTHORITIES = {"tafrant", "galaz", "oudka"}


def ranked(counts: dict[str, int], served: list[str], named: int = 12) -> dict[str, tuple[int | None, tuple[str, ...]]]:
    table = by_authority(counts, served, PATHS, AUTHORITIES, sum(counts.values()), named=named)
    assert table is not None
    check_reconciles([table])
    return {row.code: (row.count, row.members) for row in table.rows}


def test_places_count_for_their_caidat_and_the_largest_comes_first() -> None:
    counts = {"galaz": 253, "douar-a": 300, "souk-a": 255, "oudka": 273}
    assert list(ranked(counts, []).items()) == [
        ("tafrant", (555, ())), ("oudka", (273, ())), ("galaz", (253, ())),
    ]  # fmt: skip


def test_past_the_named_ones_the_rest_are_one_row_that_names_them() -> None:
    counts = {"douar-a": 9, "galaz": 5, "oudka": 4}
    assert ranked(counts, [], named=1) == {"tafrant": (9, ()), "other_places": (9, ("galaz", "oudka"))}


def test_a_place_in_no_caidat_stands_for_itself_and_an_uncounted_one_has_no_count() -> None:
    assert ranked({"douar-a": 2, "taza": 1}, ["galaz"]) == {"tafrant": (2, ()), "taza": (1, ()), "galaz": (None, ())}


def test_where_no_place_lies_in_a_caidat_there_is_no_such_table() -> None:
    assert by_authority({"taza": 3}, [], PATHS, AUTHORITIES, 3, named=12) is None


@pytest.mark.parametrize("served", [[], ["taza"]])
def test_named_areas_may_be_of_several_levels(served: list[str]) -> None:
    counts = {"douar-a": 5, "souk-a": 2, "galaz": 1}
    table = by_area(counts, served, PATHS, 8, chosen=["tafrant", "taounate", "fes-meknes"])
    assert table is not None
    rows: dict[str, Any] = {row.code: row.count for row in table.rows}
    assert rows == {"tafrant": 7, "taounate": 1} | ({"fes-meknes": None} if served else {})
