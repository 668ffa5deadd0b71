"""Forms of the day: which visit, remarks, and what was counted when a crew changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.rules.day_bodies import IncidentKind, IncidentLine
from bitaqa.station.desk.door import Operator, operators
from bitaqa.station.fieldpack.door import place_name, visits
from bitaqa.ui.formats import day_text

from .using import Use
from .words import INCIDENTS, SUPPLIES


class OpenForm(forms.Form):
    visit = forms.ChoiceField(label=_("Visit"), widget=forms.RadioSelect)
    until = forms.TimeField(
        label=_("People are served until"), required=False, initial="17:00", widget=forms.TimeInput({"type": "time"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {"enrolment": _("enrolment"), "delivery": _("delivery")}
        field = self.fields["visit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            (str(visit.visit), f"{day_text(visit.day)} · {place_name(visit.place)} · {kinds[visit.kind]}")
            for visit in visits()
        ]


class UseForm(forms.Form):
    """Odometer, fuel, people turned away, supplies; one incident is added at a time."""

    km_before = forms.IntegerField(label=_("Odometer at departure"), min_value=0, required=False)
    km_after = forms.IntegerField(label=_("Odometer at return"), min_value=0, required=False)
    fuel_litres = forms.IntegerField(label=_("Fuel, litres"), min_value=0, required=False)
    turned_away = forms.IntegerField(label=_("People turned away"), min_value=0, required=False)
    incident = forms.ChoiceField(label=_("Incident"), required=False)
    words = forms.CharField(label=_("What happened, naming nobody"), max_length=120, required=False)

    def __init__(self, *args: Any, use: Use, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = use.model_dump(include={"km_before", "km_after", "fuel_litres", "turned_away"})
        for code, word in SUPPLIES.items():
            self.fields[code] = forms.IntegerField(
                label=_(word), min_value=0, required=False, initial=use.consumables.get(code)
            )
        field = self.fields["incident"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("None")), *((code, _(word)) for code, word in INCIDENTS.items())]
        self._kept = use

    def use(self) -> Use:
        """What the form says, with the incidents written before."""
        d = self.cleaned_data
        incidents = list(self._kept.incidents)
        if d["incident"]:
            told = IncidentLine(kind=IncidentKind(d["incident"]), words=d["words"].strip())
            if incidents[-1:] != [told]:  # the button was pressed twice
                incidents.append(told)
        return Use(
            km_before=d["km_before"],
            km_after=d["km_after"],
            fuel_litres=d["fuel_litres"],
            turned_away=d["turned_away"] or 0,
            consumables={code: d[code] for code in SUPPLIES if d[code]},
            incidents=tuple(incidents),
        )


class HandCountForm(forms.Form):
    """What was counted by hand; nothing is proposed, so that it is counted."""

    dirhams = forms.DecimalField(label=_("Money, in dirhams"), min_value=0, decimal_places=2, max_digits=9)
    tickets = forms.IntegerField(label=_("Numbers given"), min_value=0)
    receipts = forms.IntegerField(label=_("Receipts given"), min_value=0)
    cards = forms.IntegerField(label=_("Cards at the station"), min_value=0)

    def counts(self) -> dict[str, int]:
        """By code; money in centimes."""
        d = self.cleaned_data
        counts: dict[str, int] = {"money_centimes": int(d["dirhams"] * 100)}
        for code in ("drafts", "stamps", "tickets", "receipts", "cards"):
            if code in d:
                counts[code] = int(d[code])
        return counts


class CloseForm(HandCountForm):
    stamps = forms.IntegerField(label=_("Stamps"), min_value=0)
    remarks = forms.CharField(label=_("Remarks"), max_length=120, required=False)
    field_order = ("dirhams", "stamps", "tickets", "receipts", "cards", "remarks")


class CrewForm(HandCountForm):
    """The incoming operator signs with their PIN."""

    field_order = ("drafts",)
    drafts = forms.IntegerField(label=_("Drafts"), min_value=0)
    remark = forms.CharField(label=_("Remark on a difference"), max_length=400, required=False)
    to = forms.ChoiceField(label=_("Who takes over"))
    pin = forms.CharField(
        label=_("PIN of who takes over"),
        max_length=200,
        widget=forms.PasswordInput({"dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, by: Operator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(one.code, f"{one.name_ar} · {one.code}") for one in operators() if one.code != by.code]
