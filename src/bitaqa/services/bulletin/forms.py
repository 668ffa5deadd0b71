"""The form that asks for a bulletin: of a campaign, or of a period."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.records.campaigns.door import CampaignValue

from .figures import Subject


class SubjectForm(forms.Form):
    """Refuses: neither a campaign nor both days, both of them, a period that ends before it begins."""

    campaign = forms.TypedChoiceField(label=_("Campaign"), required=False, empty_value=None)
    since = forms.DateField(
        label=pgettext_lazy("a period", "From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, campaigns: list[CampaignValue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        arabic = (get_language() or "ar").startswith("ar")
        names = [(str(c.id), c.name_ar if arabic else c.name_fr) for c in campaigns]
        self.fields["campaign"].choices = [("", "—"), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if bool(given.get("campaign")) == bool(since or until):
            raise forms.ValidationError(gettext("Choose a campaign, or give both days of a period."))
        if not given.get("campaign") and (since is None or until is None or until < since):
            raise forms.ValidationError(gettext("A period has two days, the second not before the first."))
        return given

    def subject(self) -> Subject:
        """What the valid form asks for; days are whole, in local time."""
        given = self.cleaned_data
        if given.get("campaign"):
            return Subject(campaign=UUID(given["campaign"]))
        return Subject(
            since=datetime.combine(given["since"], time.min, PLACE_ZONE),
            until=datetime.combine(given["until"], time.max, PLACE_ZONE),
        )
