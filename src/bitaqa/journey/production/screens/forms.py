"""Forms of production: ranges and lists of serials, the verdict on a card."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from bitaqa.ui.widgets import LatinInput

from ..domain import LARGEST_DELIVERY
from ..words import REASONS


class SerialsField(forms.CharField):
    """Serials as a scanner types them, one after the other; gives a list in capitals, each once."""

    def __init__(self, **kwargs: object) -> None:
        attributes = {"rows": 3, "dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}
        kwargs.setdefault("widget", forms.Textarea(attributes))
        super().__init__(**kwargs)  # type: ignore[arg-type]

    def clean(self, value: str | None) -> list[str]:
        text = super().clean(value) or ""
        return list(dict.fromkeys(part.upper() for part in re.split(r"[\s,;،؛]+", text) if part))


class ReceiveForm(forms.Form):
    first = forms.CharField(label=_("First serial"), max_length=20, widget=LatinInput)
    count = forms.IntegerField(label=_("How many blanks"), min_value=1, max_value=LARGEST_DELIVERY)


class SerialsForm(forms.Form):
    serials = SerialsField(label=_("Serials"), help_text=_("Scan one after the other."))


class CloseForm(forms.Form):
    """What was counted by hand; good blanks are known from the cards that passed."""

    spoiled = SerialsField(label=_("Spoiled"), required=False)
    sample = SerialsField(label=_("Kept as samples"), required=False)
    returned = SerialsField(label=_("Returned to the stock"), required=False)


class PassForm(forms.Form):
    read = forms.CharField(
        label=_("Zone read from the card"),
        required=False,
        max_length=200,
        widget=LatinInput,
        help_text=_("Optional: read it with the reader, it is compared with the order."),
    )


class RejectForm(forms.Form):
    attempt = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.ChoiceField(choices=[(str(code), word) for code, word in REASONS.items()])
