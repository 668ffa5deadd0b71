"""A bulletin's places on a map: circles as large as their counts, numbered as their table ranks them.

Drawn on the server from the registry's coordinates, without tiles, so that it prints. A place that was served without a
count is a hollow circle without a number. Refuses nothing: places without coordinates are not drawn, and fewer than
three make no map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, radians, sqrt
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Spot = tuple[float, float]
"""(latitude, longitude) in degrees."""
WIDE, MARGIN, LARGEST, LEAST_SPOTS = 560.0, 42.0, 30.0, 3
MAPPED = ("by_authority", "by_area", "by_place")
"""The first of these tables that can be drawn is."""


def map_of(tables: Sequence[Mapping[str, Any]], spots: Mapping[str, Spot], *, title: str) -> SafeString | None:
    """The map of the first table with enough places that have coordinates; None when there is none."""
    for code in MAPPED:
        table = next((one for one in tables if one["code"] == code), None)
        rows = [(rank, row) for rank, row in enumerate(table["rows"], 1) if row["code"] in spots] if table else []
        if len(rows) >= LEAST_SPOTS:
            return _drawn(rows, spots, title)
    return None


def _drawn(rows: Sequence[tuple[int, Mapping[str, Any]]], spots: Mapping[str, Spot], title: str) -> SafeString:
    here = [spots[row["code"]] for _, row in rows]
    narrow = cos(radians(sum(lat for lat, _ in here) / len(here)))
    west, north = min(lon for _, lon in here), max(lat for lat, _ in here)
    span = max((max(lon for _, lon in here) - west) * narrow, north - min(lat for lat, _ in here)) or 1.0
    scale = (WIDE - 2 * MARGIN) / span
    high = (north - min(lat for lat, _ in here)) * scale + 2 * MARGIN
    most = max([row["count"] or 0 for _, row in rows]) or 1
    circles = [
        _circle(rank, row, MARGIN + (lon - west) * narrow * scale, MARGIN + (north - lat) * scale, most)
        for (rank, row), (lat, lon) in zip(rows, here, strict=True)
    ]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="100%" role="img" direction="ltr">'
        "<title>{}</title>{}</svg>",
        f"{WIDE:.0f}", f"{high:.0f}", title, format_html_join("", "{}", ((each,) for each in circles)),
    )  # fmt: skip


def _circle(rank: int, row: Mapping[str, Any], x: float, y: float, most: int) -> SafeString:
    """Area in proportion to the count; never too small for its number."""
    name, count = f"{row['label']['ar']} · {row['label']['fr']}", row["count"]
    if count is None:
        return format_html(
            '<circle cx="{}" cy="{}" r="9" fill="none" stroke="#5b7186" stroke-dasharray="3 3">'
            "<title>{}</title></circle>",
            f"{x:.1f}", f"{y:.1f}", name,
        )  # fmt: skip
    return format_html(
        '<g><circle cx="{}" cy="{}" r="{}" fill="#dfe8f0" stroke="#22446b"/><title>{}: {}</title>'
        '<text x="{}" y="{}" font-size="13" fill="#26323c" text-anchor="middle">{}</text></g>',
        f"{x:.1f}", f"{y:.1f}", f"{max(10.0, LARGEST * sqrt(count / most)):.1f}", name, count,
        f"{x:.1f}", f"{y + 4.5:.1f}", rank,
    )  # fmt: skip
