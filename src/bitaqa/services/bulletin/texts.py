"""What is kept of a bulletin: its figures and their words as one JSON value, and the way back to figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bitaqa.records.places import door as places

from . import words
from .domain import Table
from .figures import Figures

FORMAT = 1


def body_of(figures: Figures, title: words.Words, *, real_ridges: int | None = None) -> dict[str, Any]:
    """`{title, tables, shares, beneficiaries, prose}`; counts are integers or null. Raises LanguagesDifferError."""
    codes = {code for table in figures.tables if table.code in words.PLACE_TABLES for row in table.rows
             for code in (row.code, *row.members)}  # fmt: skip
    named = places.places_by_code(codes)
    return {
        "format": FORMAT,
        "named": figures.named,
        "title": title,
        "tables": [
            {
                "code": table.code,
                "measure": table.measure.value,
                "event": table.event,
                "title": words.title_of(table),
                "counts": words.counted_by(table),
                "rows": [
                    {
                        "code": row.code,
                        "count": row.count,
                        "members": list(row.members),
                        "label": words.label_of(row, table, named),
                    }
                    for row in table.rows
                ],
                "total": table.total,
            }
            for table in figures.tables
        ],
        "shares": [
            {"day": day.isoformat(), "handed_over": until, "percent": percent} for day, until, percent in figures.shares
        ],
        "beneficiaries": figures.beneficiaries,
        "real_ridges": real_ridges,
        "prose": words.prose(figures, named, real_ridges=real_ridges),
    }


def counts_of(body: Mapping[str, Any]) -> dict[str, list[tuple[str, int | None]]]:
    """The figures alone, by table, without their words."""
    return {table["code"]: [(row["code"], row["count"]) for row in table["rows"]] for table in body["tables"]}


def counts_of_tables(tables: tuple[Table, ...]) -> dict[str, list[tuple[str, int | None]]]:
    return {table.code: [(row.code, row.count) for row in table.rows] for table in tables}
