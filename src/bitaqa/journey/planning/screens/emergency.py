"""One page that opens an emergency programme at once: where, which vehicles, free of charge."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bitaqa.backbone.accounts.door import EVERYWHERE, NotPermittedError, Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations
from bitaqa.ui.errors import in_words
from bitaqa.ui.fields import ArabicNameField, LatinNameField
from bitaqa.ui.shapes import Crumb

from ..emergency import MOST_DAYS, Emergency, open_emergency
from ..forms import ProgrammeForm
from ..reach import covers
from .campaigns import shown

AREAS_MOST = 2000


class EmergencyForm(forms.Form):
    code = ProgrammeForm.base_fields["code"]
    name_ar = ArabicNameField(label=_("Name in Arabic"), max_length=120)
    name_fr = LatinNameField(label=_("Name in French"), max_length=120)
    area = forms.ChoiceField(label=_("Area"))
    place = forms.ChoiceField(label=_("Where the vehicles go first"))
    stations = forms.MultipleChoiceField(label=_("Vehicles"), widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=MOST_DAYS, initial=7)
    fee_waived = forms.BooleanField(label=_("The stamp duty is waived"), required=False, initial=True)
    eligibility = ProgrammeForm.base_fields["eligibility"]
    eligibility_sensitive = ProgrammeForm.base_fields["eligibility_sensitive"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(((one.code, shown(one)) for one in places.all_places()[:AREAS_MOST]), key=lambda pair: pair[1])
        vehicles = [(one.code, f"{one.code}") for one in stations.all_stations() if not one.revoked]
        for name, choices in (("area", known), ("place", known), ("stations", vehicles)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


@requires(Permission.PLAN_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """Programme, campaign, visits from today on and field packs, in one press. For planners without limits."""
    user = person_of(request)
    if not covers(user, Permission.PLAN_CAMPAIGNS, EVERYWHERE):
        raise NotPermittedError(permission=str(Permission.PLAN_CAMPAIGNS))
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = {**form.cleaned_data, "stations": tuple(form.cleaned_data["stations"])}
        at = now()
        try:
            opened = open_emergency(Emergency(**given), by=actor_of(user), at=at, today=local_day(at))
        except (BitaqaError, IntegrityError) as refused:
            said = (
                in_words(refused).sentence if isinstance(refused, BitaqaError) else gettext("Something has this code.")
            )
            form.add_error("code", said)
        else:
            _tell(request, opened.packs, opened.without)
            return HttpResponseRedirect(reverse("planning:campaign", args=[opened.campaign]))
    crumbs = [Crumb(_("Campaigns"), reverse("planning:campaigns")), Crumb(_("Emergency programme"))]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "planning/emergency.html", context, status=422 if form.is_bound else 200)


def _tell(request: HttpRequest, packs: dict[str, int], without: dict[str, BitaqaError]) -> None:
    messages.success(
        request, gettext("The programme is open; field packs are ready: %(stations)s.") % {"stations": ", ".join(packs)}
    )
    for station, refused in without.items():
        said = {"station": station, "why": in_words(refused).sentence}
        messages.warning(request, gettext("%(station)s has no field pack yet: %(why)s") % said)
