"""Forms of the counter and of boxes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.rules.persons import Sex
from bitaqa.station.fieldpack.door import places
from bitaqa.ui.fields import ArabicNameField, LatinNameField, PartialDateField, ScanField
from bitaqa.ui.widgets import FileDrop, SegmentedChoice

from . import words

_PIN = forms.PasswordInput({"dir": "ltr", "autocomplete": "off"})
_CODE = {"dir": "ltr", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class ScanForm(forms.Form):
    text = ScanField(label=_("Scan a receipt or a card, or type a number or a name"), max_length=400)


class BoxScanForm(forms.Form):
    text = ScanField(label=_("Scan each card of the box"), max_length=120)


class BoxForm(forms.Form):
    box = forms.ChoiceField(label=_("State of the box"), choices=list(words.BOXES.items()), widget=SegmentedChoice)


class WhoForm(forms.Form):
    """Who stands at the counter; only the collectors that the card's rules allow."""

    collector = forms.ChoiceField(label=_("Who collects"), widget=SegmentedChoice)
    collector_names = forms.CharField(label=_("Name of the collector"), max_length=120, required=False)
    receipt_shown = forms.BooleanField(label=_("The receipt was shown"), required=False)

    def __init__(self, *args: Any, allowed: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["collector"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(code, words.COLLECTORS[code]) for code in allowed]
        if allowed == ("holder",):
            del self.fields["collector_names"]


class CaptureForm(forms.Form):
    """A live capture: files of the devices, or the number of an invented person where devices are simulated."""

    specimen = forms.CharField(
        label=_("Number of the specimen person"), max_length=40, required=False, widget=forms.TextInput(_CODE)
    )
    finger = forms.FileField(label=_("Fingerprint (template file)"), required=False, widget=FileDrop)
    picture = forms.FileField(
        label=_("Portrait"), required=False, widget=FileDrop({"accept": "image/jpeg,image/png", "capture": "user"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.BITAQA_SIMULATED_DEVICES:
            del self.fields["specimen"]


class SecondPersonForm(forms.Form):
    """Another member of the crew types code and PIN at the same desk."""

    second = forms.CharField(label=_("Second person: operator code"), max_length=80, widget=forms.TextInput(_CODE))
    pin = forms.CharField(label=_("Second person: PIN"), max_length=200, widget=_PIN)


class ReleaseForm(SecondPersonForm):
    because = forms.ChoiceField(label=_("Reason"), choices=list(words.RELEASE.items()))


class EndForm(forms.Form):
    """The holder reads the card, the old card is settled, the collector signs."""

    holder_checked = forms.BooleanField(label=_("The card was read line by line, and everything on it is right"))
    old_fate = forms.ChoiceField(label=_("The old card"), choices=list(words.OLD_FATES.items()), widget=SegmentedChoice)
    signed = forms.BooleanField(label=_("The collector signed"))

    def __init__(self, *args: Any, old_card: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not old_card:
            del self.fields["old_fate"]


class WrongForm(SecondPersonForm):
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
    place = forms.ChoiceField(label=_("Place of the address"))
    lines_ar = ArabicNameField(label=_("Address in Arabic"), max_length=120)
    lines_latin = LatinNameField(label=_("Address in Latin letters"), max_length=120)
    notice_read = forms.BooleanField(label=_("The data-protection notice was read aloud"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(place.code, f"{place.name_ar} · {place.name_fr}") for place in places()]

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
            "address": {"place": d["place"], "lines_ar": [d["lines_ar"]], "lines_latin": [d["lines_latin"]]},
        }


class KeepForm(forms.Form):
    """An act on chosen cards: returned, missing, withheld, or destroyed with a second person."""

    act = forms.ChoiceField(
        label=_("What is done"),
        choices=[
            ("returned", _("Return to the centre")),
            ("missing", _("Mark as missing")),
            ("withheld", _("Withhold")),
            ("destroyed", _("Destroy, by two")),
        ],
    )
    because = forms.ChoiceField(
        label=_("Reason"),
        choices=list({**words.RETURN, **words.MISSING, **words.WITHHOLD, **words.DESTROY}.items()),
    )
    keeper = forms.CharField(label=_("Handed to (courier, person)"), max_length=120, required=False)
    second = forms.CharField(
        label=_("Second person: operator code"), max_length=80, required=False, widget=forms.TextInput(_CODE)
    )
    pin = forms.CharField(label=_("Second person: PIN"), max_length=200, required=False, widget=_PIN)
