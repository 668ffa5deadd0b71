"""What people type to ask for a day's tour, and for a roster of crews."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .forms import Choices, day_field


class TourForm(forms.Form):
    station = forms.ChoiceField(label=_("Station"))
    day = day_field(_("Day"))
    depot = forms.ChoiceField(label=_("Leaves from and comes back to"))
    stops = forms.MultipleChoiceField(label=_("Places it may serve"), widget=forms.CheckboxSelectMultiple)
    duty_minutes = forms.IntegerField(
        label=_("Minutes a crew works in a day"), min_value=60, max_value=960, initial=540
    )
    enrol_minutes = forms.DecimalField(
        label=_("Minutes for an enrolment"), min_value=1, max_value=60, decimal_places=1, initial="4.5"
    )
    seconds = forms.IntegerField(label=_("Seconds of search"), min_value=1, max_value=120, initial=10)

    def __init__(
        self, *args: Any, stations: Choices, depots: Choices, stops: Choices, starts: date, ends: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("station", stations), ("depot", depots), ("stops", stops)):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
        self.fields["stops"].initial = [code for code, _shown in stops]
        self.days = (starts, ends)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not self.days[0] <= day <= self.days[1]:
            raise ValidationError(gettext("This day is not one of the campaign."))
        return day

    def how(self) -> dict[str, Any]:
        """What was asked, as plain JSON."""
        given = self.cleaned_data
        return {
            "station": given["station"],
            "day": given["day"].isoformat(),
            "depot": given["depot"],
            "stops": sorted(given["stops"]),
            "duty_minutes": given["duty_minutes"],
            "enrol_minutes": float(given["enrol_minutes"]),
            "seconds": given["seconds"],
        }


class RosterForm(forms.Form):
    """`people` are (operator, shown) of every crew that may be chosen."""

    stations = forms.MultipleChoiceField(label=_("Stations"), widget=forms.CheckboxSelectMultiple)
    people = forms.IntegerField(label=_("People in a crew"), min_value=1, max_value=12, initial=3)
    most_in_a_row = forms.IntegerField(label=_("Most days in a row"), min_value=1, max_value=14, initial=6)
    rest_days = forms.IntegerField(label=_("Days of rest in seven"), min_value=0, max_value=6, initial=1)
    women = forms.MultipleChoiceField(
        label=_("Women"), widget=forms.CheckboxSelectMultiple, required=False, help_text=_("One in every crew.")
    )
    local_speaker = forms.BooleanField(
        label=_("Somebody in every crew speaks the local language"), required=False, initial=True
    )
    speakers = forms.MultipleChoiceField(
        label=_("Who speaks the local language"), widget=forms.CheckboxSelectMultiple, required=False
    )
    away = forms.CharField(
        label=_("Who is away"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        help_text=_("One person a line: the operator code, then the days, as in op-1 2026-05-04 2026-05-05."),
    )

    def __init__(self, *args: Any, stations: Choices, operators: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stations"].choices = list(stations)  # type: ignore[attr-defined]
        for name in ("women", "speakers"):
            self.fields[name].choices = list(operators)  # type: ignore[attr-defined]
        self.known = {code for code, _shown in operators}

    def clean_away(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for line in self.cleaned_data["away"].splitlines():
            words = line.replace(",", " ").replace(";", " ").split()
            if not words:
                continue
            try:
                days = [date.fromisoformat(word).isoformat() for word in words[1:]]
            except ValueError:
                days = []
            if words[0] not in self.known or not days:
                raise ValidationError(gettext("This line names no operator, or no day: %(line)s") % {"line": line[:80]})
            found.setdefault(words[0], []).extend(days)
        return {operator: sorted(set(days)) for operator, days in sorted(found.items())}

    def how(self) -> dict[str, Any]:
        """What was asked, as plain JSON, without what is said of people."""
        given = self.cleaned_data
        return {name: given[name] for name in ("stations", "people", "most_in_a_row", "rest_days", "away")} | {
            "local_speaker": given["local_speaker"]
        }
