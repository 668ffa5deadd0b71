"""Filters for what is not prose: Latin names, numbers, dates. Each isolates its text with `<bdi>`.

Inside an Arabic line, a Latin name or a number without isolation drags its neighbours out of order. For attributes
(title, aria-label) use the `_text` functions of `bitaqa.ui.formats` in the view, or `|num_text`, `|day_text`.
An empty value gives empty text.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bitaqa.foundation.kernel.clock import as_utc
from bitaqa.foundation.kernel.money import Money
from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.ui import formats

register = template.Library()
EMPTY = SafeString("")


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


@register.filter
def ltr(value: Any) -> SafeString:
    """A Latin name, a number plate, a national number, an MRZ line."""
    return EMPTY if _is_empty(value) else format_html('<bdi dir="ltr">{}</bdi>', value)


@register.filter
def rtl(value: Any) -> SafeString:
    """An Arabic name on a French or English page."""
    return EMPTY if _is_empty(value) else format_html('<bdi dir="rtl" lang="ar">{}</bdi>', value)


@register.filter
def num(value: Any) -> SafeString:
    return EMPTY if _is_empty(value) else format_html('<bdi class="bq-num">{}</bdi>', formats.number_text(value))


@register.filter
def num_text(value: Any) -> str:
    return "" if _is_empty(value) else formats.number_text(value)


@register.filter
def money(value: Money | None) -> SafeString:
    return EMPTY if value is None else format_html('<bdi class="bq-num">{}</bdi>', formats.money_text(value))


@register.filter
def day(value: date | None) -> SafeString:
    if _is_empty(value) or value is None:
        return EMPTY
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', value.isoformat(), formats.day_text(value))


@register.filter
def day_text(value: date | None) -> str:
    return "" if _is_empty(value) or value is None else formats.day_text(value)


@register.filter
def instant(value: datetime | None) -> SafeString:
    if _is_empty(value) or value is None:
        return EMPTY
    stamp = as_utc(value).isoformat(timespec="seconds")
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', stamp, formats.instant_text(value))


@register.filter
def moment(value: date | datetime | None) -> SafeString:
    """An instant with its time, or a calendar day without: whichever it is."""
    return instant(value) if isinstance(value, datetime) else day(value)


@register.filter
def hijri(value: date | None) -> SafeString:
    if _is_empty(value) or value is None:
        return EMPTY
    return format_html('<bdi class="bq-hijri">{}</bdi>', formats.hijri_text(value))


@register.filter
def partial_date(value: PartialDate | date | None) -> SafeString:
    if _is_empty(value) or value is None:
        return EMPTY
    return format_html("<bdi>{}</bdi>", formats.partial_date_text(value))


def shown(value: Any, kind: str) -> Any:
    """A value as its kind is drawn; used by tables, definition lists and comparisons."""
    if _is_empty(value):
        return EMPTY
    drawers = {
        "latin": ltr, "arabic": rtl, "num": num, "money": money, "day": day, "instant": instant,
        "partial_date": partial_date, "hijri": hijri,
    }  # fmt: skip
    drawer = drawers.get(kind)
    return drawer(value) if drawer else value


@register.filter
def as_kind(value: Any, kind: str) -> Any:
    return shown(value, kind)


@register.filter
def as_cell(value: Any, kind: str) -> Any:
    """As `as_kind`, shorter where a column is read downwards: unknown parts of a date are simply not written."""
    if kind == "partial_date" and isinstance(value, PartialDate):
        return format_html("<bdi>{}</bdi>", formats.partial_date_short(value))
    return shown(value, kind)
