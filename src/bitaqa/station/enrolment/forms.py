"""Forms of an enrolment. They read what was typed and nothing more: what is wrong with it, the steps say.

A step form never loses a word: fields are as wide as what may be typed, and the remarks of `domain` are laid at the
fields they mean. Refuses only shapes that no step could keep (a file without bytes, a choice off the list).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from bitaqa.foundation.rules.applications import GROUNDS as GROUNDS_OF
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.field_pack import PackPlace, PackVisit
from bitaqa.ui.formats import day_text
from bitaqa.ui.widgets import ArabicInput, FileDrop, LatinInput, PartialDateInput, ScannerInput, SegmentedChoice

from . import words

MOST = 400


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


class NativeDate(forms.DateInput):
    """The browser's own calendar; ISO text on the wire."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _ar(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=MOST, widget=ArabicInput, **more)


def _latin(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=MOST, widget=LatinInput, **more)


def mark_needed(form: forms.Form, *names: str) -> None:
    """Draws fields without “optional”: the step asks for them, though the form keeps whatever is typed."""
    form.use_required_attribute = False
    for name in names:
        if name in form.fields:
            form.fields[name].required = True


def place_choices(places: Iterable[PackPlace]) -> list[tuple[str, str]]:
    """The places of the pack in the reader's language, each with what it lies in."""
    arabic = get_language() == "ar"
    by_code = {place.code: place for place in places}

    def name(place: PackPlace) -> str:
        own = place.name_ar if arabic else place.name_fr
        around = by_code.get(place.within or "")
        if around is None:
            return own
        return f"{own} – {around.name_ar if arabic else around.name_fr}"

    return sorted(((place.code, name(place)) for place in by_code.values()), key=lambda pair: pair[1])


def visit_choices(visits: Iterable[PackVisit], places: Iterable[PackPlace]) -> list[tuple[str, str]]:
    names = dict(place_choices(places))
    return [(str(visit.visit), f"{day_text(visit.day)} – {names.get(visit.place, visit.place)}") for visit in visits]


class RequestForm(forms.Form):
    """What a request starts from, and what its first step may change later."""

    card = forms.CharField(
        label=_("Old card: scan its three lines or its barcode, or type a number"),
        required=False,
        max_length=MOST,
        widget=forms.Textarea(
            {"rows": 3, "dir": "ltr", "autocomplete": "off", "spellcheck": "false", "data-mrz": "1", "class": "bq-mrz"}
        ),
    )
    document_type = forms.ChoiceField(label=_("Document"))
    visit = forms.ChoiceField(label=_("Visit"))
    ground = forms.ChoiceField(label=_("Ground"), widget=forms.RadioSelect)
    national_number = forms.CharField(
        label=_("National number"), required=False, max_length=40, widget=LatinInput({"autocapitalize": "characters"})
    )
    document_number = forms.CharField(
        label=_("Number of the old card"),
        required=False,
        max_length=40,
        widget=LatinInput({"autocapitalize": "characters"}),
    )
    priority = forms.ChoiceField(label=_("Priority"), required=False, choices=list(words.PRIORITIES.items()))
    needed_by = forms.DateField(
        label=_("Day of the exam, or day by which the card is needed"), required=False, widget=NativeDate()
    )
    needed_for = forms.CharField(label=_("Needed for"), required=False, max_length=120)

    def __init__(
        self,
        *args: Any,
        kind: ApplicationKind,
        types: list[tuple[str, str]] = (),  # type: ignore[assignment]
        visits: list[tuple[str, str]] = (),  # type: ignore[assignment]
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        grounds = [(ground.value, words.GROUNDS[ground.value]) for ground in GROUNDS_OF[kind]]
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]
        if len(grounds) == 1:
            self.fields["ground"].widget = forms.HiddenInput()
        for name, choices in (("document_type", types), ("visit", visits)):
            if not choices:
                del self.fields[name]
                continue
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if len(choices) == 1:
                self.fields[name].widget = forms.HiddenInput()
        if kind is ApplicationKind.FIRST:
            for name in ("card", "national_number", "document_number"):
                del self.fields[name]


class WhoForm(forms.Form):
    """Names in both scripts, birth, parents, address; for a minor the legal representative too."""

    given_ar = _ar(_("Given name in Arabic"))
    given_latin = _latin(_("Given name in Latin letters"))
    family_ar = _ar(_("Family name in Arabic"))
    family_latin = _latin(_("Family name in Latin letters"))
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
    birth_place_ar = _ar(_("Birth place in Arabic"))
    birth_place_latin = _latin(_("Birth place in Latin letters"))
    nationality = _latin(_("Nationality"))
    civil_status_number = _latin(_("Number of the civil-status entry"))
    father_ar = _ar(_("Father, in Arabic"))
    father_latin = _latin(_("Father, in Latin letters"))
    mother_ar = _ar(_("Mother, in Arabic"))
    mother_latin = _latin(_("Mother, in Latin letters"))
    place = forms.ChoiceField(label=_("Place of the address"), required=False)
    line_ar = _ar(_("Address in Arabic"), help_text=_("A douar, or a street with its number."))
    line_latin = _latin(_("Address in Latin letters"))
    r_capacity = forms.ChoiceField(
        label=_("Capacity"), required=False, choices=list(words.CAPACITIES.items()), widget=SegmentedChoice
    )
    r_given_ar = _ar(_("Given name in Arabic"))
    r_given_latin = _latin(_("Given name in Latin letters"))
    r_family_ar = _ar(_("Family name in Arabic"))
    r_family_latin = _latin(_("Family name in Latin letters"))
    r_national_number = _latin(_("National number"))
    r_paper = forms.ChoiceField(
        label=_("Paper that proves it"),
        required=False,
        choices=[(code, words.PAPERS[code]) for code in ("guardian_card", "guardianship_act")],
    )
    r_paper_number = _latin(_("Number of the paper"))
    r_signed = forms.BooleanField(label=_("The legal representative has signed"), required=False)
    collector = forms.CharField(
        label=_("Who else may collect the card"), required=False, max_length=120, help_text=_("Name and number.")
    )

    def __init__(self, *args: Any, places: Iterable[PackPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Choose a place")), *place_choices(places)]  # type: ignore[attr-defined]
        for name in ("birth_place_ar", "birth_place_latin"):
            self.fields[name].widget.attrs["list"] = f"places-{name[-2:]}"

    @property
    def representative_typed(self) -> bool:
        """Whether anything was written about a representative."""
        data = self.cleaned_data
        return any(data.get(name) for name in data if name.startswith("r_") and name != "r_paper")


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
        "names": {**_scripts(data, ""), "latin_from": data["latin_from"] or "civil_status"},
        "birth": data.get("birth") or "",
        "birth_place_ar": data["birth_place_ar"],
        "birth_place_latin": data["birth_place_latin"],
        "nationality": data["nationality"].strip().upper() or "MAR",
        "civil_status_number": data["civil_status_number"],
        "parents": {n: data[n] for n in ("father_ar", "father_latin", "mother_ar", "mother_latin")},
        "address": {"place": data["place"], **{name: [one for one in many if one] for name, many in lines.items()}},
    }
    return kept | ({"sex": data["sex"]} if data["sex"] else {})


def representative_map(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "capacity": data["r_capacity"],
        "names": {**_scripts(data, "r_"), "latin_from": "civil_status"},
        "national_number": data["r_national_number"].strip().upper(),
        "paper": data["r_paper"] or "guardian_card",
        "paper_number": data["r_paper_number"],
        "signed": bool(data["r_signed"]),
    }


def _scripts(data: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {
        script: {part: data[f"{prefix}{part}_{short}"] for part in ("given", "family")}
        for script, short in (("arabic", "ar"), ("latin", "latin"))
    }


class PaperForm(forms.Form):
    """One paper: what it says of itself and its picture."""

    number = forms.CharField(label=_("Number"), required=False, max_length=120, widget=LatinInput)
    issued_by = forms.CharField(label=_("Issued by"), required=False, max_length=120)
    issued_on = forms.DateField(label=_("Issued on"), required=False, widget=NativeDate())
    file = forms.FileField(
        label=_("Scan or photo"),
        required=False,
        widget=FileDrop({"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}),
    )


class MissingForm(forms.Form):
    """The written list of papers to bring, and where."""

    missing = forms.MultipleChoiceField(
        label=_("Papers that the person does not have today"), required=False, widget=forms.CheckboxSelectMultiple
    )
    complete_at = forms.ChoiceField(label=_("Later visit at which they are brought"), required=False)

    def __init__(self, *args: Any, papers: list[str], visits: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["missing"].choices = [(code, words.PAPERS[code]) for code in papers]  # type: ignore[attr-defined]
        self.fields["complete_at"].choices = [("", _("Choose the visit")), *visits]  # type: ignore[attr-defined]


class PortraitForm(forms.Form):
    file = forms.FileField(
        label=_("Picture from a file"), required=False, widget=FileDrop({"accept": "image/jpeg,image/png,image/webp"})
    )


class SignatureForm(forms.Form):
    file = forms.FileField(
        label=_("Signature from a file"), required=False, widget=FileDrop({"accept": "image/jpeg,image/png,image/webp"})
    )
    witness = forms.CharField(label=_("Name of the witness who is present"), required=False, max_length=120)


class StampForm(forms.Form):
    stamp_number = forms.CharField(label=_("Number of the stamp"), required=False, max_length=120, widget=ScannerInput)


class NoticeForm(forms.Form):
    language = forms.ChoiceField(label=_("Read aloud in"), choices=list(words.SPOKEN.items()), widget=SegmentedChoice)
    read_aloud = forms.BooleanField(
        label=_("I read the notice aloud and the person understood it"),
        required=False,
        widget=forms.CheckboxInput({"autofocus": True}),
    )


class ReferralForm(forms.Form):
    """The slip's reason is kept; what the person declares is only printed on the slip."""

    because = forms.ChoiceField(
        label=_("Why the person is referred"), choices=list(words.REFERRAL_WORDS.items()), widget=forms.RadioSelect
    )
    name_ar = _ar(_("Declared name in Arabic"))
    name_latin = _latin(_("Declared name in Latin letters"))
    birth = forms.CharField(label=_("Declared birth"), required=False, max_length=60)
    birth_place = forms.CharField(label=_("Declared birth place"), required=False, max_length=120)


class AbandonForm(forms.Form):
    because = forms.ChoiceField(
        label=_p("abandon", "Why"), choices=list(words.ABANDON_WORDS.items()), widget=forms.RadioSelect
    )
