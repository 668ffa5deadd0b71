"""What whoever re-establishes an identity types: what the person says, and who vouches for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bitaqa.ui.widgets import LatinInput

from .words import RELATION_WORDS


class AnswerForm(forms.Form):
    said = forms.CharField(
        label=_("What the person says"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        help_text=_("In either script, as it is said. Nobody is told whether it is right before the interview ends."),
    )


class WitnessForm(forms.Form):
    """A witness stands at the counter with their own card."""

    person = forms.ChoiceField(
        label=_("For whom the witness vouches"), error_messages={"required": _("Choose the person.")}
    )  # fmt: skip
    national_number = forms.CharField(
        label=_("National number on the witness's card"),
        max_length=20,
        widget=LatinInput(attrs={"autocapitalize": "characters"}),
        error_messages={"required": _("Read the number on the card.")},
    )
    relation = forms.ChoiceField(
        label=_("How they know each other"),
        choices=list(RELATION_WORDS.items()),
        error_messages={"required": _("Choose how they know each other.")},
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = list(people)  # type: ignore[attr-defined]
