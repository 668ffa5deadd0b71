"""Forms of the counter and of boxes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bitaqa.ui.fields import ScanField
from bitaqa.ui.widgets import FileDrop, PinInput, SegmentedChoice

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
        elif "holder" not in allowed:  # a child's card is never collected by its holder: somebody has a name
            self.fields["collector_names"].required = True


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


class PinForm(forms.Form):
    """The holder types the PIN twice; nobody else looks. Nothing of it is ever drawn again."""

    why = forms.ChoiceField(
        label=_("Why a PIN is set"), choices=list(words.PIN_REASONS.items()), widget=SegmentedChoice
    )
    new_pin = forms.CharField(label=_("New PIN (6 to 8 digits)"), min_length=6, max_length=8, widget=PinInput)
    again = forms.CharField(label=_("The same PIN again"), max_length=8, widget=PinInput)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "new_pin" in given and "again" in given and given["new_pin"] != given["again"]:
            self.add_error("again", _("The two are not the same. Type the PIN again, twice."))
        return given


class EndForm(forms.Form):
    """The holder reads the card, the old card is settled, the collector signs."""

    holder_checked = forms.BooleanField(label=_("The card was read line by line, and everything on it is right"))
    old_fate = forms.ChoiceField(label=_("The old card"), choices=list(words.OLD_FATES.items()), widget=SegmentedChoice)
    signed = forms.BooleanField(label=_("The collector signed"))

    def __init__(self, *args: Any, old_card: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not old_card:
            del self.fields["old_fate"]


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
