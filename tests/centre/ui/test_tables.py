"""Search, filters, sort and pages over lists and querysets; a wrong address never breaks a table."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from bitaqa.ui.tables import Cell, Column, Filter, Table, build_table, value_at

ROWS: list[dict[str, Any]] = [
    {"n": n, "name": f"specimen {n}", "state": "even" if n % 2 == 0 else "odd"} for n in range(7)
]
ROWS.append({"n": None, "name": "nothing", "state": "odd"})
COLUMNS = [Column("n", "Number", "num", sort="n", href=lambda row: f"/{row['n']}/"), Column("name", "Name")]
FILTERS = [Filter("state", "State", [("even", "Even"), ("odd", "Odd")])]


def table(query: str = "", **more: Any) -> Table:
    given: dict[str, Any] = {"rows": ROWS, "filters": FILTERS, "search": ["name"], "page_size": 3} | more
    return build_table(RequestFactory().get(f"/list/?{query}"), id="t", caption="T", columns=COLUMNS, **given)


def numbers(found: Table) -> list[Any]:
    return [row["n"] for row in found.rows]


def test_pages() -> None:
    first, last = table(), table("page=3")
    assert (first.total, first.pages, first.first, first.last, first.previous_href) == (8, 3, 1, 3, "")
    assert first.next_href == "/list/?page=2"
    assert (numbers(last), last.first, last.last, last.next_href) == ([6, None], 7, 8, "")


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=99999999999", "page=٣", "sort=name", "sort=-zz", "state=zz"]
)
def test_a_stale_address_still_opens(query: str) -> None:
    assert table(query).total == 8


def test_sort_keeps_what_was_asked_and_puts_the_unknown_last() -> None:
    up = table("sort=n&state=odd&q=&kept=1", page_size=9)
    assert numbers(up) == [1, 3, 5, None]
    assert up.head[0].order == "ascending" and up.head[0].href == "/list/?kept=1&state=odd&sort=-n"
    assert table("sort=-n", page_size=2).head[0].order == "descending"
    assert table().head[0].order == "none" and table().head[1].href == ""
    assert table(default_sort="-n").sort == "-n"


def test_search_and_filters() -> None:
    found = table("q=SPECIMEN%201&state=odd")
    assert numbers(found) == [1] and found.narrowed and found.clear_href == "/list/"
    assert numbers(table("q=3", search=lambda rows, text: rows[:2])) == [0, 1]
    special = Filter("state", "S", [("even", "E")], apply=lambda rows, value: rows[:1])
    assert numbers(table("state=even", filters=[special])) == [0]


def test_two_tables_keep_their_parameters_apart() -> None:
    found = table("b-q=nothing&q=specimen", prefix="b-")
    assert found.total == 1 and found.kept == [("q", "specimen")] and found.clear_href == "/list/?q=specimen"


class Rows(list[Any]):
    """Answers as a queryset does, and notes what it was asked."""

    def __init__(self, *given: Any, asked: list[Any]) -> None:
        super().__init__(*given)
        self.asked = asked

    def filter(self, *args: Any, **kwargs: Any) -> Rows:
        self.asked.append(("filter", args, kwargs))
        return self

    def order_by(self, *keys: str) -> Rows:
        self.asked.append(("order_by", keys))
        return self

    def count(self, *_: Any) -> int:
        return len(self)


def test_a_queryset_is_asked_once_for_each() -> None:
    asked: list[Any] = []
    table("q=a&state=even&sort=-n", rows=Rows(ROWS, asked=asked), search=["name__icontains", "n"])
    assert asked[0][0] == "filter" and "name__icontains" in str(asked[0][1])
    assert asked[1:] == [("filter", (), {"state": "even"}), ("order_by", ("-n", "pk"))]


def test_values_are_found_along_a_path() -> None:
    class Holder:
        name = "x"

        def shown(self) -> str:
            return "called"

    assert value_at({"holder": Holder()}, "holder.name") == "x"
    assert value_at({"holder": Holder()}, "holder__shown") == "called"
    assert value_at({"holder": None}, "holder.name") is None


def test_cells_carry_links() -> None:
    assert table().body[1][0].href == "/1/" and table().body[1][0].value == 1


def test_a_cell_says_when_it_is_empty_and_when_it_stays_on_one_line() -> None:
    latin, day = Column("code", "Code", "latin"), Column("day", "Day", "day")
    assert Cell(latin, "RAB-B000001").whole and Cell(day, "2026-05-04").whole
    assert not Cell(latin, "MOHAMMED BEN").whole and not Cell(latin, "A" * 60).whole
    assert Cell(latin, None).empty and Cell(latin, "").empty and not Cell(latin, 0).empty
