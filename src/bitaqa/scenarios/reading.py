"""Tables of a bulletin as its door tells them, by their code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def rows_of(bulletin: Mapping[str, Any], code: str) -> dict[str, int]:
    """A table as code → count, 0 where there is no count; empty when the bulletin has no such table."""
    return {row: count or 0 for row, count in counts_of(bulletin, code).items()}


def counts_of(bulletin: Mapping[str, Any], code: str) -> dict[str, int | None]:
    """The same with None where a place was served without a count."""
    for table in bulletin["tables"]:
        if table["code"] == code:
            return {row["code"]: row["count"] for row in table["rows"]}
    return {}


def members_of(bulletin: Mapping[str, Any], code: str) -> list[str]:
    """What the gathered row of a ranked table stands for."""
    for table in bulletin["tables"]:
        if table["code"] == code:
            return [member for row in table["rows"] for member in row.get("members", ())]
    return []


def total_of(bulletin: Mapping[str, Any], code: str) -> int:
    return next((int(table["total"]) for table in bulletin["tables"] if table["code"] == code), 0)
