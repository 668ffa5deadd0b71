"""The adult who answers for a minor, as the fields of any form that needs one: an enrolment, a correction at hand-over.

Refuses nothing that can be typed; the form that inherits says what it needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bitaqa.ui.widgets import SegmentedChoice

from . import words
from .forms import arabic_text, latin_text


class RepresentativeFields(forms.Form):
    """Capacity, names in both scripts, number, the paper that proves it, and that they signed."""

    r_capacity = forms.ChoiceField(
        label=_("Capacity"), required=False, choices=list(words.CAPACITIES.items()), widget=SegmentedChoice
    )
    r_given_ar = arabic_text(_("Given name in Arabic"))
    r_given_latin = latin_text(_("Given name in Latin letters"))
    r_family_ar = arabic_text(_("Family name in Arabic"))
    r_family_latin = latin_text(_("Family name in Latin letters"))
    r_national_number = latin_text(_("National number"))
    r_paper = forms.ChoiceField(
        label=_("Paper that proves it"),
        required=False,
        choices=[(code, words.PAPERS[code]) for code in ("guardian_card", "guardianship_act")],
    )
    r_paper_number = latin_text(_("Number of the paper"))
    r_signed = forms.BooleanField(label=_("The legal representative has signed"), required=False)

    @property
    def representative_typed(self) -> bool:
        """Whether anything was written about a representative."""
        data = self.cleaned_data
        return any(data.get(name) for name in data if name.startswith("r_") and name != "r_paper")


def representative_map(data: Mapping[str, Any]) -> dict[str, Any]:
    """The representative as a packet shapes it; `who` says what is wrong with it."""
    return {
        "capacity": data["r_capacity"],
        "names": {**names_map(data, "r_"), "latin_from": "civil_status"},
        "national_number": data["r_national_number"].strip().upper(),
        "paper": data["r_paper"] or "guardian_card",
        "paper_number": data["r_paper_number"],
        "signed": bool(data["r_signed"]),
    }


def names_map(data: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """A name in both scripts, as a packet shapes it, from the fields that start with `prefix`."""
    return {
        script: {part: data[f"{prefix}{part}_{short}"] for part in ("given", "family")}
        for script, short in (("arabic", "ar"), ("latin", "latin"))
    }
