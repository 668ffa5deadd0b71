"""Bars drawn on the server: what was counted before today, and today beside it, with the numbers written out.

A pattern as well as a colour tells today from before, so that it reads in black and white. Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bitaqa.ui.formats import number_text

from .domain import Part

WIDE, LINE, BAR = 400, 38, 14


def bars(parts: Sequence[Part], *, title: str, arabic: bool) -> SafeString:
    """One line for each part; lengths against the largest. Read from the right in Arabic."""
    largest = max([one.whole for one in parts] or [0]) or 1
    drawn = [_line(number, one, largest, arabic) for number, one in enumerate(parts)]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="100%" role="img" direction="{}">'
        '<title>{}</title><defs><pattern id="board-today" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" fill="#2d6a3e"/><path d="M0 6L6 0" stroke="#ffffff" stroke-width="1.4"/>'
        "</pattern></defs>{}</svg>",
        WIDE, max(1, len(parts)) * LINE, "rtl" if arabic else "ltr", title,
        format_html_join("", "{}", ((each,) for each in drawn)),
    )  # fmt: skip


def _line(number: int, one: Part, largest: int, arabic: bool) -> SafeString:
    y = number * LINE
    whole, today = WIDE * one.whole / largest, WIDE * one.today / largest
    before = whole - today

    def at(start: float, length: float) -> str:
        return f"{WIDE - start - length:.1f}" if arabic else f"{start:.1f}"

    label = one.label_ar if arabic else one.label_fr
    return format_html(
        '<text x="{}" y="{}" font-size="14" fill="#26323c" text-anchor="start">{} · {}</text>'
        '<rect x="{}" y="{}" width="{}" height="{}" fill="#5b7fa6"/>'
        '<rect x="{}" y="{}" width="{}" height="{}" fill="url(#board-today)"/>',
        WIDE if arabic else 0, y + 14, label, number_text(one.whole),
        at(0, before), y + 19, f"{before:.1f}", BAR,
        at(before, today), y + 19, f"{today:.1f}", BAR,
    )  # fmt: skip
