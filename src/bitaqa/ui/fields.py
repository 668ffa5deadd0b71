"""Form fields of our own kinds of value: partial dates, and names in one script.

Refuses: an impossible date (with the sentence of the kernel), a day without its month, Latin letters in an Arabic
name and Arabic letters in a Latin one (a wrong keyboard is the commonest mistake at a desk).
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.partial_dates import ImpossibleDateError, PartialDate
from bitaqa.ui.widgets import ArabicInput, LatinInput, PartialDateInput, ScannerInput

_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")


class PartialDateField(forms.MultiValueField):
    """Gives a `PartialDate`, or None when left empty and not required."""

    widget = PartialDateInput

    def __init__(self, *, required: bool = True, **kwargs: Any) -> None:
        whole = {"invalid": _("Write digits only.")}
        parts = (
            forms.IntegerField(required=False, error_messages=whole),
            forms.IntegerField(required=False, error_messages=whole),
            forms.IntegerField(required=False, error_messages=whole),
        )
        super().__init__(fields=parts, required=required, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> PartialDate | None:
        day, month, year = data_list or [None, None, None]
        if day is None and month is None and year is None:
            if self.required:
                raise ValidationError(gettext("Write at least the year."), code="required")
            return None
        if year is None:
            raise ValidationError(gettext("The year is needed."), code="incomplete")
        if day is not None and month is None:
            raise ValidationError(gettext("A day is given without its month: choose the month, or empty the day."))
        try:
            return PartialDate(year, month, day)
        except ImpossibleDateError as error:
            raise ValidationError(gettext("This date does not exist: check the paper.")) from error


class ArabicNameField(forms.CharField):
    """A name as the civil-status paper writes it in Arabic."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ArabicInput)
        kwargs.setdefault("max_length", 60)
        super().__init__(**kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and _LATIN.search(value):
            raise ValidationError(gettext("Latin letters in the Arabic name: change the keyboard."), code="script")


class LatinNameField(forms.CharField):
    """A name as the civil-status paper writes it in Latin letters; it is authoritative and never derived."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", LatinInput)
        kwargs.setdefault("max_length", 60)
        super().__init__(**kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and _ARABIC.search(value):
            raise ValidationError(gettext("Arabic letters in the Latin name: change the keyboard."), code="script")


class ScanField(forms.CharField):
    """What a scanner typed: spaces at the ends removed, nothing else changed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ScannerInput)
        super().__init__(**kwargs)
