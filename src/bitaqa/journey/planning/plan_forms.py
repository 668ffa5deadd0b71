"""What people type about plans: people expected, a question, a move, an answer, companions, what is on board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bitaqa.ui.widgets import FileDrop

from .forms import Choices, day_field
from .words import AIMS, CONFIDENCE, DAY_KINDS, ON_BOARD

USUAL_DUTY = 540
MOST_DEMAND_BYTES = 1024 * 1024


class DemandForm(forms.Form):
    file = forms.FileField(
        label=_("People expected (CSV)"),
        widget=FileDrop(attrs={"accept": ".csv,text/csv"}),
        help_text=_(
            "Columns place, class, people, and kind if it is known. Classes: pupil, elderly, other. "
            "Kinds: first, renewal, duplicate. Places not named stay as they are."
        ),
    )
    source = forms.CharField(label=_("Who counted them"), max_length=120)
    confidence = forms.ChoiceField(
        label=_("How the number is known"), choices=list(CONFIDENCE.items()), initial="counted"
    )

    def clean_file(self) -> str:
        given = self.cleaned_data["file"]
        if given.size > MOST_DEMAND_BYTES:
            raise ValidationError(gettext("This file is too large."))
        try:
            return str(given.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError(gettext("The file is not in UTF-8.")) from None


class PlanForm(forms.Form):
    stations = forms.MultipleChoiceField(label=_("Stations"), widget=forms.CheckboxSelectMultiple)
    depot = forms.ChoiceField(label=_("Depot of the vehicles"))
    lead = forms.IntegerField(label=_("Days until a card can be handed over"), min_value=0, max_value=60, initial=6)
    exam = day_field(_("Day of the exam"), required=False)
    duty_minutes = forms.IntegerField(
        label=_("Minutes a crew works in a day"), min_value=60, max_value=960, initial=USUAL_DUTY
    )
    enrol_minutes = forms.DecimalField(
        label=_("Minutes for an enrolment"), min_value=1, max_value=60, decimal_places=1, initial="4.5"
    )
    hand_over_minutes = forms.DecimalField(
        label=_("Minutes for a hand-over"), min_value=Decimal("0.5"), max_value=60, decimal_places=1, initial="1.2"
    )
    friday_percent = forms.IntegerField(
        label=_("Part of a Friday that is worked (per cent)"), min_value=0, max_value=100, initial=80
    )
    rest_sundays = forms.BooleanField(label=_("Crews rest on Sundays"), required=False, initial=True)
    aims = forms.MultipleChoiceField(
        label=_("What matters most"),
        choices=list(AIMS.items()),
        initial=["most_people"],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One plan is searched for each; the list lays them side by side."),
    )
    seconds = forms.IntegerField(label=_("Seconds of search"), min_value=5, max_value=600, initial=60)

    def __init__(self, *args: Any, stations: Choices, depots: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stations"].choices = list(stations)  # type: ignore[attr-defined]
        self.fields["depot"].choices = list(depots)  # type: ignore[attr-defined]

    def hows(self) -> list[dict[str, Any]]:
        """What was asked, as plain JSON: one for each aim."""
        return [self._how() | {"aim": aim} for aim in self.cleaned_data["aims"]]

    def _how(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "stations": sorted(given["stations"]),
            "depot": given["depot"],
            "lead": given["lead"],
            "exam": given["exam"].isoformat() if given["exam"] else "",
            "duty_minutes": given["duty_minutes"],
            "enrol_minutes": float(given["enrol_minutes"]),
            "hand_over_minutes": float(given["hand_over_minutes"]),
            "friday_share": given["friday_percent"] / 100,
            "rest_sundays": given["rest_sundays"],
            "seconds": given["seconds"],
        }


class DayNoteForm(forms.Form):
    day = day_field(_("Day"))
    kind = forms.ChoiceField(label=_("What is that day"), choices=list(DAY_KINDS.items()))
    place = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Everywhere")), *places]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == "closed" and not given.get("place"):
            self.add_error("place", gettext("Say which place is closed."))
        return given


class MoveForm(forms.Form):
    vehicle = forms.ChoiceField(label=_("Station"))
    day = forms.ChoiceField(label=_("Day"))
    node = forms.ChoiceField(label=_("Goes to"))

    def __init__(self, *args: Any, vehicles: Choices, days: Choices, nodes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("vehicle", vehicles), ("day", days), ("node", nodes)):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    because = forms.CharField(label=_("Why it is sent back"), max_length=200, strip=True)


class CompanionsForm(forms.Form):
    """Each box is named by place, day and kind; `confirmed_by` says which office confirmed those newly ticked."""

    confirmed_by = forms.CharField(label=_("Who confirmed"), max_length=120, strip=True)

    def ticked(self, spots: Sequence[tuple[str, date]], kinds: Sequence[str]) -> dict[tuple[str, date], frozenset[str]]:
        """For each place and day, the kinds ticked."""
        given = set(self.data.getlist("confirmed")) if hasattr(self.data, "getlist") else set()
        return {
            (place, day): frozenset(kind for kind in kinds if f"{place}|{day.isoformat()}|{kind}" in given)
            for place, day in spots
        }


class DepartureForm(forms.Form):
    station = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.DateField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item, label in ON_BOARD.items():
            self.fields[item] = forms.IntegerField(label=label, min_value=0, max_value=100_000)

    def found(self) -> dict[str, int]:
        return {item: int(self.cleaned_data[item]) for item in ON_BOARD}
