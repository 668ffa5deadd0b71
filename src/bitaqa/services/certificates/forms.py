"""What is asked at a counter (a number and a purpose) and on the public page (the text of a code)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

PURPOSES = {
    "applicant_asks": _("The applicant asks"),
    "complaint": _("A complaint"),
    "check": _("A check ordered by the head of the service"),
}


class FindForm(forms.Form):
    number = forms.CharField(
        label=_("Number of the certificate or of the receipt"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    purpose = forms.ChoiceField(
        label=_("Why you look"),
        choices=[("", _("Choose a purpose")), *PURPOSES.items()],
        help_text=_("The journal keeps it with your name and what was shown."),
    )


class CheckForm(forms.Form):
    token = forms.CharField(
        label=_("Text of the code"),
        help_text=_("Scan the code of the certificate; its text begins with BTC1:"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
