"""How many people each number of vehicles reaches, as a line drawn on the server: the table beside it says the same.

Two lines differ in dash and are named at their ends, so that colour says nothing alone. Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bitaqa.ui.formats import number_text

WIDE, HIGH, LEFT, TOP, BOTTOM, RIGHT = 640, 320, 48, 30, 40, 24


def fleet_picture(rows: Sequence[Mapping[str, Any]], expected: int) -> SafeString:
    """`rows` of `fleet_studies.found_fleet`; heights are shares of the people expected."""
    across = (WIDE - LEFT - RIGHT) / max(1, len(rows) - 1)
    high = HIGH - TOP - BOTTOM

    def spot(at: int, people: int) -> str:
        return f"{LEFT + at * across:.0f},{TOP + high * (1 - people / max(1, expected)):.0f}"

    grid = [
        format_html(
            '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="#c5d0da"/>'
            '<text x="{}" y="{}" font-size="13" text-anchor="end" fill="#26323c">{}%</text>',
            LEFT, WIDE - RIGHT, TOP + high * (100 - share) // 100, TOP + high * (100 - share) // 100,
            LEFT - 6, TOP + high * (100 - share) // 100 + 4, share,
        )
        for share in (0, 50, 100)
    ]  # fmt: skip
    grid += [
        format_html(
            '<text x="{}" y="{}" font-size="13" text-anchor="middle" fill="#26323c">{}</text>',
            f"{LEFT + at * across:.0f}", HIGH - 14, number_text(row["vehicles"]),
        )
        for at, row in enumerate(rows)
    ]  # fmt: skip
    lines = [
        format_html(
            '<polyline points="{}" fill="none" stroke="{}" stroke-width="2.5" stroke-dasharray="{}"/>{}',
            " ".join(spot(at, int(row[name])) for at, row in enumerate(rows)), ink, dash,
            format_html_join(
                "", '<circle cx="{}" cy="{}" r="4" fill="{}"/>',
                ((*spot(at, int(row[name])).split(","), ink) for at, row in enumerate(rows)),
            ),
        )
        for name, ink, dash in (("enrolled", "#22446b", ""), ("cards", "#8a4b00", "7 5"))
    ]  # fmt: skip
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="100%" role="img" direction="ltr">'
        "<title>{}</title>{}{}</svg>",
        WIDE, HIGH, gettext("Share of the people expected, by number of vehicles"),
        format_html_join("", "{}", ((each,) for each in grid)), format_html_join("", "{}", ((each,) for each in lines)),
    )  # fmt: skip
