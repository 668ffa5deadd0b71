"""The form of who a person is, and the maps that it fills and is filled from.

Refuses nothing that can be typed: an impossible date, a name in the wrong script are kept and shown again, and
`who.py` says what is wrong with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.rules.field_pack import PackPlace
from bitaqa.ui.widgets import PartialDateInput, SegmentedChoice

from . import words
from .forms import NativeDate, arabic_text, latin_text, place_choices
from .representative_form import RepresentativeFields, names_map


class RawDateInput(PartialDateInput):
    """Shows again what was typed, an impossible date included."""

    def decompress(self, value: Any) -> list[Any]:
        year, month, day = ([*str(value or "").split("-"), "", "", ""])[:3]
        return [day, month.lstrip("0"), "" if year == "0000" else year]


class RawDateField(forms.MultiValueField):
    """Day, month and year as one text `YYYY-MM-DD`, sound or not; empty when nothing was typed."""

    widget = RawDateInput

    def __init__(self, **kwargs: Any) -> None:
        parts = tuple(forms.CharField(required=False, max_length=8) for _part in range(3))
        super().__init__(fields=parts, required=False, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> str:
        day, month, year = (str(part or "").strip() for part in (data_list or ["", "", ""]))
        if not (day or month or year):
            return ""
        month = month.zfill(2) if month else ("00" if day else "")
        return "-".join(part for part in (year or "0000", month, day.zfill(2) if day else "") if part)


class WhoForm(RepresentativeFields):
    """Names in both scripts, birth, parents, address; for a minor the legal representative too."""

    given_ar = arabic_text(_("Given name in Arabic"))
    given_latin = latin_text(_("Given name in Latin letters"))
    family_ar = arabic_text(_("Family name in Arabic"))
    family_latin = latin_text(_("Family name in Latin letters"))
    latin_from = forms.ChoiceField(
        label=_("The Latin form comes from"),
        required=False,
        choices=list(words.PROVENANCES.items()),
        help_text=_("Copy it from the civil-status paper; a suggestion serves only where the paper gives none."),
    )
    birth = RawDateField(
        label=_("Birth date"), help_text=_("Leave the day, or the day and the month, empty when the paper lacks them.")
    )
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=list(words.SEXES.items()), widget=SegmentedChoice)
    birth_place_ar = arabic_text(_("Birth place in Arabic"))
    birth_place_latin = latin_text(_("Birth place in Latin letters"))
    nationality = latin_text(_("Nationality"))
    civil_status_number = latin_text(_("Number of the civil-status entry"))
    father_ar = arabic_text(_("Father, in Arabic"))
    father_latin = latin_text(_("Father, in Latin letters"))
    mother_ar = arabic_text(_("Mother, in Arabic"))
    mother_latin = latin_text(_("Mother, in Latin letters"))
    place = forms.ChoiceField(label=_("Place of the address"), required=False)
    line_ar = arabic_text(_("Address in Arabic"), help_text=_("A douar, or a street with its number."))
    line_latin = latin_text(_("Address in Latin letters"))
    since = forms.CharField(
        label=_("Lives there since"),
        required=False,
        max_length=10,
        widget=NativeDate,
        help_text=_("Today, unless the paper or the person says otherwise."),
    )
    collector = forms.CharField(
        label=_("Who else may collect the card"),
        required=False,
        max_length=120,
        help_text=_("The name as it stands on their own card."),
    )
    collector_number = forms.CharField(
        label=_("Number of their card"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, places: Iterable[PackPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Choose a place")), *place_choices(places)]  # type: ignore[attr-defined]
        for name in ("birth_place_ar", "birth_place_latin"):
            self.fields[name].widget.attrs["list"] = f"places-{name[-2:]}"


def who_initial(identity: Mapping[str, Any], representative: Mapping[str, Any], collector: str) -> dict[str, Any]:
    """What was kept, as the form shows it."""
    found = {**_names(identity.get("names"), ""), **_names(representative.get("names"), "r_")}
    names = identity.get("names") or {}
    parents, address = identity.get("parents") or {}, identity.get("address") or {}
    return {
        **found,
        "latin_from": names.get("latin_from", "civil_status"),
        "birth": identity.get("birth", ""),
        "sex": identity.get("sex", ""),
        **{n: identity.get(n, "") for n in ("birth_place_ar", "birth_place_latin", "civil_status_number")},
        "nationality": identity.get("nationality", "MAR"),
        **{n: parents.get(n, "") for n in ("father_ar", "father_latin", "mother_ar", "mother_latin")},
        "place": address.get("place", ""),
        "line_ar": "، ".join(address.get("lines_ar") or ()),
        "line_latin": ", ".join(address.get("lines_latin") or ()),
        "since": address.get("since") or "",
        "r_capacity": representative.get("capacity", ""),
        "r_national_number": representative.get("national_number", ""),
        "r_paper": representative.get("paper", "guardian_card"),
        "r_paper_number": representative.get("paper_number", ""),
        "r_signed": representative.get("signed", False),
        "collector": collector,
    }


def _names(names: Any, prefix: str) -> dict[str, Any]:
    parts = names if isinstance(names, Mapping) else {}
    return {
        f"{prefix}{part}_{short}": (parts.get(script) or {}).get(part, "")
        for script, short in (("arabic", "ar"), ("latin", "latin"))
        for part in ("given", "family")
    }


def identity_map(data: Mapping[str, Any]) -> dict[str, Any]:
    """The identity as it was typed; `domain` judges it."""
    lines = {
        "lines_ar": [line.strip() for line in data["line_ar"].split("،")],
        "lines_latin": [line.strip() for line in data["line_latin"].split(",")],
    }
    kept = {
        "names": {**names_map(data, ""), "latin_from": data["latin_from"] or "civil_status"},
        "birth": data.get("birth") or "",
        "birth_place_ar": data["birth_place_ar"],
        "birth_place_latin": data["birth_place_latin"],
        "nationality": data["nationality"].strip().upper() or "MAR",
        "civil_status_number": data["civil_status_number"],
        "parents": {n: data[n] for n in ("father_ar", "father_latin", "mother_ar", "mother_latin")},
        "address": {
            "place": data["place"],
            "since": data["since"] or None,
            **{name: [one for one in many if one] for name, many in lines.items()},
        },
    }
    return kept | ({"sex": data["sex"]} if data["sex"] else {})
