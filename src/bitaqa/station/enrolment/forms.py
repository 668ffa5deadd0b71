"""Forms of an enrolment. They read what was typed and nothing more: what is wrong with it, the steps say.

A step form never loses a word: fields are as wide as what may be typed, and the remarks of `domain` are laid at the
fields they mean. Refuses only shapes that no step could keep (a file without bytes, a choice off the list).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from bitaqa.foundation.rules.applications import GROUNDS as GROUNDS_OF
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.field_pack import PackPlace, PackVisit
from bitaqa.ui.formats import day_text
from bitaqa.ui.widgets import ArabicInput, FileDrop, LatinInput, ScannerInput, SegmentedChoice

from . import words

MOST = 400
SPOKEN_LANGUAGES: Final = tuple(words.SPOKEN.items())
"""In which the notice is read aloud: code and word."""


class NativeDate(forms.DateInput):
    """The browser's own calendar; ISO text on the wire."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def arabic_text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=MOST, widget=ArabicInput, **more)


def latin_text(label: Any, **more: Any) -> forms.CharField:
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
        of_someone_known: bool = False,
        **kwargs: Any,
    ) -> None:
        """`of_someone_known`: a document for people the register holds already (an extract) may be asked for."""
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
        if kind is ApplicationKind.FIRST and not of_someone_known:
            for name in ("card", "national_number", "document_number"):
                del self.fields[name]


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
    language = forms.ChoiceField(label=_("Read aloud in"), choices=SPOKEN_LANGUAGES, widget=SegmentedChoice)
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
    name_ar = arabic_text(_("Declared name in Arabic"))
    name_latin = latin_text(_("Declared name in Latin letters"))
    birth = forms.CharField(label=_("Declared birth"), required=False, max_length=60)
    birth_place = forms.CharField(label=_("Declared birth place"), required=False, max_length=120)


class AbandonForm(forms.Form):
    because = forms.ChoiceField(
        label=_p("abandon", "Why"), choices=list(words.ABANDON_WORDS.items()), widget=forms.RadioSelect
    )
