"""What people type about campaigns and stations: each form only reads; the acts check again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.rules.roles import RoleCode
from bitaqa.ui.fields import ArabicNameField, LatinNameField
from bitaqa.ui.widgets import FileDrop, LatinInput, SegmentedChoice

from .words import (
    CANCEL_WORDS,
    CREW_ROLES,
    EPOCH_ENDS,
    REVOKE_WORDS,
    VISIT_KINDS,
)

MOST_BYTES = 64 * 1024
Choices = Sequence[tuple[str, Any]]


def _code(label: Any, help_text: Any = "", most: int = 80) -> forms.RegexField:
    return forms.RegexField(
        regex=rf"^[a-z0-9][a-z0-9-]{{0,{most - 1}}}$",
        label=label,
        help_text=help_text,
        widget=LatinInput(attrs={"autocapitalize": "none"}),
        error_messages={"invalid": _("Small Latin letters, figures and hyphens only.")},
    )


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class _Period(forms.Form):
    begin, end = "starts", "ends"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get(self.begin) and given.get(self.end) and given[self.end] < given[self.begin]:
            self.add_error(self.end, gettext("The last day comes before the first."))
        return given


class ProgrammeForm(_Period):
    begin, end = "opens", "closes"
    code = _code(_("Code"), _("For example proximity-2026; it is never reused."))
    name_ar = ArabicNameField(label=_("Name in Arabic"), max_length=120)
    name_fr = LatinNameField(label=_("Name in French"), max_length=120)
    opens = day_field(_("First day"))
    closes = day_field(_("Last day"), required=False)
    document_types = forms.MultipleChoiceField(
        label=_("Documents asked for"),
        widget=forms.CheckboxSelectMultiple,
        initial=["cnie"],
        error_messages={"required": _("Choose at least one document.")},
    )
    fee_waived = forms.BooleanField(label=_("The stamp duty is waived"), required=False)
    eligibility = forms.CharField(
        label=_("Who is eligible"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": "2", "dir": "auto"}),
    )
    eligibility_sensitive = forms.BooleanField(
        label=_("Who is eligible is sensitive"),
        required=False,
        help_text=_("Then only people who plan this programme read it; stations and the public do not."),
    )

    def __init__(self, *args: Any, types: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_types"].choices = list(types)  # type: ignore[attr-defined]


class CampaignForm(_Period):
    code = _code(_("Code"), _("For example el-borouj-2026-05."))
    name_ar = ArabicNameField(label=_("Name in Arabic"), max_length=120)
    name_fr = LatinNameField(label=_("Name in French"), max_length=120)
    programme = forms.ChoiceField(label=_("Programme"))
    area = forms.ChoiceField(label=_("Area"))
    owner_ar = ArabicNameField(label=_("Who lends the units (Arabic)"), max_length=160, required=False)
    owner_fr = LatinNameField(label=_("Who lends the units (French)"), max_length=160, required=False)
    starts = day_field(_("First day"))
    ends = day_field(_("Last day"))

    def __init__(self, *args: Any, programmes: Choices, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = list(programmes)  # type: ignore[attr-defined]
        self.fields["area"].choices = list(areas)  # type: ignore[attr-defined]


class VisitForm(forms.Form):
    station = forms.ChoiceField(label=_("Station"))
    kind = forms.ChoiceField(
        label=_("Kind of visit"), choices=list(VISIT_KINDS.items()), widget=SegmentedChoice, initial="enrolment"
    )
    place = forms.ChoiceField(label=_("Place"))
    day = day_field(_("Day"))
    expected = forms.IntegerField(label=_("People expected"), min_value=0, max_value=100_000, initial=0)

    def __init__(self, *args: Any, stations: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].choices = list(stations)  # type: ignore[attr-defined]
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    because = forms.ChoiceField(label=_("Reason"), choices=list(CANCEL_WORDS.items()))


class ProvisionForm(forms.Form):
    request_file = forms.FileField(
        label=_("Request file of the station"),
        widget=FileDrop(attrs={"accept": ".json,application/json"}),
        help_text=_("The station's set-up writes it; bring it unchanged."),
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    unit_code = _code(_("Code of the new unit"), most=40)
    unit_name_ar = ArabicNameField(label=_("Name of the new unit in Arabic"), max_length=160, required=False)
    unit_name_fr = LatinNameField(label=_("Name of the new unit in French"), max_length=160, required=False)
    owner_ar = ArabicNameField(label=_("Who owns the new unit (Arabic)"), max_length=160, required=False)
    owner_fr = LatinNameField(label=_("Who owns the new unit (French)"), max_length=160, required=False)
    because = forms.ChoiceField(
        label=_("Why the epoch before ends"),
        required=False,
        choices=[("", _("This is the station's first provisioning")), *EPOCH_ENDS.items()],
        help_text=_("What was never received is then declared lost."),
    )

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("A new unit")), *units]  # type: ignore[attr-defined]
        self.fields["unit_code"].required = False

    def clean_request_file(self) -> str:
        given = self.cleaned_data["request_file"]
        if given.size > MOST_BYTES:
            raise ValidationError(gettext("This file is too large to be a station's request."))
        try:
            return str(given.read().decode("utf-8"))
        except UnicodeDecodeError:
            raise ValidationError(gettext("This is not the request file of a station.")) from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("unit"):
            for name in ("unit_code", "unit_name_ar", "unit_name_fr"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, gettext("A new unit needs its code and both names."))
            if bool(given.get("owner_ar")) != bool(given.get("owner_fr")):
                missing = "owner_fr" if given.get("owner_ar") else "owner_ar"
                self.add_error(missing, gettext("Write the owner in both scripts, or in neither."))
        return given


class CrewForm(forms.Form):
    operator = _code(_("Operator code"), _("For example op-1; an operator of the same code is replaced."), most=40)
    role = forms.ChoiceField(
        label=_("Role"), choices=list(CREW_ROLES.items()), widget=SegmentedChoice, initial=RoleCode.FIELD_OPERATOR.value
    )
    name_ar = ArabicNameField(label=_("Name in Arabic"), max_length=120)
    name_latin = LatinNameField(label=_("Name in Latin letters"), max_length=120)
    pin = forms.RegexField(
        regex=r"^\d{6,12}$",
        label=_("PIN"),
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "inputmode": "numeric", "dir": "ltr"}),
        help_text=_("Six to twelve figures, chosen by the operator; nobody reads it afterwards."),
        error_messages={"invalid": _("Six to twelve figures.")},
    )


class RevokeForm(forms.Form):
    because = forms.ChoiceField(label=_("Reason"), choices=list(REVOKE_WORDS.items()))
