"""A station receives its place in the register: request file in, signed genesis out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from bitaqa.backbone.accounts.door import Permission, Scope, actor_of, fresh_sign_in, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.records.stations import door as stations
from bitaqa.records.stations.door import StationValue
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Crumb

from ..errors import PlanningError
from ..forms import ProvisionForm
from ..provisioning import provision, provision_file, read_request_file
from ..reach import check_unit, covers
from .campaigns import arabic


@requires(Permission.PROVISION_STATIONS)
@require_http_methods(["GET", "POST"])
@fresh_sign_in
def provision_station(request: HttpRequest) -> HttpResponse:
    """From a request file to the file the station installs; asking again with the same file changes nothing."""
    user = person_of(request)
    mine = [unit for unit in stations.all_units() if covers(user, Permission.PROVISION_STATIONS, Scope(unit=unit.id))]
    units = [(str(u.id), f"{u.code} · {u.name_ar if arabic() else u.name_fr}") for u in mine]
    form = ProvisionForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        units=units,
    )
    error: BitaqaError | None = None
    if form.is_valid():
        try:
            done, _answer = _provisioned(user, form.cleaned_data)
        except (PlanningError, stations.StationKeysReusedError) as refusal:
            error = refusal
        else:
            told = gettext("Station %(code)s is provisioned: download its file and bring it to the station.")
            messages.success(request, told % {"code": done.code})
            return HttpResponseRedirect(reverse("planning:station", args=[done.code]))
    context = {
        "form": form,
        "error": in_words(error) if error else None,
        "crumbs": [Crumb(_("Stations"), reverse("planning:stations")), Crumb(_("Provision a station"))],
    }
    status = error.status if error else 422 if form.is_bound else 200
    return render(request, "planning/provision.html", context, status=status)


@transaction.atomic
def _provisioned(user: Any, given: dict[str, Any]) -> tuple[StationValue, str]:
    asked = read_request_file(given["request_file"])
    standing = {each.code: each for each in stations.all_stations()}.get(asked.code)
    if standing is not None:
        check_unit(user, Permission.PROVISION_STATIONS, standing.unit)
    unit = UUID(given["unit"]) if given["unit"] else None
    check_unit(user, Permission.PROVISION_STATIONS, unit)
    if unit is None:
        unit = stations.save_unit(
            code=given["unit_code"],
            name_ar=given["unit_name_ar"],
            name_fr=given["unit_name_fr"],
            owner_ar=given["owner_ar"],
            owner_fr=given["owner_fr"],
        )
    return provision(request=asked, unit=unit, by=actor_of(user), at=now(), because=given["because"])


@requires(Permission.PROVISION_STATIONS)
@require_GET
def provision_download(request: HttpRequest, code: str) -> HttpResponse:
    """The file the station installs: signed public keys, nothing secret."""
    value = stations.station_by_code(code)
    check_unit(person_of(request), Permission.PROVISION_STATIONS, value.unit)
    epoch = stations.get_epoch(value.id, value.epoch)
    response = HttpResponse(provision_file(epoch.genesis), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{value.code}-{value.epoch}-provision.json"'
    response.headers["Cache-Control"] = "no-store"
    return response
