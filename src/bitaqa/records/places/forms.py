"""What people type about places: one place, or a file of many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bitaqa.ui.fields import ArabicNameField, LatinNameField
from bitaqa.ui.widgets import FileDrop, LatinInput

from .door import PlaceValue, places_by_code

MOST_BYTES = 16 * 1024 * 1024
KIND_WORDS: Mapping[str, Any] = {
    "region": _("Region"),
    "province": _("Province"),
    "prefecture": _("Prefecture"),
    "cercle": _("Cercle"),
    "caidat": _("Caïdat"),
    "pachalik": _("Pachalik"),
    "commune": _("Commune"),
    "arrondissement": _("Arrondissement"),
    "quartier": _("Quarter"),
    "town": _("Town"),
    "douar": _("Douar"),
    "village": _("Village"),
    "school": _("School"),
    "market": _("Weekly market"),
    "depot": _("Depot of vehicles"),
}
CONFIDENCE_WORDS: Mapping[str, Any] = {
    "surveyed": _("Measured on the spot"),
    "entered": _("Entered by hand"),
    "imported": _("From a file"),
    "map": _("From a map of shapes"),
    "geonames": _("From GeoNames"),
    "inferred": _("Inferred, to be checked"),
}


class PlaceForm(forms.Form):
    code = forms.RegexField(
        regex=r"^[a-z0-9][a-z0-9-]{0,79}$",
        label=_("Code"),
        help_text=_("For example taounate-tafrant; it is never changed."),
        widget=LatinInput(attrs={"autocapitalize": "none"}),
        error_messages={"invalid": _("Small Latin letters, figures and hyphens only.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KIND_WORDS.items()))
    name_ar = ArabicNameField(label=_("Name in Arabic"), max_length=120)
    name_fr = LatinNameField(label=_("Name in French letters"), max_length=120)
    within = forms.CharField(
        label=_("Lies within (code)"),
        max_length=80,
        required=False,
        widget=LatinInput(attrs={"autocapitalize": "none"}),
    )
    aliases = forms.CharField(
        label=_("Other names"),
        required=False,
        help_text=_("One on each line, in either script."),
        widget=forms.Textarea(attrs={"rows": "3", "dir": "auto"}),
    )
    latitude = forms.FloatField(label=_("Latitude (degrees)"), min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(label=_("Longitude (degrees)"), min_value=-180, max_value=180, required=False)
    confidence = forms.ChoiceField(
        label=_("How the position is known"), choices=list(CONFIDENCE_WORDS.items()), initial="entered"
    )
    source = forms.CharField(label=_("Source"), max_length=120, help_text=_("Who says so; with its licence if any."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("latitude") is None) != (given.get("longitude") is None):
            self.add_error("longitude", gettext("Give both degrees, or neither."))
        above = given.get("within")
        if above and (above not in places_by_code([above]) or above == given.get("code")):
            self.add_error("within", gettext("No other place has this code."))
        return given

    def place(self) -> PlaceValue:
        given = self.cleaned_data
        names = [line.strip()[:120] for line in given["aliases"].splitlines() if line.strip()]
        return PlaceValue(
            given["code"], given["kind"], given["name_ar"], given["name_fr"], given["within"] or None,
            tuple(dict.fromkeys(names)), given["latitude"], given["longitude"], given["confidence"],
        )  # fmt: skip


class PlacesFileForm(forms.Form):
    file = forms.FileField(
        label=_("File of places (CSV or GeoJSON)"),
        widget=FileDrop(attrs={"accept": ".csv,text/csv,.geojson,.json,application/geo+json"}),
        help_text=_("Columns code, kind, name_ar, name_fr; within, aliases, latitude, longitude, confidence if known."),
    )
    source = forms.CharField(label=_("Source, with its licence"), max_length=120)

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            self.add_error("file", gettext("This file is too large."))
        return given
