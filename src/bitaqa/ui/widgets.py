"""Inputs that ordinary HTML lacks: partial dates, names in a given script, scanners, file drops, segmented choices.

Each is an ordinary Django widget, so that a form works without JavaScript and is tested without a browser.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.ui.formats import locale_name


class SegmentedChoice(forms.RadioSelect):
    """A few exclusive choices side by side (up to five); use a select beyond."""

    segmented = True


class ArabicInput(forms.TextInput):
    """A name or an address in Arabic letters: right to left whatever the page's direction."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"lang": "ar", "dir": "rtl", "autocomplete": "off", "spellcheck": "false", **(attrs or {})})


class LatinInput(forms.TextInput):
    """A name, a number or an MRZ line in Latin letters: left to right whatever the page's direction."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"lang": "fr", "dir": "ltr", "autocomplete": "off", "spellcheck": "false", **(attrs or {})})


class ScannerInput(forms.TextInput):
    """For a barcode or document scanner, which types its reading and then Enter: keeps the focus, selects on return."""

    scanner = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        given = {"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "data-scanner": "1"}
        super().__init__({**given, **(attrs or {})})


class PinInput(forms.PasswordInput):
    """Digits that are never shown and never drawn again; `{% ui_pin_pad %}` beside it types for a finger."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        given = {"dir": "ltr", "autocomplete": "off", "inputmode": "numeric", "maxlength": "8", "data-pin": "1"}
        super().__init__({**given, **(attrs or {})})


class FileDrop(forms.FileInput):
    """A file chosen or dropped; `accept` and `capture` go through to the browser."""

    drop = True


class MonthSelect(forms.Select):
    """The twelve months in the reader's language, with an empty first line for “unknown”."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        months = _month_names()
        self.choices = [("", _("Unknown")), *((str(n), f"{n} · {months[n]}") for n in range(1, 13))]
        return super().optgroups(name, value, attrs)


def _month_names() -> dict[int, str]:
    from babel.dates import get_month_names

    return dict(get_month_names("wide", context="stand-alone", locale=locale_name()))


class PartialDateInput(forms.MultiWidget):
    """Day, month and year apart; day, or day and month, may stay empty when the civil-status paper lacks them."""

    partial_date = True
    template_name = "ui/widgets/partial_date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = {"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}
        super().__init__(
            {
                "day": forms.TextInput({**number, "maxlength": "2", "class": "bq-input bq-input-day"}),
                "month": MonthSelect({"class": "bq-input bq-input-month"}),
                "year": forms.TextInput({**number, "maxlength": "4", "class": "bq-input bq-input-year"}),
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str) and value:
            value = PartialDate.parse(value)
        if value is None or value == "":
            return [None, None, None]
        return [value.day, value.month, value.year]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = (_("Day"), _("Month"), _("Year"))
        for part, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            part["label"] = label
        return context
