"""Forms of the desk's screens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .domain import Operator

_LATIN = {"dir": "ltr", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class SignInForm(forms.Form):
    """The crew of the newest field pack to choose from, and a PIN."""

    operator = forms.ChoiceField(label=_("Operator"))
    pin = forms.CharField(
        label=_("PIN"),
        max_length=200,
        widget=forms.PasswordInput({"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, crew: Iterable[Operator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        arabic = get_language() == "ar"
        choices = [
            (one.code, f"{(one.name_ar if arabic else one.name_latin) or one.code} – {one.code}") for one in crew
        ]
        self.fields["operator"].choices = [("", _("Choose your name")), *choices]  # type: ignore[attr-defined]


class UnlockForm(forms.Form):
    head = forms.CharField(label=_("Code of the head of station"), max_length=80, widget=forms.TextInput(_LATIN))
    secret = forms.CharField(
        label=_("Unlock secret"), max_length=200, widget=forms.PasswordInput({"dir": "ltr", "autocomplete": "off"})
    )


class EnrolDeskForm(forms.Form):
    code = forms.CharField(
        label=_("Enrolment code"), max_length=20, widget=forms.TextInput({**_LATIN, "autocapitalize": "characters"})
    )


class NewDeskForm(forms.Form):
    name = forms.CharField(label=_("Name of the desk"), max_length=60, help_text=_("Where it stands, for instance."))


def data_of(form: forms.Form, name: str) -> str:
    """The cleaned text of a field of a valid form."""
    value: Any = form.cleaned_data[name]
    return str(value)
