"""Tables with search, filters, sort and pages, over a list or a queryset; they work without JavaScript.

A screen says which columns and filters there are; the request says what is asked; `build_table` gives a `Table` that
`{% ui_table table %}` draws. With htmx only the results are swapped (`hx-select`), the address follows.
Refuses: a sort, a filter value or a page that does not exist (the default is taken: a stale link still opens).
Cost: one count and one slice over a queryset; a list is searched in memory, so keep lists short (≤ 2,000 rows).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

PAGE_SIZE = 25
SEARCH = _("Search")
KEPT_WHOLE = frozenset({"day", "partial_date", "money"})
"""Kinds whose cells never break into two lines."""
SHORT_NUMBER = 24
"""Characters up to which a code or number without spaces is kept on one line."""
NOTHING_YET = _("Nothing here yet")


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is an attribute path (`person.name_ar`) or a dict key; `value` overrides it.

    `kind`: text, latin, num, day, instant, partial_date, status (value is `aggregate.state`), html.
    `sort` is the order_by expression (or, over a list, any true word: cells are compared); empty: not sortable.
    """

    key: str
    label: Any
    kind: str = "text"
    sort: str = ""
    value: Callable[[Any], Any] | None = None
    href: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the table; `lookup` is the queryset lookup or attribute path, `key` when empty.

    `apply(rows, value)` replaces both when the question is not an equality.
    """

    key: str
    label: Any
    choices: Sequence[tuple[str, Any]]
    lookup: str = ""
    apply: Callable[[Any, str], Any] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    value: Any
    href: str = ""

    @property
    def empty(self) -> bool:
        """On a narrow screen, where a row becomes a list, a label with nothing beside it is left out."""
        return self.value is None or str(self.value) == ""

    @property
    def whole(self) -> bool:
        """Dates, amounts and short numbers stay on one line: a box number cut at its hyphen is read wrong."""
        kind, text = self.column.kind, str(self.value)
        return kind in KEPT_WHOLE or (kind == "latin" and len(text) <= SHORT_NUMBER and " " not in text)


@dataclass(frozen=True, slots=True)
class HeadCell:
    column: Column
    href: str
    order: str
    """`ascending`, `descending` or empty."""


@dataclass(frozen=True, slots=True)
class FilterChoice:
    filter: Filter
    chosen: str


@dataclass(slots=True)
class Table:
    """What the template draws; screens read `total` and `rows` at most."""

    id: str
    caption: Any
    path: str
    columns: Sequence[Column]
    head: list[HeadCell]
    body: list[list[Cell]]
    rows: list[Any]
    total: int
    page: int
    pages: int
    first: int
    last: int
    search: str
    searchable: bool
    search_label: Any
    sort: str
    filters: list[FilterChoice]
    empty_title: Any
    empty_text: Any
    previous_href: str = ""
    next_href: str = ""
    prefix: str = ""
    narrowed: bool = False
    clear_href: str = ""
    kept: list[tuple[str, str]] = field(default_factory=list)


def build_table(
    request: HttpRequest,
    *,
    id: str,
    caption: Any,
    columns: Sequence[Column],
    rows: Any,
    filters: Sequence[Filter] = (),
    search: Sequence[str] | Callable[[Any, str], Any] = (),
    search_label: Any = SEARCH,
    default_sort: str = "",
    page_size: int = PAGE_SIZE,
    empty_title: Any = NOTHING_YET,
    empty_text: Any = "",
    prefix: str = "",
) -> Table:
    """Narrow, sort and cut `rows` (list or queryset) as the request asks.

    `search` names lookups (`name_ar__icontains`), or attribute paths over a list, or a function (rows, text) → rows.
    `prefix` keeps the parameters of several tables on one page apart.
    """
    asked = request.GET
    text = asked.get(f"{prefix}q", "").strip()
    if text and search:
        rows = _searched(rows, search, text)
    chosen: list[FilterChoice] = []
    for one in filters:
        value = asked.get(f"{prefix}{one.key}", "")
        if value not in {str(key) for key, _label in one.choices}:
            value = ""
        if value:
            rows = _filtered(rows, one, value)
        chosen.append(FilterChoice(one, value))
    sort = asked.get(f"{prefix}sort", "") or default_sort
    by_key = {column.key: column for column in columns if column.sort}
    if sort.lstrip("-") in by_key:
        rows = _sorted(rows, by_key[sort.lstrip("-")], descending=sort.startswith("-"))
    else:
        sort = ""
    total = rows.count() if _is_queryset(rows) else len(rows)
    pages = max(1, -(-total // page_size))
    page = min(max(1, _whole(asked.get(f"{prefix}page", "1"))), pages)
    start = (page - 1) * page_size
    shown = list(rows[start : start + page_size])

    own = {f"{prefix}{name}" for name in ("q", "sort", "page", *(one.key for one in filters))}
    kept = [(name, value) for name, values in asked.lists() if name not in own for value in values]
    state = [(f"{prefix}q", text), *((f"{prefix}{c.filter.key}", c.chosen) for c in chosen)]

    def link(**changes: str) -> str:
        pairs = [*kept, *state, *((f"{prefix}{name}", value) for name, value in changes.items())]
        return f"{request.path}?{urlencode([(name, value) for name, value in pairs if value])}"

    def head_cell(column: Column) -> HeadCell:
        if not column.sort:
            return HeadCell(column, "", "")
        if sort == column.key:
            return HeadCell(column, link(sort=f"-{column.key}"), "ascending")
        return HeadCell(column, link(sort=column.key), "descending" if sort == f"-{column.key}" else "none")

    return Table(
        id=id,
        caption=caption,
        path=request.path,
        columns=columns,
        head=[head_cell(column) for column in columns],
        body=[[_cell(column, row) for column in columns] for row in shown],
        rows=shown,
        total=total,
        page=page,
        pages=pages,
        first=start + 1 if total else 0,
        last=start + len(shown),
        search=text,
        searchable=bool(search),
        search_label=search_label,
        sort=sort,
        filters=chosen,
        empty_title=empty_title,
        empty_text=empty_text,
        previous_href=link(sort=sort, page=str(page - 1)) if page > 1 else "",
        next_href=link(sort=sort, page=str(page + 1)) if page < pages else "",
        prefix=prefix,
        narrowed=bool(text) or any(choice.chosen for choice in chosen),
        clear_href=f"{request.path}?{urlencode(kept)}" if kept else request.path,
        kept=kept,
    )


def value_at(row: Any, path: str) -> Any:
    """The value at `a.b` (or `a__b`) of an object or dict; None where the way ends early."""
    for part in path.replace("__", ".").split("."):
        row = row.get(part) if isinstance(row, dict) else getattr(row, part, None)
        if row is None:
            return None
    return row() if callable(row) else row


def _cell(column: Column, row: Any) -> Cell:
    value = column.value(row) if column.value else value_at(row, column.key)
    return Cell(column, value, column.href(row) if column.href else "")


def _is_queryset(rows: Any) -> bool:
    return hasattr(rows, "order_by")


def _searched(rows: Any, search: Sequence[str] | Callable[[Any, str], Any], text: str) -> Any:
    if callable(search):
        return search(rows, text)
    if _is_queryset(rows):
        return rows.filter(reduce(or_, (Q(**{lookup: text}) for lookup in search)))
    needle = text.casefold()
    return [row for row in rows if any(needle in str(value_at(row, path) or "").casefold() for path in search)]


def _filtered(rows: Any, one: Filter, value: str) -> Any:
    if one.apply:
        return one.apply(rows, value)
    lookup = one.lookup or one.key
    if _is_queryset(rows):
        return rows.filter(**{lookup: value})
    return [row for row in rows if str(value_at(row, lookup)) == value]


def _sorted(rows: Any, column: Column, *, descending: bool) -> Any:
    if _is_queryset(rows):
        return rows.order_by(f"-{column.sort}" if descending else column.sort, "pk")

    def key(row: Any) -> tuple[bool, Any]:
        value = column.value(row) if column.value else value_at(row, column.key)
        return value is None, value if value is not None else ""

    return sorted(rows, key=key, reverse=descending)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
