"""What one needs to know to ask: the receipt number, forgivingly read, and the birth date as the papers give it."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.packet.message_errors import ReceiptNumberMalformedError, ReceiptNumberMistypedError
from bitaqa.foundation.packet.receipt_number import check_receipt_number
from bitaqa.ui.fields import PartialDateField


class TrackingForm(forms.Form):
    """Refuses: a number that breaks its own check character; that is arithmetic and says nothing of the register."""

    receipt = forms.CharField(
        label=_("Receipt number"),
        help_text=_("15 letters and digits, printed on the receipt."),
        max_length=60,
        widget=forms.TextInput(
            {
                "dir": "ltr",
                "autocomplete": "off",
                "spellcheck": "false",
                "autocapitalize": "characters",
                "data-receipt": "",
            }
        ),
    )
    born = PartialDateField(
        label=_("Birth date"),
        help_text=_("As your papers give it: leave out the day or the month if they do not give them."),
    )

    def clean_receipt(self) -> str:
        try:
            return check_receipt_number(self.cleaned_data["receipt"])
        except (ReceiptNumberMalformedError, ReceiptNumberMistypedError):
            raise ValidationError(gettext("This is not a receipt number: check it letter by letter.")) from None
