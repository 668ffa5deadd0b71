"""What people type: each form only reads; the acts check again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.rules.roles import ROLES
from bitaqa.ui.fields import ArabicNameField, LatinNameField
from bitaqa.ui.widgets import LatinInput, SegmentedChoice

from .domain import PASSWORD_MAXIMUM
from .scopes import DIMENSIONS, Choices

ASK_WORDS = (
    ("assignment", _("New assignment")),
    ("replacement", _("Replaces a colleague")),
    ("campaign", _("For a campaign")),
)
REVOKE_WORDS = (
    ("left", _("Has left the service")),
    ("moved", _("Has moved to another post")),
    ("no_longer_needed", _("No longer needed")),
    ("suspected_misuse", _("Misuse suspected")),
    ("asked_by_mistake", _("Asked by mistake")),
)


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "dir": "ltr"})
    return forms.CharField(label=label, max_length=PASSWORD_MAXIMUM, strip=False, widget=widget, help_text=help_text)


def _code(help_text: Any) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "text", "dir": "ltr", "autocapitalize": "none"}
    return forms.CharField(label=_("Code"), max_length=20, widget=forms.TextInput(attrs=attrs), help_text=help_text)


class SignInForm(forms.Form):
    name = forms.CharField(
        label=_("Sign-in name"),
        max_length=64,
        widget=LatinInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = _password(_("Password"), "current-password")


class CodeForm(forms.Form):
    code = _code(_("Six digits from your telephone, or one of your recovery codes."))


class ConfirmForm(forms.Form):
    password = _password(_("Password"), "current-password")
    code = _code(_("Wait for the next code if you have just used this one."))


class NewPasswordForm(forms.Form):
    password = _password(_("New password"), "new-password", _("At least 14 characters; four unrelated words do well."))
    again = _password(_("New password again"), "new-password")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "again" in given and given.get("password") != given["again"]:
            self.add_error("again", gettext("The two passwords differ."))
        return given


class OwnPasswordForm(NewPasswordForm):
    current = _password(_("Present password"), "current-password")
    field_order = ("current", "password", "again")


class SecondFactorForm(forms.Form):
    code = _code(_("The six digits your telephone shows after scanning."))


class PersonForm(forms.Form):
    name = forms.CharField(
        label=_("Sign-in name"),
        max_length=40,
        widget=LatinInput,
        help_text=_("Initial and family name, for example a.benali; it is never reused."),
    )
    name_ar = ArabicNameField(label=_("Name in Arabic"), max_length=120)
    name_latin = LatinNameField(label=_("Name in Latin letters"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=SegmentedChoice, initial="ar")


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=SegmentedChoice)


class AskRoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))
    scope = forms.ChoiceField(label=_("Where"), required=False)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day of the role; empty until it is revoked."),
    )
    because = forms.ChoiceField(label=_("Reason"), choices=ASK_WORDS)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(str(code), gettext(role.name)) for code, role in ROLES.items()]  # type: ignore[attr-defined]
        places: list[tuple[str, Any]] = [("", _("Everywhere"))]
        for dimension, label in DIMENSIONS.items():
            if listed := choices.get(dimension):
                places.append((str(label), [(f"{dimension}:{id_}", words) for id_, words in listed]))
        self.fields["scope"].choices = places  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    because = forms.ChoiceField(label=_("Reason"), choices=REVOKE_WORDS)
