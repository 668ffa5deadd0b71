"""Numbers, dates and money as people in Morocco read them: Babel `ar_MA` / `fr_MA`, never bare `ar`.

Why: bare `ar` writes Eastern digits and other month names; Moroccan Arabic uses Western digits and names months
after the French ones (“نونبر”). Instants are shown in Africa/Casablanca. The Hijri date is shown beside, never instead.
Each function takes the value and gives text in the active language; filters wrap it in `<bdi>`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext, pgettext

from bitaqa.foundation.kernel.calendars import hijri
from bitaqa.foundation.kernel.clock import PLACE_ZONE, as_utc
from bitaqa.foundation.kernel.money import Money
from bitaqa.foundation.kernel.partial_dates import PartialDate

LOCALES = {"ar": "ar_MA", "fr": "fr_MA", "en": "en_GB"}


def locale_name() -> str:
    """Babel's locale of the active language; Arabic when none is active."""
    return LOCALES.get((get_language() or "ar")[:2], "ar_MA")


def number_text(value: int | float | Decimal) -> str:
    return format_decimal(value, locale=locale_name())


def money_text(value: Money) -> str:
    whole, rest = divmod(value.centimes, 100)
    amount = format_decimal(Decimal(value.centimes) / 100, format="#,##0.00" if rest else None, locale=locale_name())
    if value.currency == "MAD":
        return gettext("%(amount)s dirhams") % {"amount": amount if rest else number_text(whole)}
    return f"{amount} {value.currency}"


def day_text(value: date) -> str:
    """A calendar day; an instant is first brought to the local day."""
    if isinstance(value, datetime):
        value = as_utc(value).astimezone(PLACE_ZONE).date()
    return format_date(value, format="d MMMM y", locale=locale_name())


def instant_text(value: datetime) -> str:
    """An instant as local day and time, 24 hours."""
    local = as_utc(value).astimezone(PLACE_ZONE)
    return gettext("%(day)s, %(time)s") % {"day": day_text(local.date()), "time": f"{local:%H:%M}"}


def partial_date_text(value: PartialDate | date) -> str:
    """`1948`, `July 1948` or `15 July 1948`; what is unknown is said in words."""
    if not isinstance(value, PartialDate):
        return day_text(value)
    if value.day is not None:
        return day_text(value.earliest())
    if value.month is not None:
        month = format_date(value.earliest(), format="LLLL y", locale=locale_name())
        return gettext("%(month)s (day unknown)") % {"month": month}
    return gettext("%(year)s (day and month unknown)") % {"year": value.year}


def partial_date_short(value: PartialDate) -> str:
    """`1948`, `July 1948` or `15 July 1948`, for columns."""
    if value.day is not None:
        return day_text(value.earliest())
    return str(value.year) if value.month is None else format_date(value.earliest(), "LLLL y", locale=locale_name())


def hijri_text(value: date) -> str:
    """The Umm al-Qura date of a day, in words; empty outside the calendar's range."""
    if isinstance(value, datetime):
        value = as_utc(value).astimezone(PLACE_ZONE).date()
    found = hijri(value)
    if found is None:
        return ""
    year, month, day = found
    return gettext("%(day)s %(month)s %(year)s AH") % {"day": day, "month": hijri_months()[month - 1], "year": year}


def hijri_months() -> tuple[str, ...]:
    return (
        pgettext("hijri month", "Muharram"),
        pgettext("hijri month", "Safar"),
        pgettext("hijri month", "Rabi I"),
        pgettext("hijri month", "Rabi II"),
        pgettext("hijri month", "Jumada I"),
        pgettext("hijri month", "Jumada II"),
        pgettext("hijri month", "Rajab"),
        pgettext("hijri month", "Shaban"),
        pgettext("hijri month", "Ramadan"),
        pgettext("hijri month", "Shawwal"),
        pgettext("hijri month", "Dhu al-Qadah"),
        pgettext("hijri month", "Dhu al-Hijjah"),
    )
