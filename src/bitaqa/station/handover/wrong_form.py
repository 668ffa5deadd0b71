"""A card whose data is wrong: what is wrong, whose fault, the identity as it should read, a minor's representative.

What the card does not show and the operator leaves empty (parents) stays as the register holds it. Refuses a minor's
correction without the adult who answers for them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.persons import Sex
from bitaqa.station.enrolment.door import SPOKEN_LANGUAGES, RepresentativeFields, representative_map
from bitaqa.station.fieldpack.door import places
from bitaqa.ui.fields import ArabicNameField, LatinNameField, PartialDateField
from bitaqa.ui.widgets import SegmentedChoice

from . import words
from .forms import SecondPersonForm

_OF_A_MINOR: Final = ("r_capacity", "r_given_ar", "r_given_latin", "r_signed")


class WrongForm(SecondPersonForm, RepresentativeFields):
    """What is wrong on the card, whose fault, and the identity as it should read."""

    fault = forms.ChoiceField(
        label=_("Whose fault"),
        choices=[("ours", _("Ours: free")), ("holder", _("As it was declared: the duty is due"))],
        widget=SegmentedChoice,
    )
    field = forms.ChoiceField(label=_("What is wrong"), choices=list(words.FIELDS.items()))
    printed = forms.CharField(label=_("As printed"), max_length=120)
    right = forms.CharField(label=_("As it should read"), max_length=120)
    stamp_number = forms.CharField(label=_("Stamp number"), max_length=40, required=False)
    given_ar = ArabicNameField(label=_("Given name in Arabic"))
    given_latin = LatinNameField(label=_("Given name in Latin letters"))
    family_ar = ArabicNameField(label=_("Family name in Arabic"), required=False)
    family_latin = LatinNameField(label=_("Family name in Latin letters"), required=False)
    birth = PartialDateField(label=_("Birth date"))
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[
            (Sex.FEMALE.value, _("Female")),
            (Sex.MALE.value, _("Male")),
            (Sex.UNSPECIFIED.value, _("Unspecified")),
        ],
        widget=SegmentedChoice,
    )
    birth_place_ar = ArabicNameField(label=_("Birth place in Arabic"))
    birth_place_latin = LatinNameField(label=_("Birth place in Latin letters"))
    nationality = LatinNameField(label=_("Nationality"), max_length=3, min_length=3, initial="MAR")
    father_ar = ArabicNameField(label=_("Father, in Arabic"), required=False)
    father_latin = LatinNameField(label=_("Father, in Latin letters"), required=False)
    mother_ar = ArabicNameField(label=_("Mother, in Arabic"), required=False)
    mother_latin = LatinNameField(label=_("Mother, in Latin letters"), required=False)
    place = forms.ChoiceField(label=_("Place of the address"))
    lines_ar = ArabicNameField(label=_("Address in Arabic"), max_length=120)
    lines_latin = LatinNameField(label=_("Address in Latin letters"), max_length=120)
    notice_language = forms.ChoiceField(label=_("Read aloud in"), choices=SPOKEN_LANGUAGES, widget=SegmentedChoice)
    notice_read = forms.BooleanField(label=_("The data-protection notice was read aloud"))

    def __init__(self, *args: Any, minor_of: Callable[[PartialDate], bool], birth: PartialDate, **kwargs: Any) -> None:
        """`minor_of`: whether somebody born then needs an adult who answers for them; `birth`: as the list has it."""
        super().__init__(*args, **kwargs)
        self.minor_of, self.minor = minor_of, minor_of(birth)
        if not self.is_bound:
            self._mark_needed()
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(place.code, f"{place.name_ar} · {place.name_fr}") for place in places()]

    def clean(self) -> dict[str, Any]:
        """The birth date as it should read says whether somebody answers for the holder."""
        data = super().clean() or self.cleaned_data
        if "birth" in data:
            self.minor = self.minor_of(data["birth"])
        for name in _OF_A_MINOR if self.minor else ():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, forms.Field.default_error_messages["required"])
        self._mark_needed()
        return data

    def _mark_needed(self) -> None:
        """How the fields are drawn; `clean` judges them, by the birth date that was typed."""
        for name in _OF_A_MINOR:
            self.fields[name].required = self.minor

    def representative(self) -> dict[str, Any] | None:
        """Who answers for a minor, as the packet's body shapes it; None for an adult."""
        return representative_map(self.cleaned_data) if self.minor else None

    def identity(self) -> dict[str, Any]:
        """The corrected identity as the packet's body shapes it."""
        d = self.cleaned_data
        return {
            "names": {
                "arabic": {"given": d["given_ar"], "family": d["family_ar"]},
                "latin": {"given": d["given_latin"], "family": d["family_latin"]},
            },
            "sex": d["sex"],
            "birth": str(d["birth"]),
            "birth_place_ar": d["birth_place_ar"],
            "birth_place_latin": d["birth_place_latin"],
            "nationality": d["nationality"].upper(),
            "parents": {name: d[name] for name in ("father_ar", "father_latin", "mother_ar", "mother_latin")},
            "address": {"place": d["place"], "lines_ar": [d["lines_ar"]], "lines_latin": [d["lines_latin"]]},
        }
