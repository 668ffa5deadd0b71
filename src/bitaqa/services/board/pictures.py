"""Bars drawn on the server: what was counted before today, and today beside it, with the numbers written out.

A pattern as well as a colour tells today from before, so that it reads in black and white. Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bitaqa.ui.formats import number_text

from .domain import Part

WIDE = 100
"""Lengths are percentages: the words beside a bar keep the size of the page's text on a narrow screen too."""


def bars(parts: Sequence[Part], *, title: str, arabic: bool) -> SafeString:
    """One line for each part; lengths against the largest. Read from the right in Arabic."""
    largest = max([one.whole for one in parts] or [0]) or 1
    drawn = [_line(one, largest, arabic) for one in parts]
    return format_html(
        '<ul class="bq-lanes" aria-label="{}">{}</ul>', title, format_html_join("", "{}", ((each,) for each in drawn))
    )


def _line(one: Part, largest: int, arabic: bool) -> SafeString:
    whole, today = WIDE * one.whole / largest, WIDE * one.today / largest
    before = whole - today

    def at(start: float, length: float) -> str:
        return f"{WIDE - start - length:.1f}%" if arabic else f"{start:.1f}%"

    label = one.label_ar if arabic else one.label_fr
    return format_html(
        '<li><bdi>{}</bdi> · <strong>{}</strong><svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true">'
        '<defs><pattern id="board-today" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" fill="#2d6a3e"/><path d="M0 6L6 0" stroke="#ffffff" stroke-width="1.4"/>'
        "</pattern></defs>"
        '<rect x="{}" y="0" width="{}" height="14" fill="#5b7fa6"/>'
        '<rect x="{}" y="0" width="{}" height="14" fill="url(#board-today)"/></svg></li>',
        label, number_text(one.whole),
        at(0, before), f"{before:.1f}%", at(before, today), f"{today:.1f}%",
    )  # fmt: skip
